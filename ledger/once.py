"""What is handed on once, and soon, kept beside the ledger by a hash of what its holder has."""

from datetime import timedelta

import asyncpg

from ledger.db.queries import query


async def keep(pool: asyncpg.Pool, token_sha256: bytes, facts: str, lasts: timedelta) -> None:
    """Keep it for as long as it lasts."""
    await pool.execute(query("once_keep"), token_sha256, facts, lasts)


async def take(pool: asyncpg.Pool, token_sha256: bytes) -> str | None:
    """Take it; None if it was taken before, isn't any more, or never was."""
    facts: str | None = await pool.fetchval(query("once_take"), token_sha256)
    return facts
