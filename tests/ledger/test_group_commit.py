"""Callers of one process share calls, and nothing else."""

import asyncio
from asyncio import Task
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from ledger.db import group_commit
from ledger.db.connect import is_passing, open_pool
from ledger.errors import WrongVersion
from ledger.model import Appended, Notice, Row
from ledger.store import Ledger
from ledger.verify.whole import verify
from tests.waiting import until

from .builders import append, blocked, waiting_for_a_lock

HELD = [append(f"held/{n}", 1) for n in range(group_commit.CALLS_AT_ONCE)]


@asynccontextmanager
async def all_calls_held(
    ledger: Ledger, database: str, admin: asyncpg.Connection
) -> AsyncIterator[list[Task[Appended]]]:
    """Until the block ends, as many calls as there may be at once are under way, each with one of HELD."""
    async with blocked(database, "held/0"), blocked(database, "held/1"):
        calls = [asyncio.create_task(ledger.append(request)) for request in HELD]
        await waiting_for_a_lock(admin, sessions=len(HELD))
        yield calls


@pytest.fixture(autouse=True)
async def streams_to_hold(ledger: Ledger) -> None:
    for request in HELD:
        await ledger.append(append(request.stream_id))


async def test_what_arrives_during_calls_is_shared_by_the_next_ones(
    ledger: Ledger, database: str, admin: asyncpg.Connection
) -> None:
    async with all_calls_held(ledger, database, admin) as calls:
        others = [asyncio.create_task(ledger.append(append(f"s/{n}"))) for n in range(50)]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in others)
    await asyncio.gather(*calls, *others)
    transactions = await admin.fetchval(
        "SELECT count(DISTINCT xmin::text) FROM jejak.events WHERE stream_id LIKE 's/%'"
    )
    # Two, or where one of the calls is let go later, each a half of what is left.
    assert transactions <= 7


async def test_a_call_that_waits_for_a_stream_holds_up_no_other_stream(
    ledger: Ledger, database: str, admin: asyncpg.Connection
) -> None:
    async with blocked(database, "held/0"):
        held = asyncio.create_task(ledger.append(HELD[0]))
        await waiting_for_a_lock(admin)
        for n in range(3):
            assert (await ledger.append(append("s", n))).version == n + 1
        assert not held.done()
    assert (await held).version == 2


async def test_more_than_one_batch_of_callers_are_all_served(ledger: Ledger, admin: asyncpg.Connection) -> None:
    receipts = await asyncio.gather(*(ledger.append(append(f"s/{n}")) for n in range(600)))
    assert {receipt.stream_id for receipt in receipts} == {f"s/{n}" for n in range(600)}
    largest = await admin.fetchval(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM jejak.events GROUP BY xmin::text) AS batches"
    )
    assert largest == 256


async def test_one_caller_s_conflict_or_bad_input_fails_no_other(
    ledger: Ledger, database: str, admin: asyncpg.Connection
) -> None:
    same = Notice(uuid4(), {})
    async with all_calls_held(ledger, database, admin) as calls:
        rest = asyncio.gather(
            ledger.append(append("good/1")),
            ledger.append(append("conflict", 7)),
            ledger.append(append("bad/body", 0, rows=(Row("k", "a", {"text": "\0"}),))),
            ledger.append(append("bad/\0stream")),
            ledger.append(append("bad/\ud800stream")),
            ledger.append(append("bad/rows", 0, rows=(Row("k", "a", {}), Row("k", "a", {})))),
            ledger.append(append("good/2", notices=(same,))),
            ledger.append(append("twice", notices=(same,))),
            return_exceptions=True,
        )
        await asyncio.sleep(0.05)
    await asyncio.gather(*calls)
    outcomes = await rest
    *others, two, twice = [type(outcome) for outcome in outcomes]
    assert others == [
        Appended,
        WrongVersion,
        asyncpg.UntranslatableCharacterError,
        asyncpg.CharacterNotInRepertoireError,
        asyncpg.DataError,
        asyncpg.CardinalityViolationError,
    ]
    # Two calls at once took them, so either may have come first: one has the notice, the other its answer.
    assert {two, twice} == {Appended, asyncpg.UniqueViolationError}
    first = "good/2" if two is Appended else "twice"
    assert not any(is_passing(one) for one in outcomes if isinstance(one, Exception))
    assert {head.stream_id for head in await ledger.streams_like("")} == {"good/1", first, "held/0", "held/1"}


async def test_a_body_that_is_not_json_is_refused_before_it_is_sent(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="JSON"):
        await ledger.append(append("s", 0, rows=(Row("k", "a", {"n": float("nan")}),)))
    assert (await ledger.append(append("s"))).version == 1


async def test_a_cancelled_caller_stops_nobody(ledger: Ledger, database: str, admin: asyncpg.Connection) -> None:
    async with all_calls_held(ledger, database, admin) as calls:
        cancelled = calls[0]
        waiting = asyncio.create_task(ledger.append(append("s")))
        given_up = asyncio.create_task(ledger.append(append("t")))
        await asyncio.sleep(0.05)
        cancelled.cancel()
        given_up.cancel()
        await asyncio.wait([cancelled, given_up])
    assert (await waiting).version == 1
    assert cancelled.cancelled()
    assert (await calls[1]).version == 2

    async def recorded() -> bool:
        head = await ledger.head("held/0")
        return head is not None and head.version == 2

    await until(recorded, "what the cancelled caller had sent")  # else the same, sent again, might be first
    assert (await ledger.append(HELD[0])).repeated
    assert await ledger.head("t") is None  # it wasn't sent yet
    assert (await ledger.append(append("t"))).version == 1


async def test_a_lost_connection_reaches_all_who_wait_and_they_can_repeat(
    ledger: Ledger, database: str, admin: asyncpg.Connection, auditor: asyncpg.Pool
) -> None:
    requests = [append(f"s/{n}") for n in range(5)]
    async with all_calls_held(ledger, database, admin) as calls:
        rest = [asyncio.create_task(ledger.append(request)) for request in requests]
        await asyncio.sleep(0.05)
        for pid in await waiting_for_a_lock(admin):
            await admin.execute("SELECT pg_terminate_backend($1)", pid)
        outcomes = await asyncio.gather(*calls, *rest, return_exceptions=True)
    assert all(isinstance(outcome, Exception) and is_passing(outcome) for outcome in outcomes)

    again = await asyncio.gather(*(ledger.append(request) for request in [*HELD, *requests]))
    assert [receipt.version for receipt in again] == [2, 2, 1, 1, 1, 1, 1]
    assert (await verify(auditor)).ok


async def test_a_call_that_never_ends_is_given_up_and_can_be_repeated(
    ledger: Ledger, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with blocked(database, "held/0"):
        monkeypatch.setattr(group_commit, "CALL_TIMEOUT_S", 0.2)
        with pytest.raises(TimeoutError) as failure:
            await ledger.append(HELD[0])
        assert is_passing(failure.value)
        monkeypatch.undo()
        assert (await ledger.append(append("s"))).version == 1
    assert (await ledger.append(HELD[0])).version == 2


async def test_no_server_is_a_connection_error(database: str) -> None:
    pool = await open_pool(database, role="jejak_worker", min_size=0, max_size=1, application_name="test")
    async with pool:
        ledger = Ledger(pool)
        await ledger.append(append("s"))
    with pytest.raises(Exception, match="closed") as failure:
        await ledger.append(append("s", 1))
    assert is_passing(failure.value)

    with pytest.raises(OSError) as failure:  # noqa: PT011 - which one depends on the platform
        await open_pool(
            "postgresql://nobody@/x?host=/nonexistent",
            role="jejak_worker",
            min_size=1,
            max_size=1,
            application_name="t",
        )
    assert is_passing(failure.value)
