"""Recomputes what the ledger claims: every hash from each stream's first event, versions without gaps, heads.

What a hash chain alone can't show: that the newest events of a stream were removed and its head row set back,
or that somebody who may write both rewrote a stream from some event on. A kept receipt shows either.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import asyncpg

from ledger.chain import GENESIS, chain_hash, event_hash
from ledger.model import Head, StoredEvent
from ledger.queries import query

FETCHED_AT_ONCE = 100

Layer = Literal["version", "time", "chain", "head"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that doesn't fit.

    `layer` says what was compared: "version" (dense from 1), "time" (recorded_at never goes back), "chain"
    (the hash over the event and all before it), "head" (the stream's row in `streams` and its last event).
    """

    stream_id: str
    version: int
    layer: Layer
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a verification: what was recomputed, and what was wrong with it."""

    ok: bool
    streams: int
    events: int
    problems: tuple[Problem, ...]


class StreamCheck:
    """Checks one stream, event by event, in constant memory.

    After a problem it goes on from what is stored, so that one change isn't reported for every later event.
    """

    def __init__(self, stream_id: str) -> None:
        self.stream_id = stream_id
        self.version = 0
        self.chain = GENESIS
        self._recorded_at: datetime | None = None

    def event(self, event: StoredEvent) -> list[Problem]:
        """Problems of the next stored event."""
        problems = []
        if event.stream_id != self.stream_id:
            raise ValueError(f"an event of {event.stream_id} among those of {self.stream_id}")
        if event.version != self.version + 1:
            problems.append(self._problem(event, "version", self.version + 1, event.version))
        if self._recorded_at is not None and event.recorded_at < self._recorded_at:
            expected = f"not before {self._recorded_at.isoformat()}"
            problems.append(self._problem(event, "time", expected, event.recorded_at.isoformat()))
        chain = chain_hash(self.chain, event_hash(event))
        if event.chain != chain:
            problems.append(self._problem(event, "chain", chain.hex(), event.chain.hex()))
        self.version = event.version
        self.chain = event.chain
        self._recorded_at = event.recorded_at
        return problems

    def end(self, head: Head | None) -> list[Problem]:
        """Problems of the stream's head row, after its last event."""
        expected = f"version {self.version}, chain {self.chain.hex()}"
        if head is None:
            return [Problem(self.stream_id, self.version, "head", expected, "no head row")]
        if (head.version, head.chain) != (self.version, self.chain):
            # Which of the two is right can't be told here; the events are what the head should show.
            found = f"version {head.version}, chain {head.chain.hex()}"
            return [Problem(self.stream_id, self.version, "head", expected, found)]
        return []

    @staticmethod
    def _problem(event: StoredEvent, layer: Layer, expected: object, found: object) -> Problem:
        return Problem(event.stream_id, event.version, layer, str(expected), str(found))


def verify_stream(events: Sequence[StoredEvent]) -> list[Problem]:
    """Problems of one stream's events, which must be given from the first one on. Pure."""
    if not events:
        return []
    check = StreamCheck(events[0].stream_id)
    return [problem for event in events for problem in check.event(event)]


async def verify(pool: asyncpg.Pool, correlation_id: str | None = None) -> Report:
    """Verifies every stream of a correlation, or of the whole ledger (None), as of one instant.

    Memory stays constant but for the problems found. A stream without a head row is reported whatever the
    correlation, since nothing else says which one it had.
    """
    async with (
        pool.acquire() as connection,
        # One snapshot for heads and events: an append between two reads must not look like tampering.
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        if correlation_id is None:
            events = connection.cursor(query("verify_all_events"), prefetch=FETCHED_AT_ONCE)
        else:
            events = connection.cursor(query("verify_events"), correlation_id, prefetch=FETCHED_AT_ONCE)
        heads = connection.cursor(query("verify_heads"), correlation_id, prefetch=FETCHED_AT_ONCE)
        return await compare(
            (Head(**record) async for record in heads), (StoredEvent(**record) async for record in events)
        )


async def compare(heads: AsyncIterator[Head], events: AsyncIterator[StoredEvent]) -> Report:
    """Checks each stream's events, then its head. Both come ordered by stream; either may miss one."""
    problems: list[Problem] = []
    stream_count = event_count = 0
    head, event = await anext(heads, None), await anext(events, None)
    while head is not None or event is not None:
        check = StreamCheck(min(one.stream_id for one in (head, event) if one is not None))
        while event is not None and event.stream_id == check.stream_id:
            problems += check.event(event)
            event_count += 1
            event = await anext(events, None)
        if head is not None and head.stream_id == check.stream_id:
            problems += check.end(head)
            head = await anext(heads, None)
        else:
            problems += check.end(None)
        stream_count += 1
    return Report(ok=not problems, streams=stream_count, events=event_count, problems=tuple(problems))
