"""A moment as it is asked for: a version, or a day with a time or without one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from domain.periods import END_OF_DAY
from service.time_travel import Moment
from texts import Lang, text

MOST_DIGITS = 9
FIRST_YEAR, LAST_YEAR = 2000, 2200
"""Of days that are asked for: all that this record may hold."""


@dataclass(frozen=True, slots=True)
class Point:
    """What was typed for one of two points, and the instant or version that it means."""

    place: str
    """What follows the names of its fields: nothing, or `2`."""
    day: str = ""
    hour: str = ""
    version: str = ""
    instant: datetime | None = None
    number: int | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    """By field, what is wrong with it."""

    @property
    def given(self) -> bool:
        """Whether it means anything."""
        return self.instant is not None or self.number is not None

    def moment(self, *, known: bool) -> Moment:
        """By what had happened, or by what was recorded; a version is known as it was recorded."""
        if self.number is not None:
            return Moment(version=self.number)
        return Moment(known_by=self.instant) if known else Moment(occurred_by=self.instant)


def day_in(given: str) -> date:
    """The day that was typed. Raises ValueError: it is none, or out of all years of this record."""
    found = date.fromisoformat(given)
    if found.isoformat() != given:  # 20261130 and 2026-W49-1 are days, too, but no field shows them
        raise ValueError(given)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(given)
    return found


def bad_day(given: str, lang: Lang) -> str:
    """What is told of one that isn't."""
    return text("history.bad_day", lang, given=given, first=FIRST_YEAR, last=LAST_YEAR)


def days_in(typed: dict[str, str], wrong: dict[str, str], lang: Lang) -> tuple[date | None, date | None]:
    """The days in the fields `dari` and `sampai`; None where one is empty, or `wrong`, where that is then told."""
    days = list[date | None]()
    for name in ("dari", "sampai"):
        try:
            days.append(day_in(typed[name]) if typed[name] else None)
        except ValueError:
            days.append(None)
            wrong[name] = bad_day(typed[name], lang)
            typed[name] = ""  # no browser can show it in a field for days
    since, until = days
    if since and until and until < since:
        wrong["sampai"], until = text("history.ends_before", lang), None
    return since, until


def point(query: Mapping[str, str], place: str, zone: ZoneInfo, lang: Lang) -> Point:
    """As the query says; a day alone is its end, and today alone is now."""
    day, hour, version = (query.get(f"{name}{place}", "").strip() for name in ("tanggal", "jam", "versi"))
    if version:
        if not (version.isascii() and version.isdecimal() and len(version) <= MOST_DIGITS):
            return Point(place, day, hour, version, wrong={"versi": text("as_of.bad_version", lang, given=version)})
        return Point(place, day, hour, version, number=int(version))
    if not day:
        return Point(place, hour=hour, wrong={"tanggal": text("as_of.day_needed", lang)} if hour else {})
    try:
        on = day_in(day)
    except ValueError:
        return Point(place, hour=hour, wrong={"tanggal": bad_day(day, lang)})
    try:
        at = time.fromisoformat(hour.replace(".", ":")) if hour else END_OF_DAY
    except ValueError:
        return Point(place, day, hour, wrong={"jam": text("as_of.bad_time", lang, given=hour)})
    now = datetime.now(UTC)
    instant = datetime.combine(on, at.replace(tzinfo=None), zone).astimezone(UTC)
    return Point(place, day, hour, instant=now if not hour and on == now.astimezone(zone).date() else instant)
