"""People as others see them: what they are called, their roles and keys, and the contacts that the vault keeps."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints, ValidationError

from domain.administration.people import LOCAL
from domain.doubts import Doubt, of_unknown
from domain.drafts import agencies_administered_by
from domain.grants import Grant, Person, Post
from domain.model import By, Frozen, Key, is_key, problems_of, unbroken, wrong
from domain.names import Names
from domain.readings import EVERYBODY, Reading
from domain.refusals import Code, require
from domain.rows import words
from domain.streams import person_stream
from domain.visibility import SEES_PEOPLE, may_list_people, may_see_person
from domain.vocabulary import Role
from engine.states import States
from ledger import vault
from service.afar import over_url, over_url_acting
from service.reading import Reader
from service.searching import begin
from wiring.connections import VAULT
from wiring.errors import BadRequest, NotPossible

MOST_NAMED = 5
"""Of those who are called alike."""

_ADDRESS = re.compile(r'[^\s@,;:<>()"\\\[\]]+@[^\s@,;:<>()"\\\[\]]+')


def _visible(text: str) -> str:
    if not text.isprintable():
        raise wrong("not_visible")
    return text


def _one_address(text: str) -> str:
    if not (_ADDRESS.fullmatch(text) and text.isprintable()):
        raise wrong("no_address")
    return text


PersonName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(unbroken),
    AfterValidator(_visible),
]
"""What somebody is called: one line, all of which can be seen, as it stands in letters and above signatures."""

Address = Annotated[str, StringConstraints(max_length=254, strip_whitespace=True), AfterValidator(_one_address)]
"""One mail address, and nothing else that a mail server would read there."""


class Contacts(Frozen):
    """What may be kept of a person in the vault."""

    name: PersonName | None = None
    email: Address | None = None
    language: Key | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """What people are called: by their names, as far as the vault still has them, and with their posts."""

    names: Names
    people: Mapping[str, Person]

    def name(self, person: str) -> str:
        """Somebody's name; their id, where it isn't known."""
        return self.names.person(person)

    def post(self, by: By) -> str | None:
        """The post in which something was done, with its agency; None where a false record names what isn't theirs."""
        return self._post(by.person, by.grant)

    def actor(self, by: By) -> str:
        """Who did something, and in which post."""
        return self.in_post(by.person, by.grant)

    def in_post(self, person: str, grant: str) -> str:
        """Somebody with the post in which they did something under a grant."""
        return ", ".join(filter(None, (self.name(person), self._post(person, grant))))

    def _post(self, person: str, grant: str) -> str | None:
        held = self.people[person].grants.get(grant)
        return self.names.post(held) if held else None

    def holder(self, person: str, role: Role) -> str:
        """Somebody with the post in which they hold a role, or held it last, if that is one."""
        held = [grant for grant in self.people[person].grants.values() if grant.role is role]
        now = [grant for grant in held if grant.valid_until is None] or held[-1:]
        posts = {self.names.post(grant) for grant in now}
        return f"{self.name(person)}, {posts.pop()}" if len(posts) == 1 else self.name(person)


async def called(states: States, people: Iterable[str], names: Names) -> Called:
    """What these people are called, with their posts, as far as their names are known."""
    known = set(people)
    basis = await states.basis(map(person_stream, known))
    return Called(names, {each: basis.state(Person, person_stream(each)) for each in known})


@over_url
async def everybody(reader: Reader, *, names: bool, contacts: bool) -> list[dict[str, Any]]:
    """Everybody who holds or held a role, by id, with their names and contacts if asked for, and which roles are in
    force now; of people, those who are open to the reader. Whose contacts are read is recorded of each; without them it
    is recorded that the list was read.

    Raises:
        Refused: the reader may see nobody but themselves.
    """
    viewer, regions = await reader.viewer(), await reader.regions()
    require(may_list_people(viewer), Code.NOT_OPEN, person=reader.who.id, what="people", roles=SEES_PEOPLE)
    found = [
        each
        for each in await reader.people()
        if may_see_person(viewer, each["id"], (held["agency"] for held in each["grants"]))
    ]
    if contacts:
        await reader.record(Reading.CONTACTS, *(person_stream(each["id"]) for each in found))
    else:
        await reader.record(Reading.PEOPLE, EVERYBODY)
    kept = await reader.contacts([each["id"] for each in found]) if names or contacts else {}
    now = datetime.now(UTC)
    for each in found:
        shown = {"name": names, "email": contacts}
        each.update({field: kept.get(each["id"], {}).get(field) if open_ else None for field, open_ in shown.items()})
        for held in each["grants"]:
            held["in_force"] = Grant.model_validate(held).in_force(now)
            region = regions.by_id(held["region"]) if held["region"] else None
            held["region"] = region.code if region else held["region"]
    return found


async def person_called(reader: Reader, given: str) -> str:
    """The id of the one person, of those who are open to the reader, whose id this is, or whose id and name have all
    these words as beginnings of their own; what may be an id, and is nobody's, stays as it is.

    Raises:
        BadRequest: nobody is called so.
        NotPossible: several are; some of them are named, with their posts.
        Refused: as `everybody`.
    """
    sought, open_to = words(given), await everybody(reader, names=True, contacts=False)
    if any(each["id"] == given for each in open_to):
        return given
    found = [each for each in open_to if sought and begin(sought, words(each["id"], each["name"] or ""))]
    if len(found) > 1:
        named = sorted(map(_in_posts, found))[:MOST_NAMED]
        raise NotPossible("ambiguous_person", given=given, found=named)
    if not found and not is_key(given):
        raise BadRequest("nobody_called", given=given)
    return str(found[0]["id"]) if found else given


def _in_posts(listed: Mapping[str, Any]) -> str:
    """Somebody on the list of people by name, with their posts now, and by their id."""
    held = [held["post"] for held in listed["grants"] if held["in_force"] and held["post"]]
    posts = dict.fromkeys(Post.model_validate(each).written for each in held)
    return f"{', '.join([listed['name'] or listed['id'], *posts])} ({listed['id']})"


@over_url
async def keys_of(reader: Reader, person: str) -> dict[str, datetime | None]:
    """A person's keys, each with when it was retired; None: it is in use.

    Raises:
        Refused: they aren't open to the reader, or nobody has that id.
    """
    found = await reader.states.get(Person, person_stream(person))
    agencies = [grant.agency for grant in found.grants.values()]
    seen = may_see_person(await reader.viewer(), person, agencies)
    require(seen, Code.NOT_OPEN, person=reader.who.id, what="people", roles=SEES_PEOPLE)
    require(found.version, Code.UNKNOWN_PERSON, person=person)
    await reader.record(Reading.KEYS, person_stream(person))
    return found.keys


def fit_contacts(given: Mapping[str, str]) -> dict[str, str]:
    """A name and contacts as they can be kept.

    Raises:
        BadRequest: they can't be.
    """
    try:
        fit: dict[str, str] = Contacts.model_validate(given).model_dump(exclude_none=True)
    except ValidationError as error:
        raise BadRequest("unfit_contacts", problems=problems_of(error)) from None
    return fit


@over_url
async def doubt_of_contacts(reader: Reader, person: str) -> Doubt | None:
    """What to ask about before somebody's name and contacts are kept, if anything. Raises as `put_contacts`."""
    require(await _may_put_contacts(reader, person), Code.CONTACTS_NOT_YOURS, person=person)
    return of_unknown(await reader.states.get(Person, person_stream(person)))


@over_url_acting
async def put_contacts(reader: Reader, person: str, given: Mapping[str, str]) -> None:
    """Keep a person's name and contacts in the vault; what isn't given stays as it is.

    Raises:
        BadRequest: as `fit_contacts`.
        Refused: the reader isn't an administrator of the ministry, nor one who might grant every role that the person
            holds or held.
    """
    require(await _may_put_contacts(reader, person), Code.CONTACTS_NOT_YOURS, person=person)
    for field, value in fit_contacts(given).items():
        await vault.put(await reader.connections.pool(VAULT), person, field, value, reader.who.id)


async def _may_put_contacts(reader: Reader, person: str) -> bool:
    if reader.who.is_administrator(reader.at):
        return True
    administered = agencies_administered_by(reader.who, await reader.agencies(), reader.at)
    subject = await reader.states.get(Person, person_stream(person))
    local = all(grant.role in LOCAL for grant in subject.grants.values())
    return bool(administered and subject.grants) and local and subject.served_only(administered)
