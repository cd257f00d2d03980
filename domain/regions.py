"""Indonesia's provinces, kabupaten and kota: what a region code means on a given day.

A region is known by an opaque `id` for good. Its code is a dated attribute: codes are re-issued when regions
split, so a code is looked up with the day that it was used on, and never serves as an identity.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import StringConstraints, model_validator

from domain.model import Frozen, Key, Place, Title, wrong
from domain.periods import JAKARTA
from domain.tables import Mistake, PlainDate, mistake, read_table, refuse_any
from proof.errors import JejakError

_CODE = r"^[0-9]{2}(\.[0-9]{2})?$"

RegionCode = Annotated[str, StringConstraints(pattern=_CODE)]
"""`PP` for a province, `PP.KK` for a kabupaten (KK 01-69) or kota (KK 71-99)."""

RegionKind = Literal["provinsi", "kabupaten", "kota", "kabupaten_administrasi", "kota_administrasi"]
"""The last two, Jakarta's alone, are administered by their province and govern nothing of their own."""

ADMINISTERED = "_administrasi"

ZoneName = Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
"""WIB, WITA and WIT: one zone for the whole of each province."""


def is_region_code(text: str) -> bool:
    """Whether a text has the form of a region's code."""
    return re.fullmatch(_CODE, text) is not None


class UnknownRegion(JejakError):
    """No region has this id. Ids are never re-used or removed, so the table in use is older than the id."""

    code = "region_unknown"


class Region(Frozen):
    """A region as one decree lists it, for as long as code and name stay as they are."""

    id: Key
    code: RegionCode
    name: Title
    kind: RegionKind
    province: Title
    zone: ZoneName
    valid_from: PlainDate
    valid_until: PlainDate | None = None
    """The last day in force; None while it is in force."""
    decree: Title
    successor_of: Key | None = None
    """The id of the region that this one was split from."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if _kind(self.code) != self.kind.removesuffix(ADMINISTERED):
            raise wrong("code_of_other_kind", code=self.code, kind=self.kind)
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise wrong("ends_before_it_begins")
        return self

    @property
    def administered(self) -> bool:
        """Whether its province administers it: it has no government of its own."""
        return self.kind.endswith(ADMINISTERED)

    @property
    def place(self) -> Place:
        """What an event says of it: its id and its current code."""
        return Place(id=self.id, code=self.code)

    def in_force(self, on: date) -> bool:
        """Whether code and name hold on that day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


def _kind(code: str) -> Literal["provinsi", "kabupaten", "kota"] | None:
    if "." not in code:
        return "provinsi"
    number = int(code[3:])
    if 1 <= number <= 69:
        return "kabupaten"
    return "kota" if number >= 71 else None


@dataclass(frozen=True)
class Regions:
    """All regions, past and present. An id has one row for each code or name that its region has had."""

    rows: tuple[Region, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the CSV text of a regions table. Raises `TableError`, which names the lines."""
        lines = read_table(text, Region)
        mistakes = [*_overlaps(lines, "code", lambda region: region.code)]
        mistakes += _overlaps(lines, "id", lambda region: region.id)
        regions = cls(tuple(region for _, region in lines))
        for line, region in lines:
            if region.successor_of is None:
                continue
            origin = regions._by_id.get(region.successor_of)
            if origin is None or origin[0].valid_from >= region.valid_from:
                mistakes.append(mistake(line, "successor_of", "no_earlier_region", id=region.successor_of))
        refuse_any(mistakes)
        return regions

    def by_code(self, code: str, on: date) -> Region | None:
        """The region that has this code on that day, or None."""
        return next((region for region in self._by_code.get(code, ()) if region.in_force(on)), None)

    def ended(self, code: str, on: date) -> bool:
        """Whether the code was some region's before that day and is nobody's on it: ended, not unknown."""
        known = any(region.valid_from <= on for region in self._by_code.get(code, ()))
        return known and self.by_code(code, on) is None

    def by_id(self, region_id: str) -> Region | None:
        """The region with this id as it was listed last, in force or not, or None."""
        rows = self._by_id.get(region_id)
        return rows[-1] if rows else None

    def written(self, region_id: str) -> str:
        """The code and the name of a region as it was listed last; its id where this table is older than that."""
        region = self.by_id(region_id)
        return f"{region.code} {region.name}" if region else region_id

    def successors_of(self, region_id: str) -> tuple[Region, ...]:
        """The regions split directly from this one, each as listed last, by code."""
        latest = (rows[-1] for rows in self._by_id.values())
        successors = (region for region in latest if region.successor_of == region_id)
        return tuple(sorted(successors, key=lambda region: region.code))

    def zone(self, region_id: str) -> ZoneInfo:
        """The time zone of a region. Raises `UnknownRegion`."""
        region = self.by_id(region_id)
        if region is None:
            raise UnknownRegion(region=region_id)
        return ZoneInfo(region.zone)

    def zone_shown(self, region_id: str | None) -> ZoneInfo:
        """The time zone in which a region's times are shown: Jakarta's, where none is given or this table is older."""
        region = self.by_id(region_id) if region_id else None
        return ZoneInfo(region.zone) if region else JAKARTA

    def autonomous(self, on: date) -> tuple[Region, ...]:
        """Every kabupaten and kota with a government of its own on that day, and the province that administers others
        (Jakarta), by code.
        """
        inside = [region for region in self.rows if region.in_force(on)]
        administering = {region.province for region in inside if region.administered}
        governed = [
            region
            for region in inside
            if (region.province in administering if region.kind == "provinsi" else not region.administered)
        ]
        return tuple(sorted(governed, key=lambda region: region.code))

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[Region, ...]]:
        return _grouped(self.rows, lambda region: region.code)

    @cached_property
    def _by_id(self) -> Mapping[str, tuple[Region, ...]]:
        return _grouped(self.rows, lambda region: region.id)


def _grouped(regions: Iterable[Region], key: Callable[[Region], str]) -> Mapping[str, tuple[Region, ...]]:
    """The regions by some key; a group keeps the order of its regions' first days."""
    groups: defaultdict[str, list[Region]] = defaultdict(list)
    for region in sorted(regions, key=lambda region: region.valid_from):
        groups[key(region)].append(region)
    return {name: tuple(group) for name, group in groups.items()}


def _overlaps(lines: list[tuple[int, Region]], name: str, key: Callable[[Region], str]) -> Iterator[Mistake]:
    ordered = sorted(lines, key=lambda numbered: (key(numbered[1]), numbered[1].valid_from))
    for (earlier_line, earlier), (line, later) in pairwise(ordered):
        if key(earlier) == key(later) and earlier.in_force(later.valid_from):
            yield mistake(line, name, "in_force_twice", value=key(later), other=earlier_line)
