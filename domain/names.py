"""What people, regions and agencies are called: events and refusals know them by their ids."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from domain.events.innovation import Indicator
    from domain.grants import Grant
    from domain.model import Place


@dataclass(frozen=True, slots=True)
class Names:
    """Names by ids; whoever or whatever has none here is called by their id, a region by its code if that is known."""

    people: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    """By opaque id."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Regions by code; without the codes that several bore, one after the other."""
    indicators: Mapping[str, str] = field(default_factory=dict)
    """What one innovation's pilots measure, by key; of no other innovation, as `indicators_called` has them."""

    def measuring(self, indicators: Mapping[str, str]) -> Self:
        """The same with the names of an innovation's indicators, by their keys."""
        return replace(self, indicators=indicators)

    def person(self, person: str) -> str:
        """A person by their id."""
        return self.people.get(person, person)

    def agency(self, agency: str) -> str:
        """An agency by its id."""
        return self.agencies.get(agency, agency)

    def region(self, region: str) -> str:
        """A region by its opaque id, or by its code."""
        return self.regions.get(region) or self.codes.get(region, region)

    def place(self, place: "Place") -> str:
        """A region as an event names it."""
        return self.regions.get(place.id, place.code)

    def post(self, grant: "Grant") -> str:
        """A grant's post, if it has one, and its agency: `Plt. Kepala Dinas Sosial, Pemerintah Kota Surakarta`."""
        agency = self.agency(grant.agency)
        return f"{grant.post.written}, {agency}" if grant.post else agency


NAMELESS = Names()
"""For who sees ids only."""


def indicators_called(those: Iterable["Indicator"]) -> dict[str, str]:
    """What indicators are called, by their keys; without a key under which regions, or rounds, measure several."""
    found = defaultdict[str, set[str]](set)
    for each in those:
        found[each.key].add(each.name)
    return {key: name for key, (name, *others) in found.items() if not others}
