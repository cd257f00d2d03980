"""What happened, as one sentence.

Wherever a trail is shown, actor, reason and time stand beside the sentence, so it doesn't repeat them.
"""

from collections.abc import Callable, Collection, Mapping
from operator import attrgetter
from textwrap import shorten

from domain.agencies import Agency
from domain.events import Event
from domain.events.amendments import AdoptionReport, CheckReport, Measurement, ScoreSheet, Statement, WavePlan
from domain.events.innovation import Pilot, Wave
from domain.events.refusal import CommandRefused
from domain.model import Place
from texts.filling import FACT, Named, as_it_is, filled, known, message, text
from texts.languages import Lang

VARIANTS: dict[str, str] = {
    "ConflictDeclared": "voids_sheet",
    "AdoptionCommitted": "late",
    "AdoptionCompleted": "late",
    "CorrectionRequired": "automatic",
    "DecisionEndorsed": "instrument",
    "DecisionTaken": "adopters",
    "Escalated": "subject",
    "EvaluationClosed": "passed",
    "InnovationProposed": "origin",
    "InnovationWithdrawn": "lapsed",
    "MeasurementReported": "self_reported",
    "MilestoneReached": "late",
    "Reminded": "subject",
    "RoleEnded": "successor",
    "ScoreSubmitted": "recommendation",
}
"""By event type, the field that gives it a sentence of its own when it says something: `event.Reminded.subject`."""

WIDTH = 160
"""How many characters of a free text are shown."""

UNKNOWN: Mapping[str, str] = {}
"""For when the names of regions or people aren't known."""


def refused(code: str, facts: Mapping[str, object], lang: Lang, named: Named = as_it_is) -> str:
    """Why a command was refused, as part of a sentence for readers other than its actor."""
    said = message(_reason(code), lang)
    inside = said[:1].lower() + said[1:]  # before it is filled: a name keeps its capital
    return filled(inside, lambda name: facts.get(name, "?"), lang, named).rstrip(".")


def people_in(event: Event) -> set[str]:
    """The ids of the people whom the event's sentence names."""
    if isinstance(event, CommandRefused):
        reason = _named_as_people(_reason(event.code), lambda name: event.facts.get(name))
        return {event.actor, *reason}
    return _named_as_people(_code(event), lambda path: attrgetter(path)(event))


def sentence(
    event: Event,
    lang: Lang,
    places: Mapping[str, str] = UNKNOWN,
    people: Mapping[str, str] = UNKNOWN,
    *,
    not_open: Collection[str] = (),
) -> str:
    """The event as one sentence without a full stop.

    `places` has the names of regions by their opaque ids; one that it lacks is called by its code, or its id. `people`
    has the names of people by their ids; whom it lacks is called by their id. `not_open` are the paths of what isn't
    open to the reader; a sentence that names one says so in its place.
    """
    whole = f"not_open.{type(event).__name__}"
    if not_open and known(whole):
        return message(whole, lang)

    def named(value: object, kind: str | None) -> object:
        return _named(value, kind, lang, places, people)

    def fact(path: str) -> object:
        if path in not_open:
            return text("not_open.value", lang)
        if isinstance(event, CommandRefused) and path == "code":
            return refused(event.code, event.facts, lang, named)
        value = attrgetter(path)(event)
        return shorten(value, WIDTH, placeholder=" …") if isinstance(value, str) else value

    return filled(message(_code(event), lang), fact, lang, named)


def statement_named(
    statement: Statement, lang: Lang, places: Mapping[str, str] = UNKNOWN, people: Mapping[str, str] = UNKNOWN
) -> str:
    """What a person handed in, as part of a sentence, with what it says in short.

    `places` and `people` as in `sentence`.
    """
    of_region = isinstance(statement, CheckReport) and statement.region is not None
    code = f"statement.{statement.kind}.region" if of_region else f"statement.{statement.kind}"
    facts = dict(statement)
    return filled(
        message(code, lang), facts.__getitem__, lang, lambda value, kind: _named(value, kind, lang, places, people)
    )


def _named(value: object, kind: str | None, lang: Lang, places: Mapping[str, str], people: Mapping[str, str]) -> object:
    match value:
        case str() if kind == "person":
            return people.get(value, value)
        case Place():
            return places.get(value.id, value.code)
        case Pilot():
            return _named(value.place, kind, lang, places, people)
        case Wave():
            adopters = [_named(each, kind, lang, places, people) for each in value.adopters]
            return text("list.wave", lang, number=value.number, adopters=adopters)
        case Measurement() | ScoreSheet() | WavePlan() | CheckReport() | AdoptionReport():
            return statement_named(value, lang, places, people)
        case Agency():
            return value.name
        case str():
            return places.get(value, value)
    return value


def _code(event: Event) -> str:
    """The message that says the event."""
    code = f"event.{type(event).__name__}"
    variant = VARIANTS.get(type(event).__name__)
    return f"{code}.{variant}" if variant is not None and getattr(event, variant) else code


def _reason(code: str) -> str:
    """The message that says why a command was refused, to readers other than its actor."""
    recorded = f"refusal.{code}.recorded"
    return recorded if known(recorded) else f"refusal.{code}"


def _named_as_people(code: str, fact: Callable[[str], object]) -> set[str]:
    found = [fact(name) for name, kind in FACT.findall(message(code, "id")) if kind == "person"]
    several = [each if isinstance(each, list | tuple) else [each] for each in found]
    return {person for each in several for person in each if isinstance(person, str)}
