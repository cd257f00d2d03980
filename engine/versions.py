"""States of streams as of versions that they have had: what a decision of then was made on."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain import codec
from engine.kinds import decider_of
from ledger.model import StoredEvent
from proof.errors import JejakError, Kind


class NeverRecorded(JejakError):
    """A stream never had that version."""

    code = "never_recorded"
    kind = Kind.UNPROVED


class Source(Protocol):
    """Where events are read from: the ledger, or what was kept of it."""

    async def read(self, stream_id: str, *, after: int = 0, upto: int | None = None) -> list[StoredEvent]:
        """The stream's events with `after` < version ≤ `upto` (None: its end), in order."""

    async def find(self, pairs: Sequence[tuple[str, UUID]]) -> list[StoredEvent]:
        """Those of the events named by (stream id, event id) that exist."""


class Versions:
    """The states of streams at versions. Those of the streams that were asked for last are remembered."""

    def __init__(self, ledger: Source, *, keep: int = 500) -> None:
        self._ledger = ledger
        self._keep = keep
        self._known: OrderedDict[str, dict[int, Any]] = OrderedDict()
        self._followed: dict[tuple[str, int], datetime] = {}

    async def state(self, stream: str, version: int) -> Any:
        """The state of a stream at a version; 0 is before its first event.

        Raises:
            NeverRecorded: it hasn't come so far, or no stream can have that name.
            UnreadableEvent, KeyError: an event that can't be read, or isn't one of that kind of stream.
        """
        try:
            decider = decider_of(stream)
        except KeyError:
            raise NeverRecorded(stream=stream, version=version) from None
        known = self._known.setdefault(stream, {})
        self._known.move_to_end(stream)
        if len(self._known) > self._keep:
            dropped, versions = self._known.popitem(last=False)
            for each in versions:
                self._followed.pop((dropped, each), None)
        if version not in known:
            nearest = max((each for each in known if each < version), default=0)
            state = known[nearest] if nearest else decider.initial(stream)
            for stored in await self._ledger.read(stream, after=nearest, upto=version + 1):
                if stored.version > version:
                    self._followed[stream, version] = stored.recorded_at
                else:
                    state = decider.evolve(state, codec.read(stored), stored.occurred_at)
            if state.version != version:
                raise NeverRecorded(stream=stream, version=version)
            known[version] = state
        return known[version]

    def followed_at(self, stream: str, version: int) -> datetime | None:
        """When the version after one that was asked for was recorded; None if there is none."""
        return self._followed.get((stream, version))
