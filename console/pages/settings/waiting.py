"""Konfirmasi: what somebody signed and an administrator other than them is to confirm, or send back."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from console import problems, signing
from console.forms.review import document
from console.pages.settings.errands import DONE
from console.pages.settings.publishing import CONTENT, changes_by
from console.rendering import Problem
from console.typed import Typed, reason_in, typed_in
from console.visit import WAIT, Visit
from domain.names import Names
from domain.streams import EDITION, INNOVATION, PERSON, REFERENCE
from proof.errors import JejakError
from service.commanding import RefusedCommand, Request
from service.confirming import UnsentAct, confirm, examine
from service.handing_over import moved_by
from service.identities import put_aside
from service.waiting_acts import decline, one, send_begins, send_failed, sent, waiting
from texts import Lang, text, title
from texts.filling import known
from texts.locales import when
from wiring.errors import BadRequest, NotPossible

HERE = "/pengaturan/konfirmasi"
DECLINE = "tolak"

SHOWN_ACT = "ditampilkan"
"""A field: the hash of the act that the page showed. Its author may withdraw it and leave another under the same id."""

NAMED = {
    "role": "role",
    "post.tenure": "tenure",
    "post.rank": "rank",
    "post.mandate.rank": "rank",
    "kind": "agency_kind",
    "into.kind": "agency_kind",
}
"""Fields whose value has a name, by the kind of thing that it names."""

INSTANTS, PEOPLE = ("valid_from", "valid_until", "ends_at"), ("successor", "post.supervisor", "post.mandate.person")
AGENCIES = ("agency", "into", "parent")

SHOWN = 2000
"""How many characters of a field are shown."""


async def show(visit: Visit) -> Response:
    """What waits, the earliest first; to whoever is no administrator what they signed themselves."""
    acts = await waiting(visit.reader)
    names = await visit.names(person for each in acts for person in _people(each))
    titles = await _titles(visit, acts)
    shown = [(each.act, _whom(each, names, titles, visit.lang), each.act.actor == visit.person) for each in acts]
    done = visit.request.query_params.get(DONE)
    return await visit.page("settings/waiting", names=names, acts=shown, done=done)


async def show_one(visit: Visit) -> Response:
    """One of them, in words."""
    return await _page(visit, await _one(visit))


async def answer(visit: Visit) -> Response:
    """Confirm it, which sends it; or keep it no longer."""
    unsent, signature = await _one(visit), None
    typed = await typed_in(visit)
    if typed.get("pilihan") == [DECLINE]:
        return await _declined(visit, unsent, typed)
    if visit.passkeys:
        given = signing.signature_in(visit, unsent.act, typed, visit.passkeys)
        if isinstance(given, Problem):
            return await _page(visit, unsent, given)
        signature = given
    elif (changed := _changed(visit, unsent, typed)) is not None:
        return await _page(visit, unsent, changed)
    try:
        examined = await examine(visit.connections, unsent, visit.person, by_passkey=bool(visit.passkeys))
        if examined.receipt is None:
            asked = Request(person=visit.person, timeout=WAIT)
            await send_begins(visit.reader, unsent.act.id)
            try:
                outcome = await confirm(visit.connections, examined, asked, signature)
            except (NotPossible, BadRequest):  # nothing was sent
                await send_failed(visit.reader, unsent.act.id)
                raise
            if isinstance(outcome, RefusedCommand):
                await send_failed(visit.reader, unsent.act.id)
                return await _page(visit, unsent, await problems.refused(visit, outcome.refusal))
            if unsent.act.type == "replace_key":  # the key that was here signs no more
                put_aside(visit.connections.settings, unsent.act.actor)
        if unsent.act.type == "end_role":
            await moved_by(visit.reader, unsent.act.stream.removeprefix(f"{PERSON}/"), unsent.act.payload)
    except JejakError as error:
        return await _page(visit, unsent, await problems.of(visit, error))
    await sent(visit.reader, unsent.act.id)
    return RedirectResponse(f"{HERE}?{DONE}=ya", 303)


async def _declined(visit: Visit, unsent: UnsentAct, typed: Typed) -> Response:
    """It isn't sent, and is written down as declined or withdrawn."""
    if (changed := _changed(visit, unsent, typed)) is not None:
        return await _page(visit, unsent, changed)
    try:
        await decline(visit.reader, unsent, reason_in(typed) or "")
    except JejakError as error:
        return await _page(visit, unsent, await problems.of(visit, error), unsaid=isinstance(error, BadRequest))
    return RedirectResponse(f"{HERE}?{DONE}=ditolak", 303)


def _changed(visit: Visit, unsent: UnsentAct, typed: Typed) -> Problem | None:
    """What is wrong where the page showed another act than now waits under its id."""
    if typed.get(SHOWN_ACT) == [sha256(unsent.act.text).hexdigest()]:
        return None
    return signing.said(visit, "console.sign.changed", "console.sign.changed.hint")


async def _one(visit: Visit) -> UnsentAct:
    try:
        act_id = UUID(visit.request.path_params["naskah"])
    except ValueError:
        raise HTTPException(404) from None
    return await one(visit.reader, act_id)


async def _page(visit: Visit, unsent: UnsentAct, problem: Problem | None = None, *, unsaid: bool = False) -> Response:
    names, act = await visit.names(_people(unsent)), unsent.act
    zone, posts = await visit.zone(), await _posts(visit, unsent, names)
    editions = await visit.editions() if "edition" in act.payload else {}

    def said(path: str, value: Any) -> str:
        if path == CONTENT:
            return document(str(value).encode(), visit.lang)
        if path == "kind" and act.type == "publish_reference":
            return title("reference", value, visit.lang)
        if path in INSTANTS:
            return when(value, visit.lang, zone)
        if path in PEOPLE:
            return names.person(str(value))
        if path in AGENCIES:
            return names.agency(str(value))
        if path == "grant":
            return posts.get(str(value), str(value))
        if path == "edition":
            return editions.get(str(value), str(value))
        if path == "region":
            return names.region(str(value))
        if path in NAMED:
            return title(NAMED[path], value, visit.lang)
        if isinstance(value, bool):
            return text("cli.yes" if value else "cli.no", visit.lang)
        return str(value)[:SHOWN]

    return await visit.page(
        "settings/waiting_one",
        names=names,
        act=act,
        whom=_whom(unsent, names, await _titles(visit, [unsent]), visit.lang),
        fields=[(_called(path, visit.lang), said(path, value)) for path, value in _fields(act.payload)],
        own=act.actor == visit.person,
        problem=problem,
        unsaid=unsaid,
        changes=await changes_by(visit, act.type, act.payload) if CONTENT in act.payload else [],
        **signing.facts_of(act, signing.act_waits(act, visit.passkeys)),
    )


def _called(path: str, lang: Lang) -> str:
    """What a field is called; one of an item in a list, as the field alone."""
    while path and not known(f"field.{path}"):
        path = path.partition(".")[2]
    return title("field", path, lang)


def _fields(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Everything that a payload says, each with its path, without the places in lists."""
    match value:
        case dict():
            for name, each in value.items():
                yield from _fields(each, f"{path}.{name}" if path else name)
        case list():
            for each in value:
                yield from _fields(each, path)
        case _:
            yield path, value


def _people(unsent: UnsentAct) -> set[str]:
    """Whom it names."""
    kind, _, whose = unsent.act.stream.partition("/")
    named = {str(value) for path, value in _fields(unsent.act.payload) if path in PEOPLE}
    return {unsent.act.actor, *named} | ({whose} if kind == PERSON else set())


async def _posts(visit: Visit, unsent: UnsentAct, names: Names) -> dict[str, str]:
    """The posts of whom it is asked about, by the grants that they are held by, where it names one."""
    kind, _, whose = unsent.act.stream.partition("/")
    if kind != PERSON or "grant" not in unsent.act.payload:
        return {}
    return {grant.id: names.post(grant) for grant in (await visit.reader.person(whose)).grants.values()}


async def _titles(visit: Visit, acts: Iterable[UnsentAct]) -> dict[str, str]:
    """What the innovations are called of which acts are asked, by their ids."""
    streams = (each.act.stream.partition("/") for each in acts)
    return await visit.reader.titles([whose for kind, _, whose in streams if kind == INNOVATION])


def _whom(unsent: UnsentAct, names: Names, titles: Mapping[str, str], lang: Lang) -> str:
    """Of whom or what it is asked."""
    kind, _, whose = unsent.act.stream.partition("/")
    if kind == INNOVATION:
        return titles.get(whose, whose)
    if kind == PERSON:
        return names.person(whose)
    if kind in (EDITION, REFERENCE):
        return whose if kind == EDITION else title("reference", whose, lang)
    if CONTENT in unsent.act.payload:
        return title("reference", "agencies", lang)
    return names.agency(str(unsent.act.payload.get("agency", ""))) or whose
