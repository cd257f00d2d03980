"""Periods: what an edition writes falls due where an official expects it."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.calendar import Calendar
from domain.model import Frozen
from domain.periods import JAKARTA, Period, PeriodOverflow

CALENDAR = Calendar.parse((Path(__file__).parents[2] / "reference" / "holidays.csv").read_text(encoding="utf-8"))
JAYAPURA = ZoneInfo("Asia/Jayapura")
WIB = timezone(timedelta(hours=7))

starts = st.datetimes(datetime(2015, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from([JAKARTA, ZoneInfo("Asia/Makassar"), JAYAPURA])
exact = st.integers(1, 10**9 - 1).flatmap(lambda n: st.sampled_from([f"PT{n}S", f"PT{n % 10**5 + 1}M"])).map(Period)
days = st.integers(1, 400).flatmap(lambda n: st.sampled_from([f"P{n}D", f"P{n % 60 + 1}W"])).map(Period)
months = st.integers(1, 120).flatmap(lambda n: st.sampled_from([f"P{n}M", f"P{n % 9 + 1}Y", f"P1Y{n}M"])).map(Period)
working_days = st.integers(1, 250).map(lambda n: Period(f"{n}wd"))
periods = st.one_of(exact, days, months, working_days)


def due(period: str, start: datetime, times: int = 1, zone: ZoneInfo = JAKARTA) -> datetime:
    return Period(period).due(start, calendar=CALENDAR, zone=zone, times=times)


def wib(year: int, month: int, day: int, hour: int = 23, minute: int = 59, second: int = 59) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=WIB)


@pytest.mark.parametrize(
    ("period", "at"),
    [
        ("PT5S", wib(2026, 1, 31, 9, 0, 5)),
        ("PT2H30M", wib(2026, 1, 31, 11, 30, 0)),
        ("PT90M", wib(2026, 1, 31, 10, 30, 0)),
        ("PT72H", wib(2026, 2, 3, 9, 0, 0)),
        ("P3D", wib(2026, 2, 3)),
        ("P2W", wib(2026, 2, 14)),
        ("P1M", wib(2026, 2, 28)),
        ("P12M", wib(2027, 1, 31)),
        ("P1Y", wib(2027, 1, 31)),
        ("P1Y1M", wib(2027, 2, 28)),
        ("14wd", wib(2026, 2, 23)),  # 16 and 17 February are off for Imlek
    ],
)
def test_a_period_falls_due_as_written(period: str, at: datetime) -> None:
    assert due(period, wib(2026, 1, 31, 9, 0, 0)) == at


def test_months_are_counted_from_the_start_without_drift() -> None:
    reached = [due("P1M", wib(2024, 1, 31, 9, 0, 0), times) for times in (1, 2, 3, 12, 13)]
    assert reached == [
        wib(2024, 2, 29),
        wib(2024, 3, 31),
        wib(2024, 4, 30),
        wib(2025, 1, 31),
        wib(2025, 2, 28),
    ]


def test_a_leap_day_is_followed_by_the_last_of_february() -> None:
    assert due("P1Y", wib(2024, 2, 29, 9, 0, 0)) == wib(2025, 2, 28)
    assert due("P1Y", wib(2024, 2, 29, 9, 0, 0), 4) == wib(2028, 2, 29)


def test_a_day_ends_in_the_zone_of_whoever_acts() -> None:
    start = datetime(2026, 5, 4, 16, 0, tzinfo=UTC)  # 23:00 in Jakarta, 01:00 on the next day in Jayapura
    assert due("P1D", start) == datetime(2026, 5, 5, 16, 59, 59, tzinfo=UTC)
    assert due("P1D", start, zone=JAYAPURA) == datetime(2026, 5, 6, 14, 59, 59, tzinfo=UTC)


def test_what_starts_in_the_last_second_of_a_day_has_the_whole_next_day() -> None:
    start = datetime(2026, 5, 4, 23, 59, 59, 999_999, tzinfo=WIB)
    assert due("P1D", start) == due("1wd", start) == wib(2026, 5, 5)


@given(periods, starts, zones, st.integers(1, 30))
def test_due_lies_after_the_start_and_is_in_utc(period: Period, start: datetime, zone: ZoneInfo, times: int) -> None:
    reached = period.due(start, calendar=CALENDAR, zone=zone, times=times)
    assert reached > start
    assert reached.tzinfo is UTC


@given(periods, starts, starts, zones, st.integers(1, 10))
def test_who_starts_later_is_never_due_earlier(
    period: Period, one: datetime, other: datetime, zone: ZoneInfo, times: int
) -> None:
    earlier, later = sorted((one, other))
    assert period.due(earlier, calendar=CALENDAR, zone=zone, times=times) <= period.due(
        later, calendar=CALENDAR, zone=zone, times=times
    )


@given(periods, starts, zones, st.integers(1, 20))
def test_one_time_more_is_due_later(period: Period, start: datetime, zone: ZoneInfo, times: int) -> None:
    assert period.due(start, calendar=CALENDAR, zone=zone, times=times) < period.due(
        start, calendar=CALENDAR, zone=zone, times=times + 1
    )


@given(exact, starts, st.integers(1, 30))
def test_exact_periods_add_up(period: Period, start: datetime, times: int) -> None:
    once = period.due(start, calendar=CALENDAR) - start
    assert period.due(start, calendar=CALENDAR, times=times) - start == times * once


@given(st.one_of(days, months, working_days), starts, zones)
def test_calendar_and_working_days_end_with_the_local_day(period: Period, start: datetime, zone: ZoneInfo) -> None:
    assert period.due(start, calendar=CALENDAR, zone=zone).astimezone(zone).time() == time(23, 59, 59)


@given(working_days, starts, zones)
def test_working_days_end_on_a_working_day(period: Period, start: datetime, zone: ZoneInfo) -> None:
    assert CALENDAR.is_working_day(period.due(start, calendar=CALENDAR, zone=zone).astimezone(zone).date())


@given(periods, st.dates(date(2022, 11, 1), date(2027, 12, 31)), zones, st.integers(0, 5))
def test_the_bounds_hold_for_whatever_starts_at_the_end_of_a_day(
    period: Period, day: date, zone: ZoneInfo, times: int
) -> None:
    start = datetime.combine(day, time(23, 59, 59), zone)
    if times:
        start = period.due(start, calendar=CALENDAR, zone=zone, times=times)
    if period.root.endswith("wd"):
        assume(start.year in CALENDAR.years)
        taken = period.due(start, calendar=CALENDAR, zone=zone) - start
    else:
        origin = datetime.combine(day, time(23, 59, 59), zone)
        taken = period.due(origin, calendar=CALENDAR, zone=zone, times=times + 1) - start
    assert period.at_least() <= taken <= period.at_most()


def test_no_working_days_of_a_listed_year_take_longer_than_their_bound() -> None:
    first = date(2022, 12, 1)
    for start in (first + timedelta(days=n) for n in range(365 * 5)):
        for amount in (1, 3, 5, 10, 14, 30, 60):
            taken = CALENDAR.add_working_days(start, amount) - start
            assert taken <= Period(f"{amount}wd").at_most(), (start, amount)


@pytest.mark.parametrize(
    ("period", "at_least", "at_most"),
    [
        ("P1M", 28, 31),
        ("P3M", 89, 92),
        ("P12M", 365, 366),
        ("P1Y", 365, 366),
        ("P4Y", 1460, 1461),
        ("P30D", 30, 30),
        ("P2W", 14, 14),
        ("1wd", 1, 18),
        ("6wd", 8, 26),
        ("14wd", 18, 39),
    ],
)
def test_bounds_are_whole_days(period: str, at_least: int, at_most: int) -> None:
    assert (Period(period).at_least().days, Period(period).at_most().days) == (at_least, at_most)


def test_exact_periods_are_their_own_bounds() -> None:
    assert Period("PT5S").at_least() == Period("PT5S").at_most() == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("7wd", "14wd"),
        ("P11M", "P12M"),
        ("PT5S", "PT6S"),
        ("PT23H", "P1D"),
        ("P1D", "PT49H"),
        ("14wd", "P2M"),
    ],
)
def test_a_shorter_period_is_distinguished_from_a_longer_one(shorter: str, longer: str) -> None:
    assert Period(shorter).shorter_than(Period(longer))
    assert not Period(longer).shorter_than(Period(shorter))
    assert not Period(shorter).shorter_than(Period(shorter))


@pytest.mark.parametrize(("one", "other"), [("P1D", "PT30H"), ("P1M", "P30D"), ("14wd", "P20D"), ("P1Y", "P12M")])
def test_neither_is_shorter_where_it_depends_on_the_start(one: str, other: str) -> None:
    assert not Period(one).shorter_than(Period(other))
    assert not Period(other).shorter_than(Period(one))


@given(periods, periods, st.datetimes(datetime(2023, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)), zones)
def test_a_shorter_period_is_over_first(one: Period, other: Period, start: datetime, zone: ZoneInfo) -> None:
    if one.shorter_than(other):
        first, second = (p.due(start, calendar=CALENDAR, zone=zone) for p in (one, other))
        assert first < second


@pytest.mark.parametrize(
    "text",
    [
        "", "P", "PT", "P0D", "PT0S", "0wd", "P00M", "-P1D", "P-1D", "P1.5D", "PT1,5S", "P1DT1H", "P1M2D",
        "P1Y1W", "P1W1D", "PT1M1H", "1 wd", "14WD", "14", "wd", "p1d", " P1D", "P1D\n", "P012M", "P١D",
        "P10000D", "10000wd", "1wd2wd", "P1S", "PT1D",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_forms_that_exist(text: str) -> None:
    with pytest.raises(ValidationError, match="no_period"):
        Period(text)


@given(periods)
def test_a_period_is_kept_as_it_was_written(period: Period) -> None:
    class Deadlines(Frozen):
        screening: Period

    written = {"screening": period.root}
    deadlines = Deadlines.model_validate(written)
    assert deadlines.screening == period
    assert str(period) == period.root
    assert deadlines.model_dump() == deadlines.model_dump(mode="json") == written
    assert Deadlines.model_validate_json(deadlines.model_dump_json()) == deadlines
    assert hash(deadlines.screening) == hash(period)


@pytest.mark.parametrize("value", [5, 5.0, None, True, timedelta(days=1), ["P1D"]])
def test_only_text_is_a_period(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Period).validate_python(value)


@pytest.mark.parametrize("period", ["PT999999999H", "P999Y", "P9999M", "P9999W", "9999wd"])
def test_the_end_of_time_is_a_clear_error(period: str) -> None:
    with pytest.raises(PeriodOverflow, match=rf"period_overflow times=10000 period='{period}' start='2026-01-01"):
        due(period, datetime(2026, 1, 1, tzinfo=UTC), times=10_000)
    with pytest.raises(PeriodOverflow):
        due(period, datetime(2999, 12, 31, 20, tzinfo=UTC))


def test_a_start_without_a_zone_and_no_times_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        due("P1D", datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="at least once"):
        due("P1D", datetime(2026, 1, 1, tzinfo=UTC), times=0)
