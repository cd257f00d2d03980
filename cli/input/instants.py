"""Instants as people type them."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.periods import JAKARTA
from wiring.errors import BadRequest

ZONES = {"WIB": JAKARTA, "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}
_NAMED = re.compile(r"(.*\d)\s*(WIB|WITA|WIT)", re.IGNORECASE)


def instant(given: str) -> datetime:
    """An ISO time, or one followed by WIB, WITA or WIT as it is shown here; without a zone it is WIB.

    Raises:
        BadRequest: it is no time.
    """
    named = _NAMED.fullmatch(given.strip())
    text, zone = (named[1], ZONES[named[2].upper()]) if named else (given.strip(), JAKARTA)
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRequest("bad_instant", given=given) from None


def if_given(text: str | None) -> datetime | None:
    """None only where nothing was given: an empty text is no time. Raises BadRequest as `instant`."""
    return None if text is None else instant(text)


def version_or_instant(given: str) -> int | datetime:
    """A whole number is a version, anything else an instant. Raises BadRequest."""
    return int(given) if given.isascii() and given.isdecimal() else instant(given)
