"""Notices to send: claimed in a transaction, sent at least once.

A process that dies between sending and commit leaves its notices to the next one, which sends them again; the
recipient's side recognises a repeat by the notice id.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class ClaimedNotice:
    """A notice that nobody else can claim meanwhile; `version` is that of the last event of its append."""

    notice_id: UUID
    stream_id: str
    version: int
    body: dict[str, Any]
    attempts: int


class Claim:
    """A batch of due notices, and what became of each."""

    def __init__(self, connection: asyncpg.pool.PoolConnectionProxy, notices: tuple[ClaimedNotice, ...]) -> None:
        self.notices = notices
        self._connection = connection

    async def sent(self, notice_id: UUID) -> None:
        """It was sent; it is never claimed again."""
        await self._connection.execute(query("notice_sent"), notice_id)

    async def failed(self, notice_id: UUID, error: str, retry_at: datetime) -> None:
        """It wasn't sent, for this reason; it is due again at `retry_at`."""
        await self._connection.execute(query("notice_failed"), notice_id, error, retry_at)


@asynccontextmanager
async def claim(pool: asyncpg.Pool, *, limit: int = 10) -> AsyncIterator[Claim]:
    """Up to `limit` due notices, longest due first, locked until the block ends.

    What the block reports of them is kept when it ends well; if it raises, all are as before and will be sent
    again.
    """
    async with pool.acquire() as connection, connection.transaction():
        records = await connection.fetch(query("claim_notices"), limit)
        notices = tuple(
            ClaimedNotice(r["notice_id"], r["stream_id"], r["version"], json.loads(r["body"]), r["attempts"])
            for r in records
        )
        yield Claim(connection, notices)
