"""Forms of the scaling up: the plan of waves, and what a region reports."""

from typing import Any, get_args

from console.forms.asked import Asked
from console.forms.fields import Field, Kind, payload_of
from console.forms.periods import period, span
from domain.vocabulary import Phase
from texts import text

MOST_WAVES = 3
"""How many a form has room for; with more of them a plan comes from a file, on the command line."""


def waves(asked: Asked) -> list[Field]:
    """Each wave with its regions, one a line; the decision's stand in the first."""
    decided = asked.state.decision.adopters.values() if asked.state.decision else ()
    fields = list[Field]()
    for nth in range(1, MOST_WAVES + 1):
        named = "\n".join(place.code for place in decided) if nth == 1 else ""
        label = text("console.field.wave.adopters", asked.lang, number=nth)
        hint = text("console.hint.regions", asked.lang)
        fields.append(Field(f"wave.{nth}.adopters", Kind.LINES, label, hint=hint, required=nth == 1, value=named))
        if nth > 1:
            fields += span(asked, f"wave.{nth}.opens_after", required=False)
    return fields


def waved(filled: list[Field]) -> dict[str, Any]:
    """The payload of a plan of waves."""
    waves = []
    for _, each in sorted(payload_of(filled).get("wave", {}).items(), key=_first):
        if "adopters" in each:
            opens_after = period(each.get("opens_after"))
            waves.append({"adopters": each["adopters"]} | ({"opens_after": opens_after} if opens_after else {}))
    return {"waves": waves}


def _first(item: tuple[str, Any]) -> int:
    return int(item[0])


def phase(asked: Asked) -> list[Field]:
    """How far a region has come."""
    return [
        asked.field("phase", Kind.CHOICE, options=asked.titles("phase", get_args(Phase))),
        asked.field("note", Kind.PROSE, required=False),
    ]
