"""Passkeys that wait for administrators to enrol them: the first of two signs, and the second confirms."""

from starlette.responses import RedirectResponse, Response

from console import problems, signing
from console.pages.settings.errands import DONE
from console.pages.settings.waiting import HERE as CONFIRMING
from console.rendering import Problem
from console.typed import NUMBER, Typed, number_in, reason_in, typed_in
from console.visit import Visit
from domain.streams import person_stream
from service import passkeys, waiting_acts
from service.commanding import Request
from service.confirming import UnsentAct, sign_unsent
from texts import text
from texts.payloads import asked_in
from wiring.errors import BadRequest

HERE = "/pengaturan/kunci/menunggu"


async def show(visit: Visit) -> Response:
    """All that wait, but those for which an act waits already. Raises Refused: the reader is no administrator."""
    keys = await passkeys.waiting(visit.reader)
    under_way = {each.act.payload.get("key") for each in await waiting_acts.waiting(visit.reader)}
    return await visit.page(
        "keys/all",
        names=await visit.names({each.person for each in keys}),
        keys=[each for each in keys if each.key not in under_way],
    )


async def show_key(visit: Visit) -> Response:
    """A passkey that waits to be enrolled, for the first of two administrators to sign."""
    return await _enrolling(visit, {})


async def enrol(visit: Visit) -> Response:
    """The first administrator's signature: the act then waits for the second."""
    typed = await typed_in(visit)
    if typed.get("tolak"):
        return await _declined(visit, typed)
    return await _enrolling(visit, typed, send=True)


async def _declined(visit: Visit, typed: Typed) -> Response:
    """It isn't enrolled, and is written down as declined."""
    try:
        await passkeys.decline(visit.reader, visit.request.path_params["key"], reason_in(typed) or "")
    except BadRequest as error:
        return await _enrolling(visit, {}, problem=problems.of_error(error, visit.lang))
    return RedirectResponse(HERE, 303)


async def _enrolling(visit: Visit, typed: Typed, *, send: bool = False, problem: Problem | None = None) -> Response:
    asked = await passkeys.one(visit.reader, visit.request.path_params["key"])
    names = await visit.names({asked.person})
    payload = {"key": asked.key, "possession": asked.possession.model_dump()}
    stream, number, unsigned = person_stream(asked.person), number_in(typed), None
    request = Request(person=visit.person, command_id=number)
    if visit.passkeys:
        signed = await signing.signed(visit, stream, "enrol_key", payload, request, typed)
        if not isinstance(signed, signing.Unsigned):
            await waiting_acts.keep(visit.connections, UnsentAct(*signed))
            return RedirectResponse(f"{CONFIRMING}?{DONE}=menunggu", 303)
        unsigned = signed
    elif send:
        await waiting_acts.keep(
            visit.connections, await sign_unsent(visit.connections, stream, "enrol_key", payload, request)
        )
        return RedirectResponse(f"{CONFIRMING}?{DONE}=menunggu", 303)
    if unsigned and send:
        problem = unsigned.problem
    return await visit.page(
        "sign",
        names=names,
        act="enrol_key",
        back=(HERE, text("console.keys.all", visit.lang)),
        problem=problem,
        shown=[(text("column.person", visit.lang), names.person(asked.person)), *asked_in(payload, visit.lang)],
        change=("tolak", text("settings.refuse", visit.lang)),
        why=text("interventions.why", visit.lang),
        typed=[(NUMBER, str(number))],
        **(signing.facts_of(unsigned.act, unsigned.to_sign) if unsigned else {"to_sign": None, "act_text": None}),
    )
