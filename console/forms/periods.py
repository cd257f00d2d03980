"""Periods: a number of months, weeks, days or (in trials) seconds."""

from typing import Any

from console.forms.asked import Asked
from console.forms.fields import Field, Kind

SPANS = ("months", "weeks", "days", "seconds")


def span(asked: Asked, name: str, *, required: bool = True) -> list[Field]:
    """A period, as a number of months, weeks, days or (in trials) seconds."""
    return [
        asked.field(f"{name}.number", Kind.NUMBER, required=required),
        asked.field(f"{name}.unit", Kind.CHOICE, options=asked.titles("console.span", SPANS), value="months"),
    ]


def period(given: Any) -> str | None:
    """A period as commands write it; None where no number was typed."""
    if not isinstance(given, dict) or "number" not in given:
        return None
    number, unit = given["number"], given.get("unit", "months")
    written = {"months": f"P{number}M", "weeks": f"P{number}W", "days": f"P{number}D", "seconds": f"PT{number}S"}
    return written.get(unit)
