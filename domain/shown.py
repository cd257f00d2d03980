"""What is shown of an innovation: its events and states, without what isn't open to whoever looks.

What is left out is always named, so that nobody takes it for something that isn't there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from domain.adoption.state import Adoption
from domain.amended import Amended
from domain.changing import replace
from domain.events import Event
from domain.events import innovation as e
from domain.events.adoption import AdoptionReported
from domain.events.amendments import (
    AmendmentAccepted,
    AmendmentProposed,
    AmendmentRejected,
    ScoreSheet,
    Statement,
    WavePlan,
)
from domain.events.refusal import CommandRefused
from domain.innovation import dossier as d
from domain.innovation.deciding import Decided
from domain.innovation.dossier import Dossier, Unnamed
from domain.innovation.monitoring import Check
from domain.innovation.state import Clarification, Closing, Innovation, Seat
from domain.statements import HandedIn, Statements
from domain.visibility import Attempt, Proposal, Question, Sheet, Sight, Totals, Viewer, Words, may_see
from domain.vocabulary import Capacity

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
    clarifications = dict[int, Clarification]()
    for number, clarification in state.clarifications.items():
        sight = Question("") if clarification.status == "requested" else Words()
        if not may_see(viewer, innovation, sight):
            clarification = replace(clarification, question="")
            closed.append(f"clarifications.{number}.question")
        clarifications[number] = clarification
    acted, judging = state.acted, state.acted_as(Capacity.JUDGING)
    scored = {seat.evaluator for seat in state.panel if seat.total is not None}
    scored = scored.union({viewer.person.id}, *(closing.panel for closing in state.closings.values()))
    if judging - scored and not may_see(viewer, innovation, Question("")):  # they may only have asked something
        acted = {**acted, Capacity.JUDGING: judging & scored}
        closed.append(f"acted.{Capacity.JUDGING}")
    closings = dict[int, Closing]()
    for number, closing in state.closings.items():
        if not may_see(viewer, innovation, Totals(number, closing.version)):
            closing = replace(closing, totals=())
            closed.append(f"closings.{number}.totals")
            if number == state.round:
                grade = None
                closed.append("grade")
        closings[number] = closing
    statements = _open_statements(viewer, innovation, state.statements, state.round)
    if statements != state.statements:
        closed.append("statements")
    shown = replace(
        state,
        content=content,
        panel=tuple(panel),
        clarifications=clarifications,
        closings=closings,
        grade=grade,
        statements=statements,
        acted=acted,
    )
    return Shown(shown, tuple(closed))


def shown_adoption(viewer: Viewer, innovation: Innovation, state: Adoption) -> Shown[Adoption]:
    """A state, present or past, of an adoption of an innovation that is as given now, as somebody may see it."""
    adopter = state.adopter.id if state.adopter else None
    statements = _open_statements(viewer, innovation, state.statements, innovation.round, adopter)
    if statements == state.statements:
        return Shown(state)
    return Shown(replace(state, statements=statements), ("statements",))


def shown_dossier(viewer: Viewer, innovation: Innovation, dossier: Dossier) -> Shown[Dossier]:
    """A dossier as somebody may see it of an innovation that is as given now."""
    changes, closed = dict[str, object](), list[str]()

    def close(part: str, value: object) -> None:
        changes[part.partition(".")[0]] = value
        closed.append(part)

    words = may_see(viewer, innovation, Words())
    if not may_see(viewer, innovation, Proposal()):
        proposal = dossier.proposal.model_copy(update={"problem": "", "complaints": ()})
        close("proposal.problem", proposal)
        close("proposal.complaints", proposal)
        close("aspects.answers", tuple(each.model_copy(update={"answers": ()}) for each in dossier.aspects))
        close("other_answers", ())
    open_to = {each.place.id: may_see(viewer, innovation, Words(each.place.id)) for each in dossier.trials}
    if not all(open_to.values()):
        trials = (
            each if open_to[each.place.id] else each.model_copy(update={"reports": ()}) for each in dossier.trials
        )
        close("trials.reports", tuple(trials))
    sheets = [each for each in dossier.sheets if may_see(viewer, innovation, Sheet(each.evaluator, each.round))]
    if len(sheets) < len(dossier.sheets):
        close("sheets", tuple(sheets))
        changes["unnamed"] = tuple(_unnamed(viewer, innovation, dossier))
    asked = [each if words else None for each in dossier.clarifications]
    asked = [each and _as_asked(viewer, innovation, each) for each in asked]
    if tuple(asked) != dossier.clarifications:
        close("clarifications", tuple(each for each in asked if each))
    if not words:
        close("evidence", ())
        close("setbacks.reason", tuple(each.model_copy(update={"reason": None}) for each in dossier.setbacks))
        close("decisions.reason", tuple(map(_without_reasons, dossier.decisions)))
        corrections = tuple(each.model_copy(update={"reason": None, "action": None}) for each in dossier.corrections)
        close("corrections.reason", corrections)
        close("corrections.action", corrections)
    amendments = tuple(_open_amendments(viewer, innovation, dossier.amendments))
    if amendments != dossier.amendments:
        close("amendments", amendments)
    checks = tuple(_open_check(viewer, innovation, each) for each in dossier.checks)
    if any(each.reports != whole.reports for each, whole in zip(checks, dossier.checks, strict=True)):
        close("checks.reports", checks)
    if not words:
        close("checks.reason", checks)
    adoptions = tuple(_open_adoption(viewer, innovation, each) for each in dossier.adoptions)
    if adoptions != dossier.adoptions:
        close("adoptions.reports.note", adoptions)
    if any(each.amendments for each in dossier.adoptions if each not in adoptions):
        close("adoptions.amendments", adoptions)
    return Shown(dossier.model_copy(update=changes), tuple(closed))


def _unnamed(viewer: Viewer, innovation: Innovation, dossier: Dossier) -> Iterator[Unnamed]:
    """What the last closing of each round counted, the highest first, for whoever sees totals that name nobody."""
    for number, closing in innovation.closings.items():
        if may_see(viewer, innovation, Totals(number, closing.version)):
            left = sorted((each for each in dossier.sheets if each.round == number), key=lambda each: each.void)
            for total in closing.totals:
                sheet = next(each for each in left if each.total == total)
                left.remove(sheet)
                yield Unnamed(round=number, total=total, note=sheet.note)


def _without_reasons(decision: Decided) -> Decided:
    """A decision without why it was proposed, or objected to."""
    objection = decision.objection and decision.objection.model_copy(update={"reason": None})
    return decision.model_copy(update={"reason": None, "objection": objection})


def _open_check(viewer: Viewer, innovation: Innovation, check: Check) -> Check:
    """A check with the reports that are open, and why it was assessed so if that is."""
    reports = tuple(each for each in check.reports if may_see(viewer, innovation, Words(each.region)))
    reason = check.reason if may_see(viewer, innovation, Words()) else None
    return check.model_copy(update={"reports": reports, "reason": reason})


def _open_adoption(viewer: Viewer, innovation: Innovation, adopting: d.Adopting) -> d.Adopting:
    """An adoption with the notes of its reports and their amendments, if they are open; the rest is an outline."""
    if may_see(viewer, innovation, Words(adopting.place.id)):
        return adopting
    reports = tuple(each.model_copy(update={"note": None}) for each in adopting.reports)
    return adopting.model_copy(update={"reports": reports, "amendments": ()})


def _open_amendments(viewer: Viewer, innovation: Innovation, amendments: Iterable[Amended]) -> Iterator[Amended]:
    """Those whose statement is open; why, where what people wrote is: a plan is an outline, and its reason isn't."""
    for each in amendments:
        sights = _sights(each.after, each.round, None)
        if all(may_see(viewer, innovation, sight) for sight in sights):
            told = bool(sights) or may_see(viewer, innovation, Words())
            yield each if told else each.model_copy(update={"reason": None, "answer": None})


def _as_asked(viewer: Viewer, innovation: Innovation, asked: d.Clarification) -> d.Clarification | None:
    """A question to the proposer, without whose it was where that isn't open; None while it is only requested."""
    if asked.requested_by is None or may_see(viewer, innovation, Question(asked.requested_by)):
        return asked
    return asked.model_copy(update={"requested_by": None, "request": None}) if asked.asked_at is not None else None


def _parts(event: Event, number: int, version: int, adopter: str | None) -> Iterator[tuple[str, tuple[Sight, ...]]]:
    """What of an event is more than an outline: each field by its path, and what must be open for it to be seen."""
    if isinstance(event, CommandRefused):
        yield from ((name, (Attempt(event.actor),)) for name in ("reason", *_own_fields(event)))
        return
    words = (Words(getattr(event, "region", adopter)),)
    special: tuple[Sight, ...] = ()
    if isinstance(event, e.ScoreSubmitted):
        special = (Sheet(event.evaluator, number),)
    elif isinstance(event, e.ClarificationRequested) and event.by:
        special = (Question(event.by.person),)
    elif isinstance(event, AmendmentProposed | AmendmentAccepted | AmendmentRejected):
        special = _sights(event.statement, number, adopter)
    if event.reason is not None:
        yield "reason", special or words
    match event:
        case e.InnovationProposed() | e.ProposalRevised():
            yield from ((f"content.{name}", (Proposal(),)) for name in PROPOSAL)
        case e.MeasurementReported():
            yield from (("values", words), ("note", words))
        case e.ScoreSubmitted():
            yield from ((name, special) for name in _own_fields(event) if name != "evaluator")
        case AmendmentProposed() | AmendmentAccepted() | AmendmentRejected():
            yield "statement", special
        case e.EvaluationClosed():
            yield "totals", tuple(Sheet(evaluator, number) for evaluator in event.totals)
            yield "grade", (Totals(number, version),)
        case e.ClarificationRequested():
            yield from (("by", special), ("question", special))
        case e.ClarificationAsked():
            yield "question", words
        case e.ClarificationAnswered():
            yield "answer", words
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


def _sights(statement: Statement, number: int, adopter: str | None) -> tuple[Sight, ...]:
    """What must be open for a statement of that round to be seen; a plan is an outline."""
    if isinstance(statement, WavePlan):
        return ()
    if isinstance(statement, ScoreSheet):
        return (Sheet(statement.evaluator, number),)
    return (Words(getattr(statement, "region", adopter)),)


def _open_statements(
    viewer: Viewer, innovation: Innovation, statements: Statements, number: int, adopter: str | None = None
) -> Statements:
    """Those that are open."""

    def is_open(each: HandedIn) -> bool:
        return all(may_see(viewer, innovation, sight) for sight in _sights(each.statement, number, adopter))

    def as_seen(each: HandedIn) -> HandedIn:
        told = _sights(each.statement, number, adopter) or may_see(viewer, innovation, Words(adopter))
        return each if told else replace(each, reason=None)

    return replace(
        statements,
        standing={name: each for name, each in statements.standing.items() if is_open(each)},
        amendments={nth: as_seen(each) for nth, each in statements.amendments.items() if is_open(each)},
    )


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
