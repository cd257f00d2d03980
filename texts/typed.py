"""Numbers as people here type them, with a comma before decimals and dots between thousands, or as programs do."""

import re
from typing import NamedTuple

_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)")
_THOUSANDS = re.compile(r"([+-]?[1-9][0-9]{0,2})\.([0-9]{3})")


class Meant(NamedTuple):
    """The two numbers that a text such as `1.250` may mean, each written so that it can't mean the other."""

    whole: str
    decimal: str


def meant(text: str) -> Meant | None:
    """What a text may mean whose dot stands before three digits; None where it means one number, or none."""
    parts = _THOUSANDS.fullmatch(text)
    if parts is None:
        return None
    before, after = parts.groups()
    return Meant(before + after, f"{before},{after}".rstrip("0").rstrip(","))


def with_point(text: str) -> str:
    """A number with a point where it was typed with a decimal comma; any other text as it is."""
    return _COMMA.sub(r"\1.\2", text) if _COMMA.fullmatch(text) else text
