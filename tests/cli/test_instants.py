"""An instant may be typed as it is shown, in either language."""

from datetime import UTC, datetime

import pytest

from cli.input.instants import ZONES, end_of, instant, version_or_moment
from texts import LANGUAGES
from texts.locales import moment
from wiring.errors import BadRequest


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", range(1, 13))
def test_an_instant_that_was_shown_can_be_typed(month: int, zone: str) -> None:
    at = datetime(2026, month, 24, 5, 44, 7, tzinfo=UTC)
    for lang in LANGUAGES:
        for short in (True, False):
            assert instant(moment(at, lang, ZONES[zone], short=short)) == at
            assert instant(moment(at.replace(second=0), lang, ZONES[zone], short=short)) == at.replace(second=0)


@pytest.mark.parametrize(
    "given",
    ["2026-11-24T12:44:07+07:00", "2026-11-24 12:44:07 WIB", "2026-11-24 13:44:07 wita", "2026-11-24 12:44:07"],
)
def test_an_instant_may_be_written_as_programs_write_it_and_is_wib_without_a_zone(given: str) -> None:
    assert instant(given) == datetime(2026, 11, 24, 5, 44, 7, tzinfo=UTC)


@pytest.mark.parametrize("given", ["2026-12-31", "31 Desember 2026", "31 December 2026", "31 Des 2026 WIB"])
def test_a_day_begins_and_ends_in_jakarta(given: str) -> None:
    assert instant(given) == datetime(2026, 12, 30, 17, tzinfo=UTC)
    assert end_of(given) == datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)


def test_a_day_is_looked_back_from_at_its_end() -> None:
    assert version_or_moment("31 Desember 2025") == end_of("2025-12-31")
    assert version_or_moment("31 Desember 2025 08.00") == instant("31 Desember 2025 08.00")
    assert version_or_moment("2999-12-31") == instant("2999-12-31"), "what is still to come is said to be"
    assert version_or_moment("31") == 31


def test_an_end_that_has_a_time_is_at_that_time() -> None:
    for given in ("2026-12-31T08:00:00+07:00", "31 Desember 2026 08.00", "2026-12-31 08:00 WIB"):
        assert end_of(given) == instant(given) == datetime(2026, 12, 31, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "31 Smarch 2026",
        "31 November 2026",
        "kemarin",
        "3000-01-02",
        "9999-12-31T23:59:59-05:00",
        "30 February 2026 12:44",
        "24 Smarch 2026 12:44 WIB",
        "24 May 12:44",
    ],
)
def test_what_is_no_instant_is_refused(given: str) -> None:
    with pytest.raises(BadRequest, match="bad_instant"):
        instant(given)
