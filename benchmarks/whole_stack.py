"""Commands per second through the whole stack, and what each costs in Python, beside the same messages for nothing.

Both go the same way: signed, sent as an update with start, through Temporal to the same workflows in a worker's
sandbox, and back as a receipt. There one is handled and recorded in PostgreSQL, the other answered at once.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from pydantic import SecretStr
from temporalio import activity

from activities import contract
from activities.contract import Handled, Receipt, Work
from benchmarks.database import new_ledger, server
from domain.progress import Progress
from domain.streams import innovation_stream
from domain.vocabulary import Purpose
from processes.worker import running_worker, worker_with
from proof.ids import innovation_id
from service.asking import Asked
from service.sending import Sender
from stack.temporal import EmbeddedTemporal
from tests.forms import answers
from tests.furnished import PATIENT, SURAKARTA, Service, furnish, now
from wiring.keys import new_key
from wiring.logs import set_up_logs
from wiring.settings import Settings

ANSWERED_WITHIN = timedelta(seconds=60)
TEXT = "Catatan pendampingan: layanan keliling berjalan tiap pekan, formulir diperpendek, dan kader dilatih ulang."
PROPOSAL: dict[str, Any] = {
    "edition": PATIENT,
    "agency": "kota-surakarta",
    "region": SURAKARTA,
    "proposal": {
        "title": "Kartu Anak",
        "summary": "Satu.",
        "problem": "Belum ada.",
        "started_on": "2014-07-01",
        "answers": answers(),
    },
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One round."""

    per_second: float
    cpu_ms: float
    """Of this process for each command: the client's and the worker's Python, and the core of Temporal's SDK."""


class Nothing:
    """Activities that answer as ours do, and do nothing."""

    @activity.defn(name=contract.HANDLE)
    async def handle(self, work: Work) -> Handled:
        """A receipt for the command that came."""
        assert work.envelope is not None
        id = UUID(json.loads(work.envelope.act)["id"])
        receipt = Receipt(command_id=id, stream=work.stream, version=3, event_ids=(id,), chain="0" * 64)
        return Handled(outcome=receipt, progress=self._progress(work.stream))

    @activity.defn(name=contract.LOAD)
    async def load(self, stream: str) -> Handled:
        """The progress of a stream that waits."""
        return Handled(progress=self._progress(stream))

    def _progress(self, stream: str) -> Progress:
        return Progress(
            stream=stream, version=3, chapter="pilot 1", stage="pilot", open=True, region=SURAKARTA, edition=PATIENT
        )


class People:
    """So many people at work, each on an innovation of their own."""

    def __init__(self, sender: Sender, innovations: Sequence[str]) -> None:
        self._sender = sender
        self._innovations = innovations

    @classmethod
    async def at_work(cls, sender: Sender, callers: int) -> "People":
        """Their innovations are proposed, and in a pilot's stage."""
        innovations = []
        for _ in range(callers):
            id = uuid4()
            innovations.append(innovation_stream(innovation_id(id)))
            await _done(sender, "proposer", innovations[-1], "propose", PROPOSAL, id)
            await _done(sender, "operator", innovations[-1], "admit", {})
        return cls(sender, innovations)

    async def measured(self, seconds: float) -> Measured:
        """Each makes one note after the other."""
        done, end = 0, time.perf_counter() + seconds

        async def write(innovation: str) -> None:
            nonlocal done
            while time.perf_counter() < end:
                await _done(self._sender, "operator", innovation, "note", {"text": TEXT})
                done += 1

        start, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(write(innovation) for innovation in self._innovations))
        cpu, took = time.process_time() - cpu, time.perf_counter() - start
        return Measured(done / took, 1000 * cpu / done)


async def _done(
    sender: Sender, person: str, stream: str, name: str, payload: dict[str, Any], id: UUID | None = None
) -> None:
    command, envelope = sender.sign(Asked(id or uuid4(), stream, name, payload, person))
    outcome = await sender.execute(command, envelope, ANSWERED_WITHIN)
    assert isinstance(outcome, Receipt), outcome


@asynccontextmanager
async def both(directory: Path) -> AsyncIterator[tuple[Sender, Sender]]:
    """Who sends to a worker that records, and who sends to one that does nothing, on the same Temporal."""
    async with server() as running, EmbeddedTemporal(log=directory / "temporal.log") as temporal:
        os.environ["TEMPORAL_ADDRESS"] = temporal.address
        settings = Settings(home=directory, database_url=SecretStr(await new_ledger(running)), task_queue="recorded")
        for purpose in Purpose:
            new_key(settings, purpose)
        await furnish(settings.dsn(), settings)
        service = Service(settings)
        idle = settings.model_copy(update={"task_queue": "idle"})
        nothing = Nothing()
        async with (
            running_worker(settings, clock=now) as worker,
            worker_with([nothing.handle, nothing.load], worker.client, idle, max_cached_workflows=1000),
        ):
            yield (
                Sender(worker.client, service.key, service.genesis, "recorded"),
                Sender(worker.client, service.key, service.genesis, "idle"),
            )


def log_to_nobody() -> None:
    """Log as a worker does, since that costs something, to where nobody reads it."""
    with redirect_stderr(Path(os.devnull).open("w")):
        set_up_logs("json", "info")


async def main(callers: int, seconds: float, rounds: int) -> None:
    """Prints the medians of some rounds, in each of which both take their turn."""
    print(f"Whole stack: {callers} people, each on an innovation of their own, {rounds} rounds of {seconds:g} s")
    log_to_nobody()
    with TemporaryDirectory(prefix="jejak-bench-") as directory:
        async with both(Path(directory)) as senders:
            recorded, idle = [await People.at_work(sender, callers) for sender in senders]
            for people in (recorded, idle):
                await people.measured(1)
            pairs = [(await recorded.measured(seconds), await idle.measured(seconds)) for _ in range(rounds)]
    ours, theirs = zip(*pairs, strict=True)
    for name, those in (("recorded", ours), ("empty activity", theirs)):
        print(
            f"  {name:24} {median(each.per_second for each in those):9.1f}/s"
            f" {median(each.cpu_ms for each in those):9.2f} ms of CPU each"
        )
    rate = median(one.per_second / other.per_second for one, other in pairs)
    cpu = median(one.cpu_ms / other.cpu_ms for one, other in pairs)
    print(f"  ratio                     {rate:9.2f}    (goal 0.9)")
    print(f"  ratio of CPU              {cpu:9.2f}    (goal: at most 1.3)")
