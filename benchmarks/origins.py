"""Verifying where events come from, beside `cryptography` alone on the same signatures; and what they cost a command.

Of each page of streams both are measured in the same process, one after the other, in as many processes as verification
uses. What the rules take to decide everything again is told apart.
"""

import asyncio
import gc
import time
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import asyncpg
import psutil
from pydantic import SecretStr

from activities.command_keys import PrivateKey
from activities.contract import Receipt
from benchmarks.database import new_ledger, server
from benchmarks.lives import PROPOSAL, REASON
from benchmarks.signed_lives import EVENTS_PER_LIFE, Asking, live
from domain.streams import innovation_stream
from domain.vocabulary import Purpose
from engine.kinds import DECIDERS
from ledger.db.connect import open_pool
from ledger.db.process_pool import Processes
from ledger.model import StoredEvent
from ledger.store import Ledger
from processes.sealing import sealer
from proof.acts import Decided, Opening, decision_bytes, read_metadata
from proof.event import microseconds
from proof.ids import innovation_id
from proof.signatures import public_key, signed_by
from service.meaning import read_page, read_streams
from service.verifying import FEW_EVENTS, STREAMS_AT_ONCE, verified
from tests.furnished import PATIENT, SURAKARTA, furnish, key_of, now
from wiring.connections import AUDITOR, Connections
from wiring.keys import new_key, worker_key
from wiring.settings import Settings

EVENTS = FEW_EVENTS + 1_000
"""Just enough for verification to use several processes."""

COMMANDS = 300
SAMPLED_EVERY_S = 0.01


@dataclass(slots=True)
class Measured:
    """Of some streams: how many there are, and how many seconds one process took."""

    events: int = 0
    signatures: int = 0
    all: float = 0.0
    """Verifying the origin of all events."""
    alone: float = 0.0
    """Checking the same signatures with `cryptography`, and nothing else."""
    rules: float = 0.0
    """Of `all`: deciding everything again, and the states for that."""
    database: float = 0.0
    """Of `all`: waiting for events."""

    def add(self, part: "Measured") -> None:
        """Adds what was measured of other streams."""
        for each in fields(part):
            setattr(self, each.name, getattr(self, each.name) + getattr(part, each.name))


async def measured(streams: list[str], pool: asyncpg.Pool) -> Measured:
    """Reads a page of streams as verification does, then checks their signatures once more, alone."""
    found, checked = Measured(), []

    def noted(key: str, signature: str, message: bytes) -> bool:
        checked.append((key, signature, message))
        return signed_by(key, signature, message)

    with ExitStack() as patches:
        for module in ("proof.acts", "domain.keys"):
            patches.enter_context(patch(f"{module}.signed_by", noted))
        patches.enter_context(_timing(found))
        gc.collect()
        start = time.perf_counter()
        report = await read_page(streams, pool)
        found.all = time.perf_counter() - start
    assert report.ok, report.problems[:3]
    found.events, found.signatures = report.events, len(checked)
    ready = [(public_key(key), b64decode(signature), message) for key, signature, message in checked]
    start = time.perf_counter()
    for public, signature, message in ready:
        assert public is not None
        public.verify(signature, message)
    found.alone = time.perf_counter() - start
    return found


@contextmanager
def _timing(found: Measured) -> Iterator[None]:
    """Has the rules and the database add up what they take."""

    def rules(function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*given)
            finally:
                found.rules += time.perf_counter() - start

        return timed

    async def read(self: Ledger, stream_id: str, **which: Any) -> list[StoredEvent]:
        start = time.perf_counter()
        try:
            return await plain(self, stream_id, **which)
        finally:
            found.database += time.perf_counter() - start

    plain = Ledger.read
    deciders = {
        kind: replace(each, decide=rules(each.decide), due=rules(each.due), evolve=rules(each.evolve))
        for kind, each in DECIDERS.items()
    }
    with patch("engine.kinds.DECIDERS", deciders), patch.object(Ledger, "read", read):
        yield


def paged(streams: list[str]) -> Iterator[list[str]]:
    """Pages of streams as verification has them."""
    for at in range(0, len(streams), STREAMS_AT_ONCE):
        yield streams[at : at + STREAMS_AT_ONCE]


async def grown(streams: list[str], pool: asyncpg.Pool) -> tuple[int, float]:
    """How many events these streams have, and by how many MiB at most this process grows while it verifies them."""
    process = psutil.Process()
    before = most = process.memory_info().rss

    async def sample() -> None:
        nonlocal most
        while True:
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(SAMPLED_EVERY_S)

    async def pages() -> AsyncIterator[list[str]]:
        for page in paged(streams):
            yield page

    async with asyncio.TaskGroup() as tasks:
        sampling = tasks.create_task(sample())
        report = await read_streams(pages(), pool, None, lambda events: None)
        sampling.cancel()
    assert report.ok, report.problems[:3]
    return report.events, (most - before) / 2**20


@asynccontextmanager
async def lived(directory: Path, lives: int) -> AsyncIterator[Settings]:
    """A sealed ledger with so many lives in it, or one more for each process."""
    async with server() as running:
        settings = Settings(home=directory, database_url=SecretStr(await new_ledger(running)))
        for purpose in Purpose:
            new_key(settings, purpose)
        await furnish(settings.dsn(), settings)
        with Processes(settings.dsn(), role="jejak_worker") as processes:
            share = -(-lives // processes.count)
            await asyncio.gather(*(processes.run(partial(live, settings, share)) for _ in range(processes.count)))
        async with sealer(settings) as made:
            await made.once()
        connection = await asyncpg.connect(settings.dsn())
        await connection.execute("VACUUM ANALYZE")
        await connection.close()
        yield settings


async def verification(settings: Settings) -> None:
    """Prints how fast the whole ledger is verified, how much of that the signatures take, and how memory grows."""
    async with Connections(settings) as connections:
        heads = await Ledger(await connections.pool(AUDITOR)).streams_like("", limit=10**6)
        streams = [head.stream_id for head in heads]
        found = Measured()
        with Processes(settings.dsn(), role=AUDITOR) as processes:
            count = processes.count
            for part in await asyncio.gather(*(processes.run(partial(measured, page)) for page in paged(streams))):
                found.add(part)
        hashed, start = 0.0, time.perf_counter()

        def shown(phase: str, done: int, total: int) -> None:
            nonlocal hashed
            if phase == "hashes":
                hashed = time.perf_counter() - start

        report = (await verified(connections, None, shown=shown)).report
        took = time.perf_counter() - start
        assert report.ok, report.problems[:3]
    memory = []
    for those in (streams[::8], streams[::2]):
        with Processes(settings.dsn(), role=AUDITOR) as processes:  # with nothing in its memory yet
            memory.append(await processes.run(partial(grown, those)))
    (few, little), (many, much) = memory
    alone, ours, rest = found.signatures / found.alone, found.signatures / found.all, found.all - found.rules
    print(f"  cryptography alone          {count * alone:9.0f} signatures/s, in {count} processes")
    print(f"  origin verified             {count * ours:9.0f} signatures/s")
    print(f"  ratio                       {ours / alone:9.2f}")
    print(f"    signatures alone          {found.alone / found.all:9.0%} of the time")
    print(f"    deciding again            {found.rules / found.all:9.0%}")
    print(f"    waiting for the database  {found.database / found.all:9.0%}")
    print(f"  ratio without deciding      {found.alone / rest:9.2f}    (goal 0.7)")
    print(f"  whole ledger, as `verify`   {report.events / took:9.0f} events/s; hashes {hashed:.1f} of {took:.1f} s")
    print(f"  ratio of its signatures     {found.signatures / took / count / alone:9.2f}")
    print(f"  memory of a process grew by {little:9.0f} MiB over {few:,} events")
    print(f"                              {much:9.0f} MiB over {many:,} events")
    print(f"  ratio                       {much / little:9.2f}    (goal: at most 1.2)")


async def commands(settings: Settings) -> None:
    """Prints how long a command takes to be handled and recorded, and beside that its signatures."""
    worker = worker_key(settings)
    async with await open_pool(
        settings.dsn(), role="jejak_worker", min_size=1, max_size=2, application_name="bench"
    ) as pool:
        asking, ledger, id = Asking(pool, settings), Ledger(pool), uuid4()
        stream = innovation_stream(innovation_id(id))
        fields = {"edition": PATIENT, "agency": "kota-surakarta", "region": SURAKARTA, "proposal": PROPOSAL}
        at = now()
        await asking.handled(stream, at, await asking.sealed("proposer", stream, "propose", fields, at, id))
        times = []
        for _ in range(COMMANDS):
            at = now()
            envelope = await asking.sealed("operator", stream, "note", {"text": REASON}, at)
            start = time.perf_counter()
            outcome = await asking.handled(stream, at, envelope)
            took = time.perf_counter() - start
            assert isinstance(outcome, Receipt), outcome
            before, stored = (await ledger.read(stream))[-2:]
            times.append((took, *_signatures(asking, worker, before.chain, stored)))
    whole, signing, checking = (median(each) * 1000 for each in zip(*times, strict=True))
    print(f"Three signatures of a command, median of {COMMANDS} by one person")
    print(f"  handled and recorded        {whole:9.2f} ms")
    print(f"  signing all three           {signing:9.2f} ms")
    print(f"  checking act and receipt    {checking:9.2f} ms")
    print(f"  both beside the handling    {(signing + checking) / whole:9.1%}    (goal: at most 10 %)")


def _signatures(asking: Asking, worker: PrivateKey, before: bytes, stored: StoredEvent) -> tuple[float, float]:
    """How long it takes to sign act, receipt and decision of an event once more, and to check the first two.

    No command waits for a check of its decision.
    """
    opening = read_metadata(stored.metadata)
    assert isinstance(opening, Opening)
    assert opening.signed is not None
    signed, genesis = opening.signed, asking.service.genesis
    events: list[Decided] = [(stored.event_id, stored.type, stored.schema_version, stored.data)]
    where = (genesis, stored.stream_id, stored.version, before, microseconds(stored.occurred_at))
    start = time.perf_counter()
    signature = key_of(signed.act.actor).signs(signed.act.actor, signed.act.text)
    asking.service.key.receives(genesis, signed.act.text, (signature,), signed.received)
    worker.sign(decision_bytes(worker.key, *where, opening.body, events))
    between = time.perf_counter()
    signed.check(genesis)
    return between - start, time.perf_counter() - between


async def main(events: int) -> None:
    """Prints the rates, what a command pays, and the ratios."""
    lives = -(-events // EVENTS_PER_LIFE)
    with TemporaryDirectory(prefix="jejak-bench-") as directory:
        async with lived(Path(directory), lives) as settings:
            print(f"Origin: {lives:,} lives of {EVENTS_PER_LIFE} events, of whose acts each is signed by its person")
            await verification(settings)
            await commands(settings)
