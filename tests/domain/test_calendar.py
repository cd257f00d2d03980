"""The calendar: holidays are the decreed ones, and working days skip them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lokal import holidays as decreed

from domain.calendar import Calendar
from domain.tables import TableError

CALENDAR = Calendar.parse((Path(__file__).parents[2] / "reference" / "holidays.csv").read_text(encoding="utf-8"))
HEADER = "date,name,kind\n"


@pytest.mark.parametrize("year", decreed.HOLIDAY_YEARS)
def test_the_table_has_exactly_the_holidays_of_the_decree(year: int) -> None:
    listed = [(h.date.isoformat(), h.name, h.kind) for h in CALENDAR.holidays if h.date.year == year]
    assert listed == [(h.date, h.name, h.type) for h in decreed.get_holidays(year).holidays]


@pytest.mark.parametrize(
    ("year", "national", "collective_leave"),
    [
        (2023, 16, 11),
        (2024, 17 + 2, 10),  # and two election days, by presidential decisions of their own
        (2025, 17, 11),
        (2026, 17, 8),
        (2027, 18, 8),
    ],
)
def test_each_year_has_as_many_days_off_as_its_decrees_count(year: int, national: int, collective_leave: int) -> None:
    kinds = Counter(holiday.kind for holiday in CALENDAR.holidays if holiday.date.year == year)
    assert (kinds["libur_nasional"], kinds["cuti_bersama"]) == (national, collective_leave)


def test_the_covered_years_are_known() -> None:
    assert {2023, 2024, 2025, 2026, 2027} == CALENDAR.years


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 8, 14), True),
        (date(2026, 8, 15), False),  # a Saturday
        (date(2026, 8, 16), False),  # a Sunday
        (date(2026, 8, 17), False),  # independence, a Monday
        (date(2026, 12, 24), False),  # collective leave
        (date(2035, 8, 17), True),  # not decreed yet: only weekends count
        (date(2035, 8, 18), False),
    ],
)
def test_weekends_holidays_and_collective_leave_are_off(day: date, worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is worked


@pytest.mark.parametrize(
    ("start", "days", "reached"),
    [
        (date(2026, 3, 17), 1, date(2026, 3, 25)),  # over Nyepi and Lebaran
        (date(2025, 3, 27), 1, date(2025, 4, 8)),
        (date(2026, 8, 14), 1, date(2026, 8, 18)),
        (date(2026, 8, 15), 1, date(2026, 8, 18)),
        (date(2026, 12, 23), 3, date(2026, 12, 30)),
    ],
)
def test_working_days_are_counted_after_the_start(start: date, days: int, reached: date) -> None:
    assert CALENDAR.add_working_days(start, days) == reached


@given(st.dates(date(2022, 1, 1), date(2030, 1, 1)), st.integers(1, 200))
def test_the_day_reached_is_worked_and_so_many_days_lie_between(start: date, days: int) -> None:
    reached = CALENDAR.add_working_days(start, days)
    between = (start + timedelta(days=n) for n in range(1, (reached - start).days + 1))
    assert CALENDAR.is_working_day(reached)
    assert sum(map(CALENDAR.is_working_day, between)) == days


@given(st.dates(date(2026, 1, 1), date(2027, 6, 30)), st.integers(1, 100))
def test_working_days_agree_with_another_count_of_them(start: date, days: int) -> None:
    assert CALENDAR.add_working_days(start, days) == decreed.add_working_days(start, days)


def test_a_moment_is_no_day() -> None:
    with pytest.raises(TypeError, match="local date"):
        CALENDAR.is_working_day(datetime(2026, 8, 17, tzinfo=UTC))


@pytest.mark.parametrize("days", [0, -1])
def test_no_working_days_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.add_working_days(date(2026, 1, 1), days)


def test_two_holidays_may_share_a_day() -> None:
    text = f"{HEADER}2030-05-30,Kenaikan Yesus Kristus,libur_nasional\n2030-05-30,Lain,libur_nasional\n"
    assert not Calendar.parse(text).is_working_day(date(2030, 5, 30))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "2026-01-01,Tahun Baru,libur_nasional",
            "holiday_twice",
        ),
        ("2026-02-30,Contoh,libur_nasional", "date"),
        ("20260301,Contoh,libur_nasional", "no_date"),
        ("2026-03-01,Contoh,libur", "kind"),
        ("2026-03-01,,libur_nasional", "name"),
        ("2026-03-01,Contoh", "cells"),
    ],
)
def test_a_mistake_is_named_with_its_line(row: str, problem: str) -> None:
    with pytest.raises(TableError, match="line=3") as refused:
        Calendar.parse(f"{HEADER}2026-01-01,Tahun Baru,libur_nasional\n{row}\n")
    assert problem in str(refused.value)
