"""What happened, as one sentence.

Wherever a trail is shown, actor, reason and time stand beside the sentence, so it doesn't repeat them.
"""

from collections.abc import Mapping
from operator import attrgetter
from textwrap import shorten

from domain.agencies import Agency
from domain.events import Event
from domain.events.innovation import Pilot, Wave
from domain.events.refusal import CommandRefused
from domain.model import Place
from texts.filling import filled, known, message, text
from texts.languages import Lang

VARIANTS: dict[str, str] = {
    "ConflictDeclared": "voids_sheet",
    "AdoptionCommitted": "late",
    "AdoptionCompleted": "late",
    "CorrectionRequired": "automatic",
    "DecisionTaken": "adopters",
    "Escalated": "subject",
    "EvaluationClosed": "passed",
    "InnovationProposed": "origin",
    "InnovationWithdrawn": "lapsed",
    "MeasurementReported": "self_reported",
    "MilestoneReached": "late",
    "Reminded": "subject",
    "ScoreSubmitted": "recommendation",
}
"""By event type, the field that gives it a sentence of its own when it says something: `event.Reminded.subject`."""

WIDTH = 160
"""How many characters of a free text are shown."""

NO_PLACES: Mapping[str, str] = {}
"""For when the names of regions aren't known."""


def refused(code: str, facts: Mapping[str, object], lang: Lang) -> str:
    """Why a command was refused, as part of a sentence for readers other than its actor."""
    recorded = f"refusal.{code}.recorded"
    reason = text(recorded if known(recorded) else f"refusal.{code}", lang, **facts).rstrip(".")
    return reason[:1].lower() + reason[1:]


def sentence(event: Event, lang: Lang, places: Mapping[str, str] = NO_PLACES) -> str:
    """The event as one sentence without a full stop.

    `places` has the names of regions by their opaque ids; one that it lacks is called by its code, or its id.
    """
    code = f"event.{type(event).__name__}"
    variant = VARIANTS.get(type(event).__name__)
    if variant is not None and getattr(event, variant):
        code = f"{code}.{variant}"

    def fact(path: str) -> object:
        if isinstance(event, CommandRefused) and path == "code":
            return refused(event.code, event.facts, lang)
        value = attrgetter(path)(event)
        return shorten(value, WIDTH, placeholder=" …") if isinstance(value, str) else value

    def named(value: object) -> object:
        match value:
            case Place():
                return places.get(value.id, value.code)
            case Pilot():
                return named(value.place)
            case Wave():
                return text("list.wave", lang, number=value.number, adopters=[named(each) for each in value.adopters])
            case Agency():
                return value.name
            case str():
                return places.get(value, value)
        return value

    return filled(message(code, lang), fact, lang, named)
