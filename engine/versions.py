"""States of streams as of versions that they have had: what a decision of then was made on."""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain import codec
from engine.kinds import decider_of
from ledger.model import StoredEvent
from proof.errors import Unfounded

EVENTS_AT_ONCE = 100
"""Read ahead: whoever asks for a version asks for later ones as a rule."""


class EventReader(Protocol):
    """Where events are read from: the ledger, or what was kept of it."""

    async def read(self, stream_id: str, *, after: int = 0, upto: int | None = None) -> list[StoredEvent]:
        """The stream's events with `after` < version ≤ `upto` (None: its end), in order."""

    async def find(self, pairs: Sequence[tuple[str, UUID]]) -> list[StoredEvent]:
        """Those of the events named by (stream id, event id) that exist."""


@dataclass(slots=True)
class Past:
    """What was read of a stream."""

    states: list[Any]
    """By version, from 0 on."""
    ahead: deque[StoredEvent] = field(default_factory=deque)
    """The events after those states."""
    recorded: list[datetime] = field(default_factory=list)
    """When each event was recorded, from the first to the last one ahead."""
    upto: int = 0
    """Events up to this version have been read."""


class Versions:
    """The states of streams at versions. What was asked for last is remembered, some `keep` states of all streams."""

    def __init__(self, ledger: EventReader, *, keep: int = 10_000) -> None:
        self._ledger = ledger
        self._keep = keep
        self._known: OrderedDict[str, Past] = OrderedDict()
        self._held = 0

    async def state(self, stream: str, version: int) -> Any:
        """The state of a stream at a version; 0 is before its first event.

        Raises:
            Unfounded: it hasn't come so far, or no stream can have that name.
            UnreadableEvent, KeyError: an event that can't be read, or isn't one of that kind of stream.
        """
        try:
            decider = decider_of(stream)
        except KeyError:
            raise Unfounded("basis_missing", stream=stream, version=version) from None
        if version < 0:
            raise Unfounded("basis_missing", stream=stream, version=version)
        if stream not in self._known:
            self._known[stream] = Past([decider.initial(stream)])
            self._held += 1
        self._known.move_to_end(stream)
        past = self._known[stream]
        while version >= len(past.states):
            if not past.ahead:
                await self._read_on(stream, past)
            if not past.ahead:
                raise Unfounded("basis_missing", stream=stream, version=version)
            event = past.ahead[0]
            past.states.append(decider.evolve(past.states[-1], codec.read(event), event.occurred_at))
            past.ahead.popleft()
        if version >= past.upto:  # what followed isn't known
            await self._read_on(stream, past)
        return past.states[version]

    def recorded_at(self, stream: str, version: int) -> datetime | None:
        """When a version up to the one after that which was asked for last was recorded; None if there is none."""
        recorded = self._known[stream].recorded
        return recorded[version - 1] if 0 < version <= len(recorded) else None

    async def _read_on(self, stream: str, past: Past) -> None:
        begun = len(past.recorded)
        for event in await self._ledger.read(stream, after=begun, upto=begun + EVENTS_AT_ONCE):
            if event.version != len(past.recorded) + 1:
                break  # one is missing, and what comes after it was never a version
            past.ahead.append(event)
            past.recorded.append(event.recorded_at)
        past.upto = begun + EVENTS_AT_ONCE
        self._held += len(past.recorded) - begun
        while self._held > self._keep and len(self._known) > 1:
            _, dropped = self._known.popitem(last=False)
            self._held -= 1 + len(dropped.recorded)
