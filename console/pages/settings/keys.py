"""Kunci saya: one's own keys, and a passkey that is made here and waits for administrators to enrol it."""

from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from console import problems, signing
from console.pages.settings.errands import DONE
from console.rendering import Problem
from console.typed import one
from console.visit import MOST_FIELDS, Visit
from domain.keys import Passkey
from domain.streams import person_stream
from proof.errors import JejakError, Malformed
from proof.passkeys import ELIGIBLE, read_passkey
from service import passkeys, waiting_acts
from service.commanding import Request
from service.confirming import sign_unsent
from service.identities import key_here

HERE = "/pengaturan/kunci"
PASSKEY, INSTEAD = "passkey", "gantikan"
"""Fields: the passkey that was made, and that it takes the place of the key that is here."""


async def show(visit: Visit) -> Response:
    """One's own keys, those that wait, and a button that makes another."""
    return await _page(visit)


async def send(visit: Visit) -> Response:
    """What the browser made, which then has to sign that it is the reader's; or what it signed."""
    async with visit.request.form(max_fields=MOST_FIELDS) as form:
        typed = {name: [str(value)] for name, value in form.multi_items()}
    passkey = _made(visit, typed)
    if isinstance(passkey, Problem):
        return await _page(visit, problem=passkey)
    key = passkeys.key_of(passkey)
    message = await passkeys.possession_of(visit.reader, key)
    if not one(typed, signing.SIGNATURE):
        return await _prove(visit, passkey, key, message)
    found = signing.assertion_in(typed, {key: passkey}, lambda _: message)
    if found is None:
        false = signing.said(visit, "console.keys.false", "console.keys.false.hint")
        return await _prove(visit, passkey, key, message, problem=false)
    try:
        if typed.get(INSTEAD) and key_here(visit.reader) is not None:
            payload = {"key": key, "possession": found.model_dump()}
            asked = Request(person=visit.person)
            stream = person_stream(visit.person)
            await waiting_acts.keep(
                visit.connections, await sign_unsent(visit.connections, stream, "replace_key", payload, asked)
            )
        else:
            await passkeys.ask(visit.reader, found)
    except JejakError as error:
        return await _page(visit, problem=await problems.of(visit, error))
    return RedirectResponse(f"{HERE}?diajukan={key}", 303)


def _made(visit: Visit, typed: dict[str, list[str]]) -> Passkey | Problem:
    """The passkey that a form brings."""
    given = {name: each[0] for name, each in typed.items()}
    try:
        if given.get(PASSKEY):
            found = Passkey.model_validate_json(given[PASSKEY])
        else:
            flags = signing.bytes_of(given.get(signing.DATA, ""))[32]
            found = Passkey(
                credential=given.get("kredensial", ""),
                origin=visit.origin,
                public=given.get("publik", ""),
                rp=urlsplit(visit.origin).hostname or "",
                synced=bool(flags & ELIGIBLE),
            )
        read_passkey(found.model_dump())
    except (ValidationError, Malformed, ValueError, IndexError):
        return signing.said(visit, "console.keys.odd", "console.keys.odd.hint")
    if found.origin != visit.origin:
        return signing.said(visit, "console.keys.odd", "console.keys.odd.hint")
    return found


async def _prove(visit: Visit, passkey: Passkey, key: str, message: bytes, problem: Problem | None = None) -> Response:
    """The page on which a new passkey signs that it is the reader's."""
    return await visit.page(
        "keys/prove",
        problem=problem,
        passkey=passkey,
        key=key,
        made=passkey.model_dump_json(),
        to_sign=signing.ToSign.of({key: passkey}, lambda _: message),
        replaces=key_here(visit.reader),
    )


async def _page(visit: Visit, problem: Problem | None = None) -> Response:
    who = visit.reader.who
    waiting = await passkeys.own(visit.reader)
    unsent = await waiting_acts.waiting(visit.reader)
    return await visit.page(
        "keys/own",
        problem=problem,
        keys=who.keys,
        since=await passkeys.enrolled_at(visit.reader),
        done=visit.request.query_params.get(DONE) == "ya",
        passkeys=who.passkeys,
        waiting=waiting,
        replacing=[each.act for each in unsent if each.act.type == "replace_key" and each.act.actor == visit.person],
        asked=visit.request.query_params.get("diajukan", ""),
        rp=urlsplit(visit.origin).hostname or "",
        user=b64encode(sha256(f"jejak/person/{visit.person}".encode()).digest()).decode(),
        known=" ".join(each.credential for each in [*who.passkeys.values(), *(each.passkey for each in waiting)]),
    )
