"""Periods: a number of months, weeks, days or working days; of seconds, where the edition is one for demonstrations."""

import re
from typing import Any

from console.forms.asked import Asked
from console.forms.fields import Field, Kind
from domain.periods import Period
from texts import text

SPANS, EXACT = ("months", "weeks", "days", "working_days"), "seconds"
WRITTEN = {"months": "P{}M", "weeks": "P{}W", "days": "P{}D", "working_days": "{}wd", "seconds": "PT{}S"}
"""A number of each as commands write it."""

LONGER = {"Y": 12, "H": 3600, "M": 60}
"""Years in months, hours and minutes in seconds."""


def span(
    asked: Asked, name: str, *, required: bool = True, given: Period | None = None, label: str = "", nth: int = 0
) -> list[Field]:
    """A period, with the one that was given before. `label` is its message, where that isn't its name."""
    number, unit = _taken_apart(given)
    said = {part: text(f"console.field.{label or name}.{part}", asked.lang, number=nth) for part in ("number", "unit")}
    exact = unit == EXACT or str(asked.edition.pilot.longest).startswith("PT")
    options = asked.titles("console.span", (*SPANS, EXACT) if exact else SPANS)
    return [
        Field(f"{name}.number", Kind.NUMBER, said["number"], required=required, value=number, counts=True),
        Field(
            f"{name}.unit",
            Kind.CHOICE,
            said["unit"],
            required=required,
            condition=text("console.if_span", asked.lang),
            options=options,
            value=unit,
        ),
    ]


def period(given: Any) -> str | None:
    """A period as commands write it; None where no number was typed."""
    if not isinstance(given, dict) or "number" not in given:
        return None
    written = WRITTEN.get(given.get("unit", "months"))
    return written.format(given["number"]) if written else None


def _taken_apart(given: Period | None) -> tuple[str, str]:
    """The number and the unit of a period."""
    if given is None:
        return "", "months"
    exact, parts = str(given).startswith("PT"), re.findall(r"(\d+)(wd|[YMWDHS])", str(given))
    units = {unit for _, unit in parts}
    if exact:
        return str(sum(int(number) * LONGER.get(unit, 1) for number, unit in parts)), "seconds"
    if units <= {"Y", "M"}:
        return str(sum(int(number) * (LONGER["Y"] if unit == "Y" else 1) for number, unit in parts)), "months"
    return parts[0][0], {"W": "weeks", "D": "days", "wd": "working_days"}[parts[0][1]]
