"""Searching the events of all streams, the newest first, a page at a time, each page within a bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from ledger.db.queries import query
from ledger.model import LAST_INSTANT, StoredEvent

LOOKED_AT = 2_000
"""Events that are looked at for a page, at most."""

EventPlace = tuple[datetime, str, int]
"""Where an event stands: when it was recorded, its stream, its version."""

END: EventPlace = (LAST_INSTANT, "", 0)
"""Behind the newest event."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A page of what was found."""

    found: list[StoredEvent]
    reached: EventPlace | None
    """From where the search goes on; None: there is nothing earlier."""


async def search(
    pool: asyncpg.Pool,
    *,
    before: EventPlace = END,
    since: datetime | None = None,
    types: Sequence[str] | None = None,
    actors: Sequence[str] | None = None,
    limit: int,
    look_at: int = LOOKED_AT,
) -> Searched:
    """Events before a place and recorded since an instant, of these types, by somebody of these (`system`: by time or
    by another stream). Among so many that don't match, a page may hold few or none, and yet there is more.
    """
    if types is None and actors is None:  # then each one matches
        look_at = limit + 1
    records = await pool.fetch(query("search_events"), *before, since, types, actors, limit, look_at)
    events = [(matches, looked_at, StoredEvent(*event)) for matches, looked_at, *event in records]
    found = [event for matches, _, event in events if matches][:limit]
    if len(found) == limit and len(events) > limit:
        return Searched(found, place_of(found[-1]))
    if events and events[-1][1] == look_at:
        return Searched(found, place_of(events[-1][2]))
    return Searched(found, None)


def place_of(event: StoredEvent) -> EventPlace:
    """Where an event stands."""
    return event.recorded_at, event.stream_id, event.version
