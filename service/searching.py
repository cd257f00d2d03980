"""Searching the whole record, for auditors: what was done by whom, when, and to which innovation."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain import codec
from domain.codec import UnreadableEvent
from domain.commands import SYSTEM
from domain.readings import EVERYTHING, Reading
from domain.refusals import Code, require
from domain.rows import words
from domain.streams import REFUSALS, correlation_of, innovation_stream
from ledger.log.chain import event_hash
from ledger.log.daybooks import DAYBOOKS
from ledger.model import StoredEvent
from ledger.searching import END, EventPlace, place_of, search
from proof.closing import BOOKS_CLOSED
from proof.hashes import GENESIS
from service.auditing import Entry, identity_json
from service.cursors import parts_of, written
from service.listing import Wanted, innovations
from service.reading import Reader
from service.roles import require_auditor
from wiring.connections import AUDITOR
from wiring.errors import BadRequest

MOST_PEOPLE = 20
"""Of whom one name may be."""

CLOSED = (BOOKS_CLOSED, *(each.closed_by for each in DAYBOOKS))
"""The types of events that the ledger records of itself, which no rule leads to."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; None narrows nothing."""

    types: Sequence[str] | None = None
    actors: Sequence[str] | None = None
    innovation: str | None = None
    """Its whole id."""
    since: datetime | None = None
    until: datetime | None = None
    """When it was recorded: from an instant on, and before another."""


@dataclass(frozen=True, slots=True)
class Found:
    """An event."""

    stored: StoredEvent
    entry: Entry | None
    """As it is read; None: it is one of the ledger's own, or this version can't read it."""

    @property
    def about(self) -> str:
        """The id of the innovation that it is about; the name of its stream, where it is about none."""
        return correlation_of(self.stored.stream_id).removeprefix(f"{REFUSALS}/")

    def as_json(self) -> dict[str, Any]:
        """The event as `history --json` gives it; with no more than what is recorded, where nothing reads it."""
        if self.entry is not None:
            return self.entry.as_json()
        unread = dict.fromkeys(("actor", "role", "grant", "reason", "command_id"))
        return (
            identity_json(self.stored)
            | unread
            | {
                "data": json.loads(self.stored.data),
                "not_open": [],
                "chain": self.stored.chain.hex(),
            }
        )


@dataclass(frozen=True, slots=True)
class Exact:
    """An event byte for byte."""

    stored: StoredEvent
    hash: str
    before: bytes | None
    """The chain up to it, on which its own is made with its hash; None where the event before it is missing."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was found, the newest first."""

    found: list[Found]
    cursor: str | None
    """After which the search goes on; None: there is nothing earlier."""
    reached: datetime | None
    """Up to where it was looked."""


async def searched(reader: Reader, sought: Sought, *, after: str | None, limit: int) -> Page:
    """A page of the events that are looked for, behind a cursor.

    Raises:
        Refused: the reader may not see everything, or there is no such innovation.
        Unrecorded: it can't be written down that they saw it.
        BadRequest: no cursor of such a list.
    """
    require_auditor(reader)
    await reader.record(Reading.SEARCH, innovation_stream(sought.innovation) if sought.innovation else EVERYTHING)
    before = _place(after) if after else END if sought.until is None else (sought.until, "", 0)
    if sought.innovation is not None:
        stored, place = await _of_innovation(reader, sought, sought.innovation, before, limit)
    else:
        pool = await reader.connections.pool(AUDITOR)
        page = await search(
            pool, before=before, since=sought.since, types=sought.types, actors=sought.actors, limit=limit
        )
        stored, place = page.found, page.reached
    return Page([_read(each) for each in stored], _cursor(place) if place else None, place[0] if place else None)


async def _of_innovation(
    reader: Reader, sought: Sought, innovation: str, before: EventPlace, limit: int
) -> tuple[list[StoredEvent], EventPlace | None]:
    """The same among the streams of one innovation, which are few enough to read them all."""
    stored = await reader.ledger.read_correlation(innovation)
    require(stored, Code.UNKNOWN_INNOVATION, innovation=innovation)
    found = [each for each in reversed(stored) if place_of(each) < before and _matches(each, sought)]
    return found[:limit], place_of(found[limit - 1]) if len(found) > limit else None


def _matches(stored: StoredEvent, sought: Sought) -> bool:
    if sought.since is not None and stored.recorded_at < sought.since:
        return False
    if sought.types is not None and stored.type not in sought.types:
        return False
    if sought.actors is None:
        return True
    data = json.loads(stored.data)
    return ((data.get("by") or {}).get("person") or data.get("actor") or SYSTEM) in sought.actors


def _read(stored: StoredEvent) -> Found:
    try:
        return Found(stored, Entry(stored, codec.read(stored)))
    except UnreadableEvent:
        return Found(stored, None)


async def exactly(reader: Reader, stream: str, version: int) -> Exact | None:
    """An event as it is stored, if there is one.

    Raises:
        Refused: the reader may not see everything.
        Unrecorded: it can't be written down that they saw it.
    """
    require_auditor(reader)
    found = await reader.ledger.read(stream, after=version - 2, upto=version)
    if not found or found[-1].version != version:
        return None
    about = correlation_of(stream).removeprefix(f"{REFUSALS}/")
    await reader.record(Reading.EVENT, about if "/" in about else innovation_stream(about))
    *earlier, exact = found
    before = earlier[0].chain if earlier else GENESIS if version == 1 else None
    return Exact(exact, event_hash(exact).hex(), before)


async def people_called(reader: Reader, given: str) -> list[str]:
    """The ids of those whose id or name has all these words as beginnings of its own; at most a few.

    Raises:
        BadRequest: nobody is called so, or too many are.
    """
    sought = words(given)
    ids = [each["id"] for each in await reader.people()]
    if given in ids or given == SYSTEM:
        return [given]
    names = await reader.names(ids)
    found = [each for each in ids if sought and begin(sought, words(each, names.get(each, "")))]
    if not found:
        raise BadRequest("nobody_called", given=given)
    if len(found) > MOST_PEOPLE:
        raise BadRequest("too_many_called", given=given, found=len(found))
    return found


async def innovation_called(reader: Reader, given: str) -> str:
    """The id of the one innovation whose id begins so, or in which all these words are found.

    Raises:
        Refused, BadRequest, NotPossible: there is none, or there are several.
    """
    if all(each in "0123456789abcdefABCDEF-" for each in given):
        return await reader.innovation_id(given)
    found = await innovations(reader, Wanted(search=given), after=None, limit=4)
    if not found:
        raise BadRequest("no_innovation_called", given=given)
    if len(found) > 1:
        named = [f"{each['title']} ({each['id'][:8]})" for each in found]
        raise BadRequest("several_innovations_called", given=given, found=named)
    return str(found[0]["id"])


def begin(sought: frozenset[str], known: frozenset[str]) -> bool:
    """Whether each of these words begins one that is known."""
    return all(any(each.startswith(one) for each in known) for one in sought)


def _cursor(place: EventPlace) -> str:
    at, stream, version = place
    return written(at.isoformat(), stream, version)


def _place(cursor: str) -> EventPlace:
    try:
        at, stream, version = parts_of(cursor)
        if not isinstance(stream, str) or type(version) is not int or not 0 <= version < 2**63:
            raise ValueError("no place of an event")
        return datetime.fromisoformat(at).astimezone(UTC), stream, version
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRequest("bad_cursor", given=cursor) from error
