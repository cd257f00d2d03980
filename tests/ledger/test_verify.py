"""Nothing that was changed passes; nothing that is intact is accused."""

import asyncio
import tracemalloc

import asyncpg
import pytest

from ledger.store import Ledger
from ledger.verify.report import value
from ledger.verify.whole import verify

from .builders import append, event

# What a tamperer may set each column of the stream's second event to.
TAMPERED = {
    "stream_id": "'t'",
    "version": "17",
    "event_id": "gen_random_uuid()",
    "type": "type || 'x'",
    "schema_version": "schema_version + 1",
    "occurred_at": "occurred_at + interval '1 microsecond'",
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "metadata": r"metadata || '\x20'",
    "data": "set_bit(data, 0, 1 - get_bit(data, 0))",
    "chain": "set_bit(chain, 255, 1 - get_bit(chain, 255))",
}


@pytest.fixture
async def tamper(admin: asyncpg.Connection, ledger: Ledger) -> asyncpg.Connection:
    """A superuser for whom no trigger fires, and three streams of two correlations."""
    await ledger.append(append("r", 0, event(b"1"), correlation_id="c"))
    await ledger.append(append("s", 0, event(b"1"), event(b"2"), event(b"3"), event(b"4"), correlation_id="c"))
    await ledger.append(append("u", 0, event(b"1"), correlation_id="other"))
    await admin.execute("SET session_replication_role = replica")
    return admin


async def places(auditor: asyncpg.Pool, correlation_id: str | None = None) -> list[tuple[str, int, str]]:
    """(stream, version, layer) of each problem that a verification finds."""
    report = await verify(auditor, correlation_id)
    assert report.ok == (not report.problems)
    return [(problem.stream_id, problem.version, problem.layer) for problem in report.problems]


async def test_an_intact_ledger_verifies_and_is_counted(auditor: asyncpg.Pool, tamper: asyncpg.Connection) -> None:
    everything, one = await verify(auditor), await verify(auditor, "c")
    assert (everything.ok, everything.streams, everything.events) == (True, 3, 6)
    assert (one.ok, one.streams, one.events) == (True, 2, 5)


async def test_an_empty_ledger_and_an_unknown_correlation_verify(auditor: asyncpg.Pool) -> None:
    assert (await verify(auditor)).ok
    report = await verify(auditor, "unknown")
    assert (report.ok, report.streams, report.events) == (True, 0, 0)


async def test_every_column_of_an_event_can_be_tampered_with_in_these_tests(
    admin: asyncpg.Connection,
) -> None:
    columns = await admin.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'jejak.events'::regclass AND attnum > 0"
    )
    assert {record["attname"] for record in columns} == set(TAMPERED)


@pytest.mark.parametrize("column", TAMPERED)
async def test_a_changed_column_is_found(auditor: asyncpg.Pool, tamper: asyncpg.Connection, column: str) -> None:
    await tamper.execute(f"UPDATE jejak.events SET {column} = {TAMPERED[column]} WHERE stream_id = 's' AND version = 2")
    found = await places(auditor)
    ours = await places(auditor, "c")
    assert ours == [place for place in found if column != "stream_id" or place[0] == "s"]
    assert {stream_id for stream_id, _, _ in found} <= {"s", "t"}
    if column in ("stream_id", "version"):  # moved away: its place is empty
        assert ("s", 3, "version") in found
    elif column == "chain":  # neither itself nor its successor fits
        assert found == [("s", 2, "chain"), ("s", 3, "chain")]
    elif column == "recorded_at":  # later now than the third, which was recorded with it
        assert found == [("s", 2, "chain"), ("s", 3, "time")]
    else:
        assert found == [("s", 2, "chain")]


async def test_an_event_rewritten_together_with_its_hash_breaks_the_next(
    auditor: asyncpg.Pool, tamper: asyncpg.Connection, ledger: Ledger
) -> None:
    await tamper.execute(
        r"""
        UPDATE jejak.events e SET data = 'forged', chain = sha256(
            '\x6a656a616b2f636861696e2f763100'::bytea || before.chain || jejak.event_hash(
                e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at,
                e.metadata, 'forged'
            )
        )
        FROM jejak.events before
        WHERE e.stream_id = 's' AND e.version = 2 AND before.stream_id = 's' AND before.version = 1
        """
    )
    assert await places(auditor) == [("s", 3, "chain")]


async def test_a_problem_says_what_was_expected_and_found(
    auditor: asyncpg.Pool, ledger: Ledger, tamper: asyncpg.Connection
) -> None:
    await tamper.execute("UPDATE jejak.streams SET version = 9 WHERE stream_id = 'u'")
    (problem,) = (await verify(auditor)).problems
    [stored] = await ledger.read("u")
    assert problem.expected == value("head", version=1, chain=stored.chain.hex())
    assert problem.found == value("head", version=9, chain=stored.chain.hex())


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "DELETE FROM jejak.events WHERE stream_id = 's' AND version = 1",
            [("s", 2, "version"), ("s", 2, "chain"), ("s", 1, "leaf")],
        ),
        (
            "DELETE FROM jejak.events WHERE stream_id = 's' AND version = 3",
            [("s", 4, "version"), ("s", 4, "chain"), ("s", 3, "leaf")],
        ),
        ("DELETE FROM jejak.events WHERE stream_id = 's' AND version = 4", [("s", 3, "head"), ("s", 4, "leaf")]),
        (
            "DELETE FROM jejak.events WHERE stream_id = 's'",
            [("s", 0, "head"), *(("s", n, "leaf") for n in range(1, 5))],
        ),
        ("UPDATE jejak.streams SET version = 5 WHERE stream_id = 's'", [("s", 4, "head")]),
        ("UPDATE jejak.streams SET head = sha256(head) WHERE stream_id = 's'", [("s", 4, "head")]),
        ("UPDATE jejak.streams SET recorded_at = recorded_at + '1 us' WHERE stream_id = 's'", [("s", 4, "head")]),
    ],
)
async def test_what_was_removed_or_does_not_fit_its_head_is_found(
    auditor: asyncpg.Pool, tamper: asyncpg.Connection, statement: str, expected: list[tuple[str, int, str]]
) -> None:
    await tamper.execute(statement)
    assert await places(auditor) == expected
    assert await places(auditor, "c") == expected


async def test_a_time_that_no_event_can_have_is_found(auditor: asyncpg.Pool, tamper: asyncpg.Connection) -> None:
    await tamper.execute("ALTER TABLE jejak.events DROP CONSTRAINT events_recorded_at_check")
    await tamper.execute("UPDATE jejak.events SET recorded_at = 'infinity' WHERE stream_id = 's' AND version = 4")
    assert await places(auditor) == [("s", 4, "chain")]


async def test_a_stream_without_a_head_belongs_to_no_correlation(
    auditor: asyncpg.Pool, tamper: asyncpg.Connection
) -> None:
    await tamper.execute("DELETE FROM jejak.streams WHERE stream_id = 's'")
    assert await places(auditor, "c") == []
    assert await places(auditor) == [("s", 4, "head")]


async def test_exchanged_events_are_found(auditor: asyncpg.Pool, tamper: asyncpg.Connection) -> None:
    await tamper.execute("UPDATE jejak.events SET version = version + 10 WHERE stream_id = 's' AND version IN (2, 3)")
    await tamper.execute("UPDATE jejak.events SET version = 15 - version WHERE stream_id = 's' AND version > 10")
    assert ("s", 2, "chain") in await places(auditor)


async def test_a_time_that_goes_back_is_found_though_the_chain_fits(
    auditor: asyncpg.Pool, ledger: Ledger, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    await admin.execute("UPDATE jejak.streams SET recorded_at = '2100-01-01'")
    await ledger.append(append("s", 1))
    await admin.execute("UPDATE jejak.streams SET recorded_at = '2000-01-01'")
    await ledger.append(append("s", 2))
    assert await places(auditor) == [("s", 3, "time")]


async def test_a_busy_ledger_is_not_accused(auditor: asyncpg.Pool, ledger: Ledger) -> None:
    stop = asyncio.Event()

    async def keep_appending(stream_id: str) -> None:
        version = 0
        while not stop.is_set():
            version = (await ledger.append(append(stream_id, version))).version

    writers = [asyncio.create_task(keep_appending(f"s/{n}")) for n in range(8)]
    try:
        for _ in range(20):
            assert (await verify(auditor)).problems == []
    finally:
        stop.set()
        await asyncio.gather(*writers)


async def test_memory_does_not_grow_with_the_ledger(auditor: asyncpg.Pool, ledger: Ledger) -> None:
    payload = bytes(32 * 1024)
    for n in range(20):
        await ledger.append(append(f"s/{n}", 0, *(event(payload) for _ in range(50))))
    tracemalloc.start()
    try:
        report = await verify(auditor)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (report.ok, report.events) == (True, 1000)
    assert peak < 1000 * len(payload) / 3
