"""Numbers, dates, lists and durations as each language writes them. Babel is imported when one is first shown."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from texts.catalogues import catalogue
from texts.languages import Lang

GAP = "–"
JAKARTA = ZoneInfo("Asia/Jakarta")
LOCALES = {"id": "id", "en": "en_GB"}
CLOCK = {"id": ("HH.mm", "HH.mm.ss"), "en": ("HH:mm", "HH:mm:ss")}
UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "wd": "working_day"}
CLOCK_UNITS = {"H": "hour", "M": "minute", "S": "second"}
_PERIOD = re.compile(r"([0-9]+)(wd|[YMWDHS])")


def moment(at: datetime, lang: Lang, zone: ZoneInfo = JAKARTA, *, short: bool = False) -> str:
    """An instant with its zone's name, WIB, WITA or WIT: `24 November 2026 12.44 WIB`; `short` cuts the month.

    Seconds are shown where there are any, except in the last minute of a day, with which most deadlines end.
    """
    local = at.astimezone(zone)
    to_the_minute = local.second == 0 or (local.hour, local.minute, local.second) == (23, 59, 59)
    pattern = f"d {'MMM' if short else 'MMMM'} y {CLOCK[lang][not to_the_minute]}"
    return f"{_formatted(local, pattern, lang)} {local.tzname()}"


def when(at: datetime | str | None, lang: Lang, zone: ZoneInfo = JAKARTA) -> str:
    """An instant as tables show it. ISO text is read first."""
    if at is None:
        return GAP
    return moment(datetime.fromisoformat(at) if isinstance(at, str) else at, lang, zone, short=True)


def day(on: date, lang: Lang) -> str:
    """A day: `24 November 2026`. Raises TypeError: of an instant, whose day depends on the zone."""
    if isinstance(on, datetime):
        raise TypeError("an instant is no day")
    return _formatted(datetime(on.year, on.month, on.day), "d MMMM y", lang)


def _formatted(local: datetime, pattern: str, lang: Lang) -> str:
    from babel.dates import format_datetime

    return format_datetime(local.replace(tzinfo=None), pattern, locale=LOCALES[lang])


def month(name: str) -> int | None:
    """The number of a month from its name or abbreviation in any of our languages; None for anything else."""
    from babel.dates import get_month_names

    of = (get_month_names(width, locale=locale) for locale in LOCALES.values() for width in ("wide", "abbreviated"))
    return next((n for names in of for n, each in names.items() if each.lower() == name.lower()), None)


def number(value: int | Decimal, lang: Lang) -> str:
    """A number with all its digits: `1.234,5` in Indonesian, `1,234.5` in English."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=LOCALES[lang], decimal_quantization=False)


def listed(items: Sequence[str], lang: Lang, *, either: bool = False) -> str:
    """`a, b, dan c`, or with `either` `a, b, atau c`."""
    from babel.lists import format_list

    return format_list(items, style="or" if either else "standard", locale=LOCALES[lang])


def counted(things: str, amount: int | Decimal, lang: Lang) -> str:
    """So many things, by the message `count.…`: `3 bulan`, `0,3 detik`."""
    several = int(amount) if amount == int(amount) else 2  # a fraction takes the plural
    return catalogue(lang).ngettext(f"count.{things}", f"count.{things}", several).replace("{n}", number(amount, lang))


def period(written: str, lang: Lang) -> str:
    """A period as editions write it, in words: `P3M` is `3 bulan`, `14wd` is `14 hari kerja`."""
    units = CLOCK_UNITS if written.startswith("PT") else UNITS
    return " ".join(counted(units[unit], int(amount), lang) for amount, unit in _PERIOD.findall(written)) or written


def duration(length: timedelta, lang: Lang) -> str:
    """How long something takes, in days, hours, minutes and seconds: `2 hari 3 jam`; below a second in tenths."""
    if length < timedelta(seconds=1):
        return counted("second", round(Decimal(length.total_seconds()), 1), lang)
    rest, amounts = round(length.total_seconds()), {}
    for unit, seconds in {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}.items():
        amounts[unit], rest = divmod(rest, seconds)
    return " ".join(counted(unit, n, lang) for unit, n in amounts.items() if n)
