"""What is shown of an innovation: its events and states, without what isn't open to whoever looks.

What is left out is always named, so that nobody takes it for something that isn't there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from domain.changing import replace
from domain.events import Event
from domain.events import innovation as e
from domain.events.adoption import AdoptionReported
from domain.events.refusal import CommandRefused
from domain.innovation.state import Closing, Innovation, Seat
from domain.visibility import Attempt, Proposal, Sheet, Sight, Totals, Viewer, Words, may_see

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

COMMON = Event.model_fields.keys()
"""The fields that every event has."""

PROPOSAL: dict[str, object] = {"problem": "", "answers": {}, "complaints": (), "evidence": ()}
"""What of a proposal is more than an outline, each with what it is where there is nothing."""


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """Something as one person may see it."""

    value: T
    not_open: tuple[str, ...] = ()
    """The paths of what isn't open to them, and so is empty in `value`."""


def shown_event(
    viewer: Viewer, innovation: Innovation, event: Event, *, number: int, version: int, adopter: str | None = None
) -> Shown[Event]:
    """An event of an innovation that is as given now, as somebody may see it.

    It was recorded in round `number`, at that version of its stream, which is the adoption of `adopter` (by its id) or
    the innovation's own.
    """
    closed = [
        path
        for path, sights in _parts(event, number, version, adopter)
        if not all(may_see(viewer, innovation, sight) for sight in sights)
    ]
    return Shown(_without(event, closed), tuple(closed))


def shown_state(viewer: Viewer, innovation: Innovation, state: Innovation) -> Shown[Innovation]:
    """A state, present or past, of an innovation that is as given now, as somebody may see it."""
    content, grade, closed = state.content, state.grade, list[str]()
    if content is not None and not may_see(viewer, innovation, Proposal()):
        content = content.model_copy(update=PROPOSAL)
        closed += [f"content.{name}" for name in PROPOSAL]
    panel = list[Seat]()
    for place, seat in enumerate(state.panel):
        if seat.total is not None and not may_see(viewer, innovation, Sheet(seat.evaluator, state.round)):
            seat = replace(seat, total=None)
            closed.append(f"panel.{place}.total")
        panel.append(seat)
    closings = dict[int, Closing]()
    for number, closing in state.closings.items():
        if not may_see(viewer, innovation, Totals(number, closing.version)):
            closing = replace(closing, totals=())
            closed.append(f"closings.{number}.totals")
            if number == state.round:
                grade = None
                closed.append("grade")
        closings[number] = closing
    shown = replace(state, content=content, panel=tuple(panel), closings=closings, grade=grade)
    return Shown(shown, tuple(closed))


def _parts(event: Event, number: int, version: int, adopter: str | None) -> Iterator[tuple[str, tuple[Sight, ...]]]:
    """What of an event is more than an outline: each field by its path, and what must be open for it to be seen."""
    if isinstance(event, CommandRefused):
        yield from ((name, (Attempt(event.actor),)) for name in ("reason", *_own_fields(event)))
        return
    words = (Words(getattr(event, "region", adopter)),)
    sheet = (Sheet(event.evaluator, number),) if isinstance(event, e.ScoreSubmitted) else ()
    if event.reason is not None:
        yield "reason", sheet or words
    match event:
        case e.InnovationProposed() | e.ProposalRevised():
            yield from ((f"content.{name}", (Proposal(),)) for name in PROPOSAL)
        case e.MeasurementReported():
            yield from (("values", words), ("note", words))
        case e.ScoreSubmitted():
            yield from ((name, sheet) for name in _own_fields(event) if name != "evaluator")
        case e.EvaluationClosed():
            yield "totals", tuple(Sheet(evaluator, number) for evaluator in event.totals)
            yield "grade", (Totals(number, version),)
        case AdoptionReported():
            yield "note", words
        case e.CheckReported() | e.RegionalCheckReported():
            yield from (("answers", words), ("evidence", words))
        case e.CorrectionReported():
            yield "action", words
        case e.EvidenceAttached():
            yield from (("title", words), ("sha256", words), ("location", words))
        case e.NoteMade():
            yield "text", words


def _own_fields(event: Event) -> Iterable[str]:
    return (name for name in type(event).model_fields if name not in COMMON)


def _without(model: M, paths: Iterable[str]) -> M:
    """A copy in which there is nothing at these paths."""
    update: dict[str, object] = {}
    for path in paths:
        name, _, rest = path.partition(".")
        inner = update.get(name, getattr(model, name))
        update[name] = _without(inner, [rest]) if rest and isinstance(inner, BaseModel) else None
    return model.model_copy(update=update)
