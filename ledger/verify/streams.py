"""Recomputes each stream: versions, times, every hash from the first event on, its head, its leaves."""

from collections import deque

import asyncpg

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.db.reading_ahead import parts
from ledger.verify.report import Problem, Report, value
from ledger.verify.stream import NEVER, StreamCheck, head
from proof.hashes import GENESIS

HEADS_AT_ONCE = 1000
FROM_1970_TO_2000_US = 946_684_800_000_000


async def check_streams(
    connection: Connection,
    *,
    correlation_id: str | None = None,
    begin: str | None = None,
    end: str | None = None,
) -> Report:
    """Checks the streams of a correlation, or from `begin` on and before `end`; the caller holds the snapshot.

    Events and heads come ordered by stream; either may miss one.
    """
    checked = Report()
    heads: deque[asyncpg.Record] = deque()
    more_heads = await connection.cursor(query("verify_heads"), correlation_id, begin, end)

    async def fetch_heads(events: list[asyncpg.Record]) -> None:
        """Fetches the heads of these events' streams, and one beyond."""
        while not heads or heads[-1]["stream_id"] <= events[-1]["stream_id"]:
            fetched = await more_heads.fetch(HEADS_AT_ONCE)
            if not fetched:
                break
            heads.extend(fetched)

    def finish(check: StreamCheck) -> None:
        """Compares a stream with its head."""
        if heads and heads[0]["stream_id"] == check.stream_id:
            head = heads.popleft()
            check.end(head["version"], head["chain"], since_1970(head["recorded_at"]))
        else:
            check.end(None, None, NEVER)
        checked.streams += 1
        checked.problems += check.problems

    check: StreamCheck | None = None
    cursor = await connection.cursor(query("verify_events"), correlation_id, begin, end)
    async for records in parts(cursor, event_size, fetch_heads):
        for record in records:
            stream_id, version, event_id, kind, schema, occurred, recorded, metadata, data, chain, *place = record
            if check is None or stream_id != check.stream_id:
                if check is not None:
                    finish(check)
                while heads and heads[0]["stream_id"] < stream_id:
                    finish(StreamCheck(heads[0]["stream_id"]))
                check = StreamCheck(stream_id)
            check.event(
                version, event_id, kind, schema, since_1970(occurred), since_1970(recorded), metadata, data, chain
            )
            check.leaf(*place)
        checked.events += len(records)
    if check is not None:
        finish(check)
    while heads or (fetched := await more_heads.fetch(HEADS_AT_ONCE)):
        if not heads:
            heads.extend(fetched)
        finish(StreamCheck(heads[0]["stream_id"]))
    return checked


async def check_streams_since(connection: Connection, *, size: int) -> Report:
    """Checks the events that aren't in the log's first `size` leaves, starting from the leaves before them."""
    checked = Report()
    check: StreamCheck | None = None
    cursor = await connection.cursor(query("verify_events_since"), size)
    async for records in parts(cursor, event_size):
        for record in records:
            stream_id, version, event_id, kind, schema, occurred, recorded, metadata, data, chain, *places = record
            index, leaf_chain, unsealed, version_before, leaf_before, chain_before = places
            if check is None or stream_id != check.stream_id:
                if check is not None:
                    checked.problems += check.problems
                checked.streams += 1
                if version_before is None:
                    check = StreamCheck(stream_id)
                else:
                    check = StreamCheck(stream_id, version_before, chain_before, leaf_before)
            check.event(
                version, event_id, kind, schema, since_1970(occurred), since_1970(recorded), metadata, data, chain
            )
            if index is not None or unsealed:  # otherwise `check_places` finds it, in every stream
                check.leaf(index, leaf_chain, unsealed)
        checked.events += len(records)
    if check is not None:
        checked.problems += check.problems
    return checked


async def check_places(connection: Connection) -> Report:
    """That each event has a place in the log or waits for one, and each head is its stream's last event.

    Nothing is hashed: it is what `check_streams_since` doesn't see of streams that it doesn't read.
    """
    checked = Report()
    for stream_id, version in await connection.fetch(query("verify_unplaced")):
        checked.problems.append(Problem(stream_id, version, "leaf", value("leaf_or_unsealed"), value("neither")))
    for stream_id, version, chain, head_version, chain_of_head in await connection.fetch(query("verify_false_heads")):
        expected = head(version or 0, chain or GENESIS)
        found = value("no_head") if head_version is None else head(head_version, chain_of_head)
        checked.problems.append(Problem(stream_id, version or 0, "head", expected, found))
    return checked


async def check_orphans(connection: Connection, correlation_id: str | None) -> Report:
    """Leaves and unsealed rows whose event is gone."""
    checked = Report()
    for stream_id, version, index in await connection.fetch(query("verify_orphans"), correlation_id):
        found = value("only_unsealed") if index is None else value("only_leaf", index=index)
        checked.problems.append(Problem(stream_id, version, "leaf", value("event"), found))
    return checked


def since_1970(sent: bytes) -> int:
    """Microseconds since 1970 UTC of a time as PostgreSQL sends it: microseconds since 2000, 8 bytes."""
    return int.from_bytes(sent, "big", signed=True) + FROM_1970_TO_2000_US


def event_size(record: asyncpg.Record) -> int:
    """About how many bytes an event takes."""
    return 500 + len(record["metadata"]) + len(record["data"])
