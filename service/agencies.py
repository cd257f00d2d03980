"""Agencies and regions as people name them: by id or code, or by what they are called."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from domain.agencies import Agency
from domain.model import is_key
from domain.periods import JAKARTA
from domain.refusals import Code, Refused, refuse
from domain.regions import is_region_code
from domain.rows import words
from proof.errors import JejakError
from service.reading import Reader
from wiring.errors import NotPossible

AGENCY_FIELDS, REGION_FIELD, REGIONS_FIELD = ("agency", "into", "parent"), "region", "adopters"
"""The fields of commands that name agencies, a region, or a list of regions."""

MOST_NEAR = 5
"""How many names are offered in place of one with a slip."""

MOST_SLIPS = 20
"""Words of a name of which each is compared with every word that is known; no agency's name has as many."""

MOST_WRONG = 20
"""How many names that nobody bears are told at once."""


async def agencies(
    reader: Reader, *, search: str | None = None, kind: str | None = None, within: str | None = None
) -> list[Agency]:
    """The registered agencies by name: those whose id and name have all of these words, of a kind, or within another.

    Raises:
        Refused, NotPossible: as `agency_id`, for `within`.
    """
    register = await reader.agencies()
    whole = await agency_id(reader, within) if within is not None else None
    wanted = words(search or "")
    return sorted(
        (
            each
            for each in register.agencies.values()
            if wanted <= words(each.id, each.name)
            and (kind is None or each.kind == kind)
            and (whole is None or register.is_part_of(each.id, whole))
        ),
        key=lambda each: each.name,
    )


async def agency_id(reader: Reader, given: str) -> str:
    """The id of the agency that is named by its id, its name, or some words of its name; what may be an id, and is
    nobody's, stays as it is.

    Raises:
        Refused: none is.
        NotPossible: several are, or none is but of much the same name; they are named.
    """
    return await _Tables(reader).agency_id(given)


async def region_code(reader: Reader, given: str) -> str:
    """The code of the region that is named by its code, its name, or some words of its name.

    Raises:
        Refused: none is.
        NotPossible: several are, or none is but of much the same name; they are named.
    """
    return await _Tables(reader).region_code(given)


async def with_codes(reader: Reader, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A command's payload with ids and codes for the agencies and regions that it, or an item of a list in it, names.

    Raises:
        Refused, NotPossible: as `agency_id` and `region_code`.
    """
    return await _Tables(reader).with_codes(payload)


async def misnamed(reader: Reader, payload: Mapping[str, Any]) -> list[tuple[str, JejakError]]:
    """The first in a payload for which `with_codes` finds no agency or region, or several: their places, and why."""
    found = list[tuple[str, JejakError]]()
    await _Tables(reader).find_misnamed(payload, "", found)
    return found


class _Names:
    """What is called how: gone through once, however many names are looked up."""

    def __init__(self, named: Mapping[str, str]) -> None:
        self._named = named
        self._exactly, self._with_word = defaultdict[str, list[str]](list), defaultdict[str, set[str]](set)
        for key, name in named.items():
            self._exactly[name.casefold()].append(key)
            for word in words(name):
                self._with_word[word].add(key)

    def fitting(self, given: str) -> list[str]:
        """The keys of the names that are given; without any, those of the names that have all words that are given."""
        if exact := self._exactly.get(given.strip().casefold()):
            return exact
        having = [self._with_word.get(each, set()) for each in words(given)]
        found = set[str].intersection(*having) if having else set[str]()
        return [key for key in self._named if key in found] if found else []

    def near(self, given: str) -> list[str]:
        """What may be meant by a name with slips: what has all of its words, each that no name has being the one most
        like it.
        """
        asked = words(given)
        if len(asked) > MOST_SLIPS:
            return []
        known = sorted(self._with_word)
        meant = {
            each if each in self._with_word else next(iter(get_close_matches(each, known, n=1)), each) for each in asked
        }
        return self.called(self.fitting(" ".join(meant)))[:MOST_NEAR] if meant != asked else []

    def called(self, found: Iterable[str]) -> list[str]:
        """What fits, each by its name and its id or code."""
        return sorted(f"{self._named[each]} ({each})" for each in found)


class _Tables:
    """The agencies and regions of today, read once names are looked up in them. Raises as the functions above."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._today = datetime.now(JAKARTA).date()
        self._known_agencies: _Names | None = None
        self._known_regions: _Names | None = None

    async def _agencies(self) -> _Names:
        if self._known_agencies is None:
            every = (await self._reader.agencies()).agencies.values()
            self._known_agencies = _Names({each.id: each.name for each in every if each.in_force(self._today)})
        return self._known_agencies

    async def _regions(self) -> _Names:
        if self._known_regions is None:
            every = (await self._reader.regions()).rows
            self._known_regions = _Names({each.code: each.name for each in every if each.in_force(self._today)})
        return self._known_regions

    async def _agency(self, given: str) -> str | None:
        """The id of the agency that is named; None if none is. Raises NotPossible as `agency_id`."""
        if given in (await self._reader.agencies()).agencies:
            return given
        names = await self._agencies()
        found = names.fitting(given)
        if len(found) > 1:
            raise NotPossible("ambiguous_agency", given=given, found=names.called(found))
        return found[0] if found else None

    async def agency_id(self, given: str) -> str:
        found = await self._agency(given)
        if found is not None:
            return found
        if near := (await self._agencies()).near(given):
            raise NotPossible("unknown_agency", given=given, near=near)
        raise refuse(Code.UNKNOWN_AGENCY, agency=given)

    async def region_code(self, given: str) -> str:
        if is_region_code(given):
            return given
        names = await self._regions()
        found = names.fitting(given)
        if not found:
            if near := names.near(given):
                raise NotPossible("unknown_region", given=given, near=near)
            raise refuse(Code.UNKNOWN_REGION, region=given)
        if len(found) > 1:
            raise NotPossible("ambiguous_region", given=given, found=names.called(found))
        return found[0]

    async def with_codes(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {field: await self._with_codes(field, value) for field, value in payload.items()}

    async def _with_codes(self, field: str, value: Any) -> Any:
        match value:
            case str() if field in AGENCY_FIELDS:
                if is_key(value):  # the rules refuse one that is unknown, and that is recorded
                    return await self._agency(value) or value
                return await self.agency_id(value)
            case str() if field == REGION_FIELD:
                return await self.region_code(value)
            case list() | tuple():
                return [
                    await self.with_codes(each)
                    if isinstance(each, Mapping)
                    else await self._with_codes(REGION_FIELD if field == REGIONS_FIELD else "", each)
                    for each in value
                ]
        return value

    async def find_misnamed(self, payload: Mapping[str, Any], within: str, found: list[tuple[str, JejakError]]) -> None:
        """Add what is misnamed in a payload to what was found, until that is as much as is told at once."""
        for field, value in payload.items():
            listed = value if isinstance(value, list | tuple) else None
            named = REGION_FIELD if listed is not None and field == REGIONS_FIELD else field if listed is None else ""
            for nth, each in enumerate([value] if listed is None else listed):
                if len(found) == MOST_WRONG:
                    return
                place = f"{within}{field}" if listed is None else f"{within}{field}.{nth}"
                try:
                    if isinstance(each, Mapping):
                        await self.find_misnamed(each, f"{place}.", found)
                    else:
                        await self._with_codes(named, each)
                except (Refused, NotPossible) as error:
                    found.append((place, error))
