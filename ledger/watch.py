"""Backlogs, for monitoring: overdue rows, unsent notices, unsealed events."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many wait, and how many seconds the oldest has waited since it was recorded (0 when none waits)."""

    notices: int
    oldest_notice: float
    unsealed: int
    oldest_unsealed: float


async def backlog(pool: asyncpg.Pool) -> Backlog:
    """Notices that weren't sent and events that weren't sealed, as of now."""
    record = await pool.fetchrow(query("watch_backlog"))
    assert record is not None
    return Backlog(**record)


async def overdue(pool: asyncpg.Pool, kind: str, before: datetime, *, after: str = "", limit: int = 500) -> list[str]:
    """Streams with a row of that kind whose `wake_at` is before `before`: the first `limit` after `after`, by id."""
    return [r["stream_id"] for r in await pool.fetch(query("watch_overdue"), kind, before, after, limit)]
