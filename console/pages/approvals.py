"""Persetujuan: what waits for an administrator: passkeys to enrol, and acts that another signed and they confirm."""

from datetime import timedelta
from uuid import UUID, uuid4

from starlette.responses import RedirectResponse, Response

from console import problems, signing
from console.problems import Problem
from console.visit import MOST_FIELDS, Visit
from domain.refusals import Refused
from domain.streams import person_stream
from proof.errors import JejakError
from service import passkeys, waiting_acts
from service.commanding import PersonsSignature, Receipt, RefusedCommand, Request
from service.confirming import Examined, UnsentAct, confirm, examine, sign_unsent
from service.identities import put_aside
from texts import text
from texts.payloads import asked_in

HERE = "/pengaturan/persetujuan"
NUMBER = "nomor"
WAIT = timedelta(seconds=25)


async def show(visit: Visit) -> Response:
    """All that waits."""
    acts, keys = await waiting_acts.waiting(visit.reader), await passkeys.waiting(visit.reader)
    under_way = {each.act.payload.get("key") for each in acts}
    people = {each.act.actor for each in acts} | {each.person for each in keys} | {_subject(each) for each in acts}
    return await visit.page(
        "approvals/all",
        names=await visit.names(people - {""}),
        acts=[(each.act, _subject(each)) for each in acts],
        keys=[each for each in keys if each.key not in under_way],
        done=visit.request.query_params.get("selesai", ""),
    )


async def show_key(visit: Visit) -> Response:
    """A passkey that waits to be enrolled, for the first of two administrators to sign."""
    return await _enrolling(visit, {NUMBER: [str(uuid4())]})


async def enrol(visit: Visit) -> Response:
    """The first administrator's signature: the act then waits for the second."""
    typed = await _typed(visit)
    if typed.get("tolak"):
        await passkeys.discard(visit.reader, visit.request.path_params["key"])
        return RedirectResponse(HERE, 303)
    return await _enrolling(visit, typed, send=True)


async def _enrolling(visit: Visit, typed: dict[str, list[str]], *, send: bool = False) -> Response:
    asked = await passkeys.one(visit.reader, visit.request.path_params["key"])
    names = await visit.names({asked.person})
    payload = {"key": asked.key, "possession": asked.possession.model_dump()}
    stream, unsigned = person_stream(asked.person), None
    request = Request(person=visit.person, command_id=UUID(typed[NUMBER][0]))
    if visit.passkeys:
        signed = await signing.signed(visit, stream, "enrol_key", payload, request, typed)
        if not isinstance(signed, signing.Unsigned):
            await waiting_acts.keep(visit.connections, UnsentAct(*signed))
            return RedirectResponse(f"{HERE}?selesai=menunggu", 303)
        unsigned = signed
    elif send:
        await waiting_acts.keep(
            visit.connections, await sign_unsent(visit.connections, stream, "enrol_key", payload, request)
        )
        return RedirectResponse(f"{HERE}?selesai=menunggu", 303)
    problem = unsigned.problem if unsigned and send else None
    return await visit.page(
        "sign",
        status=problem.status if problem else 200,
        names=names,
        act="enrol_key",
        back=(HERE, text("console.approvals", visit.lang)),
        problem=problem,
        shown=[(text("column.person", visit.lang), names.person(asked.person)), *asked_in(payload, visit.lang)],
        change=False,
        typed=[(NUMBER, typed[NUMBER][0])],
        **(signing.facts_of(unsigned.act, unsigned.to_sign) if unsigned else {"to_sign": None, "act_text": None}),
    )


async def show_act(visit: Visit) -> Response:
    """An act that another administrator signed, in words."""
    return await _confirming(visit, await _examined(visit))


async def confirm_act(visit: Visit) -> Response:
    """The second signature, with which the act is sent; or it isn't wanted."""
    typed = await _typed(visit)
    act_id = _act_id(visit)
    if typed.get("tolak"):
        await waiting_acts.discard(visit.reader, act_id)
        return RedirectResponse(HERE, 303)
    examined, signature = await _examined(visit), None
    act = examined.unsent.act
    if visit.passkeys:
        found = signing.signature_in(visit, act, typed, visit.passkeys)
        if isinstance(found, Problem):
            return await _confirming(visit, examined, problem=found)
        signature = found
    problem = await _sent(visit, examined, signature)
    if problem is not None:
        return await _confirming(visit, examined, problem=problem)
    await waiting_acts.discard(visit.reader, act_id)
    return RedirectResponse(f"{HERE}?selesai=tercatat", 303)


async def _sent(visit: Visit, examined: Examined, signature: PersonsSignature | None) -> Problem | None:
    """Confirm and send it; what went wrong, if anything did."""
    if examined.receipt is not None:
        return None
    try:
        outcome = await confirm(visit.connections, examined, Request(person=visit.person, timeout=WAIT), signature)
    except (JejakError, Refused) as error:
        return problems.of_error(error, visit.lang)
    if isinstance(outcome, RefusedCommand):
        return await problems.refused(visit, outcome.refusal)
    assert isinstance(outcome, Receipt)
    act = examined.unsent.act
    if act.type == "replace_key":  # the key that was here signs no more
        put_aside(visit.connections.settings, act.actor)
    return None


async def _examined(visit: Visit) -> Examined:
    unsent = await waiting_acts.one(visit.reader, _act_id(visit))
    return await examine(visit.connections, unsent, visit.person, by_passkey=bool(visit.passkeys))


async def _confirming(visit: Visit, examined: Examined, problem: Problem | None = None) -> Response:
    act, lang = examined.unsent.act, visit.lang
    subject = _subject(examined.unsent)
    names = await visit.names({act.actor, subject} - {""})
    return await visit.page(
        "approvals/one",
        status=problem.status if problem else 200,
        names=names,
        act=act.type,
        problem=problem,
        shown=[
            (text("console.approvals.by", lang), names.person(act.actor)),
            (text("column.person", lang), names.person(subject) if subject else ""),
            (text("column.stream", lang), act.stream),
            *asked_in(act.payload, lang),
            (text("column.reason", lang), act.reason or ""),
        ],
        moved=examined.version != (act.seen or (0, ""))[0],
        **signing.facts_of(act, signing.act_waits(act, visit.passkeys)),
    )


def _subject(unsent: UnsentAct) -> str:
    """The person whom an act is about, if it is about one."""
    kind, _, person = unsent.act.stream.partition("/")
    return person if kind == "person" else ""


def _act_id(visit: Visit) -> UUID:
    try:
        return UUID(visit.request.path_params["act"])
    except ValueError:
        return UUID(int=0)


async def _typed(visit: Visit) -> dict[str, list[str]]:
    async with visit.request.form(max_fields=MOST_FIELDS) as form:
        typed = {name: [str(value)] for name, value in form.multi_items()}
    try:
        UUID(typed.get(NUMBER, [""])[0])
    except ValueError:
        typed[NUMBER] = [str(uuid4())]
    return typed
