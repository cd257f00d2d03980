"""What a session holds ends with whoever used it, though most sessions aren't reset on their way back to a pool."""

import asyncpg

from ledger.db.connect import open_pool
from ledger.db.listen import listening
from ledger.db.queries import query


async def test_whoever_listened_leaves_a_session_that_does_not(database: str) -> None:
    async with await only_session(database, "jejak_worker") as pool:
        async with listening(pool, "anything") as (connection, _):
            assert await connection.fetchval("SELECT pg_listening_channels()") == "anything"
        assert await pool.fetch("SELECT pg_listening_channels()") == []


async def test_a_transaction_that_was_left_open_is_undone(database: str, admin: asyncpg.Connection) -> None:
    async with await only_session(database, "jejak_worker") as pool:
        async with pool.acquire() as connection:
            await connection.execute("BEGIN")
            await connection.execute("SELECT jejak.take_cursor('reader')")
        async with pool.acquire() as connection:
            assert not connection.is_in_transaction()
        assert await admin.fetchval("SELECT count(*) FROM jejak.cursors") == 0


async def test_a_sealer_that_was_elected_makes_room_when_its_session_goes_back(database: str) -> None:
    async with (
        await only_session(database, "jejak_sealer") as pool,
        await only_session(database, "jejak_sealer") as other,
    ):
        async with pool.acquire() as connection:
            assert await connection.fetchval(query("elect"))
            assert not await other.fetchval(query("elect"))
        assert await other.fetchval(query("elect"))


async def only_session(database: str, role: str) -> asyncpg.Pool:
    """A pool of one connection."""
    return await open_pool(database, role=role, min_size=1, max_size=1, application_name="test")
