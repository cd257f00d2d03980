"""Events verified per second, tiles and closings included, beside a cursor that merely fetches them."""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import asyncpg
import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.database import DATA, METADATA, new_ledger, server
from ledger.db.connect import open_pool
from ledger.db.group_commit import encode
from ledger.db.process_pool import Processes
from ledger.db.queries import query
from ledger.log.checkpoint_directory import CheckpointDirectory
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.model import Append, NewEvent
from ledger.seal.checkpointing import Checkpointer
from ledger.seal.lease import leasing
from ledger.seal.sealer import Sealer, now
from ledger.verify.whole import verify

EVENTS_PER_STREAM = 50
STREAMS_AT_ONCE = 40
CLOSINGS = 4


async def fill(dsn: str, events: int, sealer: Sealer, sealing: asyncpg.Pool) -> None:
    """Appends so many events, sealed, signed and closed a few times on the way."""
    streams = events // EVENTS_PER_STREAM
    async with (
        await open_pool(dsn, role="jejak_worker", min_size=2, max_size=2, application_name="bench") as pool,
        leasing(sealing) as lease,
        sealing.acquire() as connection,
    ):
        assert lease is not None

        async def append(numbers: range) -> None:
            for begin in range(numbers.start, numbers.stop, STREAMS_AT_ONCE):
                requests = [
                    encode(whole_stream(number)) for number in range(begin, min(begin + STREAMS_AT_ONCE, numbers.stop))
                ]
                await pool.fetch(query("append"), requests)

        for part in range(CLOSINGS):
            begin, end = streams * part // CLOSINGS, streams * (part + 1) // CLOSINGS
            middle = (begin + end) // 2
            await asyncio.gather(append(range(begin, middle)), append(range(middle, end)))
            await sealer.step(connection, lease, requested=True)


def whole_stream(number: int) -> Append:
    """The append that makes a stream, all of it at once."""
    events = tuple(NewEvent(uuid4(), "Noted", 1, now(), METADATA, DATA) for _ in range(EVENTS_PER_STREAM))
    return Append(f"innovation/{UUID(int=number)}", f"{number}", 0, events)


async def fetch_only(dsn: str) -> float:
    """Events per second of one cursor that fetches the columns that are hashed."""
    connection = await asyncpg.connect(dsn)
    text = (
        "SELECT stream_id, version, event_id, type, schema_version, occurred_at, recorded_at, metadata, data, chain"
        " FROM jejak.events ORDER BY stream_id, version"
    )
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            start, count = time.perf_counter(), 0
            async for _ in connection.cursor(text, prefetch=1000):
                count += 1
            return count / (time.perf_counter() - start)
    finally:
        await connection.close()


async def main(events: int) -> None:
    """Prints the rates and their ratios."""
    private = Ed25519PrivateKey.generate()
    keys, signer = LogKeys.of("bench", [private.public_key()]), CheckpointSigner("bench", private)
    with TemporaryDirectory() as directory:
        outside = CheckpointDirectory(Path(directory))
        async with server() as running:
            dsn = await new_ledger(running)
            async with await open_pool(
                dsn, role="jejak_sealer", min_size=1, max_size=2, application_name="bench"
            ) as sealing:
                await fill(dsn, events, Sealer(sealing, Checkpointer(sealing, signer, keys, outside)), sealing)
            connection = await asyncpg.connect(dsn)
            await connection.execute("VACUUM ANALYZE")
            await connection.close()
            notes = list(outside.notes())
            print(f"Verification: {events:,} events in {events // EVENTS_PER_STREAM:,} streams, {CLOSINGS} closings")
            fetched = await fetch_only(dsn)
            print(f"  one cursor merely fetches   {fetched:9.0f}/s")
            process = psutil.Process()
            async with await open_pool(
                dsn, role="jejak_auditor", min_size=1, max_size=1, application_name="bench"
            ) as pool:
                before, start = process.memory_info().rss, time.perf_counter()
                report = await verify(pool, keys=keys, outside=notes)
                one = report.events / (time.perf_counter() - start)
                grown = (process.memory_info().rss - before) / 2**20
                assert report.ok, report.problems[:3]
                print(f"  verified by one process     {one:9.0f}/s, its memory grew by {grown:.0f} MiB")
                start = time.perf_counter()
                with Processes(dsn, role="jejak_auditor") as processes:
                    report = await verify(pool, keys=keys, outside=notes, processes=processes)
                many = report.events / (time.perf_counter() - start)
                assert report.ok, report.problems[:3]
            print(f"  verified by {psutil.cpu_count()} processes     {many:9.0f}/s")
            print(f"  ratios: {one / fetched:.2f} and {many / fetched:.2f} of the fetch (goal 0.4)")
