"""Who read what is written down for good, and each day's rows enter the ledger by their hash."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from ledger import reads
from ledger.db.connect import open_pool
from ledger.log.daybooks import READS, begin_of, day_of, hash_of, parse_closed
from ledger.reads import Read
from ledger.store import Ledger
from ledger.verify.report import Problem, Report
from ledger.verify.whole import verify

from .books import Books

INSERT = "INSERT INTO jejak.reads (read_at, person, via, what, subject) VALUES ($1, $2, 'console', 'file', $3)"


@pytest.fixture
async def desk(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What the role of the record may do."""
    async with await open_pool(database, role="jejak_reads", min_size=1, max_size=1, application_name="test") as pool:
        yield pool


async def earlier(admin: asyncpg.Connection, days: int, person: str, times: int = 1) -> None:
    """Something was read that many days ago, by whoever may write as they like."""
    today = day_of(datetime.now(UTC))  # read anew each time: a long run of tests goes over midnight
    for hour in range(times):
        at = begin_of(today - timedelta(days=days)) + timedelta(hours=9 + hour)
        await admin.execute(INSERT, at, person, f"innovation/{hour}")


async def checked(auditor: asyncpg.Pool) -> Report:
    """What a verification finds in the record of reads."""
    report = await verify(auditor)
    report.problems = [each for each in report.problems if each.layer == "reads"]
    return report


async def tampered(admin: asyncpg.Connection, statement: str) -> None:
    """What a superuser does behind the trigger's back."""
    async with admin.transaction():
        await admin.execute("SET LOCAL session_replication_role = replica")
        await admin.execute(statement)


def test_the_hash_of_reads_is_that_of_the_documentation() -> None:
    at = datetime(2024, 11, 23, 1, 2, 3, 4, tzinfo=UTC)
    first = Read(UUID("00112233-4455-6677-8899-aabbccddeeff"), at, "ratih", "console", "file", "innovation/1")
    second = Read(UUID("ffeeddcc-bbaa-9988-7766-554433221100"), at, "pengusul-é", "cli", "export", "ledger")
    assert (
        hash_of(READS, [first.row, second.row]).hex() in (Path(__file__).parents[2] / "docs" / "ledger.md").read_text()
    )


async def test_a_read_is_found_by_who_of_what_and_when_the_newest_first(desk: asyncpg.Pool) -> None:
    await reads.add(desk, "ratih", "console", [("file", "innovation/a"), ("history", "innovation/a")])
    await reads.add(desk, "wira", "api", [("contacts", "person/ratih")])
    everything = await reads.found(desk, limit=10)
    assert [(each.person, each.via, each.what, each.subject) for each in everything] == [
        ("wira", "api", "contacts", "person/ratih"),
        ("ratih", "console", "history", "innovation/a"),
        ("ratih", "console", "file", "innovation/a"),
    ]
    assert await reads.found(desk, person="wira", limit=10) == everything[:1]
    assert await reads.found(desk, subject="innovation/a", limit=10) == everything[1:]
    assert await reads.found(desk, begin=datetime.now(UTC), limit=10) == []
    last = everything[1]
    assert await reads.found(desk, after=(last.read_at, last.read_id), limit=10) == everything[2:]


@pytest.mark.parametrize("statement", ["UPDATE jejak.reads SET person = 'x'", "DELETE FROM jejak.reads"])
async def test_nobody_changes_a_read_not_even_the_owner(
    desk: asyncpg.Pool, admin: asyncpg.Connection, statement: str
) -> None:
    await reads.add(desk, "ratih", "console", [("file", "innovation/a")])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await desk.execute(statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="reads are final"):
        await admin.execute(statement)


async def test_days_that_ended_are_closed_and_today_is_not(
    desk: asyncpg.Pool, admin: asyncpg.Connection, books: Books, ledger: Ledger
) -> None:
    await earlier(admin, 3, "ratih", times=2)
    await reads.add(desk, "wira", "console", [("file", "innovation/a")])
    await books.step()
    [stored] = await ledger.read(READS.stream)
    closed = parse_closed(READS, stored.data)
    assert closed is not None
    past = [each for each in reversed(await reads.found(desk, limit=10)) if each.person == "ratih"]
    assert closed.first == day_of(past[0].read_at)
    assert closed.last == day_of(stored.recorded_at) - timedelta(days=1)
    assert (closed.rows, closed.hash) == (2, hash_of(READS, [each.row for each in past]))
    again = Books(books.pool, books.outside.directory)
    await again.step()
    assert len(await ledger.read(READS.stream)) == 1


async def test_nothing_is_closed_where_nothing_was_read(books: Books, ledger: Ledger) -> None:
    await books.step()
    assert await ledger.read(READS.stream) == []


async def test_what_was_closed_is_found_as_it_was(
    admin: asyncpg.Connection, books: Books, auditor: asyncpg.Pool
) -> None:
    await earlier(admin, 2, "ratih", times=3)
    await books.step()
    await earlier(admin, 0, "wira", times=2)
    report = await checked(auditor)
    assert (report.problems, report.closed_rows["reads"], report.open_rows["reads"]) == ([], 3, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE jejak.reads SET person = 'wira' WHERE subject = 'innovation/1'",
        "UPDATE jejak.reads SET read_at = read_at + interval '1 microsecond' WHERE subject = 'innovation/1'",
        "DELETE FROM jejak.reads WHERE subject = 'innovation/1'",
        "DELETE FROM jejak.reads",
        "INSERT INTO jejak.reads (read_at, person, via, what, subject) SELECT read_at, person, via, what, subject"
        " FROM jejak.reads LIMIT 1",
    ],
)
async def test_a_row_of_a_closed_day_that_was_changed_removed_or_added_is_found(
    admin: asyncpg.Connection, books: Books, auditor: asyncpg.Pool, statement: str
) -> None:
    await earlier(admin, 2, "ratih", times=3)
    await books.step()
    await tampered(admin, statement)
    [problem] = (await checked(auditor)).problems
    assert isinstance(problem, Problem)
    assert (problem.stream_id, problem.version, problem.layer) == (READS.stream, 1, "reads")


async def test_a_row_from_before_the_first_day_is_found(
    admin: asyncpg.Connection, books: Books, auditor: asyncpg.Pool
) -> None:
    await earlier(admin, 2, "ratih")
    await books.step()
    await earlier(admin, 9, "wira", times=2)
    [problem] = (await checked(auditor)).problems
    assert problem.expected.code == "no_rows_before"


async def test_a_closing_that_does_not_continue_the_one_before_is_found(
    admin: asyncpg.Connection, books: Books, auditor: asyncpg.Pool
) -> None:
    await earlier(admin, 2, "ratih")
    await books.step()
    await tampered(
        admin,
        "INSERT INTO jejak.events (stream_id, version, event_id, type, schema_version, occurred_at, recorded_at,"
        " metadata, data, chain) SELECT stream_id, 2, gen_random_uuid(), type, schema_version, occurred_at,"
        " recorded_at, metadata, data, chain FROM jejak.events WHERE stream_id = 'ledger/reads'",
    )
    assert [each.version for each in (await checked(auditor)).problems] == [2]


@pytest.mark.parametrize("role", ["jejak_worker", "jejak_reader", "jejak_vault", "jejak_drafts", "jejak_console"])
async def test_no_other_role_writes_or_reads_it(database: str, role: str) -> None:
    async with await open_pool(database, role=role, min_size=1, max_size=1, application_name="test") as pool:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reads.add(pool, "ratih", "console", [("file", "innovation/a")])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reads.found(pool, limit=1)
