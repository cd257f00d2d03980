"""People and their roles, for administrators. Names and contacts go to the vault, never into a command."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.asking import Sending, ask_of, doubted, request, said
from cli.endings import Exit, say
from cli.input.enrolments import read_enrolment
from cli.listing import Listing, instant, show_all
from cli.options import Asking, Reading, connected, reading, whoever
from domain.vocabulary import Rank, Role, Tenure
from texts import Lang, text, title
from wiring.errors import BadRequest

if TYPE_CHECKING:
    from wiring.connections import Connections

EnrolmentFile = Annotated[Path, Parameter(help="cli.argument.enrolment")]
Person = Annotated[str, Parameter(help="cli.argument.person")]
TheRole = Annotated[Role, Parameter(name="ROLE", name_transform=str.lower, help="cli.argument.role")]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The post in which somebody is to hold a role, and by which letter."""

    title: Annotated[str, Parameter(help="cli.option.title", metavar="TITLE")]
    letter: Annotated[str, Parameter(help="cli.option.letter", metavar="NUMBER")]
    tenure: Annotated[
        Tenure | None, Parameter(name_transform=str.lower, help="cli.option.tenure", metavar="TENURE")
    ] = None
    rank: Annotated[Rank | None, Parameter(name_transform=str.lower, help="cli.option.rank", metavar="RANK")] = None
    supervisor: Annotated[str | None, Parameter(help="cli.option.supervisor", metavar="PERSON")] = None
    mandate: Annotated[str | None, Parameter(help="cli.option.mandate", metavar="TITLE")] = None
    mandate_rank: Annotated[
        Rank | None,
        Parameter(name="--mandate-rank", name_transform=str.lower, help="cli.option.mandate_rank", metavar="RANK"),
    ] = None
    mandate_from: Annotated[str | None, Parameter(help="cli.option.mandate_from", metavar="PERSON")] = None

    def post(self) -> dict[str, Any]:
        """The post as a grant names it."""
        mandate = _given(title=self.mandate, rank=self.mandate_rank, person=self.mandate_from)
        return _given(
            title=self.title,
            letter=self.letter,
            tenure=self.tenure,
            rank=self.rank,
            supervisor=self.supervisor,
            mandate=mandate or None,
        )


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Somebody's name and contacts."""

    name: Annotated[str | None, Parameter(help="cli.option.name", metavar="NAME")] = None
    email: Annotated[str | None, Parameter(help="cli.option.email", metavar="ADDRESS")] = None
    mail_lang: Annotated[Lang | None, Parameter(help="cli.option.mail_lang", metavar="LANG")] = None

    def given(self) -> dict[str, str]:
        """What is said of them, as the vault names it."""
        return _given(name=self.name, email=self.email, language=self.mail_lang)


def _given(**fields: Any) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value is not None}


async def take_office(*, options: Asking = Asking()) -> int:
    """Become one of the administrators that the ledger began with."""
    return await _of_own_stream(options, "take_office", {})


async def grant(
    person: Person,
    role: TheRole,
    /,
    *,
    agency: Annotated[str, Parameter(help="cli.option.their_agency", metavar="AGENCY")],
    region: Annotated[str | None, Parameter(help="cli.option.their_region", metavar="CODE")] = None,
    holding: Holding,
    valid_from: Annotated[str | None, Parameter(name="--from", help="cli.option.from", metavar="TIME")] = None,
    valid_until: Annotated[str | None, Parameter(name="--until", help="cli.option.until", metavar="TIME")] = None,
    their: Contacts = Contacts(),
    options: Asking = Asking(),
) -> int:
    """Grant a role; that is how a new person is registered."""
    from cli.input.instants import end_of, instant
    from domain.streams import person_stream
    from service.agencies import with_codes
    from service.doubts import doubt_of_roles
    from service.people import fit_contacts
    from service.reading import Reader
    from service.signin import person_id

    kept = fit_contacts(their.given())  # before the grant is sent: afterwards it would be too late
    given = _given(
        role=role,
        agency=agency,
        region=region,
        post=holding.post(),
        valid_from=None if valid_from is None else instant(valid_from),
        valid_until=None if valid_until is None else end_of(valid_until),
    )
    payload = {field: value.isoformat() if isinstance(value, datetime) else value for field, value in given.items()}
    async with connected(options) as connections:
        person = person_id(person)
        reader = await Reader.asking(connections, options.person)
        payload = await with_codes(reader, payload)
        doubt = await doubt_of_roles(reader, person, [(role, payload["agency"])], kept)
        if (ending := await doubted(options, reader, doubt, force=options.force)) is not None:
            return say(ending, as_json=options.as_json)
        code = await ask_of(options, connections, person_stream(person), "grant_role", payload)
        if code == Exit.DONE:
            await _keep(options, connections, person, kept)
    return code


async def contacts(
    person: Person,
    /,
    *,
    their: Contacts = Contacts(),
    force: Annotated[bool, Parameter(help="cli.option.force_contacts")] = False,
    options: Reading = Reading(),
) -> int:
    """Keep somebody's name and contacts in the vault; what isn't given stays as it is."""
    from service.people import doubt_of_contacts, put_contacts
    from service.signin import person_id

    given = their.given()
    if not given:
        raise BadRequest("one_needed", given=["--name", "--email", "--mail-lang"])
    person = person_id(person)
    async with reading(options) as reader:
        found = await doubt_of_contacts(reader, person)
        if (ending := await doubted(options, reader, found, force=force)) is not None:
            return say(ending, as_json=options.as_json)
        await put_contacts(reader, person, given)
    if options.as_json:
        output.print_json({"person": person, "kept": [*given]})
    else:
        output.say(text("cli.contacts_kept", options.language, person=person))
    return Exit.DONE


async def _keep(options: Asking, connections: "Connections", person: str, given: dict[str, str]) -> None:
    """Keep somebody's name and contacts with the grant that they came with; say it where they aren't kept."""
    from cli.boundary import refused
    from domain.refusals import Refused
    from service.people import put_contacts
    from service.reading import Reader

    if not given:
        return
    if not options.answered:
        output.note(text("cli.contacts_not_yet", options.language, person=person))
        return
    try:
        await put_contacts(await Reader.asking(connections, options.person), person, given)
    except Refused as found:
        ending = await refused(found.refusal, options)
        output.note(f"{ending.message}\n{ending.hint}")


async def end(
    person: Person,
    role: TheRole,
    /,
    *,
    only: Annotated[str | None, Parameter(help="cli.option.only", metavar="ID")] = None,
    at: Annotated[str | None, Parameter(help="cli.option.ends_at", metavar="TIME")] = None,
    successor: Annotated[str | None, Parameter(help="cli.option.their_successor", metavar="PERSON")] = None,
    options: Asking = Asking(),
) -> int:
    """End a role; what was done in it stays valid."""
    from cli.input.instants import end_of
    from domain.streams import person_stream
    from service.signin import person_id

    payload = _given(role=role, grant=only, successor=successor)
    if at is not None:
        payload["ends_at"] = end_of(at).isoformat()
    async with connected(options) as connections:
        stream = person_stream(person_id(person))
        return await ask_of(options, connections, stream, "end_role", payload)


async def hand_over(
    giver: Annotated[str, Parameter(name="FROM", help="cli.argument.giver")],
    successor: Annotated[str, Parameter(name="TO", help="cli.argument.taker")],
    /,
    *,
    letter: Annotated[str, Parameter(help="cli.option.letter", metavar="NUMBER")],
    only: Annotated[str | None, Parameter(help="cli.option.only_handed", metavar="ID")] = None,
    options: Asking = Asking(),
) -> int:
    """Hand over somebody's posts at a transfer, with what waits for them and their drafts."""
    from domain.streams import person_stream
    from service.commanding import Receipt, ask
    from service.drafts import take_over
    from service.handing_over import prepare, seats_of
    from service.reading import Reader
    from service.signin import person_id

    for option, given in (
        ("--sign-to", options.sign_to),
        ("--signal", options.by_signal or None),
        ("--command-id", options.command_id),
        ("--on-version", options.on_version),
    ):
        if given is not None:
            raise BadRequest("several_acts", option=option)
    giver, successor = person_id(giver), person_id(successor)
    receipts, posts = [], 0
    async with connected(options) as connections:
        reader = await Reader.asking(connections, options.person)
        asked = request(options, Sending(options))
        handing = await prepare(reader, asked, giver, successor, letter, only)
        if (ending := await doubted(options, reader, handing.doubt, force=options.force)) is not None:
            return say(ending, as_json=options.as_json)
        for whose, type_name, payload in handing.steps:
            sending = Sending(options)
            outcome = await ask(connections, person_stream(whose), type_name, payload, request(options, sending))
            if not isinstance(outcome, Receipt):
                return await said(options, type_name, outcome, sending)
            receipts.append(outcome)
            posts += type_name == "end_role"
            if not options.as_json:
                await said(options, type_name, outcome, sending)
        moved = await take_over(reader, giver, handing.grants)
        seats = await seats_of(reader, giver)
    if options.as_json:
        done = [each.model_dump(mode="json", exclude={"kind"}) for each in receipts]
        output.print_json({"receipts": done, "drafts": [*map(str, moved)], "seats": seats})
        return Exit.DONE
    output.say(text("cli.handed_over", options.language, posts=posts, drafts=len(moved)))
    if seats:
        output.say(text("cli.seats_left", options.language, person=giver, innovations=seats))
    return Exit.DONE


async def enrol_key(person: Person, file: EnrolmentFile, /, *, options: Asking = Asking()) -> int:
    """Enrol the key that somebody made; it takes two administrators."""
    from domain.streams import person_stream

    given = read_enrolment(file, person)
    async with connected(options) as connections:
        payload = {"key": given.key, "possession": given.possession}
        return await ask_of(options, connections, person_stream(given.person), "enrol_key", payload)


async def retire_key(
    person: Person,
    key: Annotated[str, Parameter(name="KEY", help="cli.argument.key")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """End somebody's key at once: it is lost, or no longer needed."""
    from domain.streams import person_stream
    from service.signin import person_id

    async with connected(options) as connections:
        return await ask_of(options, connections, person_stream(person_id(person)), "retire_key", {"key": key.lower()})


async def _of_own_stream(options: Asking, type_name: str, payload: dict[str, Any]) -> int:
    """Ask something of the stream of whoever asks, and say what came of it."""
    from domain.streams import person_stream

    async with connected(options) as connections:
        return await ask_of(
            options, connections, person_stream(await whoever(options, connections)), type_name, payload
        )


async def list_people(
    *,
    names: Annotated[bool, Parameter(negative="--no-names", help="cli.option.names")] = True,
    options: Listing = Listing(),
) -> None:
    """Everybody and their roles, past and present."""
    from domain.grants import Post
    from domain.visibility import may_see_everybody
    from service.people import everybody

    async with reading(options) as reader:
        found = await everybody(reader, names=names, contacts=names)
        some = not may_see_everybody(reader.who, reader.at)
    lang = options.language
    if some and options.wanted is None and not options.as_json:
        output.say(text("cli.own_people", lang))
    rows = (
        (
            each["id"],
            each["name"],
            title("role", held["role"], lang),
            Post.model_validate(held["post"]).written if held["post"] else None,
            held["agency"],
            held["region"],
            text("cli.yes" if held["in_force"] else "cli.no", lang),
            instant(held["valid_from"]),
            instant(held["valid_until"]),
            held["id"],
        )
        for each in found
        for held in each["grants"]
    )
    await show_all(
        options,
        ("person", "name", "role", "post", "agency", "region", "in_force", "since", "until", "grant"),
        rows,
        found,
    )


async def keys(person: Person, /, *, options: Listing = Listing()) -> None:
    """A person's keys, in use and retired."""
    from service.people import keys_of
    from service.signin import person_id

    async with reading(options) as reader:
        found = await keys_of(reader, person_id(person))
    document = [{"key": key, "retired_at": at.isoformat() if at else None} for key, at in found.items()]
    rows = ((key, "" if at else "✓", at) for key, at in found.items())
    await show_all(options, ("key", "in_use", "until"), rows, document)
