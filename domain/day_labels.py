"""Labels by which a list is narrowed to a period of days: of the year, the month and the day.

So a period, however long, is asked for by a few labels.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.rows import label

FIRST = date(2000, 1, 1)
"""Nothing that is listed began earlier."""


def of_day(name: str, day: date) -> frozenset[str]:
    """The labels of what belongs to a day."""
    return frozenset(label(name, part) for part in (f"{day:%Y}", f"{day:%Y-%m}", f"{day}"))


def of_period(name: str, since: date, until: date) -> Iterator[str]:
    """Labels of which each day from one to another, both included, has one."""
    day = max(since, FIRST)
    while day <= until:
        year, month = date(day.year + 1, 1, 1), date(day.year + day.month // 12, day.month % 12 + 1, 1)
        if day == date(day.year, 1, 1) and year <= until + timedelta(days=1):
            part, day = f"{day:%Y}", year
        elif day.day == 1 and month <= until + timedelta(days=1):
            part, day = f"{day:%Y-%m}", month
        else:
            part, day = f"{day}", day + timedelta(days=1)
        yield label(name, part)
