"""Recomputes each stream: versions, times, every hash from the first event on, its head, its leaves."""

import struct
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import asyncpg

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.db.reading_ahead import parts
from ledger.model import StoredEvent
from ledger.verify.problems import Layer, Problem
from proof.event import EPOCH, MICROSECOND, microseconds
from proof.hashes import GENESIS, chain_hash, event_hash

HEADS_AT_ONCE = 1000
FROM_1970_TO_2000_US = 946_684_800_000_000
NEVER = -(1 << 63)
"""Before every time."""

Done = Callable[[int], None]


def nobody(_: int) -> None:
    """Tells nobody how many events were checked."""


@dataclass(slots=True)
class StreamsChecked:
    """How many streams and events were checked, and what was wrong."""

    streams: int = 0
    events: int = 0
    problems: list[Problem] = field(default_factory=list)


class StreamCheck:
    """Checks one stream, event by event, in constant memory.

    After a problem it goes on from what is stored, so that one change isn't reported for every later event. It begins
    after `version`, whose hash is `chain` and whose leaf is `leaf`.
    """

    __slots__ = ("_leaf", "_name", "_recorded_us", "_sealed", "chain", "problems", "stream_id", "version")

    def __init__(self, stream_id: str, version: int = 0, chain: bytes = GENESIS, leaf: int = -1) -> None:
        self.stream_id = stream_id
        self.version = version
        self.chain = chain
        self.problems: list[Problem] = []
        self._name = stream_id.encode()
        self._recorded_us = NEVER
        self._leaf = leaf
        self._sealed = True

    def event(
        self,
        version: int,
        event_id: bytes,
        event_type: str,
        schema_version: int,
        occurred_us: int,
        recorded_us: int,
        metadata: bytes,
        data: bytes,
        chain: bytes,
    ) -> None:
        """Takes the next stored event."""
        if version != self.version + 1:
            self.problem("version", version, self.version + 1, version)
        if recorded_us < self._recorded_us:
            self.problem("time", version, f"not before {moment(self._recorded_us)}", moment(recorded_us))
        try:
            hashed = event_hash(
                self._name,
                version,
                event_id,
                event_type.encode(),
                schema_version,
                occurred_us,
                recorded_us,
                metadata,
                data,
            )
        except struct.error:  # PostgreSQL has more than an event may hold: infinite times, negative numbers
            self.problem("chain", version, "an event that can be hashed", "a number or a time out of range")
            self.version, self.chain = version, chain
            return
        expected = chain_hash(self.chain, hashed)
        if chain != expected:
            self.problem("chain", version, expected.hex(), chain.hex())
        self.version = version
        self.chain = chain
        self._recorded_us = recorded_us

    def leaf(self, index: int | None, chain: bytes | None, unsealed: bool) -> None:
        """Takes the last event's place in the log, or that it has none yet."""
        if index is None or chain is None:
            if not unsealed:
                self.problem("leaf", self.version, "a leaf or a row in unsealed", "neither")
            self._sealed = False
            return
        if unsealed:
            self.problem("leaf", self.version, "a leaf or a row in unsealed", "both")
        if chain != self.chain:
            self.problem("leaf", self.version, self.chain.hex(), chain.hex())
        if not self._sealed:
            self.problem("leaf", self.version, "no leaf, since an earlier event has none", f"leaf {index}")
        elif index <= self._leaf:
            self.problem("leaf", self.version, f"a leaf after {self._leaf}", f"leaf {index}")
        self._leaf = index

    def end(self, version: int | None, chain: bytes | None, recorded_us: int) -> None:
        """Takes the stream's head row, if there is one, after its last event."""
        expected = f"version {self.version}, chain {self.chain.hex()}"
        if version is None or chain is None:
            self.problem("head", self.version, expected, "no head row")
        elif (version, chain) != (self.version, self.chain):
            # Which of the two is right can't be told here; the events are what the head should show.
            self.problem("head", self.version, expected, f"version {version}, chain {chain.hex()}")
        elif self._recorded_us not in (NEVER, recorded_us):
            self.problem(
                "head", self.version, f"recorded at {moment(self._recorded_us)}", f"recorded at {moment(recorded_us)}"
            )

    def problem(self, layer: Layer, version: int, expected: object, found: object) -> None:
        """Notes one."""
        self.problems.append(Problem(self.stream_id, version, layer, str(expected), str(found)))


def verify_stream(events: Sequence[StoredEvent]) -> list[Problem]:
    """Problems of one stream's events, which must be given from the first one on. Pure."""
    if not events:
        return []
    check = StreamCheck(events[0].stream_id)
    for e in events:
        if e.stream_id != check.stream_id:
            raise ValueError(f"an event of {e.stream_id} among those of {check.stream_id}")
        check.event(
            e.version,
            e.event_id.bytes,
            e.type,
            e.schema_version,
            microseconds(e.occurred_at),
            microseconds(e.recorded_at),
            e.metadata,
            e.data,
            e.chain,
        )
    return check.problems


async def check_streams(
    connection: Connection,
    done: Done = nobody,
    *,
    correlation_id: str | None = None,
    begin: str | None = None,
    end: str | None = None,
) -> StreamsChecked:
    """Checks the streams of a correlation, or from `begin` on and before `end`; the caller holds the snapshot.

    Events and heads come ordered by stream; either may miss one. `done` is told of every few events.
    """
    checked = StreamsChecked()
    heads: deque[asyncpg.Record] = deque()
    more_heads = await connection.cursor(query("verify_heads"), correlation_id, begin, end)

    async def fetch_heads(events: list[asyncpg.Record]) -> None:
        """Has the heads of these events' streams at hand, and one beyond."""
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
        done(len(records))
    if check is not None:
        finish(check)
    while heads or (fetched := await more_heads.fetch(HEADS_AT_ONCE)):
        if not heads:
            heads.extend(fetched)
        finish(StreamCheck(heads[0]["stream_id"]))
    return checked


async def check_streams_since(connection: Connection, done: Done = nobody, *, size: int) -> StreamsChecked:
    """Checks the events that are not in the log's first `size` leaves, on from the leaves before them."""
    checked = StreamsChecked()
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
            check.leaf(index, leaf_chain, unsealed)
        checked.events += len(records)
        done(len(records))
    if check is not None:
        checked.problems += check.problems
    return checked


async def check_orphans(connection: Connection, correlation_id: str | None) -> list[Problem]:
    """Leaves and unsealed rows whose event is gone."""
    problems = []
    for stream_id, version, index in await connection.fetch(query("verify_orphans"), correlation_id):
        found = "no event, but " + ("a row in unsealed" if index is None else f"leaf {index}")
        problems.append(Problem(stream_id, version, "leaf", "an event", found))
    return problems


def since_1970(sent: bytes) -> int:
    """Microseconds since 1970 UTC of a time as PostgreSQL sends it: microseconds since 2000, 8 bytes."""
    return int.from_bytes(sent, "big", signed=True) + FROM_1970_TO_2000_US


def moment(us: int) -> str:
    """Microseconds since 1970 for a person; a number where no calendar reaches."""
    try:
        return (EPOCH + us * MICROSECOND).isoformat()
    except OverflowError:
        return f"{us} µs after 1970"


def event_size(record: asyncpg.Record) -> int:
    """About how many bytes an event takes."""
    return 500 + len(record["metadata"]) + len(record["data"])
