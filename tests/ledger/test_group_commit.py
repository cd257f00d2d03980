"""Callers of one process share calls, and nothing else."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from ledger import group_commit
from ledger.connect import is_connection_error, open_pool
from ledger.errors import WrongVersion
from ledger.model import Appended, Notice, Row
from ledger.store import Ledger
from ledger.verify import verify

from .builders import append, blocked, waiting_appends


async def test_what_arrives_during_a_call_goes_into_the_next(
    ledger: Ledger, database: str, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("held"))
    async with blocked(database, "held"):
        first = asyncio.create_task(ledger.append(append("held", 1)))
        await waiting_appends(admin)
        others = [asyncio.create_task(ledger.append(append(f"s/{n}"))) for n in range(50)]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in others)
    await asyncio.gather(first, *others)
    transactions = await admin.fetchval(
        "SELECT count(DISTINCT xmin::text) FROM jejak.events WHERE stream_id LIKE 's/%'"
    )
    assert transactions == 1


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
    await ledger.append(append("held"))
    same = Notice(uuid4(), {})
    async with blocked(database, "held"):
        first = asyncio.create_task(ledger.append(append("held", 1)))
        await waiting_appends(admin)
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
    await first
    outcomes = await rest
    assert [type(outcome) for outcome in outcomes] == [
        Appended,
        WrongVersion,
        asyncpg.UntranslatableCharacterError,
        asyncpg.CharacterNotInRepertoireError,
        asyncpg.DataError,
        asyncpg.CardinalityViolationError,
        Appended,
        asyncpg.UniqueViolationError,
    ]
    assert not any(is_connection_error(one) for one in outcomes if isinstance(one, Exception))
    assert [head.stream_id for head in await ledger.streams_like("")] == ["good/1", "good/2", "held"]


async def test_a_body_that_is_not_json_is_refused_before_it_is_sent(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="JSON"):
        await ledger.append(append("s", 0, rows=(Row("k", "a", {"n": float("nan")}),)))
    assert (await ledger.append(append("s"))).version == 1


async def test_a_cancelled_caller_stops_nobody(ledger: Ledger, database: str, admin: asyncpg.Connection) -> None:
    await ledger.append(append("held"))
    in_flight = append("held", 1)
    async with blocked(database, "held"):
        cancelled = asyncio.create_task(ledger.append(in_flight))
        await waiting_appends(admin)
        waiting = asyncio.create_task(ledger.append(append("s")))
        given_up = asyncio.create_task(ledger.append(append("t")))
        await asyncio.sleep(0.05)
        cancelled.cancel()
        given_up.cancel()
        await asyncio.wait([cancelled, given_up])
    assert (await waiting).version == 1
    assert cancelled.cancelled()
    assert (await ledger.append(in_flight)).repeated
    assert await ledger.head("t") is None  # it wasn't sent yet
    assert (await ledger.append(append("t"))).version == 1


async def test_a_lost_connection_reaches_all_who_wait_and_they_can_repeat(
    ledger: Ledger, database: str, admin: asyncpg.Connection, pool: asyncpg.Pool
) -> None:
    await ledger.append(append("held"))
    requests = [append("held", 1), *(append(f"s/{n}") for n in range(5))]
    async with blocked(database, "held"):
        first = asyncio.create_task(ledger.append(requests[0]))
        (pid,) = await waiting_appends(admin)
        rest = [asyncio.create_task(ledger.append(request)) for request in requests[1:]]
        await asyncio.sleep(0.05)
        await admin.execute("SELECT pg_terminate_backend($1)", pid)
        outcomes = await asyncio.gather(first, *rest, return_exceptions=True)
    assert all(isinstance(outcome, Exception) and is_connection_error(outcome) for outcome in outcomes)

    again = await asyncio.gather(*(ledger.append(request) for request in requests))
    assert [receipt.version for receipt in again] == [2, 1, 1, 1, 1, 1]
    assert (await verify(pool)).ok


async def test_a_call_that_never_ends_is_given_up_and_can_be_repeated(
    ledger: Ledger, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ledger.append(append("held"))
    request = append("held", 1)
    async with blocked(database, "held"):
        monkeypatch.setattr(group_commit, "CALL_TIMEOUT_S", 0.2)
        with pytest.raises(TimeoutError) as failure:
            await ledger.append(request)
        assert is_connection_error(failure.value)
        assert (await ledger.append(append("s"))).version == 1
    assert (await ledger.append(request)).version == 2


async def test_no_server_is_a_connection_error(database: str) -> None:
    pool = await open_pool(database, role=None, min_size=0, max_size=1, application_name="test")
    async with pool:
        ledger = Ledger(pool)
        await ledger.append(append("s"))
    with pytest.raises(Exception, match="closed") as failure:
        await ledger.append(append("s", 1))
    assert is_connection_error(failure.value)

    with pytest.raises(OSError) as failure:  # noqa: PT011 - which one depends on the platform
        await open_pool(
            "postgresql://nobody@/x?host=/nonexistent",
            role=None,
            min_size=1,
            max_size=1,
            application_name="t",
        )
    assert is_connection_error(failure.value)
