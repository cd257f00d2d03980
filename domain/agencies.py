"""Agencies (instansi): ministries, institutions, governments, and whatever is below or beside them, in one register.

An agency is known by its id for good; its name may change, it may be merged into another, or split. Agencies count as
one where they have the same root: a city's department is the city, and a province is no parent of its kabupaten and
kota. A vertical unit has its ministry as root, and a place of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from domain.model import Frozen, Key, Title, wrong
from domain.periods import JAKARTA
from domain.refusals import Code, refuse, required
from domain.tables import Mistake, PlainDate, mistake, read_table, refuse_any
from domain.vocabulary import AgencyKind

GOVERNMENTS = ("provinsi", "kabupaten", "kota")


def _plain(name: str) -> str:
    """A name without what tells two writings of it apart."""
    return " ".join(name.casefold().split())


def _ids(value: object) -> object:
    """A cell holds ids with spaces between them; an empty one holds none."""
    return tuple((value or "").split()) if value is None or isinstance(value, str) else value


class Agency(Frozen):
    """An agency as it is registered."""

    id: Key
    name: Title
    kind: AgencyKind
    parent: Key | None = None
    """The agency that it is a unit of."""
    region: Key | None = None
    """The id of the region that it governs, or where it has its place; None: its parent's, if that has any."""
    valid_from: PlainDate | None = None
    """None: since before the register."""
    valid_until: PlainDate | None = None
    """The last day in force; None while it is in force."""
    predecessors: Annotated[tuple[Key, ...], BeforeValidator(_ids)] = ()
    """The agencies that were merged into it, or that it was split from."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise wrong("ends_before_it_begins")
        if (self.kind == "unit") != (self.parent is not None):
            raise wrong("parent_of_unit", kind=self.kind)
        if self.kind in GOVERNMENTS and self.region is None:
            raise wrong("government_without_region")
        return self

    def in_force(self, on: date) -> bool:
        """Whether it exists on that day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True)
class Register:
    """All agencies, past and present, by their ids."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    current: str | None = None
    """SHA-256 of the table published last."""

    def in_force(self, agency: str, at: datetime) -> Agency:
        """An agency that exists on the day of `at`, in Jakarta.

        Raises:
            Refused: no agency has that id, or it has ended; then its successors are named.
        """
        found = required(self.agencies.get(agency), Code.UNKNOWN_AGENCY, agency=agency)
        if not found.in_force(at.astimezone(JAKARTA).date()):
            raise refuse(Code.ENDED_AGENCY, agency=agency, successors=list(self.successors.get(agency, ())))
        return found

    def has_ended(self, agency: str) -> bool:
        """Whether an agency is known to have an end."""
        known = self.agencies.get(agency)
        return known is not None and known.valid_until is not None

    def is_part_of(self, agency: str, whole: str) -> bool:
        """Whether an agency is that one, or a unit somewhere below it; of what has ended, anywhere above, whether its
        heirs are.
        """
        found, open_ = set[str](), [agency]
        while open_:
            for each in self.heirs(open_.pop()) - found:
                found.add(each)
                known = self.agencies.get(each)
                if known is not None and known.parent is not None:
                    open_.append(known.parent)
        return whole in found

    def roots(self, agencies: Iterable[str]) -> frozenset[str]:
        """What agencies count as: the highest that they, and what became of them, are units of."""
        return frozenset(root for each in agencies for root in self._roots_of(each))

    def counting_as(self, agencies: Iterable[str]) -> frozenset[str]:
        """Every agency that counts as one with one of these, they included."""
        roots = self.roots(agencies)
        return frozenset({*agencies, *(each for each in self.agencies if roots & self._roots_of(each))})

    def heirs(self, agency: str) -> frozenset[str]:
        """An agency with those that it was merged into, or split into when it ended."""
        found, open_ = set[str](), [agency]
        while open_:
            each = open_.pop()
            found.add(each)
            if self.has_ended(each):
                open_ += [other for other in self.successors.get(each, ()) if other not in found]
        return frozenset(found)

    def inherited(self, agency: str) -> frozenset[str]:
        """An agency with those of which it is an heir."""
        found, open_ = set[str](), [agency]
        while open_:
            each = open_.pop()
            found.add(each)
            before = self.agencies[each].predecessors if each in self.agencies else ()
            open_ += [other for other in before if other not in found and self.has_ended(other)]
        return frozenset(found)

    def region_of(self, agency: str) -> str | None:
        """The id of the region that an agency governs or is in: its own, or that of the next one above it."""
        above = (self.agencies[each].region for each in self._upwards(agency) if each in self.agencies)
        return next((region for region in above if region), None)

    def governing(self, region: str) -> str | None:
        """The agency that governs a region, by the region's id; None where no government is registered."""
        return self._governments.get(region)

    def bearing(self, name: str, but: str | None = None) -> str | None:
        """Another agency than `but` that bears a name, however it is written, and hasn't ended."""
        return next((each for each in self._bearers.get(_plain(name), ()) if each != but), None)

    @cached_property
    def successors(self) -> Mapping[str, tuple[str, ...]]:
        """Which agencies name one as their predecessor, by its id."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.agencies.values():
            for predecessor in each.predecessors:
                found[predecessor] = (*found.get(predecessor, ()), each.id)
        return found

    @cached_property
    def _bearers(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for each in self.agencies.values():
            if not each.valid_until:
                found[_plain(each.name)] = (*found.get(_plain(each.name), ()), each.id)
        return found

    @cached_property
    def _governments(self) -> Mapping[str, str]:
        governing = [each for each in self.agencies.values() if each.kind in GOVERNMENTS and not each.valid_until]
        return {each.region: each.id for each in governing if each.region}

    def _upwards(self, agency: str) -> tuple[str, ...]:
        """An agency, its parent, that one's parent, and so on."""
        found = [agency]
        while (known := self.agencies.get(found[-1])) is not None and known.parent and known.parent not in found:
            found.append(known.parent)
        return tuple(found)

    def _roots_of(self, agency: str) -> set[str]:
        """Whatever has ended, anywhere above, counts as what became of it too."""
        roots, open_, seen = set[str](), [agency], set[str]()
        while open_:
            for each in self._upwards(open_.pop()):
                if each in seen:
                    continue
                seen.add(each)
                known = self.agencies.get(each)
                if known is None or known.parent is None:
                    roots.add(each)
                open_ += self.successors.get(each, ())
        return roots


def parse_agencies(text: str) -> dict[str, Agency]:
    """Read the CSV text of a table of agencies. Raises `TableError`, which names the lines."""
    lines, mistakes = read_table(text, Agency), list[Mistake]()
    found: dict[str, Agency] = {}
    governed: dict[str, str] = {}
    for line, agency in lines:
        if agency.id in found:
            mistakes.append(mistake(line, "id", "agency_twice", agency=agency.id))
        found[agency.id] = agency
        if agency.kind in GOVERNMENTS and agency.region and not agency.valid_until:
            if other := governed.get(agency.region):
                mistakes.append(mistake(line, "region", "governed_twice", other=other))
            governed[agency.region] = agency.id
    for line, agency in lines:
        for column, named in (
            ("parent", (agency.parent,) if agency.parent else ()),
            ("predecessors", agency.predecessors),
        ):
            for other in named:
                if other not in found:
                    mistakes.append(mistake(line, column, "no_such_agency", agency=other))
        if _within_itself(agency, found):
            mistakes.append(mistake(line, "parent", "unit_of_itself", agency=agency.id))
    refuse_any(mistakes)
    return found


def _within_itself(agency: Agency, agencies: Mapping[str, Agency]) -> bool:
    """Whether an agency is a unit of what is a unit of it."""
    seen, above = set[str](), agency.parent
    while above is not None and above in agencies and above not in seen:
        seen.add(above)
        above = agencies[above].parent
    return agency.id in seen


def day_before(at: datetime) -> date:
    """The last day of what ends at that instant: the day before, in Jakarta."""
    return at.astimezone(JAKARTA).date() - timedelta(days=1)
