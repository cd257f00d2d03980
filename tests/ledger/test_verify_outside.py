"""What is kept outside and what the database holds are compared, and neither is accused of what a kill leaves."""

import asyncio
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from ledger.log.checkpoint_directory import Kept
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.store import Ledger
from ledger.verify.kept import check_kept
from ledger.verify.report import Report, value
from ledger.verify.whole import verify

from .books import KEY, KEYS, ORIGIN, Books
from .builders import append


def found(report: Report) -> list[tuple[str, int, str]]:
    """Where something is wrong, and in which layer."""
    return [(problem.stream_id, problem.version, problem.layer) for problem in report.problems]


def name(size: int) -> str:
    """The file of the checkpoint of that size."""
    return f"{size:020}.checkpoint"


@pytest.fixture
async def sizes(ledger: Ledger, books: Books) -> list[int]:
    """The sizes of four checkpoints, in the database and outside."""
    for stream_id in ("s", "t", "u"):
        await ledger.append(append(stream_id))
        await books.step()
    return [KEYS.open(note).size for note in books.notes()]


async def forget(admin: asyncpg.Connection, *sizes: int) -> None:
    """Deletes these checkpoints from the database."""
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("DELETE FROM jejak.checkpoints WHERE tree_size = ANY($1)", sizes)


async def test_checkpoints_that_are_gone_from_the_database_are_missed_there(
    auditor: asyncpg.Pool, admin: asyncpg.Connection, books: Books, sizes: list[int]
) -> None:
    *earlier, before_last, last = sizes
    await forget(admin, *earlier)
    missing = [("checkpoints", size, "checkpoint") for size in earlier]
    report = await verify(auditor, keys=KEYS, outside=books.kept())
    assert found(report) == missing
    assert report.problems[0].expected == value("checkpoint_at", place=f"outside/{name(earlier[0])}")
    assert report.signed == last
    await forget(admin, before_last, last)
    assert found(await verify(auditor, keys=KEYS, outside=books.kept())) == [
        *missing,
        ("checkpoints", before_last, "checkpoint"),  # the last one may be a sealer's that was killed
    ]


async def test_the_last_checkpoint_outside_may_be_all_that_a_killed_sealer_did(
    auditor: asyncpg.Pool, admin: asyncpg.Connection, ledger: Ledger, books: Books, sizes: list[int]
) -> None:
    await forget(admin, sizes[-1])
    since = books.notes()[-1]
    for outside in (books.kept(), books.kept()[-1:], []):
        assert found(await verify(auditor, keys=KEYS, outside=outside, since=since)) == []
    await ledger.append(append("v"))
    await books.step()
    assert found(await verify(auditor, keys=KEYS, outside=books.kept())) == []


async def test_whoever_kept_a_few_checkpoints_accuses_nobody_of_the_others(
    auditor: asyncpg.Pool, books: Books, sizes: list[int]
) -> None:
    for outside in ([], books.kept()[1:2], [replace(one, place="mine", size=None) for one in books.kept()[:2]]):
        report = await verify(auditor, keys=KEYS, outside=outside, since=books.notes()[0])
        assert found(report) == []


async def test_a_file_that_is_no_checkpoint_is_named(auditor: asyncpg.Pool, books: Books, sizes: list[int]) -> None:
    directory = books.outside.directory
    (directory / name(sizes[1])).write_bytes(b"\xff nonsense")
    (directory / "of another.checkpoint").write_text(CheckpointSigner("example.org/x", KEY).sign(1, bytes(32)))
    report = await verify(auditor, keys=KEYS, outside=books.kept())
    assert found(report) == [
        (f"outside/{name(sizes[1])}", sizes[1], "outside"),
        ("outside/of another.checkpoint", 0, "outside"),
    ]


async def test_a_checkpoint_under_the_name_of_another_is_found(
    auditor: asyncpg.Pool, books: Books, sizes: list[int]
) -> None:
    directory = books.outside.directory
    (directory / name(sizes[0])).write_text(books.notes()[1])
    report = await verify(auditor, keys=KEYS, outside=books.kept())
    assert found(report) == [(f"outside/{name(sizes[0])}", sizes[0], "outside")]
    [problem] = report.problems
    assert (problem.expected, problem.found) == tuple(value("checkpoint_of", size=size) for size in sizes[:2])


async def test_another_log_of_the_same_size_is_found_outside_by_its_name(
    auditor: asyncpg.Pool, books: Books, sizes: list[int]
) -> None:
    forged = CheckpointSigner(ORIGIN, KEY).sign(sizes[1], bytes(32))
    report = await verify(auditor, keys=KEYS, outside=[*books.kept(), Kept("another's", forged)])
    assert found(report) == [("outside/another's", sizes[1], "outside")]


async def missed(pool: asyncpg.Pool, books: Books, keys: LogKeys | None = KEYS) -> list[tuple[str, int, str, str]]:
    """What is missed outside: where, of which size, in which layer, and what is found."""
    async with pool.acquire() as connection:
        problems = await check_kept(connection, books.outside, keys, Path("keys"))
    codes = [problem.found.code for problem in problems]
    return [(*each, code) for each, code in zip(found(Report(problems=problems)), codes, strict=True)]


async def test_the_newest_checkpoint_of_the_database_is_missed_outside(
    auditor: asyncpg.Pool, books: Books, sizes: list[int]
) -> None:
    directory, last = books.outside.directory, sizes[-1]
    assert await missed(auditor, books) == []
    for size in sizes[:-1]:
        (directory / name(size)).unlink()  # old ones may have been put elsewhere
    assert await missed(auditor, books) == []
    (directory / name(last)).rename(directory / "elsewhere")
    assert await missed(auditor, books) == [(f"outside/{name(last)}", last, "outside", "none_in")]
    (directory / name(sizes[0])).write_text("any")
    assert await missed(auditor, books) == [(f"outside/{name(last)}", last, "outside", "newest_in")]


async def test_a_ledger_without_any_checkpoint_is_an_alarm_once_it_is_older_than_a_sealer_needs(
    auditor: asyncpg.Pool, ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    assert await missed(auditor, books) == []
    await ledger.append(append("s"))
    assert await missed(auditor, books) == []
    await books.step()
    await forget(admin, *(KEYS.open(note).size for note in books.notes()))
    for file in books.outside.directory.iterdir():
        file.unlink()
    assert await missed(auditor, books) == []  # sealed just now
    await admin.execute("UPDATE jejak.events SET recorded_at = recorded_at - interval '11 minutes'")
    assert await missed(auditor, books) == [("checkpoints", 0, "checkpoint", "nothing")]


async def test_the_log_s_keys_are_missed_once_something_was_signed(
    auditor: asyncpg.Pool, books: Books, admin: asyncpg.Connection, ledger: Ledger
) -> None:
    assert await missed(auditor, books, None) == []
    await ledger.append(append("s"))
    await books.step()
    assert await missed(auditor, books, None) == [("checkpoints", 0, "checkpoint", "none_in")]


async def test_a_sealer_at_work_is_not_accused_of_what_it_is_just_putting_outside(
    auditor: asyncpg.Pool, ledger: Ledger, books: Books
) -> None:
    busy = True

    async def work() -> None:
        version = 0
        while busy:
            version = (await ledger.append(append("s", version))).version
            await books.step()

    sealing = asyncio.create_task(work())
    try:
        while len(books.notes()) < 30:
            assert await missed(auditor, books) == []
            assert not sealing.done()
    finally:
        busy = False
        await sealing
