"""Passkeys that people made on the pages, kept beside the ledger until administrators enrol them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class PasskeyRequest:
    """One of them."""

    key: str
    person: str
    asked_at: datetime
    possession: str
    """JSON."""


async def put(pool: asyncpg.Pool, key: str, person: str, possession: str, lasts: timedelta, most: int) -> bool:
    """Keep one; whether it was kept: nobody has more than `most`."""
    return bool(await pool.fetchval(query("passkey_request_put"), key, person, possession, lasts, most))


async def since(pool: asyncpg.Pool, lasts: timedelta, person: str | None = None) -> list[PasskeyRequest]:
    """Those that were asked for in this time, the earliest first; of one person, where they are named."""
    return [PasskeyRequest(**record) for record in await pool.fetch(query("passkey_requests_since"), person, lasts)]


async def discard(pool: asyncpg.Pool, key: str) -> None:
    """Keep one no longer that was enrolled."""
    await pool.execute(query("passkey_request_discard"), key)


async def decline(pool: asyncpg.Pool, key: str, by: str, reason: str) -> bool:
    """Decline one, or withdraw one's own; what somebody else does is recorded. Whether it was there."""
    return bool(await pool.fetchval(query("passkey_request_decline"), key, by, reason))
