"""Rows are put right under the lock of their stream, so that no append is overwritten and none is in the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from ledger.db.group_commit import encode
from ledger.db.queries import query
from ledger.model import Row
from ledger.row_repair import count_streams, replace_rows, rows_of, rows_of_nothing
from ledger.store import Ledger

from .builders import NOON, append, blocked, waiting_for_a_lock

ONE, TWO, THREE = (Row("task", key, {"n": key}) for key in "123")
STRAY = "INSERT INTO jejak.rows VALUES ('stray', 'task', '1', '{}')"


async def test_rows_are_read_with_the_version_that_they_belong_to(ledger: Ledger, pool: asyncpg.Pool) -> None:
    await ledger.append(append("s", rows=(TWO, ONE)))
    await ledger.append(append("t"))
    assert await rows_of(pool, "s") == (1, (ONE, TWO))
    assert await rows_of(pool, "t") == (1, ())
    assert await rows_of(pool, "unknown") == (0, ())
    assert await count_streams(pool) == 2


async def test_a_row_comes_back_with_all_that_lists_go_by(ledger: Ledger, pool: asyncpg.Pool) -> None:
    row = Row(
        "k", "", {"n": 1}, name="anak", due_at=NOON, wake_at=NOON - timedelta(days=1),
        labels=frozenset({"b", "a"}), words=frozenset({"kartu", "anak"}),
    )  # fmt: skip
    await ledger.append(append("s", rows=(row,)))
    assert await rows_of(pool, "s") == (1, (row,))
    changes = (
        {"name": None},
        {"due_at": None},
        {"wake_at": None},
        {"labels": frozenset[str]()},
        {"words": frozenset("x")},
    )
    for version, changed in enumerate(changes, 1):
        row = replace(row, **changed)  # type: ignore[arg-type]
        await ledger.append(append("s", version, rows=(row,)))
        assert await rows_of(pool, "s") == (version + 1, (row,))


async def test_a_row_that_moves_in_no_list_changes_no_index(admin: asyncpg.Connection) -> None:
    async with admin.transaction():
        for version in range(5):
            row = Row("k", "", {"n": version}, name="anak", due_at=NOON, wake_at=NOON, labels=frozenset("a"))
            await admin.fetch(query("append"), [encode(append("s", version, rows=(row,)))])
        updates = await admin.fetchrow(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relid = 'jejak.rows'::regclass"
        )
    assert updates is not None
    assert tuple(updates) == (4, 4)


async def test_rows_are_replaced_at_the_version_and_at_no_other(ledger: Ledger, pool: asyncpg.Pool) -> None:
    await ledger.append(append("s", rows=(ONE, TWO)))
    changed = Row("task", "2", {"n": None})
    assert await replace_rows(pool, "s", 1, (changed, THREE))
    assert await rows_of(pool, "s") == (1, (changed, THREE))
    for version in (0, 2):
        assert not await replace_rows(pool, "s", version, ())
    assert await rows_of(pool, "s") == (1, (changed, THREE))
    assert not await replace_rows(pool, "unknown", 1, (ONE,))


async def test_rows_of_a_stream_that_is_not_there_can_go(
    ledger: Ledger, pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s", rows=(ONE,)))
    await admin.execute(STRAY)
    assert await rows_of_nothing(pool) == ["stray"]
    assert await rows_of_nothing(pool, after="stray") == []
    assert await replace_rows(pool, "stray", 0, ())
    assert await rows_of_nothing(pool) == []
    assert await ledger.head("stray") is None
    assert await rows_of(pool, "s") == (1, (ONE,))


async def test_an_append_that_begins_the_stream_meanwhile_keeps_its_rows(
    ledger: Ledger, pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    await admin.execute(STRAY)
    async with admin.transaction():
        assert await admin.fetchval("SELECT jejak.replace_rows('stray', 0, '{}')")
        beginning = asyncio.create_task(ledger.append(append("stray", rows=(ONE, TWO))))
        await waiting_for_a_lock(admin)
        assert not beginning.done()
    assert (await beginning).version == 1
    assert await rows_of(pool, "stray") == (1, (ONE, TWO))
    assert not await replace_rows(pool, "stray", 0, ())


async def test_a_replacement_waits_for_an_append_and_then_yields_to_it(
    ledger: Ledger, pool: asyncpg.Pool, database: str, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s", rows=(ONE,)))
    async with blocked(database, "s"):
        moving = asyncio.create_task(ledger.append(append("s", 1, rows=(TWO,))))
        await waiting_for_a_lock(admin, "append")  # first in the queue
        replacing = asyncio.create_task(replace_rows(pool, "s", 1, (THREE,)))
        await waiting_for_a_lock(admin, "replace_rows")
        assert not replacing.done()
    await moving
    assert not await replacing
    assert await rows_of(pool, "s") == (2, (TWO,))


async def test_an_append_without_rows_leaves_the_rows_as_they_are(ledger: Ledger, pool: asyncpg.Pool) -> None:
    await ledger.append(append("s", rows=(ONE,)))
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await pool.execute("SELECT jejak.replace_rows('s', 1, NULL)")
    assert await rows_of(pool, "s") == (1, (ONE,))
