"""What happened, as one sentence.

Wherever a trail is shown, actor, reason and time stand beside the sentence, so it doesn't repeat them.
"""

from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from textwrap import shorten

from domain.agencies import Agency
from domain.amended import changes
from domain.events import Event
from domain.events.amendments import AdoptionReport, CheckReport, Measurement, ScoreSheet, Statement, WavePlan
from domain.events.innovation import Pilot, PilotsPlanned, Wave
from domain.events.refusal import CommandRefused
from domain.grants import Grant
from domain.model import Place
from domain.names import NAMELESS, Names, indicators_called
from texts.filling import called_people, filled, known, message, text, title, under
from texts.languages import Lang
from texts.refusals import people_in_reason, reason

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


def people_in(event: Event) -> set[str]:
    """The ids of the people whom the event's sentence names."""
    if isinstance(event, CommandRefused):
        return {event.actor, *people_in_reason(event.code, event.facts)}
    return called_people(_code(event), lambda path: attrgetter(path)(event))


def indicators_in(events: Iterable[Event]) -> dict[str, str]:
    """What the indicators are called that pilots measure by these events of one innovation, as `indicators_called` has
    them.
    """
    plans = (pilot for event in events if isinstance(event, PilotsPlanned) for pilot in event.pilots)
    return indicators_called(each for plan in plans for each in plan.indicators)


def sentence(event: Event, lang: Lang, names: Names = NAMELESS, *, not_open: Collection[str] = ()) -> str:
    """The event as one sentence without a full stop.

    `not_open` are the paths of what isn't open to the reader; a sentence that names one says so in its place.
    """
    whole = f"not_open.{type(event).__name__}"
    if not_open and known(whole):
        return message(whole, lang)

    def fact(path: str) -> object:
        if path in not_open:
            return text("not_open.value", lang)
        if isinstance(event, CommandRefused) and path == "code":
            return reason(event.code, event.facts, lang, names)
        value = attrgetter(path)(event)
        return _short(value) if isinstance(value, str) else value

    return filled(message(_code(event), lang), fact, lang, lambda value, kind: _named(value, kind, lang, names))


def _short(value: str) -> str:
    """As much of it as a sentence bears: whole words, or letters where the first word alone is too long."""
    found = shorten(value, WIDTH, placeholder=" …")
    return found if found != "…" else f"{value.strip()[: WIDTH - 1]}…"


def headline(event: Event, lang: Lang) -> str:
    """What the event is called where there is no room for its sentence."""
    whole = f"{_code(event)}.title"
    return message(whole if known(whole) else f"event.{type(event).__name__}.title", lang)


def statement_named(statement: Statement, lang: Lang, names: Names) -> str:
    """What a person handed in, as part of a sentence, with what it says in short."""
    of_region = isinstance(statement, CheckReport) and statement.region is not None
    code = f"statement.{statement.kind}.region" if of_region else f"statement.{statement.kind}"
    facts = dict(statement)
    return filled(message(code, lang), facts.__getitem__, lang, lambda value, kind: _named(value, kind, lang, names))


def changes_named(
    before: Statement, after: Statement, keys: Mapping[str, str], lang: Lang, names: Names = NAMELESS
) -> list[str]:
    """What an amendment changes, each as `what: before → after`; `keys` says what indicators and aspects are called."""
    return [
        filled(
            message(f"change.{change.part}", lang),
            {
                "key": keys.get(change.key) or title("question", change.key, lang),
                "before": None if change.before == () else change.before,
                "after": None if change.after == () else change.after,
            }.__getitem__,
            lang,
            lambda value, kind: _named(value, kind, lang, names),
        )
        for change in changes(before, after)
    ]


def _named(value: object, kind: str | None, lang: Lang, names: Names) -> object:
    match value:
        case str() if kind is None:
            return names.regions.get(value, value)
        case Place():
            return names.place(value)
        case Pilot():
            return names.place(value.place)
        case Wave():
            return text("list.wave", lang, number=value.number, adopters=[names.place(each) for each in value.adopters])
        case Measurement() | ScoreSheet() | WavePlan() | CheckReport() | AdoptionReport():
            return statement_named(value, lang, names)
        case Grant():
            return names.post(value)
        case Agency():
            return value.name
    return under(names)(value, kind)


def _code(event: Event) -> str:
    """The message that says the event."""
    code = f"event.{type(event).__name__}"
    variant = VARIANTS.get(type(event).__name__)
    return f"{code}.{variant}" if variant is not None and getattr(event, variant) else code
