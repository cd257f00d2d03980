"""The rules as they were published in the ledger: read by hash, parsed once."""

from dataclasses import replace
from typing import NamedTuple

from domain.administration import publications
from domain.administration.people import evolve as evolve_person
from domain.administration.publications import Published
from domain.calendar import Calendar
from domain.editions import Edition, parse_edition
from domain.grants import Person
from domain.model import Pinned
from domain.refusals import Code, refuse
from domain.regions import Regions
from domain.rules import Rules
from domain.streams import edition_stream, person_stream, reference_stream
from engine.states import States
from ledger.store import Ledger


class _Reference(NamedTuple):
    regions: Regions
    regions_pin: Pinned
    calendar: Calendar
    calendar_pin: Pinned


class Rulebook:
    """Editions, reference data and people, as the ledger has them now."""

    def __init__(self, ledger: Ledger) -> None:
        self.published = States(ledger, Published, publications.evolve)
        self.people = States(ledger, lambda stream: Person(stream.split("/", 1)[1]), evolve_person)
        self._editions: dict[str, Edition] = {}
        self._regions: dict[str, Regions] = {}
        self._calendars: dict[str, Calendar] = {}

    async def person(self, person_id: str) -> Person:
        """What a person may do, read fresh."""
        return await self.people.get(person_stream(person_id))

    async def edition_named(self, name: str) -> Pinned:
        """The edition of that name as it was published last.

        Raises:
            Refused: if there is none.
        """
        published = await self.published.get(edition_stream(name))
        if published.current is None:
            raise refuse(Code.UNKNOWN_EDITION, edition=name)
        return Pinned(name=name, sha256=published.current)

    async def regions(self) -> Regions:
        """The regions as they were published last.

        Raises:
            Refused: if they never were.
        """
        return (await self._reference()).regions

    async def rules(self, edition: Pinned, *, people: tuple[str, ...] = (), named: str | None = None) -> Rules:
        """The rules by a pinned edition, with the people and the edition that a command names.

        Raises:
            Refused: if the edition or the reference data were never published.
        """
        reference = await self._reference()
        rules = Rules(
            edition=await self._edition(edition),
            edition_pin=edition,
            calendar=reference.calendar,
            calendar_pin=reference.calendar_pin,
            regions=reference.regions,
            regions_pin=reference.regions_pin,
            people={each: await self.person(each) for each in people},
        )
        return replace(rules, named_edition=await self.edition_named(named)) if named else rules

    async def _edition(self, pin: Pinned) -> Edition:
        if pin.sha256 not in self._editions:
            published = await self.published.get(edition_stream(pin.name))
            text = published.texts.get(pin.sha256)
            if text is None:
                raise refuse(Code.UNKNOWN_EDITION, edition=pin.name)
            self._editions[pin.sha256] = parse_edition(text)
        return self._editions[pin.sha256]

    async def _reference(self) -> _Reference:
        regions, regions_pin = await self._text("regions")
        calendar, calendar_pin = await self._text("calendar")
        if regions_pin.sha256 not in self._regions:
            self._regions[regions_pin.sha256] = Regions.parse(regions)
        if calendar_pin.sha256 not in self._calendars:
            self._calendars[calendar_pin.sha256] = Calendar.parse(calendar)
        return _Reference(
            self._regions[regions_pin.sha256],
            regions_pin,
            self._calendars[calendar_pin.sha256],
            calendar_pin,
        )

    async def _text(self, kind: str) -> tuple[str, Pinned]:
        published = await self.published.get(reference_stream(kind))
        if published.current is None:
            raise refuse(Code.REFERENCE_MISSING, kind=kind)
        return published.texts[published.current], Pinned(name=kind, sha256=published.current)
