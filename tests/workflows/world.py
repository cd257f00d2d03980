"""The people of a test, who ask real workflows; and what the ledger and Temporal say of it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus, WorkflowHandle

from activities import contract
from activities.contract import Envelope, Outcome, Receipt, RefusedCommand
from domain import codec
from domain.commands import Command
from domain.editions import parse_edition
from domain.events import Event
from domain.progress import Progress
from domain.refusals import Code
from domain.streams import adoption_stream, correlation_of, innovation_stream, refusals_stream
from ledger.store import Ledger
from processes.worker import RunningWorker, running_worker
from proof import ids
from service.sending import Sender
from tests.forms import answers, sheet
from tests.furnished import (
    BANDUNG,
    CHECK_EVERY,
    MAKASSAR,
    PATIENT,
    REASON,
    Service,
    edition,
    now,
    receipt,
    region_id,
    sealed,
)
from tests.waiting import LIMIT_S, until
from wiring.settings import Settings

E = TypeVar("E", bound=Event)
TIMEOUT = timedelta(seconds=LIMIT_S)
PROPOSAL = {
    "title": "Kartu Insentif Anak",
    "summary": "Kartu identitas anak dengan insentif di toko dan taman.",
    "problem": "Anak belum memiliki identitas yang berguna sehari-hari.",
    "started_on": "2014-07-01",
    "answers": answers(),
}
LENGTHS = ("PT2S", "PT8S", "PT32S", "PT128S")
"""How long a pilot lasts whose end a test waits for: the next if the machine was too busy to be in time before."""

FAILURES_OF_OURS = (
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR,
)
INDICATOR = {"key": "coverage", "name": "Cakupan", "unit": "persen", "baseline": "12.5", "target": "60"}
PANEL = ("evaluator-1", "evaluator-2", "evaluator-3")
ANSWERS = {"renewed": "Ya.", "adopters": "Dua.", "strengthened": "Perda.", "evaluation": "Baik."}


class World:
    """A furnished database, a task queue of its own, and people who ask through the real door."""

    def __init__(self, settings: Settings, client: Client, ledger: Ledger, cached: int) -> None:
        self.settings = settings
        self.client = client
        self.ledger = ledger
        self.cached = cached
        self.clock: Callable[[], datetime] = now
        self.signer = Service(settings)
        self.sender = Sender(client, self.signer.key, self.signer.genesis, settings.task_queue)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[RunningWorker]:
        """A worker on this world's task queue while the block runs."""
        async with running_worker(self.settings, clock=self.clock, max_cached_workflows=self.cached) as running:
            yield running

    # ---- asking

    def sealed(
        self,
        actor: str,
        stream: str,
        name: str,
        *,
        id: UUID | None = None,
        reason: str | None = REASON,
        **payload: Any,
    ) -> tuple[Command, Envelope]:
        """A command of somebody's, signed, received now."""
        return sealed(self.signer, actor, stream, name, payload, id=id, reason=reason, at=self.clock())

    async def ask(
        self,
        actor: str,
        stream: str,
        name: str,
        *,
        id: UUID | None = None,
        at: datetime | None = None,
        reason: str | None = REASON,
        timeout: timedelta = TIMEOUT,
        **payload: Any,
    ) -> Outcome:
        """What a person's command comes to."""
        command, envelope = sealed(
            self.signer, actor, stream, name, payload, id=id, reason=reason, at=at or self.clock()
        )
        return await self.sender.execute(command, envelope, timeout)

    async def do(self, actor: str, stream: str, name: str, **more: Any) -> Receipt:
        """The receipt of a command that must be done."""
        return receipt(await self.ask(actor, stream, name, **more))

    async def refused(self, actor: str, stream: str, name: str, **more: Any) -> Code:
        """Why a command is refused, which it must be."""
        outcome = await self.ask(actor, stream, name, **more)
        assert isinstance(outcome, RefusedCommand), outcome
        return outcome.refusal.code

    # ---- lives, each as far as a test needs it

    async def proposed(self, by_edition: str = PATIENT) -> str:
        """The stream of an innovation that Surakarta proposed."""
        id = uuid4()
        stream = innovation_stream(ids.innovation_id(id))
        fields = {"edition": by_edition, "agency": "kota-surakarta", "region": "33.72", "proposal": PROPOSAL}
        await self.do("proposer", stream, "propose", id=id, **fields)
        return stream

    async def piloting(self, by_edition: str = PATIENT, lasts: str = "PT50H") -> str:
        """Admitted, with a pilot in Bandung."""
        stream = await self.proposed(by_edition)
        await self.do("operator", stream, "admit")
        plan = {"region": BANDUNG, "lasts": lasts, "indicators": [INDICATOR]}
        await self.do("operator", stream, "plan_pilots", pilots=[plan])
        return stream

    async def evaluating(self, by_edition: str = PATIENT) -> str:
        """Piloted, with a panel that hasn't scored."""
        stream = await self.piloting(by_edition)
        await self.do(f"officer-{BANDUNG}", stream, "report_measurement", region=BANDUNG, values={"coverage": "40"})
        await self.do("operator", stream, "close_pilots")
        await self.do("operator", stream, "assign_panel", evaluators=list(PANEL))
        return stream

    async def scored(self, stream: str, by_edition: str = PATIENT) -> None:
        """The whole panel found it worth scaling up, and its evaluation has closed."""
        for evaluator in PANEL:
            await self.do(evaluator, stream, "score", **self.sheet(by_edition=by_edition))
        await self.recorded(stream, "EvaluationClosed")

    def sheet(self, score: int = 90, by_edition: str = PATIENT) -> dict[str, Any]:
        """A score sheet with the same score for every aspect."""
        return sheet(aspects(by_edition), score)

    async def scaling(
        self, *adopters: str, by_edition: str = PATIENT, waves: list[dict[str, Any]] | None = None
    ) -> str:
        """Decided for these adopters (Bandung and Makassar unless others are named), waves planned."""
        stream = await self.evaluating(by_edition)
        await self.scored(stream, by_edition)
        codes = list(adopters or (BANDUNG, MAKASSAR))
        await self.do("minister", stream, "decide", choice="scale_regions", adopters=codes, instrument="SK 1/2026")
        await self.do("deputy", stream, "endorse")
        await self.do("operator", stream, "plan_waves", waves=waves or [{"adopters": codes}])
        return stream

    async def adopted(self, innovation: str, code: str) -> str:
        """The stream of an adoption that its region committed to and completed."""
        stream = self.adoption(innovation, code)
        await self.offered(stream)
        await self.do(f"officer-{code}", stream, "commit_adoption")
        await self.do(f"officer-{code}", stream, "complete_adoption")
        return stream

    async def sustaining(self, ago: timedelta = CHECK_EVERY) -> str:
        """Every adopter completed so long ago, and so was everything before: by now its first check is due."""
        began, clock = self.clock() - ago, self.clock
        self.clock = lambda: began
        try:
            stream = await self.scaling()
            await asyncio.gather(*(self.adopted(stream, code) for code in (BANDUNG, MAKASSAR)))
        finally:
            self.clock = clock
        await self.recorded(stream, "SustainingBegan")
        return stream

    async def good_check(self, innovation: str) -> None:
        """Wait for the first check to open, report on it, and assess it as sustained."""
        await self.recorded(innovation, "CheckOpened")
        await self.do("proposer", innovation, "report_check", check=1, answers=ANSWERS)
        await self.do("evaluator-1", innovation, "assess_check", check=1, verdict="sustained")

    # ---- what was recorded

    @staticmethod
    def adoption(innovation: str, code: str) -> str:
        """The stream of a region's adoption."""
        return adoption_stream(correlation_of(innovation), region_id(code))

    async def events(self, stream: str) -> list[tuple[Event, datetime]]:
        """A stream's events, each with when it occurred."""
        return [
            (codec.decode(each.type, each.schema_version, each.data), each.occurred_at)
            for each in await self.ledger.read(stream)
        ]

    async def those(self, stream: str, kind: type[E]) -> list[tuple[E, datetime]]:
        """A stream's events of one type, each with when it occurred."""
        return [(event, at) for event, at in await self.events(stream) if isinstance(event, kind)]

    async def types(self, stream: str) -> list[str]:
        """The types of a stream's events."""
        return [event.type for event in await self.ledger.read(stream)]

    async def refusals(self, stream: str) -> list[Event]:
        """The refusals of a stream's correlation."""
        return [event for event, _ in await self.events(refusals_stream(stream))]

    async def recorded(self, stream: str, type_name: str, times: int = 1) -> None:
        """Wait until an event was recorded so often."""

        async def enough() -> bool:
            return Counter(await self.types(stream))[type_name] >= times

        await until(enough, f"{times} × {type_name} in {stream}")

    async def offered(self, adoption: str) -> None:
        """Wait until an adoption was offered."""
        await self.recorded(adoption, "AdoptionOffered")

    # ---- what Temporal says

    def workflow(self, stream: str) -> WorkflowHandle[Any, Any]:
        """The latest run of a stream's workflow."""
        return self.client.get_workflow_handle(stream)

    async def lost(self, stream: str) -> None:
        """Temporal loses a stream's workflow."""
        await self.workflow(stream).terminate("lost")

    async def restarted(self, innovation: str, *, task_timeout: timedelta | None = None) -> None:
        """Temporal loses an innovation's workflow, and somebody starts it again."""
        await self.lost(innovation)
        await self.client.start_workflow(
            contract.INNOVATION_WORKFLOW,
            innovation,
            id=innovation,
            task_queue=self.settings.task_queue,
            task_timeout=task_timeout,
        )

    async def status(self, stream: str) -> WorkflowExecutionStatus | None:
        """The status of the latest run."""
        return (await self.workflow(stream).describe()).status

    async def ends(self, stream: str) -> None:
        """Wait until nothing runs for a stream, and it ended well."""

        found: list[WorkflowExecutionStatus | None] = []

        async def closed() -> bool:
            found[:] = [await self.status(stream)]
            return found[0] is not WorkflowExecutionStatus.RUNNING

        await until(closed, f"the end of {stream}")
        assert found[0] is WorkflowExecutionStatus.COMPLETED

    async def known(self, stream: str) -> Progress:
        """What a stream's workflow says of it, once it knows all that is recorded."""
        version, found = len(await self.types(stream)), list[Progress]()

        async def has_heard() -> bool:
            found[:] = [await self.workflow(stream).query("progress", result_type=Progress)]
            return found[0].version >= version

        await until(has_heard, f"the workflow of {stream} to know of version {version}")
        return found[0]

    async def is_well(self, stream: str) -> None:
        """A healthy workflow answers a query and has no failing task."""
        progress = await self.workflow(stream).query("progress", result_type=Progress)
        assert progress.stream == stream
        async for event in self.workflow(stream).fetch_history_events():
            failed = event.workflow_task_failed_event_attributes
            assert failed.cause not in FAILURES_OF_OURS, event

    async def runs(self, stream: str) -> list[WorkflowExecution]:
        """Every run of a stream that has ended, oldest first, once Temporal's lists have caught up."""
        current = (await self.workflow(stream).describe()).run_id
        found: list[WorkflowExecution] = []

        async def listed() -> bool:
            found[:] = [run async for run in self.client.list_workflows(f'WorkflowId = "{stream}"')]
            ended = all(run.status is not WorkflowExecutionStatus.RUNNING for run in found)
            return ended and any(run.run_id == current for run in found)

        await until(listed, f"the runs of {stream} in Temporal's lists")
        return sorted(found, key=lambda run: run.start_time)


def aspects(by_edition: str) -> list[str]:
    """The aspects of an edition."""
    return list(parse_edition(edition(by_edition)).weights())


async def until_past(instant: datetime) -> None:
    """Wait until an instant has passed."""
    await asyncio.sleep(max(0.0, (instant - now()).total_seconds()) + 0.1)
