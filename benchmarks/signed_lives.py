"""Whole lives of innovations as the ledger really keeps them: each act signed by who asked, received and decided."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import structlog

from activities.contract import AdoptionStream, Envelope, Outcome, Receipt, Work
from activities.handling import Handler
from activities.recording import Recorder
from benchmarks.lives import INDICATOR, PROPOSAL, REASON
from domain.editions import parse_edition
from domain.streams import adoption_stream, correlation_of, innovation_stream
from ledger.store import Ledger
from proof.event import microseconds
from proof.ids import innovation_id
from service.asking import Asked, act_of
from tests.domain.walk import ANSWERS
from tests.forms import sheet
from tests.furnished import BANDUNG, CROWD, MAKASSAR, SURAKARTA, Service, edition, key_of, now, region_id
from wiring.keys import worker_key
from wiring.settings import Settings

EDITION = "ringkas"
SHEET = sheet(parse_edition(edition(EDITION)).weights())
ADOPTERS = CROWD[:4]
LONG_AGO = timedelta(hours=1)
"""Every life is over by now, and none of its signatures has expired."""

EVENTS_PER_LIFE = 71
"""Its refusal among them."""

REPORTS = 3
AT_ONCE = 32


class Asking:
    """People who ask a handler something, and sign it with their own keys; time passes as the life says."""

    def __init__(self, pool: asyncpg.Pool, settings: Settings) -> None:
        self._ledger = Ledger(pool)
        self.service = Service(settings)
        self._handler = Handler(self._ledger, Recorder(worker_key(settings)), now)

    async def sealed(
        self, person: str, stream: str, name: str, payload: dict[str, Any], at: datetime, id: UUID | None = None
    ) -> Envelope:
        """What a person asks, signed by them on the end of the stream that they see, and received at that instant."""
        asked = Asked(id or uuid4(), stream, name, payload, person, REASON)
        head = await self._ledger.head(stream)
        seen = (head.version, head.chain) if head else None
        act = act_of(asked, self.service.genesis, signed_at=at, seen=seen)
        signature = key_of(person).signs(person, act)
        return self.service.key.receives(self.service.genesis, act, (signature,), microseconds(at))

    async def handled(self, stream: str, at: datetime, envelope: Envelope) -> Outcome | None:
        """What it comes to."""
        return (await self._handler.handle(Work(stream=stream, now=at, envelope=envelope))).outcome

    async def wake(self, stream: str, at: datetime, adoption: str | None = None) -> None:
        """What fell due is recorded, and what an adoption says that it has done."""
        signal = AdoptionStream(adoption) if adoption else None
        await self._handler.handle(Work(stream=stream, now=at, signalled_by=signal))


class Life:
    """One innovation with its adoptions, from its proposal to its institutionalisation."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._at = now() - LONG_AGO
        self._id = uuid4()
        self._stream = innovation_stream(innovation_id(self._id))

    async def lived(self) -> None:
        """All of it is recorded."""
        await self._evaluated()
        await self._adopted()
        await self._sustained()

    def _later(self, seconds: float) -> datetime:
        self._at += timedelta(seconds=seconds)
        return self._at

    async def _ask(self, person: str, name: str, *, stream: str = "", done: bool = True, **payload: Any) -> None:
        stream, at, id = stream or self._stream, self._later(0.1), self._id if name == "propose" else None
        outcome = await self._asking.handled(
            stream, at, await self._asking.sealed(person, stream, name, payload, at, id)
        )
        assert isinstance(outcome, Receipt) == done, outcome

    async def _evaluated(self) -> None:
        fields: dict[str, Any] = {"edition": EDITION, "agency": "kota-surakarta", "region": SURAKARTA}
        await self._ask("proposer", "propose", **fields, proposal=PROPOSAL)
        await self._ask("operator", "admit")
        pilots = [{"region": code, "lasts": "PT40S", "indicators": [INDICATOR]} for code in (BANDUNG, MAKASSAR)]
        await self._ask("operator", "plan_pilots", pilots=pilots)
        for number in range(REPORTS):
            self._later(8.5)  # each region has been reminded by then
            for code in (BANDUNG, MAKASSAR):
                values = {"coverage": "41.5"}
                await self._ask(f"officer-{code}", "report_measurement", region=code, values=values, note=REASON)
            await self._ask("operator", "note", text=f"Catatan pendampingan ke-{number}: {REASON}")
        await self._ask("operator", "close_pilots")
        panel = ["evaluator-1", "evaluator-2", "evaluator-3"]
        await self._ask("operator", "assign_panel", evaluators=panel)
        for evaluator in panel:
            await self._ask(evaluator, "score", **SHEET)
        self._later(1)  # the panel closes by itself
        await self._ask("minister", "decide", choice="scale_regions", adopters=list(ADOPTERS), instrument="SK 1")
        await self._ask("minister", "endorse", done=False)
        await self._ask("deputy", "endorse")

    async def _adopted(self) -> None:
        await self._ask("operator", "plan_waves", waves=[{"adopters": list(ADOPTERS)}])
        adoptions = {code: adoption_stream(correlation_of(self._stream), region_id(code)) for code in ADOPTERS}
        for adoption in adoptions.values():
            await self._asking.wake(adoption, self._later(0.1))
        steps: tuple[tuple[str, dict[str, Any]], ...] = (
            ("commit_adoption", {}),
            ("report_adoption", {"phase": "adapt"}),
            ("report_adoption", {"phase": "replicate"}),
            ("complete_adoption", {}),
        )
        for name, payload in steps:
            for code, adoption in adoptions.items():
                await self._ask(f"officer-{code}", name, stream=adoption, **payload)
                await self._asking.wake(self._stream, self._at, adoption)

    async def _sustained(self) -> None:
        for check in (1, 2):
            self._later(5.5)  # it has been opened by then
            await self._ask("proposer", "report_check", check=check, answers=ANSWERS)
            await self._ask("evaluator-1", "assess_check", check=check, verdict="sustained")
        await self._ask("minister", "institutionalise", instrument="SK 2")


async def live(settings: Settings, lives: int, pool: asyncpg.Pool) -> None:
    """Records so many lives, some at a time. `pool` has the role jejak_worker."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asking, waiting = Asking(pool, settings), iter(range(lives))

    async def one_after_the_other() -> None:
        for _ in waiting:
            await Life(asking).lived()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(one_after_the_other())
