"""Sessions of people who are signed in to the pages, kept beside the ledger."""

from datetime import timedelta

import asyncpg

from ledger.db.queries import query


async def begin(
    pool: asyncpg.Pool, token_sha256: bytes, person: str, idle: timedelta, longest: timedelta, most: int
) -> None:
    """Begin a person's session; those that were left `idle` or lasted `longest` are removed, and of theirs that which
    they left for longest, where there would be more than `most`.
    """
    await pool.execute(query("session_begin"), token_sha256, person, idle, longest, most)


async def seen(pool: asyncpg.Pool, token_sha256: bytes, idle: timedelta, longest: timedelta) -> str | None:
    """Whose session it is; None if there is none of it any more."""
    person: str | None = await pool.fetchval(query("session_seen"), token_sha256, idle, longest)
    return person


async def end(pool: asyncpg.Pool, token_sha256: bytes, *, everywhere: bool = False) -> None:
    """End a session, or all of the same person's."""
    await pool.execute(query("session_end"), token_sha256, everywhere)
