"""Pengguna: people, which roles they hold and held in which posts, their keys, and what may be changed about them."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from console import problems
from console.forms import administration as forms
from console.forms.fields import Field, payload_of
from console.marking import placed
from console.pages.settings import handing_over
from console.pages.settings.errands import DONE, Form, administers, appoints
from console.pages.settings.keys import HERE as KEYS
from console.rendering import Problem
from console.typed import typed_in
from console.visit import Visit
from domain.administration.people import LOCAL
from domain.administration.people import may as may_end
from domain.doubts import Doubt
from domain.grants import Grant, Person
from domain.names import Names
from domain.readings import Reading
from domain.refusals import Code, require
from domain.rows import words
from domain.streams import person_stream
from domain.visibility import SEES_PEOPLE, may_see_person
from domain.vocabulary import Role
from proof.errors import JejakError
from service.doubts import doubt_of_roles
from service.people import doubt_of_contacts, everybody, fit_contacts, keys_of, put_contacts
from service.signin import person_id
from texts import text, title

HERE = "/pengaturan/pengguna"
AT_ONCE = 50
NEW = "baru"


async def show(visit: Visit) -> Response:
    """Everybody whom the reader may see, searched by name, role, post and agency, a page at a time."""
    query, lang = visit.request.query_params, visit.lang
    found, names = await everybody(visit.reader, names=True, contacts=False), await visit.names()
    wanted, role = words(query.get("cari", "")), query.get("peran", "")
    shown = []
    for each in found:
        held = [Grant.model_validate(_plain(grant)) for grant in each["grants"]]
        here = [grant for grant in held if grant.in_force(visit.reader.at)]
        said = [title("role", grant.role, lang) for grant in held] + [names.post(grant) for grant in held]
        called = each["name"] or each["id"]
        if wanted <= words(each["id"], called, *said) and (not role or any(grant.role == role for grant in here)):
            shown.append((each["id"], called, [(title("role", grant.role, lang), names.post(grant)) for grant in here]))
    shown.sort(key=lambda each: (each[1].casefold(), each[0]))
    page = int(query["halaman"]) if query.get("halaman", "").isdecimal() and len(query["halaman"]) < 7 else 1
    kept = {name: query[name] for name in ("cari", "peran") if query.get(name)}
    return await visit.page(
        "settings/people",
        names=names,
        people=shown[(page - 1) * AT_ONCE : page * AT_ONCE],
        count=len(shown),
        more=kept | {"halaman": str(page + 1)} if len(shown) > page * AT_ONCE else None,
        search=query.get("cari", ""),
        role=role,
        roles=list(Role),
        may_grant=appoints(visit),
        done=query.get(DONE) == "ya",
    )


async def show_one(visit: Visit) -> Response:
    """Somebody's roles, past and to come, and keys, with what the reader may change."""
    person, reader = await _person(visit), visit.reader
    regions, agencies = await reader.regions(), await reader.agencies()
    named = {grant.successor for grant in person.grants.values()} | {
        grant.post.supervisor for grant in person.grants.values() if grant.post
    }
    names = await visit.names({person.id, *(each for each in named if each)})
    grants = sorted(person.grants.values(), key=lambda each: each.valid_from, reverse=True)
    running = [each for each in grants if each.valid_until is None or each.valid_until > reader.at]
    own = person.id == visit.person
    return await visit.page(
        "settings/person",
        names=names,
        who=person,
        grants=[(each, regions.written(each.region) if each.region else None, _state(each, visit)) for each in grants],
        may_end={each.id for each in running if may_end(reader.who, each, agencies, reader.at) is None},
        keys=await keys_of(reader, person.id),
        may_retire=own or administers(visit),
        may_grant=appoints(visit) and not own,
        may_hand_over=appoints(visit) and bool(running),
        done=visit.request.query_params.get(DONE) == "ya",
    )


async def show_form(visit: Visit) -> Response:
    """The empty form of an act about somebody, or about somebody new."""
    return await (await _form(visit)).show()


async def send_form(visit: Visit) -> Response:
    """What was filled in, sent."""
    return await (await _form(visit)).send()


async def show_hand_over(visit: Visit) -> Response:
    """The form by which somebody's posts are handed over."""
    return await handing_over.show(visit, await _person(visit))


async def send_hand_over(visit: Visit) -> Response:
    """Hand them over."""
    return await handing_over.send(visit, await _person(visit))


async def show_contacts(visit: Visit) -> Response:
    """The form of somebody's name and address, which the vault keeps and the ledger never sees."""
    person = await _person(visit)
    await doubt_of_contacts(visit.reader, person.id)
    await visit.reader.record(Reading.CONTACTS, person_stream(person.id))
    known = (await visit.reader.contacts([person.id]))[person.id]
    fields = [each.typed({name: [value] for name, value in known.items()}) for each in forms.contacts(visit.lang)]
    return await _contacts(visit, person, fields)


async def send_contacts(visit: Visit) -> Response:
    """Keep them."""
    person, typed = await _person(visit), await typed_in(visit)
    fields = [each.typed(typed) for each in forms.contacts(visit.lang)]
    try:
        await put_contacts(visit.reader, person.id, forms.kept(fields))
    except JejakError as error:
        return await _contacts(visit, person, fields, await problems.of(visit, error))
    return RedirectResponse(f"{HERE}/{person.id}?{DONE}=ya", 303)


async def _contacts(visit: Visit, person: Person, fields: list[Field], problem: Problem | None = None) -> Response:
    names = await visit.names({person.id})
    return await visit.page(
        "settings/form",
        names=names,
        heading=text("settings.contacts", visit.lang),
        back=f"{HERE}/{person.id}",
        back_title=names.person(person.id),
        about=[],
        fields=placed(fields, problem) if problem else fields,
        problem=problem,
        unplaced=[],
        reason="",
        takes_reason=False,
        reason_missing=False,
        doubted=False,
        two=False,
        files=False,
        number_of_command="",
    )


async def _person(visit: Visit) -> Person:
    """Whom an address names. Raises Refused: they aren't open to the reader, or nobody has that id."""
    reader, given = visit.reader, person_id(visit.request.path_params["orang"])
    found = await reader.states.get(Person, person_stream(given))
    seen = may_see_person(await reader.viewer(), given, [grant.agency for grant in found.grants.values()])
    require(seen, Code.NOT_OPEN, person=reader.who.id, what="people", roles=SEES_PEOPLE)
    require(found.version, Code.UNKNOWN_PERSON, person=given)
    return found


async def _form(visit: Visit) -> Form:
    """The form that an address names. Raises HTTPException: there is none."""
    act, lang, query = visit.request.path_params["tindakan"], visit.lang, visit.request.query_params
    if visit.request.path_params["orang"] == NEW:
        if act != "beri-peran":
            raise HTTPException(404)
        return _grant(visit, None, text("settings.people", lang))
    person = await _person(visit)
    names = await visit.names({person.id})
    called, back = names.person(person.id), f"{HERE}/{person.id}"
    if act == "beri-peran":
        return _grant(visit, person, called)
    if act == "akhiri-peran":
        grant = person.grants.get(query.get("peran", ""))
        if grant is None:
            raise HTTPException(404)
        return Form(
            visit,
            "end_role",
            back,
            called,
            forms.end(lang),
            lambda _fields: person_stream(person.id),
            lambda fields: {**forms.payload(fields), "role": grant.role, "grant": grant.id},
            about=_about(visit, names, grant),
        )
    if act == "nonaktifkan-kunci":
        key = query.get("kunci", "")
        if key not in person.keys:
            raise HTTPException(404)
        own = person.id == visit.person
        return Form(
            visit,
            "retire_key",
            KEYS if own else back,
            text("console.keys", lang) if own else called,
            [],
            lambda _fields: person_stream(person.id),
            lambda _fields: {"key": key},
            about=[(text("column.key", lang), key)],
            unsigned=own,  # it may be the one that is lost
        )
    raise HTTPException(404)


def _grant(visit: Visit, person: Person | None, called: str) -> Form:
    """A role for somebody, or for somebody new."""
    reader, lang = visit.reader, visit.lang
    roles = list(Role) if administers(visit) else list(LOCAL)

    def whose(fields: list[Field]) -> str:
        return person.id if person else person_id(payload_of(fields)[forms.PERSON])

    def check(fields: list[Field]) -> None:
        whose(fields)
        fit_contacts(forms.kept(fields))

    async def doubt(fields: list[Field], payload: dict[str, Any]) -> Doubt | None:
        return await doubt_of_roles(reader, whose(fields), [(payload["role"], payload["agency"])], forms.kept(fields))

    async def after(fields: list[Field]) -> None:
        if given := forms.kept(fields):
            await put_contacts(reader, whose(fields), given)

    return Form(
        visit,
        "grant_role",
        f"{HERE}/{person.id}" if person else HERE,
        called,
        forms.grant(lang, roles, new=person is None),
        lambda fields: person_stream(whose(fields)),
        forms.payload,
        check=check,
        doubt=doubt,
        after=after,
    )


def _about(visit: Visit, names: Names, grant: Grant) -> list[tuple[str, str]]:
    return [
        (text("column.role", visit.lang), title("role", grant.role, visit.lang)),
        (text("column.post", visit.lang), names.post(grant)),
    ]


def _state(grant: Grant, visit: Visit) -> str:
    """Whether a role counts now, will, or did."""
    if grant.in_force(visit.reader.at):
        return text("settings.in_force", visit.lang)
    to_come = grant.valid_from > visit.reader.at
    return text("settings.to_come" if to_come else "settings.over", visit.lang)


def _plain(grant: dict[str, Any]) -> dict[str, Any]:
    """A grant as its row has it, without what was added for lists."""
    return {name: value for name, value in grant.items() if name != "in_force"}
