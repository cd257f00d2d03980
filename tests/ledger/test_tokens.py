"""Tokens are kept beside the ledger by their hashes, for as long as they last."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from ledger import sessions, tokens
from ledger.db.connect import open_pool
from ledger.db.queries import query

HASH, OTHER, ANOTHER = (bytes([n]) * 32 for n in (1, 2, 3))
DAY = timedelta(days=1)


async def test_a_token_is_its_persons_until_it_is_revoked(console: asyncpg.Pool) -> None:
    await tokens.issue(console, token_id := uuid4(), HASH, "ratih", "laporan", ["act", "read"], DAY, 9)
    found = await tokens.seen(console, HASH)
    assert found is not None
    assert (found.token_id, found.person, found.label, found.scopes) == (token_id, "ratih", "laporan", ["act", "read"])
    assert found.seen_at is not None
    assert await tokens.seen(console, OTHER) is None
    assert await tokens.revoke(console, token_id, "ratih", "ratih") == 1
    assert await tokens.seen(console, HASH) is None


async def test_one_that_has_expired_is_none_any_more(console: asyncpg.Pool) -> None:
    await tokens.issue(console, uuid4(), HASH, "ratih", "laporan", ["read"], -DAY, 9)
    assert await tokens.seen(console, HASH) is None
    assert len(await tokens.of(console, "ratih")) == 1
    await tokens.issue(console, uuid4(), OTHER, "ratih", "lama", ["read"], -31 * DAY, 9)
    await tokens.issue(console, uuid4(), ANOTHER, "wira", "laporan", ["read"], DAY, 9)
    assert [each.label for each in await tokens.of(console, "ratih")] == ["laporan"]


async def test_nobody_has_more_than_so_many_that_count(console: asyncpg.Pool) -> None:
    assert await tokens.issue(console, uuid4(), HASH, "ratih", "lama", ["read"], -DAY, 1)
    assert await tokens.issue(console, uuid4(), OTHER, "ratih", "laporan", ["read"], DAY, 1)
    assert not await tokens.issue(console, uuid4(), ANOTHER, "ratih", "laporan", ["read"], DAY, 1)
    assert await tokens.seen(console, ANOTHER) is None
    assert await tokens.issue(console, uuid4(), ANOTHER, "wira", "laporan", ["read"], DAY, 1)


async def test_nobodys_token_is_revoked_in_anothers_name(console: asyncpg.Pool) -> None:
    await tokens.issue(console, token_id := uuid4(), HASH, "ratih", "laporan", ["read"], DAY, 9)
    assert await tokens.revoke(console, token_id, "wira", "wira") == 0
    assert await tokens.revoke(console, None, None, "wira") == 0
    assert await tokens.revoke(console, token_id, None, "administrator") == 1


async def test_all_of_a_persons_are_revoked_at_once(console: asyncpg.Pool) -> None:
    for token, person in ((HASH, "ratih"), (OTHER, "ratih"), (ANOTHER, "wira")):
        await tokens.issue(console, uuid4(), token, person, "laporan", ["read"], DAY, 9)
    assert await tokens.revoke(console, None, "ratih", "ratih") == 2
    assert [bool(await tokens.seen(console, each)) for each in (HASH, OTHER, ANOTHER)] == [False, False, True]


@pytest.mark.parametrize(("name", "given"), [("account_end", ["ratih"]), ("tokens_revoke", [None, "ratih"])])
async def test_none_is_issued_by_one_that_is_being_ended(
    console: asyncpg.Pool, database: str, name: str, given: list[str]
) -> None:
    await tokens.issue(console, uuid4(), HASH, "ratih", "laporan", ["read"], DAY, 9)
    asked = (OTHER, "ratih", "laporan", ["read"], DAY, 9, HASH)
    async with (
        await open_pool(database, role="jejak_console", min_size=1, max_size=1, application_name="test") as other,
        console.acquire() as ending,
        other.acquire() as asking,
    ):
        await asking.execute("SET lock_timeout = '1ms'")
        async with ending.transaction():
            await ending.fetchval(query(name), *given, "administrator")
            with pytest.raises(asyncpg.LockNotAvailableError):
                await asking.fetchval(query("token_issue"), uuid4(), *asked)
        assert await asking.fetchval(query("token_issue"), uuid4(), *asked) is None
    assert await tokens.of(console, "ratih") == []


async def test_one_asked_for_by_a_session_or_a_token_is_issued_while_that_counts(console: asyncpg.Pool) -> None:
    await sessions.begin(console, HASH, "ratih", DAY, DAY, 9)
    assert await tokens.issue(console, uuid4(), OTHER, "ratih", "laporan", ["read"], DAY, 9, HASH)
    assert await tokens.issue(console, uuid4(), ANOTHER, "ratih", "laporan", ["read"], DAY, 9, OTHER)


@pytest.mark.parametrize("role", ["jejak_worker", "jejak_reader", "jejak_auditor", "jejak_vault", "jejak_drafts"])
async def test_no_other_role_reaches_a_token(database: str, role: str) -> None:
    async with await open_pool(database, role=role, min_size=1, max_size=1, application_name="test") as pool:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await tokens.seen(pool, HASH)
