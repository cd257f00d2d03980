"""Waiting for notifications, with the chance that one is lost in mind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from ledger.db.connect import Connection


@asynccontextmanager
async def listening(pool: asyncpg.Pool, channel: str) -> AsyncIterator[tuple[Connection, asyncio.Event]]:
    """A connection that listens to `channel`, and an event set by each notification and when the connection is lost."""
    heard = asyncio.Event()

    def hear(*_: Any) -> None:
        heard.set()

    async with pool.acquire() as connection:
        await connection.add_listener(channel, hear)
        connection.add_termination_listener(hear)
        try:
            yield connection, heard
        finally:
            connection.remove_termination_listener(hear)
            if not connection.is_closed():
                await connection.remove_listener(channel, hear)
