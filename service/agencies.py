"""Agencies and regions as people name them: by id or code, or by what they are called."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from domain.agencies import Agency, Register
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
    found = await _agency(reader, given)
    if found is not None:
        return found
    if near := _near(given, _agencies_now(await reader.agencies())):
        raise NotPossible("unknown_agency", given=given, near=near)
    raise refuse(Code.UNKNOWN_AGENCY, agency=given)


async def _agency(reader: Reader, given: str) -> str | None:
    """The id of the agency that is named; None if none is. Raises NotPossible as `agency_id`."""
    register = await reader.agencies()
    if given in register.agencies:
        return given
    named = _agencies_now(register)
    found = _fitting(given, named)
    if len(found) > 1:
        raise NotPossible("ambiguous_agency", given=given, found=_called(found, named))
    return found[0] if found else None


def _agencies_now(register: Register) -> dict[str, str]:
    """The names of the agencies of today, by their ids."""
    today = datetime.now(JAKARTA).date()
    return {each.id: each.name for each in register.agencies.values() if each.in_force(today)}


async def region_code(reader: Reader, given: str) -> str:
    """The code of the region that is named by its code, its name, or some words of its name.

    Raises:
        Refused: none is.
        NotPossible: several are, or none is but of much the same name; they are named.
    """
    if is_region_code(given):
        return given
    today = datetime.now(JAKARTA).date()
    named = {region.code: region.name for region in (await reader.regions()).rows if region.in_force(today)}
    found = _fitting(given, named)
    if not found:
        if near := _near(given, named):
            raise NotPossible("unknown_region", given=given, near=near)
        raise refuse(Code.UNKNOWN_REGION, region=given)
    if len(found) > 1:
        raise NotPossible("ambiguous_region", given=given, found=_called(found, named))
    return found[0]


async def with_codes(reader: Reader, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A command's payload with ids and codes for the agencies and regions that it, or an item of a list in it, names.

    Raises:
        Refused, NotPossible: as `agency_id` and `region_code`.
    """
    return {field: await _with_codes(reader, field, value) for field, value in payload.items()}


async def _with_codes(reader: Reader, field: str, value: Any) -> Any:
    match value:
        case str() if field in AGENCY_FIELDS:
            if is_key(value):  # the rules refuse one that is unknown, and that is recorded
                return await _agency(reader, value) or value
            return await agency_id(reader, value)
        case str() if field == REGION_FIELD:
            return await region_code(reader, value)
        case list() | tuple():
            return [
                await with_codes(reader, each)
                if isinstance(each, Mapping)
                else await _with_codes(reader, REGION_FIELD if field == REGIONS_FIELD else "", each)
                for each in value
            ]
    return value


async def misnamed(reader: Reader, payload: Mapping[str, Any], within: str = "") -> list[tuple[str, JejakError]]:
    """Everything in a payload for which `with_codes` finds no agency or region, or several: its place, and why."""
    found = list[tuple[str, JejakError]]()
    for field, value in payload.items():
        listed = value if isinstance(value, list | tuple) else None
        named = REGION_FIELD if listed is not None and field == REGIONS_FIELD else field if listed is None else ""
        for nth, each in enumerate([value] if listed is None else listed):
            place = f"{within}{field}" if listed is None else f"{within}{field}.{nth}"
            try:
                if isinstance(each, Mapping):
                    found += await misnamed(reader, each, f"{place}.")
                else:
                    await _with_codes(reader, named, each)
            except (Refused, NotPossible) as error:
                found.append((place, error))
    return found


def _fitting(given: str, named: Mapping[str, str]) -> list[str]:
    """The keys of the names that are given; without any, those of the names that have all words that are given."""
    asked = words(given)
    exact = [key for key, name in named.items() if name.casefold() == given.strip().casefold()]
    return exact or [key for key, name in named.items() if asked and asked <= words(name)]


def _near(given: str, named: Mapping[str, str]) -> list[str]:
    """What may be meant by a name with slips: what has all of its words, each that no name has being the one most like
    it.
    """
    known = sorted(words(*named.values()))
    asked = words(given)
    meant = {each if each in known else next(iter(get_close_matches(each, known, n=1)), each) for each in asked}
    return _called(_fitting(" ".join(meant), named), named)[:MOST_NEAR] if meant != asked else []


def _called(found: Iterable[str], named: Mapping[str, str]) -> list[str]:
    """What fits, each by its name and its id or code."""
    return sorted(f"{named[each]} ({each})" for each in found)
