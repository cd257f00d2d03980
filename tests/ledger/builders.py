"""Short ways to say what a test appends, and to make callers wait for each other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from ledger.model import Append, NewEvent
from tests.waiting import until

NOON = datetime(2024, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


def event(
    data: bytes = b"{}",
    *,
    event_id: UUID | None = None,
    event_type: str = "Noted",
    schema_version: int = 1,
    occurred_at: datetime = NOON,
    metadata: bytes = b"{}",
) -> NewEvent:
    """An event with a new id."""
    return NewEvent(event_id or uuid4(), event_type, schema_version, occurred_at, metadata, data)


def append(
    stream_id: str,
    expected_version: int = 0,
    *events: NewEvent,
    correlation_id: str | None = None,
    **others: Any,
) -> Append:
    """An append of these events, or of one; the stream is its own correlation."""
    return Append(stream_id, correlation_id or stream_id, expected_version, events or (event(),), **others)


@asynccontextmanager
async def blocked(database: str, stream_id: str) -> AsyncIterator[None]:
    """Until the block ends, appends to an existing stream wait for its head."""
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction():
            await connection.execute("SELECT FROM jejak.streams WHERE stream_id = $1 FOR UPDATE", stream_id)
            yield
    finally:
        await connection.close()


async def waiting_for_a_lock(admin: asyncpg.Connection, function: str = "append", *, sessions: int = 1) -> list[int]:
    """Process ids of the server's sessions that wait for a lock in that function, once there are so many."""
    found: list[int] = []

    async def enough() -> bool:
        await admin.execute("SELECT pg_stat_clear_snapshot()")  # otherwise a transaction sees the same ones for ever
        records = await admin.fetch(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%jejak.' || $1 || '(%'",
            function,
        )
        found[:] = [record["pid"] for record in records]
        return len(found) >= sessions

    await until(enough, f"{sessions} × {function} to wait for a lock")
    return found


@asynccontextmanager
async def open_transaction(database: str, stream_id: str) -> AsyncIterator[asyncpg.Connection]:
    """An append to `stream_id` that isn't committed before the block ends."""
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction():
            await connection.execute(
                "SELECT * FROM jejak.append(ARRAY[ROW($1, $1, 0, NULL,"
                " ARRAY[ROW(gen_random_uuid(), 'T', 1, now(), '', '')::jejak.new_event], NULL, '{}', NULL)"
                "::jejak.append_request])",
                stream_id,
            )
            yield connection
    finally:
        await connection.close()
