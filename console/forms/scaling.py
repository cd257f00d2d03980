"""Forms of the scaling up: the plan of waves, and what a region reports."""

from collections.abc import Sequence
from typing import Any, get_args

from console.forms.asked import Asked
from console.forms.fields import Field, Kind, payload_of
from console.forms.periods import period, span
from domain.events.innovation import Wave
from domain.vocabulary import Phase
from texts import text

ROOM = 3
"""For how many waves a form has room at least; one that is filled in always has room for one more."""


def waves(asked: Asked, planned: Sequence[Wave] = ()) -> list[Field]:
    """Each wave with its regions, one a line, as it was planned; before that the decision's stand in the first."""
    decided = asked.state.decision.adopters.values() if asked.state.decision else ()
    adopters = [each.adopters for each in planned] or [tuple(decided)]
    after = {nth: each.opens_after for nth, each in enumerate(planned, start=1)}
    fields = list[Field]()
    hint = text("console.hint.regions", asked.lang)
    for nth in range(1, max(ROOM, len(planned) + 1, asked.filled) + 1):
        named = "\n".join(asked.names.place(place) for place in adopters[nth - 1]) if nth <= len(adopters) else ""
        label = text("console.field.wave.adopters", asked.lang, number=nth)
        fields.append(Field(f"wave.{nth}.adopters", Kind.LINES, label, hint=hint, required=nth == 1, value=named))
        name = f"wave.{nth}.opens_after"
        fields += span(asked, name, required=False, given=after.get(nth), label="wave.opens_after", nth=nth)
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
