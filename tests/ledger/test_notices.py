"""Notices are sent at least once, by one process at a time, and come back when they fail."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from ledger.model import Notice
from ledger.notices import claim
from ledger.store import Ledger
from tests.waiting import until

from .builders import append, event


async def write(ledger: Ledger, count: int) -> list[UUID]:
    """Appends that many notices and returns their ids."""
    notices = tuple(Notice(uuid4(), {"n": n, "text": "dua – два"}) for n in range(count))
    await ledger.append(append("s", 0, event(), event(), notices=notices))
    return [notice.notice_id for notice in notices]


async def claimed(pool: asyncpg.Pool, limit: int = 10) -> set[UUID]:
    """What somebody else could claim right now."""
    async with claim(pool, limit=limit) as batch:
        return {notice.notice_id for notice in batch.notices}


async def test_a_claimed_notice_says_what_to_send_and_why(pool: asyncpg.Pool, ledger: Ledger) -> None:
    (notice_id,) = await write(ledger, 1)
    async with claim(pool) as batch:
        (notice,) = batch.notices
    assert (notice.notice_id, notice.stream_id, notice.version) == (notice_id, "s", 2)
    assert (notice.body, notice.attempts) == ({"n": 0, "text": "dua – два"}, 0)


async def test_what_was_sent_is_never_claimed_again(
    pool: asyncpg.Pool, ledger: Ledger, admin: asyncpg.Connection
) -> None:
    one, two = await write(ledger, 2)
    async with claim(pool) as batch:
        await batch.sent(one)
    assert await claimed(pool) == {two}
    assert await admin.fetchval("SELECT attempts FROM jejak.notices WHERE sent_at IS NOT NULL") == 1


async def test_what_failed_is_due_again_at_its_time(
    pool: asyncpg.Pool, ledger: Ledger, admin: asyncpg.Connection
) -> None:
    soon, later = await write(ledger, 2)
    async with claim(pool) as batch:
        await batch.failed(soon, "no route", datetime.now(UTC) + timedelta(seconds=0.3))
        await batch.failed(later, "no route", datetime.now(UTC) + timedelta(hours=1))
    assert await admin.fetchval("SELECT count(*) FROM jejak.notices WHERE last_error = 'no route'") == 2
    assert later not in await claimed(pool)

    async def due() -> bool:
        return await claimed(pool) == {soon}

    await until(due, "the time of the next attempt")
    async with claim(pool) as batch:
        assert [(notice.notice_id, notice.attempts) for notice in batch.notices] == [(soon, 1)]
        await batch.sent(soon)
    assert await admin.fetchval("SELECT attempts FROM jejak.notices WHERE notice_id = $1", soon) == 2


async def test_two_who_claim_at_once_get_different_notices(pool: asyncpg.Pool, ledger: Ledger) -> None:
    written = await write(ledger, 5)
    async with claim(pool, limit=3) as one, claim(pool, limit=3) as other:
        first, second = ({notice.notice_id for notice in batch.notices} for batch in (one, other))
    assert (len(first), len(second)) == (3, 2)
    assert first | second == set(written)


async def test_a_claim_that_breaks_off_leaves_its_notices_to_others(pool: asyncpg.Pool, ledger: Ledger) -> None:
    (notice_id,) = await write(ledger, 1)

    async def break_off() -> None:
        async with claim(pool) as batch:
            await batch.sent(notice_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()
    assert await claimed(pool) == {notice_id}


async def test_a_process_that_dies_leaves_its_notices_to_others(
    pool: asyncpg.Pool, ledger: Ledger, database: str
) -> None:
    (notice_id,) = await write(ledger, 1)
    dying = await asyncpg.connect(database)
    await dying.execute("BEGIN")
    await dying.execute("SELECT * FROM jejak.claim_notices(1)")
    assert await claimed(pool) == set()
    dying.terminate()

    async def left() -> bool:
        return await claimed(pool) == {notice_id}

    await until(left, "the notice of the process that died")


async def test_nothing_is_claimed_from_an_empty_ledger(pool: asyncpg.Pool) -> None:
    assert await claimed(pool) == set()
