"""Names of agencies and regions are looked up in little time, whatever somebody sends in their place."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, cast

import pytest

from domain.agencies import Register
from domain.refusals import Code, Refused
from domain.regions import Regions
from domain.rows import words
from service import agencies
from service.agencies import MOST_SLIPS, MOST_WRONG, agency_id, misnamed, region_code, with_codes
from service.reading import Reader
from tests.agencies import register
from tests.domain.world import BANDUNG
from tests.furnished import ROOT
from wiring.errors import NotPossible

REGIONS = Regions.parse((ROOT / "reference/regions.csv").read_text())


@dataclass
class Tables:
    """In place of a reader: both tables, and how often a text was taken apart into words, or compared with all."""

    taken_apart: int = 0
    compared: int = 0

    async def agencies(self) -> Register:
        return register()

    async def regions(self) -> Regions:
        return REGIONS


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Tables that count what is done with them."""
    counting = Tables()

    def apart(*texts: str) -> frozenset[str]:
        counting.taken_apart += 1
        return words(*texts)

    def compare(*given: Any, **named: Any) -> list[str]:
        counting.compared += 1
        return get_close_matches(*given, **named)

    monkeypatch.setattr(agencies, "words", apart)
    monkeypatch.setattr(agencies, "get_close_matches", compare)
    return counting


def on(tables: Tables) -> Reader:
    """A reader of these tables."""
    return cast(Reader, tables)


async def test_however_many_names_something_has_the_tables_are_gone_through_once(tables: Tables) -> None:
    one: dict[str, list[Any]] = {"adopters": ["Kota Bandung"], "parts": [{"agency": "Pemerintah Kota Surakarta"}]}
    many = {name: listed * 50 for name, listed in one.items()}
    once = await with_codes(on(tables), one)
    for_one = tables.taken_apart
    assert once == {"adopters": [BANDUNG], "parts": [{"agency": "kota-surakarta"}]}
    assert await with_codes(on(tables), many) == {name: listed * 50 for name, listed in once.items()}
    assert tables.taken_apart == 2 * for_one


async def test_a_text_of_more_words_than_a_name_has_is_compared_with_no_name(tables: Tables) -> None:
    with pytest.raises(NotPossible):
        await region_code(on(tables), "Kota Bandng")
    assert tables.compared == 1
    text = " ".join(f"kabupaten{n}" for n in range(MOST_SLIPS + 1))
    for lookup, code in ((region_code, Code.UNKNOWN_REGION), (agency_id, Code.UNKNOWN_AGENCY)):
        with pytest.raises(Refused) as refused:
            await lookup(on(tables), text)
        assert refused.value.refusal.code is code
    assert tables.compared == 1


async def test_of_very_many_names_that_nobody_bears_the_first_are_told(tables: Tables) -> None:
    lines = ["Kota Bandung", *(f"Kotta {n}" for n in range(3 * MOST_WRONG))]
    found = await misnamed(on(tables), {"adopters": lines, "waves": [{"adopters": lines}], "region": "Kotta"})
    assert [place for place, _ in found] == [f"adopters.{n}" for n in range(1, MOST_WRONG + 1)]
    both = await misnamed(on(tables), {"waves": [{"adopters": lines[:2]}], "region": "Kotta"})
    assert [place for place, _ in both] == ["waves.0.adopters.1", "region"]
