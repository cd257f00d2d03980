"""Asks a handler at any instant, as a workflow would, and reads what it wrote."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from activities.contract import AdoptionStream, Envelope, Handled, Outcome, Receipt, RefusedCommand, Work
from activities.handling import Handler
from activities.recording import Recorder
from domain import codec
from domain.commands import Command
from domain.events import Event
from domain.progress import Progress
from domain.refusals import Code
from domain.streams import adoption_stream, correlation_of, innovation_stream, refusals_stream
from ledger.store import Ledger
from proof import ids
from tests.forms import answers, sheet
from tests.furnished import BANDUNG, Service, now, receipt, region_id, sealed

PROPOSAL = {
    "title": "Kartu Insentif Anak",
    "summary": "Ringkasan.",
    "problem": "Masalah.",
    "started_on": "2014-07-01",
    "answers": answers(),
}
INDICATOR = {"key": "coverage", "name": "Cakupan", "unit": "persen", "baseline": "12.5", "target": "60"}
PANEL = ("evaluator-1", "evaluator-2", "evaluator-3")


class Office:
    """A handler, and whoever asks it. `present` is the workflow's clock, and the worker's unless said otherwise."""

    def __init__(self, pool: asyncpg.Pool, recorder: Recorder, signer: Service) -> None:
        self.ledger = Ledger(pool)
        self.recorder = recorder
        self.signer = signer
        self.clock: datetime | None = None
        """The worker's own clock, where it isn't right."""
        self.present = now()
        self.handler = self.another_handler()

    def another_handler(self) -> Handler:
        """As in another worker: nothing cached yet."""
        return Handler(self.ledger, self.recorder, lambda: self.clock or self.present)

    def passes(self, **time: float) -> datetime:
        """Let time pass; the present then."""
        self.present += timedelta(**time)
        return self.present

    # ---- asking

    def sealed(self, actor: str, stream: str, name: str, **more: Any) -> tuple[Command, Envelope]:
        """A command of somebody's, signed, stamped with the present unless said otherwise."""
        told = ("id", "at", "reason", "on_version", "signed", "confirmed_by", "grant")
        fields: dict[str, Any] = {key: more.pop(key) for key in told if key in more}
        return sealed(self.signer, actor, stream, name, more, **{"at": self.present, **fields})

    async def ask(self, actor: str, stream: str, name: str, *, handler: Handler | None = None, **more: Any) -> Outcome:
        """What a command comes to now."""
        _, envelope = self.sealed(actor, stream, name, **more)
        handled = await self.work(stream, envelope=envelope, handler=handler)
        assert handled.outcome is not None
        return handled.outcome

    async def do(self, actor: str, stream: str, name: str, **more: Any) -> Receipt:
        """The receipt of a command that must be done."""
        return receipt(await self.ask(actor, stream, name, **more))

    async def refused(self, actor: str, stream: str, name: str, **more: Any) -> Code:
        """Why a command is refused, which it must be."""
        outcome = await self.ask(actor, stream, name, **more)
        assert isinstance(outcome, RefusedCommand), outcome
        return outcome.refusal.code

    async def wake(self, stream: str) -> Progress:
        """What a stream's workflow knows after a wake-up."""
        handled = await self.work(stream)
        assert handled.progress is not None
        return handled.progress

    async def report(self, innovation: str, adoption: str) -> None:
        """An adoption reports its new events to its innovation."""
        await self.work(innovation, signalled_by=AdoptionStream(adoption))

    async def work(self, stream: str, *, handler: Handler | None = None, **more: Any) -> Handled:
        """What the handler answers to a workflow."""
        return await (handler or self.handler).handle(Work(stream=stream, now=self.present, **more))

    # ---- lives

    async def proposed(self, by_edition: str = "ringkas") -> str:
        """The stream of an innovation that Surakarta proposed."""
        id = uuid4()
        stream = innovation_stream(ids.innovation_id(id))
        fields: dict[str, Any] = {
            "edition": by_edition,
            "agency": "kota-surakarta",
            "region": "33.72",
            "proposal": PROPOSAL,
        }
        await self.do("proposer", stream, "propose", id=id, **fields)
        return stream

    async def evaluating(self, by_edition: str = "ringkas") -> str:
        """Piloted in Bandung, with a panel that hasn't scored."""
        stream = await self.proposed(by_edition)
        await self.do("operator", stream, "admit")
        pilot = {"region": BANDUNG, "lasts": "PT50S", "indicators": [INDICATOR]}
        await self.do("operator", stream, "plan_pilots", pilots=[pilot])
        await self.do("operator", stream, "close_pilots")
        await self.do("operator", stream, "assign_panel", evaluators=list(PANEL))
        return stream

    async def scored(self, stream: str, score: int, aspects: list[str]) -> None:
        """The whole panel gives the same score to every aspect, and the time for amendments is over."""
        for evaluator in PANEL:
            await self.do(evaluator, stream, "score", **sheet(aspects, score))
        self.passes(seconds=1)
        await self.wake(stream)

    async def offered(self, aspects: list[str], by_edition: str = "ringkas") -> tuple[str, str]:
        """An innovation whose only wave is open, and the adoption that Bandung was offered."""
        stream = await self.evaluating(by_edition)
        await self.scored(stream, 90, aspects)
        await self.do("minister", stream, "decide", choice="scale_regions", adopters=[BANDUNG], instrument="SK 1")
        await self.do("deputy", stream, "endorse")
        await self.do("operator", stream, "plan_waves", waves=[{"adopters": [BANDUNG]}])
        adoption = adoption_stream(correlation_of(stream), region_id(BANDUNG))
        await self.wake(adoption)
        return stream, adoption

    # ---- reading

    async def events(self, stream: str) -> list[tuple[Event, datetime]]:
        """A stream's events, each with when it occurred."""
        return [
            (codec.decode(each.type, each.schema_version, each.data), each.occurred_at)
            for each in await self.ledger.read(stream)
        ]

    async def types(self, stream: str) -> list[str]:
        """The types of a stream's events."""
        return [event.type for event in await self.ledger.read(stream)]

    async def refusals(self, stream: str) -> list[Event]:
        """The refusals of a stream's correlation."""
        return [event for event, _ in await self.events(refusals_stream(stream))]


def new_id() -> UUID:
    """An id for a command."""
    return uuid4()
