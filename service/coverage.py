"""Daerah: where innovations are tried and adopted, by province, kabupaten and kota, and how far each wave is."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.adoption.state import Status
from domain.periods import JAKARTA
from domain.refusals import Code, required
from domain.regions import Region, Regions
from domain.rows import counted, label
from domain.streams import ADOPTION, INNOVATION, innovation_stream
from ledger.db.paging import Narrowed
from ledger.model import Sort
from service.cursors import cursor_of, place_of
from service.reading import Reader

OF_REGIONS = ((INNOVATION, "pilot"), (ADOPTION, "adoption"), (ADOPTION, "overdue"))
"""What is counted by region, of innovations and of adoptions."""

PILOT, OVERDUE, WAVE = (counted(what) for what in ("pilot", "overdue", "wave"))


@dataclass(slots=True)
class Standing:
    """What there is in one region."""

    region: Region
    pilots: int = 0
    overdue: int = 0
    """Adoptions of which something is overdue."""
    adoptions: Counter[Status] = field(default_factory=Counter)
    governs: bool = True
    """Whether it has a government of its own today."""

    @property
    def covered(self) -> bool:
        """Whether some adoption has been completed here."""
        return self.governs and self.adoptions[Status.COMPLETED] > 0


@dataclass(frozen=True, slots=True)
class Province:
    """A province with what is in it."""

    region: Region
    places: tuple[Standing, ...]
    """Its kabupaten and kota, and itself if it governs for them, by code."""

    @property
    def of(self) -> int:
        """How many of them govern something."""
        return sum(each.governs for each in self.places)

    @property
    def covered(self) -> int:
        """In how many of those an adoption has been completed."""
        return sum(each.covered for each in self.places)

    @property
    def share(self) -> float:
        """That as a part of one."""
        return self.covered / self.of if self.of else 0.0

    def sum(self, status: str) -> int:
        """How many adoptions are that far."""
        return sum(each.adoptions[Status(status)] for each in self.places)

    @property
    def pilots(self) -> int:
        """How many pilots there are."""
        return sum(each.pilots for each in self.places)

    @property
    def overdue(self) -> int:
        """How many adoptions have something overdue."""
        return sum(each.overdue for each in self.places)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole country."""

    provinces: tuple[Province, ...]
    waves: Mapping[int, Counter[Status]]
    """By a wave's number, of all innovations: how many adoptions are how far."""


async def coverage(reader: Reader) -> Coverage:
    """Where innovations are tried and adopted."""
    kinds = [(kind, counted(what)) for kind, what in OF_REGIONS]
    regions, today = await reader.regions(), reader.at.astimezone(JAKARTA).date()
    found = {each.id: Standing(each) for each in regions.autonomous(today)}
    waves = defaultdict[int, Counter[Status]](Counter)
    for counted_as, n in (await reader.ledger.tallies([*kinds, (ADOPTION, WAVE)])).items():
        what, place, status = _parts(counted_as)
        if what == WAVE:
            waves[int(place)][Status(status)] += n
        else:
            _count(what, place, status, n, found, regions)
    provinces = (each for each in regions.rows if each.kind == "provinsi" and each.in_force(today))
    inside = defaultdict[str, list[Standing]](list)
    for standing in found.values():
        inside[standing.region.code[:2]].append(standing)
    return Coverage(
        tuple(
            Province(each, tuple(sorted(inside[each.code], key=lambda place: place.region.code)))
            for each in sorted(provinces, key=lambda province: province.code)
        ),
        dict(sorted(waves.items())),
    )


def _parts(counted_as: str) -> tuple[str, str, str]:
    """What a label counts, where, and how far that is."""
    what, _, rest = counted_as.partition(":")
    place, _, status = rest.partition("/")
    return f"{what}:", place, status


def _count(what: str, place: str, status: str, n: int, found: dict[str, Standing], regions: Regions) -> None:
    """Count it in its region, even if that governs nothing any more; not where this table is older than it."""
    if place not in found and (region := regions.by_id(place)) is not None:
        found[place] = Standing(region, governs=False)
    if (standing := found.get(place)) is None:
        return
    if what == PILOT:
        standing.pilots += n
    elif what == OVERDUE:
        standing.overdue += n
    else:
        standing.adoptions[Status(status)] += n


async def province_of(reader: Reader, code: str) -> Province:
    """One of the provinces.

    Raises:
        Refused: none bears the code today.
    """
    regions, today = await reader.regions(), reader.at.astimezone(JAKARTA).date()
    here = [each for each in regions.rows if each.code[:2] == code]
    province = next((each for each in here if each.kind == "provinsi" and each.in_force(today)), None)
    province = required(province, Code.UNKNOWN_REGION, region=code)
    kinds = [(kind, counted(what, each)) for each in {region.id for region in here} for kind, what in OF_REGIONS]
    found = {each.id: Standing(each) for each in regions.autonomous(today) if each.code[:2] == code}
    for counted_as, n in (await reader.ledger.tallies(kinds)).items():
        _count(*_parts(counted_as), n, found, regions)
    places = (each for each in found.values() if each.region.code[:2] == code)
    return Province(province, tuple(sorted(places, key=lambda place: place.region.code)))


async def tried_in(reader: Reader, region: str, *, after: str | None, limit: int) -> list[dict[str, Any]]:
    """The innovations that are or were tried in a region, by its id, by title, each with its cursor.

    Raises:
        BadRequest: no cursor of such a list.
    """
    rows = await reader.ledger.rows(
        Narrowed(INNOVATION, prefix=innovation_stream(""), labels=[counted("pilot", region)]),
        sort=Sort.NAME,
        after=place_of(after, Sort.NAME),
        limit=limit,
    )
    return [row.body | {"cursor": cursor_of(row.place, Sort.NAME)} for row in rows]


async def adopted_in(reader: Reader, region: str, *, after: str | None, limit: int) -> list[dict[str, Any]]:
    """The adoptions of a region, by its id, what is due first coming first, each with its title and its cursor.

    Raises:
        BadRequest: no cursor of such a list.
    """
    rows = await reader.ledger.rows(
        Narrowed(ADOPTION, prefix=f"{ADOPTION}/", labels=[label("adopter", region)]),
        sort=Sort.DUE,
        after=place_of(after, Sort.DUE),
        limit=limit,
    )
    titles = await reader.titles({row.body["innovation"] for row in rows})
    return [
        row.body | {"title": titles.get(row.body["innovation"], ""), "cursor": cursor_of(row.place, Sort.DUE)}
        for row in rows
    ]
