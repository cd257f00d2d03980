"""Several pools and processes on the same streams."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import asyncpg
import pytest

from ledger.db.connect import open_pool
from ledger.errors import WrongVersion
from ledger.store import Ledger
from ledger.verify.whole import verify

from .builders import append, blocked, event, waiting_for_a_lock

PROCESSES = 2
ROUNDS = 40
STREAMS = 8


@pytest.fixture
async def another(database: str) -> AsyncIterator[Ledger]:
    """What a second process has: a ledger over connections of its own."""
    async with await open_pool(
        database, role="jejak_worker", min_size=1, max_size=2, application_name="another worker"
    ) as pool:
        yield Ledger(pool)


async def append_until_recorded(ledger: Ledger, stream_id: str, data: bytes) -> int:
    """What a caller does on a conflict: read the version again, try again."""
    one = event(data)
    while True:
        head = await ledger.head(stream_id)
        try:
            return (await ledger.append(append(stream_id, head.version if head else 0, one))).version
        except WrongVersion:
            continue


async def test_racing_writers_of_one_stream_lose_nothing(
    ledger: Ledger, another: Ledger, auditor: asyncpg.Pool
) -> None:
    versions = await asyncio.gather(
        *(append_until_recorded((ledger, another)[n % 2], "s", str(n).encode()) for n in range(40))
    )
    assert sorted(versions) == list(range(1, 41))
    stored = await ledger.read("s")
    assert {int(e.data) for e in stored} == set(range(40))
    assert (await verify(auditor)).ok


async def test_of_two_who_create_a_stream_at_once_one_wins(ledger: Ledger, another: Ledger) -> None:
    for n in range(20):
        outcomes = await asyncio.gather(
            ledger.append(append(f"s/{n}")), another.append(append(f"s/{n}")), return_exceptions=True
        )
        assert sorted(isinstance(outcome, WrongVersion) for outcome in outcomes) == [False, True]
        assert len(await ledger.read(f"s/{n}")) == 1


async def test_the_loser_of_a_race_sees_the_winner_s_head(
    ledger: Ledger, another: Ledger, database: str, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    async with blocked(database, "s"):
        races = [asyncio.create_task(one.append(append("s", 1))) for one in (ledger, another)]
        await waiting_for_a_lock(admin, sessions=2)
    outcomes = await asyncio.gather(*races, return_exceptions=True)
    (refusal,) = [outcome for outcome in outcomes if isinstance(outcome, WrongVersion)]
    assert (refusal.expected, refusal.found) == (1, 2)


async def test_a_request_sent_many_times_at_once_is_recorded_once(ledger: Ledger, another: Ledger) -> None:
    request = append("s", 0, event(b"1"), event(b"2"))
    receipts = await asyncio.gather(*((ledger, another)[n % 2].append(request) for n in range(20)))
    assert sum(not receipt.repeated for receipt in receipts) == 1
    assert len({replace(receipt, repeated=False) for receipt in receipts}) == 1
    assert len(await ledger.read("s")) == 2


async def test_batches_of_two_processes_over_crossing_streams_do_not_deadlock(
    database: str, ledger: Ledger, auditor: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    """Each process appends to the same streams, in opposite orders, in batches."""
    before = await admin.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.ledger.crossing_writer", database, str(n)),
            *(str(ROUNDS), str(STREAMS)),
        )
        for n in range(PROCESSES)
    ]
    assert [await process.wait() for process in processes] == [0] * PROCESSES
    for number in range(STREAMS):
        stored = await ledger.read(f"s/{number}")
        assert [e.version for e in stored] == list(range(1, PROCESSES * ROUNDS + 1))
        # Every process's events, in the order in which it wrote them.
        for n in range(PROCESSES):
            own = [int(e.data) for e in stored if e.metadata == str(n).encode()]
            assert own == list(range(ROUNDS))
    report = await verify(auditor)
    assert report.ok
    assert (report.streams, report.events) == (STREAMS, PROCESSES * ROUNDS * STREAMS)
    after = await admin.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert after == before
