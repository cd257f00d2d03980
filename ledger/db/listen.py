"""Waiting for notifications, which may be lost with their connection."""

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

    def on_notification(*_: Any) -> None:
        heard.set()

    async with pool.acquire() as connection:
        await connection.add_listener(channel, on_notification)
        connection.add_termination_listener(on_notification)
        try:
            yield connection, heard
        finally:
            connection.remove_termination_listener(on_notification)
            if not connection.is_closed():
                await connection.remove_listener(channel, on_notification)
