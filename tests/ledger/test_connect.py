"""What a session holds ends with whoever used it, though most sessions aren't reset on their way back to a pool."""

import asyncpg

from ledger.db.connect import open_pool
from ledger.db.listen import listening


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


async def only_session(database: str, role: str) -> asyncpg.Pool:
    """A pool of one connection."""
    return await open_pool(database, role=role, min_size=1, max_size=1, application_name="test")
