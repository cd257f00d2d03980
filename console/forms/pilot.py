"""Forms of the pilot: its plan, its end, and what was measured."""

from typing import Any

from console.forms.asked import Asked
from console.forms.fields import Field, Kind, payload_of
from console.forms.periods import period, span
from texts import text

ROOM = 4
"""For how many indicators a form has room at least; one that is filled in always has room for one more."""


def _region(asked: Asked) -> Field:
    """The pilot region that it is about."""
    if asked.region is not None:
        return Field("region", Kind.HIDDEN, "", value=asked.region)
    pilots = ((each.place.code, asked.names.place(each.place)) for each in asked.state.pilots.values())
    return asked.field("region", Kind.CHOICE, options=tuple(pilots))


def extend(asked: Asked) -> list[Field]:
    """A pilot, and by how long it goes on."""
    return [_region(asked), *span(asked, "by")]


def extended(filled: list[Field]) -> dict[str, Any]:
    """The payload of an extension."""
    made = payload_of(filled)
    return made | {"by": period(made.get("by"))}


def abort(asked: Asked) -> list[Field]:
    """The pilot that ends."""
    return [_region(asked)]


def plan(asked: Asked) -> list[Field]:
    """One or several regions that measure the same."""
    fields = [
        asked.field("regions", Kind.LINES, hint=text("console.hint.regions", asked.lang)),
        *span(asked, "lasts"),
    ]
    for nth in range(1, max(ROOM, asked.filled) + 1):
        for name, kind in (
            ("name", Kind.LINE),
            ("unit", Kind.LINE),
            ("baseline", Kind.NUMBER),
            ("target", Kind.NUMBER),
        ):
            label = text(f"console.field.indicator.{name}", asked.lang, number=nth)
            condition = text("console.if_named", asked.lang) if name != "name" else ""
            fields.append(Field(f"indicator.{nth}.{name}", kind, label, required=nth == 1, condition=condition))
    return fields


def planned(filled: list[Field]) -> dict[str, Any]:
    """The payload of a plan."""
    made = payload_of(filled)
    indicators = [
        {"key": f"indikator-{nth}", **each} for nth, each in sorted(made.get("indicator", {}).items(), key=_first)
    ]
    lasts = period(made.get("lasts"))
    return {"pilots": [{"region": each, "lasts": lasts, "indicators": indicators} for each in made.get("regions", [])]}


def _first(item: tuple[str, Any]) -> int:
    return int(item[0])


def measured(asked: Asked) -> list[Field]:
    """Each indicator of the region's pilot."""
    region = _region(asked)
    pilots = [each for each in asked.state.pilots.values() if each.place.code == asked.region]
    values = [
        Field(
            f"values.{each.key}",
            Kind.NUMBER,
            text("console.measured", asked.lang, name=each.name, unit=each.unit),
            hint=text("console.hint.measured", asked.lang, baseline=each.baseline, target=each.target),
        )
        for pilot in pilots
        for each in pilot.indicators
    ]
    return [region, *values, asked.field("note", Kind.PROSE, required=False)]
