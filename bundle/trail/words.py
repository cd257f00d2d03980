"""What the page says in both languages: sentences, names, numbers and times."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from texts import LANGUAGES, day, moment, number, text, title
from texts.locales import GAP

Both = tuple[str, ...]
"""In Indonesian, in English."""

NOTHING: Both = (GAP,) * len(LANGUAGES)


def both(code: str, /, **facts: object) -> Both:
    """The message of that code."""
    return tuple(text(code, lang, **facts) for lang in LANGUAGES)


def called(kind: str, key: str | None) -> Both:
    """What a thing of that kind is called; a dash for none."""
    return tuple(title(kind, key, lang) for lang in LANGUAGES) if key else NOTHING


def figure(value: Decimal | str | int | None) -> Both:
    """A number with all its digits; a dash for none."""
    return NOTHING if value is None else tuple(number(Decimal(value), lang) for lang in LANGUAGES)


def when(at: datetime | None) -> Both:
    """An instant in Jakarta; a dash for none."""
    return NOTHING if at is None else tuple(moment(at, lang) for lang in LANGUAGES)


def on(date: str) -> Both:
    """A day from its ISO form; as it is recorded, if that is no day."""
    try:
        at = datetime.fromisoformat(date).date()
    except ValueError:
        return plain(date)
    return tuple(day(at, lang) for lang in LANGUAGES)


def plain(words: str) -> Both:
    """Words that are the same in every language, such as what a person wrote."""
    return (words,) * len(LANGUAGES)


def together(several: Iterable[Both], between: str) -> Both:
    """All of them, one after the other."""
    return tuple(map(between.join, zip(*several, strict=True))) or plain("")


def utc(at: datetime) -> str:
    """An instant to the microsecond: `2026-11-24 05:44:08.123456`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
