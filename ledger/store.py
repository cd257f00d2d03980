"""The ledger: append events to streams, read them back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from ledger.db.group_commit import GroupCommit
from ledger.db.paging import Narrowed, count, page
from ledger.db.queries import query
from ledger.model import FIRST_INSTANT, Append, Appended, Head, Place, Sort, StoredEvent, StreamRow

PAGE = 100

Fact = tuple[str, str, int, datetime, bytes, bytes]
"""What a state is folded from: an event's stream, type, schema version, when it occurred, data; and the chain hash."""


class Ledger:
    """Appends and reads over one pool, whose role decides what it may do.

    Every method raises an asyncpg error or OSError when the server can't be reached or refuses
    (`connect.is_passing` tells them apart).
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

    async def read_whole(self, stream_id: str) -> tuple[list[StoredEvent], Head | None]:
        """All of the stream's events in order, and where the stream is said to end: both of one moment."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            found = events(await connection.fetch(query("read"), stream_id, 0, None))
            record = await connection.fetchrow(query("head"), stream_id)
        return found, None if record is None else Head(**record)

    async def read_facts(self, after: Mapping[str, int]) -> list[Fact]:
        """What states are folded from: each stream's events after its version in `after`.

        They come stream by stream in order, all from one snapshot.
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
        self, narrowed: Narrowed, *, sort: Sort = Sort.ID, after: Place | None = None, limit: int = PAGE
    ) -> list[StreamRow]:
        """A page of a list: the first `limit` of these read-model rows after a place in it.

        Sorted by name, rows without a name are left out; sorted by id, the query is fast only with a prefix.
        """
        text, values = page(narrowed, sort, after, limit)
        return stream_rows(await self._pool.fetch(text, *values))

    async def count(self, narrowed: Narrowed, most: int) -> int:
        """How many read-model rows those are, counted up to `most`."""
        text, values = count(narrowed, most)
        found: int = await self._pool.fetchval(text, *values)
        return found

    async def waiting(
        self,
        kinds: Iterable[str],
        *,
        without: Iterable[str] = (),
        what: str | None = None,
        after: Place | None = None,
        limit: int = PAGE,
    ) -> list[StreamRow]:
        """The first `limit` rows of these kinds after a place, by due instant; none with a label of `without`.

        Of those whose key begins with `what` alone, if that is given.
        """
        place = after or (FIRST_INSTANT, "", "")
        return stream_rows(await self._pool.fetch(query("waiting"), list(kinds), list(without), *place, limit, what))

    async def waiting_named(
        self, kinds: Iterable[str], named: Sequence[tuple[str, str]], *, without: Iterable[str] = ()
    ) -> list[StreamRow]:
        """Those of these rows, by stream and key, that `waiting` would give."""
        streams, keys = [stream for stream, _ in named], [key for _, key in named]
        return stream_rows(await self._pool.fetch(query("waiting_named"), list(kinds), list(without), streams, keys))

    async def waiting_counted(
        self, kinds: Iterable[str], *, at: datetime, without: Iterable[str] = (), limit: int
    ) -> dict[str, tuple[int, int]]:
        """How many rows `waiting` would give, by what their key begins with, and how many of them are overdue; of the
        first `limit` of them.
        """
        records = await self._pool.fetch(query("waiting_counted"), list(kinds), list(without), at, limit)
        return {what: (all_of_it, overdue) for what, all_of_it, overdue in records}

    async def tallies(self, wanted: Iterable[tuple[str, str]]) -> dict[str, int]:
        """How many rows bear each counted label, of those of a kind that begin in a way; by the label."""
        kinds, beginnings = zip(*wanted, strict=True)
        found = await self._pool.fetch(query("tallies"), kinds, beginnings)
        return {record["label"]: record["n"] for record in found}

    async def rows_at(self, kind: str, streams: Iterable[str]) -> list[StreamRow]:
        """The rows of a kind that these streams have, by stream and key."""
        return stream_rows(await self._pool.fetch(query("rows_at"), kind, list(streams)))


def stream_rows(records: Sequence[asyncpg.Record]) -> list[StreamRow]:
    """Records of rows as the queries `waiting` and `rows_at` give them."""
    return [
        StreamRow(stream_id, kind, key, json.loads(body), (sorted_by, stream_id, key))
        for stream_id, kind, key, body, sorted_by in records
    ]


def events(records: Sequence[asyncpg.Record]) -> list[StoredEvent]:
    """Records of all columns of `events`."""
    return [StoredEvent(**record) for record in records]


def heads(records: Sequence[asyncpg.Record]) -> list[Head]:
    """Records as the query `head` gives them."""
    return [Head(**record) for record in records]
