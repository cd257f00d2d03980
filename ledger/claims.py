"""Who has taken on which task, kept beside the ledger: a task is a read-model row, by its stream and its key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from ledger.db.queries import query

Named = tuple[str, str]
"""A task's stream and key."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A task that somebody has taken on."""

    stream_id: str
    key: str
    person: str
    given_by: str
    """Themselves, or who handed it over to them."""
    given_at: datetime


async def put(pool: asyncpg.Pool, task: Named, seen: str | None, person: str, given_by: str) -> bool:
    """Make a task somebody's; whether it still waited, and was held by whom the giver saw (None: by nobody)."""
    return bool(await pool.fetchval(query("claim_put"), *task, seen, person, given_by))


async def end(pool: asyncpg.Pool, task: Named, person: str) -> bool:
    """Let a task go; whether that person held it."""
    return bool(await pool.fetchval(query("claim_end"), *task, person))


async def on(pool: asyncpg.Pool, tasks: Iterable[Named]) -> list[Claim]:
    """The claims on these tasks."""
    named = list(tasks)
    records = await pool.fetch(query("claims_on"), [stream for stream, _ in named], [key for _, key in named])
    return [Claim(**record) for record in records]


async def of(pool: asyncpg.Pool, person: str) -> list[Claim]:
    """A person's claims on tasks that still wait, the most urgent first."""
    return [Claim(**record) for record in await pool.fetch(query("claims_of"), person)]
