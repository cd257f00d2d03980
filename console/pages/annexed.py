"""Lampiran: what became of a decree for each innovation in its annex, and the next that is still to be signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid5

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from console import problems, signing
from console.pages.annex import for_the_others
from console.rendering import Problem
from console.typed import Typed, typed_in
from console.visit import WAIT, Visit
from domain.events.innovation import Decree
from domain.innovation.state import Decision, Innovation
from domain.streams import innovation_stream
from service.administering import Errand, foreseen
from service.annexes import own_part
from service.commanding import RefusedCommand, Request, send_signed
from texts import text
from texts.locales import day

ACTS: dict[str, Literal["record_decree", "confirm_decree"]] = {
    "record-decree": "record_decree",
    "confirm-decree": "confirm_decree",
}


@dataclass(frozen=True, slots=True)
class Annexed:
    """What the reader did about one of the innovations, and is to do about the others."""

    innovation: str
    act: str
    decree: Decree
    event: UUID
    """That of what they did."""
    reason: str | None
    titles: Mapping[str, str]
    """All that the annex lists, by their ids."""

    @property
    def others(self) -> tuple[str, ...]:
        """The others in the annex."""
        return tuple(each for each in self.decree.annex if each != self.innovation)

    @property
    def payload(self) -> dict[str, Any]:
        """The same for each."""
        of_decree = self.decree.model_dump(mode="json", exclude={"grant"})
        return of_decree if self.act == "record_decree" else {"sha256": self.decree.sha256}

    def request(self, visit: Visit, other: str) -> Request:
        """The request about another: always the same, so that it is done once."""
        return Request(person=visit.person, reason=self.reason, command_id=uuid5(self.event, other), timeout=WAIT)

    def done(self, decision: Decision | None) -> bool:
        """Whether it is done for the innovation that has this decision."""
        if decision is None:
            return False
        if self.act == "confirm_decree" or decision.in_force:
            return decision.in_force and decision.instrument == self.decree.number
        recorded = decision.decree
        return recorded is not None and recorded.decree.sha256 == self.decree.sha256


async def show(visit: Visit) -> Response:
    """What came of each; and what the reader's passkey signs next."""
    return await _page(visit, await _annexed(visit), {})


async def send(visit: Visit) -> Response:
    """What the reader signed for one of them; or, without a passkey, all that are left."""
    annexed, typed = await _annexed(visit), await typed_in(visit)
    if not visit.passkeys:
        left = await _left(visit, annexed)
        request = Request(person=visit.person, reason=annexed.reason, command_id=annexed.event, timeout=WAIT)
        await for_the_others(visit, annexed.act, annexed.payload, request, tuple(left))
        return RedirectResponse(visit.request.url.path, 303)
    return await _page(visit, annexed, typed)


async def _page(visit: Visit, annexed: Annexed, typed: Typed) -> Response:
    left = await _left(visit, annexed)
    following = next((each for each, problem in left.items() if problem is None), None)
    facts: dict[str, Any] = {"to_sign": None, "problem": None}
    if following is not None and visit.passkeys:
        request = annexed.request(visit, following)
        stream = innovation_stream(following)
        if (given := signing.act_in(typed)) is not None and given.stream != stream:
            typed = {}  # what was signed can't be done any more, which is said beside it
        signed = await signing.signed(visit, stream, annexed.act, annexed.payload, request, typed)
        if not isinstance(signed, signing.Unsigned):
            act, signature = signed
            outcome = await send_signed(visit.connections, act, (signature,), request)
            if not isinstance(outcome, RefusedCommand):
                return RedirectResponse(visit.request.url.path, 303)
            facts["problem"] = await problems.refused(visit, outcome.refusal)
        else:
            facts = {**signing.facts_of(signed.act, signed.to_sign), "problem": signed.problem}
    decree = annexed.decree
    names = await visit.names({decree.signatory})
    return await visit.page(
        "deciding/annexed",
        names=names,
        annexed=annexed,
        left=left,
        following=following,
        decree=[
            (text("console.field.number", visit.lang), decree.number),
            (text("console.field.dated", visit.lang), day(decree.dated, visit.lang)),
            (text("console.field.signatory", visit.lang), names.person(decree.signatory)),
            ("SHA-256", decree.sha256),
        ],
        **facts,
    )


async def _left(visit: Visit, annexed: Annexed) -> dict[str, Problem | None]:
    """Those for which it isn't done: why it can't be, or None where it can."""
    basis = await visit.reader.states.basis(map(innovation_stream, annexed.others))
    found = dict[str, Problem | None]()
    for each in annexed.others:
        stream = innovation_stream(each)
        if annexed.done(basis.state(Innovation, stream).decision):
            continue
        refusal = await foreseen(
            visit.reader, Errand(stream, annexed.act, annexed.payload, annexed.request(visit, each))
        )
        found[each] = await problems.refused(visit, refusal) if refusal else None
    return found


async def _annexed(visit: Visit) -> Annexed:
    """What an address is about. Raises HTTPException: the reader did nothing of the kind about such a decree."""
    whole = await visit.reader.innovation_id(visit.request.path_params["innovation"])
    act = ACTS.get(visit.request.path_params["act"])
    own = await own_part(visit.reader, whole, act) if act else None
    if act is None or own is None or not own.decree.annex:
        raise HTTPException(404)
    return Annexed(whole, act, own.decree, own.event, own.reason, await visit.reader.titles(own.decree.annex))
