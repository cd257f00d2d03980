"""Periods as editions write them, and the instant at which one that has begun is over.

| written | means | is over |
|---|---|---|
| `PT5S`, `PT2H30M` | exact time | after exactly that time |
| `P12M`, `P1Y`, `P1Y6M` | calendar months | at the end of the same day of a later month, or of its last day |
| `P3D`, `P2W` | calendar days | at the end of the day |
| `14wd` | working days | at the end of the day |

The end of a day is 23:59:59 in the zone of whoever has to act. Amounts are whole numbers above zero.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, RootModel

from domain.calendar import Calendar
from domain.model import LAST_YEAR, wrong
from proof.errors import JejakError

JAKARTA = ZoneInfo("Asia/Jakarta")
END_OF_DAY = time(23, 59, 59)

_FORMS = re.compile(
    r"PT(?=[0-9])(?:(?P<hours>[1-9][0-9]{0,8})H)?(?:(?P<minutes>[1-9][0-9]{0,8})M)?"
    r"(?:(?P<seconds>[1-9][0-9]{0,8})S)?"
    r"|P(?=[0-9])(?:(?P<years>[1-9][0-9]{0,2})Y)?(?:(?P<months>[1-9][0-9]{0,3})M)?"
    r"|P(?P<weeks>[1-9][0-9]{0,3})W"
    r"|P(?P<days>[1-9][0-9]{0,3})D"
    r"|(?P<working_days>[1-9][0-9]{0,3})wd"
)


class PeriodOverflow(JejakError):
    """So many times a period from that instant lead beyond the last year that an instant may lie in."""

    code = "period_overflow"


class _Amounts(NamedTuple):
    """Exactly one of these is above zero."""

    exact: timedelta
    months: int
    days: int
    working_days: int


def _amounts(text: str) -> _Amounts:
    form = _FORMS.fullmatch(text)
    if form is None:
        raise wrong("no_period")
    number = {unit: int(amount or 0) for unit, amount in form.groupdict().items()}
    return _Amounts(
        exact=timedelta(hours=number["hours"], minutes=number["minutes"], seconds=number["seconds"]),
        months=12 * number["years"] + number["months"],
        days=7 * number["weeks"] + number["days"],
        working_days=number["working_days"],
    )


def _readable(text: str) -> str:
    _amounts(text)
    return text


class Period(RootModel[Annotated[str, AfterValidator(_readable)]]):
    """A period, kept as it was written: `Period("P12M")`.

    In JSON and TOML it is that text, so what is hashed is what was written; `P12M` and `P1Y` aren't equal.
    Raises pydantic's `ValidationError` for anything else.
    """

    model_config = ConfigDict(frozen=True)

    def __str__(self) -> str:
        return self.root

    def due(self, start: datetime, *, calendar: Calendar, zone: ZoneInfo = JAKARTA, times: int = 1) -> datetime:
        """The instant, in UTC, at which this period, counted `times` times from `start`, is over.

        It is counted in one step, so that the twelfth month doesn't drift because February was short, and
        always lies after `start`. `calendar` says which days are worked, `zone` where days end. Raises
        `PeriodOverflow`, and `ValueError` for a `start` without a zone or `times` below 1.
        """
        if start.utcoffset() is None:
            raise ValueError("the start of a period needs a zone")
        if times < 1:
            raise ValueError("a period is counted at least once")
        try:
            at = self._due(start, times, calendar, zone)
        except OverflowError:
            at = None
        if at is None or at.year > LAST_YEAR:
            raise PeriodOverflow(times=times, period=self.root, start=start.isoformat(), last=LAST_YEAR)
        return at

    def _due(self, start: datetime, times: int, calendar: Calendar, zone: ZoneInfo) -> datetime:
        amounts = _amounts(self.root)
        if amounts.exact:
            return start.astimezone(UTC) + times * amounts.exact
        day = start.astimezone(zone).date()
        if amounts.working_days:
            day = calendar.add_working_days(day, times * amounts.working_days)
        else:
            day = _add_months(day, times * amounts.months) + timedelta(days=times * amounts.days)
        return datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)

    def at_least(self) -> timedelta:
        """The shortest that this period can be; see `at_most`."""
        amounts = _amounts(self.root)
        if amounts.working_days:
            return timedelta(days=amounts.working_days + 2 * ((amounts.working_days - 1) // 5))
        return amounts.exact + timedelta(days=_month_span(amounts.months)[0] + amounts.days)

    def at_most(self) -> timedelta:
        """The longest that this period can be: for asking whether one period fits into another.

        Calendar and working days are counted from the day of the start to the day reached, so the bounds are
        exact for what starts at the end of a day, as everything does that follows such a period. Working
        days assume no more holidays from Monday to Friday than one for every five working days and ten more,
        which Lebaran needs; every year listed in reference/holidays.csv stays below.
        """
        amounts = _amounts(self.root)
        if amounts.working_days:
            holidays = 10 + (amounts.working_days + 4) // 5
            weekdays = amounts.working_days + holidays
            weekends = (weekdays + 4) // 5
            return timedelta(days=weekdays + 2 * weekends)
        return amounts.exact + timedelta(days=_month_span(amounts.months)[1] + amounts.days)

    def shorter_than(self, other: "Period") -> bool:
        """Whether this period is always over before another one that begins at the same instant."""
        mine, others = _amounts(self.root), _amounts(other.root)
        if mine.working_days and others.working_days:
            return mine.working_days < others.working_days
        # What ends with a day also takes the rest of the day on which it began; exact time doesn't.
        rest_of_day = timedelta(days=1) if others.exact and not mine.exact else timedelta(0)
        return self.at_most() + rest_of_day < other.at_least()


def _add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month if it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        raise OverflowError(f"the year {year} is out of range")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=64)
def _month_span(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months take; the Gregorian calendar repeats in 400 years.

    First days of months suffice: a start that is cut to a shorter month's last day takes as many days as a
    start on the first of the month after.
    """
    firsts = (date(year, month, 1) for year in range(2000, 2400) for month in range(1, 13))
    spans = [(_add_months(first, months) - first).days for first in firsts]
    return min(spans), max(spans)
