"""Instants as people type them."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from domain.model import LAST_YEAR
from domain.periods import END_OF_DAY, JAKARTA
from texts.locales import month
from wiring.errors import BadRequest

ZONES = {"WIB": JAKARTA, "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}
_ZONED = re.compile(r"(.*\d)\s*(WIB|WITA|WIT)", re.IGNORECASE)
_IN_WORDS = re.compile(r"(\d{1,2}) ([^\W\d]+) (\d{4})(?: (\d{1,2})[.:](\d\d)(?:[.:](\d\d))?)?")


def instant(given: str) -> datetime:
    """An ISO time, or one as it is shown here, in either language; where no zone follows it is WIB, and a day alone is
    its beginning.

    Raises:
        BadRequest: it is no time.
    """
    return _instant(given, time())


def end_of(given: str) -> datetime:
    """The same of what ends, of which a day alone is its end. Raises BadRequest as `instant`."""
    return _instant(given, END_OF_DAY)


def looked_back_from(given: str) -> datetime:
    """An instant to look back from: a day alone is its end, and today alone is now, as on pages. Raises BadRequest."""
    return min(end_of(given), max(instant(given), datetime.now(UTC)))


def day(given: str) -> date:
    """The same of a day, in Jakarta. Raises BadRequest as `instant`."""
    return instant(given).astimezone(JAKARTA).date()


def _instant(given: str, of_day: time) -> datetime:
    zoned = _ZONED.fullmatch(given.strip())
    text, zone = (zoned[1], ZONES[zoned[2].upper()]) if zoned else (given.strip(), JAKARTA)
    try:
        moment = _in_words(text, of_day) or _in_iso(text, of_day)
        at = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        if at.year > LAST_YEAR:
            raise ValueError("beyond the last year")
        return at
    except (ValueError, OverflowError):
        raise BadRequest("bad_instant", given=given) from None


def _in_words(text: str, of_day: time) -> datetime | None:
    """A time such as `24 November 2026 12.44`, or that of a day alone. Raises ValueError where there is none such."""
    written = _IN_WORDS.fullmatch(text)
    if written is None or (number := month(written[2])) is None:
        return None
    day, _, year, hour, minute, second = written.groups("0")
    if written[4] is None:
        return datetime.combine(date(int(year), number, int(day)), of_day)
    return datetime(int(year), number, int(day), int(hour), int(minute), int(second))


def _in_iso(text: str, of_day: time) -> datetime:
    """A time as programs write it, or that of a day alone. Raises ValueError where it is none."""
    try:
        return datetime.combine(date.fromisoformat(text), of_day)
    except ValueError:
        return datetime.fromisoformat(text)


def version_or_moment(given: str) -> int | datetime:
    """A whole number is a version, anything else a moment of the past. Raises BadRequest."""
    return int(given) if given.isascii() and given.isdecimal() else looked_back_from(given)
