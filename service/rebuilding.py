"""Rebuilding the read models from the events, while everybody goes on working.

The rows of a stream are a function of its state. So each stream is folded anew, its rows are compared with what they
should be at that version, and put right under the lock that its appends take; whoever appends meanwhile writes the
rows anew anyway.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg

from domain.streams import exists
from engine.kinds import decider_of
from engine.rows import ledger_rows
from engine.states import States
from ledger.db.connect import is_passing
from ledger.db.together import together
from ledger.model import Row
from ledger.row_repair import count_streams, replace_rows, rows_of, rows_of_nothing
from ledger.store import Ledger

WORKER = "jejak_worker"
"""The role that may do it."""

AT_ONCE = 4
STREAMS_AT_ONCE = 100
KEPT = 1000
"""How many differences are kept for the report; all are counted, and repaired."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that wasn't what it should have been at its stream's version.

    `found` and `expected` hold what differs in it by the names of `Row`; None where it was missing, or too many.
    """

    stream: str
    version: int
    kind: str
    key: str
    found: dict[str, Any] | None
    expected: dict[str, Any] | None


@dataclass(slots=True)
class Rebuilt:
    """What was compared and put right; streams that today's rules can't read were left alone."""

    streams: int = 0
    rows: int = 0
    repaired: int = 0
    differences: list[Difference] = field(default_factory=list)
    unreadable: list[tuple[str, Exception]] = field(default_factory=list)
    """A stream, and why."""

    def note(self, rows: int, differences: list[Difference]) -> None:
        """Count a stream whose rows are right now."""
        self.rows += rows
        self.repaired += len(differences)
        self.differences += differences[: KEPT - len(self.differences)]


async def rebuild(pool: asyncpg.Pool, shown: Callable[[int, int], None]) -> Rebuilt:
    """Compare every stream's rows with its events, and put right what differs (role jejak_worker).

    `shown` is called with the number of streams done, and of all.

    Raises:
        OSError, asyncpg errors: the database can't be reached; what was put right stays so.
    """
    ledger = Ledger(pool)
    states = States(ledger)
    rebuilt, total = Rebuilt(), await count_streams(pool)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(stream: str) -> None:
        async with gate:
            await _rebuild(pool, states, stream, rebuilt)
            rebuilt.streams += 1
            shown(rebuilt.streams, total)

    async for page in _streams(pool, ledger):
        async with together() as tasks:
            for stream in page:
                tasks.create_task(one(stream))
    return rebuilt


async def _streams(pool: asyncpg.Pool, ledger: Ledger) -> AsyncIterator[list[str]]:
    """Every stream, then the ids that have rows but no stream."""
    after = ""
    while heads := await ledger.streams_like("", after=after, limit=STREAMS_AT_ONCE):
        yield [head.stream_id for head in heads]
        after = heads[-1].stream_id
    after = ""
    while strays := await rows_of_nothing(pool, after=after, limit=STREAMS_AT_ONCE):
        yield strays
        after = strays[-1]


async def _rebuild(pool: asyncpg.Pool, states: States, stream: str, rebuilt: Rebuilt) -> None:
    while True:
        version, found = await rows_of(pool, stream)
        try:
            expected = await _expected(states, stream, version)
        except Exception as error:  # whatever a forged event breaks is reported, and stops nothing else
            if isinstance(error, asyncpg.PostgresError) or is_passing(error):
                raise
            rebuilt.unreadable.append((stream, error))
            return
        if expected is None:
            continue
        differences = list(_differences(stream, version, found, expected))
        if not differences or await replace_rows(pool, stream, version, expected):
            rebuilt.note(len(expected), differences)
            return


async def _expected(states: States, stream: str, version: int) -> tuple[Row, ...] | None:
    """The stream's rows at its version; None when it has moved on since."""
    if version == 0 or not exists(stream):  # refusals and closings have none
        return ()
    try:
        state: Any = await states.get(object, stream)
    finally:
        states.drop(stream)
    if state.version != version:
        return None
    rows = ledger_rows(decider_of(stream).view(state))
    return tuple(replace(row, body=json.loads(json.dumps(row.body))) for row in rows)


def _differences(stream: str, version: int, found: tuple[Row, ...], expected: tuple[Row, ...]) -> Iterator[Difference]:
    there = {(row.kind, row.key): row for row in found}
    wanted = {(row.kind, row.key): row for row in expected}
    for name in sorted(there.keys() | wanted.keys()):
        one, other = there.get(name), wanted.get(name)
        if one == other:
            continue
        was, should_be = (None if row is None else _shown(row) for row in (one, other))
        if was and should_be:  # of what is right in it nothing has to be said
            wrong = [part for part in was if was[part] != should_be[part]]
            was, should_be = ({part: each[part] for part in wrong} for each in (was, should_be))
        yield Difference(stream, version, *name, was, should_be)


def _shown(row: Row) -> dict[str, Any]:
    """What a row holds, as JSON."""
    return {
        "body": row.body,
        "name": row.name,
        "due_at": row.due_at and row.due_at.isoformat(),
        "wake_at": row.wake_at and row.wake_at.isoformat(),
        "labels": sorted(row.labels),
        "words": sorted(row.words),
    }
