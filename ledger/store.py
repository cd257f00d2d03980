"""The ledger: append events to streams, read them back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from ledger.db.group_commit import GroupCommit, to_json
from ledger.db.queries import query
from ledger.model import Append, Appended, Head, StoredEvent, StreamRow

PAGE = 100

Fact = tuple[str, str, int, datetime, bytes]
"""What an event says: its stream, its type and schema version, when it occurred, its data."""


class Ledger:
    """Appends and reads over one pool, whose role decides what it may do.

    Every method raises an asyncpg error or OSError when the server can't be reached or refuses
    (`connect.is_connection_error` tells which).
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._commits = GroupCommit(pool)

    async def append(self, request: Append) -> Appended:
        """Records the request's events, rows and notices, all or nothing, and returns the receipt.

        Repeating a request with the same ids and bytes returns the first receipt (`repeated`), whatever the
        stream's version is by then. Raises WrongVersion, IdReused or WrongCorrelation.
        """
        return await self._commits.append(request)

    async def read(self, stream_id: str, *, after: int = 0, upto: int | None = None) -> list[StoredEvent]:
        """The stream's events with `after` < version ≤ `upto` (None: its end), in order."""
        return events(await self._pool.fetch(query("read"), stream_id, after, upto))

    async def read_facts(self, after: Mapping[str, int]) -> list[Fact]:
        """What states are folded from: each stream's events behind its version in `after`, without their proof.

        They come stream by stream, each in its order, all as of one moment.
        """
        return [
            tuple(record) for record in await self._pool.fetch(query("read_facts"), list(after), list(after.values()))
        ]

    async def read_correlation(
        self, correlation_id: str, *, recorded_by: datetime | None = None, occurred_by: datetime | None = None
    ) -> list[StoredEvent]:
        """Events of all streams of a correlation, ordered by (recorded_at, stream_id, version).

        `recorded_by`: what the ledger knew at that instant. `occurred_by`: what had happened by
        then, as known today.
        """
        return events(await self._pool.fetch(query("read_correlation"), correlation_id, recorded_by, occurred_by))

    async def find(self, pairs: Sequence[tuple[str, UUID]]) -> list[StoredEvent]:
        """Those of the events named by (stream id, event id) that exist, ordered by (stream_id, version)."""
        streams = [stream_id for stream_id, _ in pairs]
        return events(await self._pool.fetch(query("find"), streams, [event_id for _, event_id in pairs]))

    async def head(self, stream_id: str) -> Head | None:
        """Where the stream ends, or None if it doesn't exist."""
        record = await self._pool.fetchrow(query("head"), stream_id)
        return None if record is None else Head(**record)

    async def streams(self, correlation_id: str) -> list[Head]:
        """All streams of a correlation, ordered by id."""
        return heads(await self._pool.fetch(query("streams"), correlation_id))

    async def streams_like(self, prefix: str, *, after: str = "", limit: int = PAGE) -> list[Head]:
        """The first `limit` streams whose id begins with `prefix` and comes after `after`, ordered by id."""
        return heads(await self._pool.fetch(query("streams_like"), prefix, after, limit))

    async def rows(
        self,
        kind: str,
        *,
        matching: dict[str, Any] | None = None,
        stream_id: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int = PAGE,
    ) -> list[StreamRow]:
        """Read-model rows of a kind, the first `limit` after (stream id, key), ordered by these two.

        `matching`: only rows whose body contains this (PostgreSQL's jsonb containment, `@>`).
        """
        after_stream, after_key = after or (None, None)
        records = await self._pool.fetch(
            query("rows"),
            kind,
            None if matching is None else to_json(matching),
            stream_id,
            after_stream,
            after_key,
            limit,
        )
        return [StreamRow(r["stream_id"], r["kind"], r["key"], json.loads(r["body"])) for r in records]


def events(records: Sequence[asyncpg.Record]) -> list[StoredEvent]:
    """Records of all columns of `events`."""
    return [StoredEvent(**record) for record in records]


def heads(records: Sequence[asyncpg.Record]) -> list[Head]:
    """Records as the query `head` gives them."""
    return [Head(**record) for record in records]
