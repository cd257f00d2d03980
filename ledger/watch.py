"""Backlogs, for monitoring: overdue rows, unsent notices, unsealed events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many wait, and how many seconds the oldest has waited since it was recorded (0 when none waits)."""

    notices: int
    oldest_notice: float
    unsealed: int
    oldest_unsealed: float


@dataclass(frozen=True, slots=True)
class Late:
    """How many rows haven't moved in time, and how many seconds the oldest is late (0 when none is)."""

    rows: int
    oldest: float


async def backlog(pool: asyncpg.Pool) -> Backlog:
    """Notices that weren't sent and events that weren't sealed, as of now."""
    record = await pool.fetchrow(query("watch_backlog"))
    assert record is not None
    return Backlog(**record)


async def overdue(
    pool: asyncpg.Pool, kind: str, before: datetime, *, after: str = "", limit: int = 500
) -> dict[str, datetime]:
    """Streams with a row of that kind whose `wake_at` is before `before`, and the earliest that each has.

    The first `limit` after `after`, by id.
    """
    found = await pool.fetch(query("watch_overdue"), kind, before, after, limit)
    return {record["stream_id"]: record["wake_at"] for record in found}


async def late(pool: asyncpg.Pool, kinds: Iterable[str], by: timedelta) -> Late:
    """Rows of these kinds whose `wake_at` has passed, as of now; they count if it has by more than `by`."""
    record = await pool.fetchrow(query("watch_late"), list(kinds), by)
    assert record is not None
    return Late(**record)
