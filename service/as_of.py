"""What was known when something was decided: editions, reference data and people as they had been recorded by then."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from domain import codec
from domain.administration import agencies, people
from domain.agencies import Register
from domain.calendar import Calendar
from domain.editions import parse_edition
from domain.events.administration import EditionPublished, ReferencePublished
from domain.grants import Person
from domain.model import Pinned
from domain.refusals import Code, refuse
from domain.regions import Regions
from domain.rules import Rules
from domain.streams import AGENCIES, edition_stream, person_stream, reference_stream
from ledger.model import StoredEvent
from ledger.store import Ledger

D = TypeVar("D", bound=tuple[Any, ...])

Texts = list[tuple[datetime, Pinned, str]]
"""What was published under one name: when that was recorded, its pin, and the text."""


class Past:
    """Reads each stream once, and answers for any instant."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._read: dict[str, list[StoredEvent]] = {}

    async def person(self, person: str, *, known_at: datetime, version: int | None = None) -> Person:
        """Somebody as their stream stood at a version, or where none is given by what was recorded by an instant."""
        state = Person(person)
        for each in await self._stream(person_stream(person)):
            if each.version > version if version is not None else each.recorded_at > known_at:
                break
            state = people.evolve(state, codec.read(each), each.occurred_at)
        return state

    async def edition_named(self, name: str, known_at: datetime) -> Pinned | None:
        """The edition of that name as it had been published by an instant; None if it never had."""
        texts = [each for each in await self._texts(edition_stream(name)) if each[0] <= known_at]
        return texts[-1][1] if texts else None

    async def rules(self, editions: Iterable[Pinned]) -> Callable[[Pinned, datetime], Rules]:
        """Gives the rules of one of these editions, with the reference data as published by an instant.

        Raises:
            Refused: an edition or reference data was never published.
        """
        parsed = {pin: parse_edition(await self._text_of(pin)) for pin in set(editions)}
        regions = await self._reference("regions")
        calendars = await self._reference("calendar")
        registers = await self._registers()
        regions_of, calendar_of = cache(Regions.parse), cache(Calendar.parse)

        def rules(edition: Pinned, known_at: datetime) -> Rules:
            _, regions_pin, regions_text = _last_by(known_at, regions)
            _, calendar_pin, calendar_text = _last_by(known_at, calendars)
            return Rules(
                edition=parsed[edition],
                edition_pin=edition,
                calendar=calendar_of(calendar_text),
                calendar_pin=calendar_pin,
                regions=regions_of(regions_text),
                regions_pin=regions_pin,
                agencies=_last_by(known_at, registers)[1],
            )

        return rules

    async def _stream(self, stream: str) -> list[StoredEvent]:
        if stream not in self._read:
            self._read[stream] = await self._ledger.read(stream)
        return self._read[stream]

    async def _texts(self, stream: str) -> Texts:
        texts: Texts = []
        name = stream.split("/", 1)[1]
        for each in await self._stream(stream):
            event = codec.read(each)
            assert isinstance(event, EditionPublished | ReferencePublished)
            texts.append((each.recorded_at, Pinned(name=name, sha256=event.sha256), event.content))
        return texts

    async def _text_of(self, edition: Pinned) -> str:
        for _, pin, text in await self._texts(edition_stream(edition.name)):
            if pin == edition:
                return text
        raise refuse(Code.UNKNOWN_EDITION, edition=edition.name)

    async def _registers(self) -> list[tuple[datetime, Register]]:
        """The register of agencies after each change, with when that was recorded."""
        state, found = Register(AGENCIES), []
        for each in await self._stream(AGENCIES):
            state = agencies.evolve(state, codec.read(each), each.occurred_at)
            found.append((each.recorded_at, state))
        if not found:
            raise refuse(Code.REFERENCE_MISSING, kind="agencies")
        return found

    async def _reference(self, kind: str) -> Texts:
        texts = await self._texts(reference_stream(kind))
        if not texts:
            raise refuse(Code.REFERENCE_MISSING, kind=kind)
        return texts


def _last_by(known_at: datetime, dated: list[D]) -> D:
    """What had been recorded last by then; the first there is, if that is earlier."""
    return dated[max(0, bisect_right(dated, known_at, key=itemgetter(0)) - 1)]
