"""What a decision goes by: edition, calendar, regions and agencies as they were read, and the people it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from domain.agencies import Register
from domain.basis import Basis
from domain.calendar import Calendar
from domain.editions import Edition, parse_edition
from domain.grants import Person
from domain.model import Pinned, Place
from domain.periods import JAKARTA
from domain.published import Published
from domain.refusals import Code, refuse, require, required
from domain.regions import Region, Regions
from domain.streams import AGENCIES, edition_stream, person_stream, reference_stream

REGIONS, CALENDAR = reference_stream("regions"), reference_stream("calendar")

_edition = lru_cache(maxsize=32)(parse_edition)
_regions = lru_cache(maxsize=8)(Regions.parse)
_calendar = lru_cache(maxsize=8)(Calendar.parse)


@dataclass(frozen=True, slots=True)
class Rules:
    """The data that a decision goes by.

    `people` holds the persons that the command's payload names, and nobody else; `named_edition` is the edition
    that it names, as published last.
    """

    edition: Edition
    edition_pin: Pinned
    calendar: Calendar
    calendar_pin: Pinned
    regions: Regions
    regions_pin: Pinned
    agencies: Register
    people: Mapping[str, Person] = field(default_factory=dict)
    named_edition: Pinned | None = None

    def region(self, code: str, at: datetime) -> Region:
        """The region that has that code on the day of `at`, in Jakarta.

        Raises:
            Refused: if no region ever bore it, or it has ended.
        """
        return region_in_force(self.regions, code, at)

    def all_adopters(self, at: datetime) -> tuple[Place, ...]:
        """Every autonomous kabupaten and kota on the day of `at`, in Jakarta, and Jakarta's province, by code."""
        return tuple(region.place for region in self.regions.autonomous(at.astimezone(JAKARTA).date()))


def streams_of_rules(edition: str, people: Iterable[str] = (), named_edition: str | None = None) -> set[str]:
    """The streams that the rules by an edition are read from, with the people and the edition that a command names."""
    named = {edition_stream(named_edition)} if named_edition else set()
    return {edition_stream(edition), REGIONS, CALENDAR, AGENCIES, *map(person_stream, people), *named}


def rules_from(basis: Basis, edition: Pinned, people: Iterable[str] = (), named_edition: str | None = None) -> Rules:
    """The rules by a pinned edition, with the people and the edition that a command names, from what was read.

    Raises:
        Refused: if an edition or the reference data were never published.
    """
    text = basis.state(Published, edition_stream(edition.name)).texts.get(edition.sha256)
    if text is None:
        raise refuse(Code.UNKNOWN_EDITION, edition=edition.name)
    regions, calendar = published_text(basis, REGIONS), published_text(basis, CALENDAR)
    return Rules(
        edition=_edition(text),
        edition_pin=edition,
        calendar=_calendar(calendar[1]),
        calendar_pin=calendar[0],
        regions=_regions(regions[1]),
        regions_pin=regions[0],
        agencies=register_from(basis),
        people={each: basis.state(Person, person_stream(each)) for each in people},
        named_edition=edition_named(basis, named_edition) if named_edition else None,
    )


def regions_from(basis: Basis) -> Regions:
    """The regions as they were published last.

    Raises:
        Refused: if they never were.
    """
    return _regions(published_text(basis, REGIONS)[1])


def calendar_from(basis: Basis) -> Calendar:
    """The calendar as it was published last.

    Raises:
        Refused: if it never was.
    """
    return _calendar(published_text(basis, CALENDAR)[1])


def register_from(basis: Basis) -> Register:
    """The register of agencies.

    Raises:
        Refused: if it was never published.
    """
    register = basis.state(Register, AGENCIES)
    require(register.version, Code.REFERENCE_MISSING, kind="agencies")
    return register


def edition_named(basis: Basis, name: str) -> Pinned:
    """The edition of that name as it was published last.

    Raises:
        Refused: if there is none.
    """
    return required(basis.state(Published, edition_stream(name)).pin, Code.UNKNOWN_EDITION, edition=name)


def published_text(basis: Basis, reference: str) -> tuple[Pinned, str]:
    """A table of reference data as it was published last, by its stream.

    Raises:
        Refused: if it never was.
    """
    published = basis.state(Published, reference)
    pin = required(published.pin, Code.REFERENCE_MISSING, kind=published.name)
    return pin, published.texts[pin.sha256]


def region_in_force(regions: Regions, code: str, at: datetime) -> Region:
    """The region that has that code on the day of `at`, in Jakarta.

    Raises:
        Refused: if no region ever bore it, or it has ended.
    """
    day = at.astimezone(JAKARTA).date()
    if (region := regions.by_code(code, day)) is not None:
        return region
    raise refuse(Code.ENDED_REGION if regions.ended(code, day) else Code.UNKNOWN_REGION, region=code)
