"""Sessions are kept beside the ledger, by the hash of a token, for as long as they are used and may last."""

from datetime import timedelta

import asyncpg
import pytest

from ledger import sessions
from ledger.db.connect import open_pool

TOKEN, OTHER, ANOTHER = (bytes([n]) * 32 for n in (1, 2, 3))
HOUR, DAY, NONE = timedelta(hours=1), timedelta(days=1), timedelta(0)


async def test_a_session_is_its_persons_until_it_ends(console: asyncpg.Pool) -> None:
    await sessions.begin(console, TOKEN, "ratih", HOUR, DAY, 9)
    assert await sessions.seen(console, TOKEN, HOUR, DAY) == "ratih"
    assert await sessions.seen(console, OTHER, HOUR, DAY) is None
    await sessions.end(console, TOKEN)
    assert await sessions.seen(console, TOKEN, HOUR, DAY) is None


@pytest.mark.parametrize(("idle", "longest"), [(NONE, DAY), (HOUR, NONE)])
async def test_one_that_was_left_or_lasted_too_long_is_over_and_removed(
    console: asyncpg.Pool, database: str, idle: timedelta, longest: timedelta
) -> None:
    await sessions.begin(console, TOKEN, "ratih", HOUR, DAY, 9)
    assert await sessions.seen(console, TOKEN, idle, longest) is None
    await sessions.begin(console, OTHER, "wira", idle, longest, 9)
    connection = await asyncpg.connect(database)
    try:
        assert await connection.fetchval("SELECT array_agg(person) FROM jejak.sessions") == ["wira"]
    finally:
        await connection.close()


async def test_ended_everywhere_are_all_of_the_same_persons(console: asyncpg.Pool) -> None:
    for token, person in ((TOKEN, "ratih"), (OTHER, "ratih"), (ANOTHER, "wira")):
        await sessions.begin(console, token, person, HOUR, DAY, 9)
    await sessions.end(console, TOKEN, everywhere=True)
    assert [await sessions.seen(console, each, HOUR, DAY) for each in (TOKEN, OTHER, ANOTHER)] == [None, None, "wira"]


async def test_nobody_has_more_than_so_many_and_loses_that_which_they_left_for_longest(console: asyncpg.Pool) -> None:
    for token, person in ((TOKEN, "ratih"), (OTHER, "wira"), (ANOTHER, "ratih"), (bytes(32), "ratih")):
        await sessions.begin(console, token, person, HOUR, DAY, 2)
    found = [await sessions.seen(console, each, HOUR, DAY) for each in (TOKEN, OTHER, ANOTHER, bytes(32))]
    assert found == [None, "wira", "ratih", "ratih"]


@pytest.mark.parametrize("role", ["jejak_worker", "jejak_reader", "jejak_auditor", "jejak_vault", "jejak_drafts"])
async def test_no_other_role_reaches_a_session(database: str, role: str) -> None:
    async with await open_pool(database, role=role, min_size=1, max_size=1, application_name="test") as pool:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sessions.seen(pool, TOKEN, HOUR, DAY)
