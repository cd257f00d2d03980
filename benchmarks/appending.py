"""Appends per second by 64 callers, beside a plain INSERT of the same bytes and beside `eventsourcing`."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eventsourcing.persistence import StoredEvent as TheirEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from benchmarks.database import DATA, METADATA, new_ledger, server
from ledger.db.connect import open_pool
from ledger.log.checkpoint_directory import CheckpointDirectory
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.model import Append, NewEvent, Row
from ledger.seal.checkpointing import Checkpointer
from ledger.seal.sealer import Sealer
from ledger.store import Ledger

# Of the pool: the default of a worker's settings.
CONNECTIONS = 10

Work = Callable[[int, int], Awaitable[None]]
"""What caller number n does in its round r."""


async def rate(callers: int, seconds: float, work: Work) -> float:
    """Rounds per second of so many callers who each wait for one before the next."""
    end = time.perf_counter() + seconds

    async def call(number: int) -> int:
        done = 0
        while time.perf_counter() < end:
            await work(number, done)
            done += 1
        return done

    start = time.perf_counter()
    done = await asyncio.gather(*(call(number) for number in range(callers)))
    return sum(done) / (time.perf_counter() - start)


async def ours(dsn: str, callers: int, seconds: float) -> float:
    """One event and one read-model row an append, a stream for each caller; a sealer runs beside it (`sealing`)."""
    async with await open_pool(
        dsn, role="jejak_worker", min_size=CONNECTIONS, max_size=CONNECTIONS, application_name="bench"
    ) as pool:
        ledger, run = Ledger(pool), uuid4()

        async def work(number: int, done: int) -> None:
            event = NewEvent(uuid4(), "Noted", 1, datetime.now(UTC), METADATA, DATA)
            rows = (Row("bench", "1", {"version": done}),)
            await ledger.append(Append(f"{run}/{number}", "bench", done, (event,), rows))

        return await rate(callers, seconds, work)


@asynccontextmanager
async def sealing(dsn: str, outside: Path) -> AsyncIterator[None]:
    """A live sealer that signs checkpoints into a directory, with the same key each time."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    keys, signer = LogKeys.of("bench", [private.public_key()]), CheckpointSigner("bench", private)
    async with await open_pool(dsn, role="jejak_sealer", min_size=2, max_size=3, application_name="bench") as pool:
        task = asyncio.create_task(Sealer(pool, Checkpointer(pool, signer, keys, CheckpointDirectory(outside))).run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])


async def analyze(dsn: str) -> None:
    """What autovacuum does within a minute: gives the planner an idea of the tables."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("ANALYZE")
    await connection.close()


async def plain(dsn: str, callers: int, seconds: float) -> float:
    """One row an INSERT, over the same kind of pool."""
    async with asyncpg.create_pool(dsn, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        await pool.execute(
            "CREATE TABLE IF NOT EXISTS plain (stream_id text, version bigint, event_id uuid, type text,"
            " schema_version integer, occurred_at timestamptz, metadata bytea, data bytea,"
            " PRIMARY KEY (stream_id, version))"
        )
        run = uuid4()

        async def work(number: int, done: int) -> None:
            await pool.execute(
                "INSERT INTO plain VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                *(f"{run}/{number}", done, uuid4(), "Noted", 1, datetime.now(UTC), METADATA, DATA),
            )

        return await rate(callers, seconds, work)


async def theirs(dsn: str, callers: int, seconds: float) -> float:
    """One event an append with `eventsourcing`'s PostgreSQL recorder as it comes, a thread for each caller."""
    address = urlsplit(dsn)
    datastore = PostgresDatastore(
        dbname=address.path[1:],
        host=parse_qs(address.query)["host"][0],
        port="5432",
        user=address.username or "",
        password="",
        pool_size=5,  # the defaults of its factory
        max_overflow=10,
    )
    recorder = PostgresApplicationRecorder(datastore, events_table_name="theirs")
    recorder.create_table()
    loop = asyncio.get_running_loop()
    ids = [uuid4() for _ in range(callers)]
    with ThreadPoolExecutor(callers) as threads:

        async def work(number: int, done: int) -> None:
            event = TheirEvent(ids[number], done, "Noted", METADATA + DATA)
            await loop.run_in_executor(threads, recorder.insert_events, [event])

        try:
            return await rate(callers, seconds, work)
        finally:
            datastore.close()


async def main(callers: int, seconds: float, rounds: int) -> None:
    """Prints the medians of some rounds, in each of which all three take their turn."""
    print(
        f"Appends: {callers} callers, one event of {len(METADATA + DATA)} bytes each, {rounds} rounds of {seconds:g} s"
    )
    measured: dict[str, list[float]] = {"plain": [], "theirs": [], "ours": []}
    async with server() as running:
        dsn = await new_ledger(running)
        with TemporaryDirectory() as outside:
            for measure in (plain, theirs, ours):
                await measure(dsn, callers, 1)
            await analyze(dsn)
            for _ in range(rounds):
                measured["plain"].append(await plain(dsn, callers, seconds))
                measured["theirs"].append(await theirs(dsn, callers, seconds))
                async with sealing(dsn, Path(outside)):
                    measured["ours"].append(await ours(dsn, callers, seconds))
    ratios = {
        name: median(one / other for one, other in zip(measured["ours"], measured[name], strict=True))
        for name in ("plain", "theirs")
    }
    print(f"  plain INSERT             {median(measured['plain']):9.0f}/s")
    print(f"  eventsourcing            {median(measured['theirs']):9.0f}/s")
    print(f"  ledger, sealer running   {median(measured['ours']):9.0f}/s")
    print(f"  ratio to the plain INSERT {ratios['plain']:8.2f}    (goal 1.8)")
    print(f"  ratio to eventsourcing    {ratios['theirs']:8.2f}    (goal 8)")
