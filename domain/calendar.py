"""Working days: Indonesia's national holidays and the collective leave of its civil service."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal, Self

from domain.model import Frozen, Title
from domain.tables import PlainDate, mistake, read_table, refuse_any

SATURDAY = 5


class Holiday(Frozen):
    """A day off by decree: a national holiday, or collective leave, which the civil service has off too."""

    date: PlainDate
    name: Title
    kind: Literal["libur_nasional", "cuti_bersama"]


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. Decrees come year by year: a year without any holiday listed isn't covered."""

    holidays: tuple[Holiday, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the CSV text of a holidays table. Raises `TableError`, which names the lines."""
        listed: dict[tuple[date, str], int] = {}
        lines, mistakes = read_table(text, Holiday), []
        for line, holiday in lines:
            first = listed.setdefault((holiday.date, holiday.name), line)
            if first != line:
                told = mistake(line, "date", "holiday_twice", date=holiday.date, name=holiday.name, other=first)
                mistakes.append(told)
        refuse_any(mistakes)
        return cls(tuple(holiday for _, holiday in lines))

    @cached_property
    def years(self) -> Set[int]:
        """The years whose holidays are known; in all others only weekends are off."""
        return frozenset(holiday.date.year for holiday in self.holidays)

    @cached_property
    def _days_off(self) -> Set[date]:
        return frozenset(holiday.date for holiday in self.holidays)

    def is_working_day(self, day: date) -> bool:
        """Whether that day is from Monday to Friday and no holiday."""
        if isinstance(day, datetime):
            raise TypeError("a moment falls on different days in different zones: pass the local date")
        return day.weekday() < SATURDAY and day not in self._days_off

    def working_days(self, start: date, end: date) -> int:
        """How many working days there are after `start`, up to `end` and with it; none, if that isn't later."""
        return sum(self.is_working_day(start + timedelta(days=nth)) for nth in range(1, (end - start).days + 1))

    def add_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`, which itself never counts; `days` is at least 1.

        Raises `OverflowError` past the year 9999.
        """
        if days < 1:
            raise ValueError("the number of working days must be at least 1")
        day = start
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_working_day(day)
        return day
