"""How an evaluation changes an innovation."""

from datetime import datetime
from decimal import Decimal

from domain.changing import replace
from domain.events import innovation as e
from domain.events.amendments import ScoreSheet, Statement
from domain.innovation.state import Closing, Innovation, Seat, enter
from domain.innovation.steps import steps
from domain.innovation.steps.changes import with_statement
from domain.vocabulary import Stage


@steps.on(e.PanelAssigned)
def panel_assigned(s: Innovation, event: e.PanelAssigned, at: datetime) -> Innovation:
    return replace(s, panel=tuple(Seat(person) for person in event.evaluators))


@steps.on(e.EvaluatorReplaced)
def evaluator_replaced(s: Innovation, event: e.EvaluatorReplaced, at: datetime) -> Innovation:
    def filled(seat: Seat) -> Seat:
        return Seat(event.successor, refilled=seat.conflicted or seat.refilled)

    return replace(s, panel=tuple(filled(seat) if seat.evaluator == event.evaluator else seat for seat in s.panel))


@steps.on(e.ConflictDeclared)
def conflict_declared(s: Innovation, event: e.ConflictDeclared, at: datetime) -> Innovation:
    first = None if s.revocation_proposed_by == event.person else s.revocation_proposed_by
    statements = s.statements.without_amendments_of(event.person)
    after = replace(s, conflicts=s.conflicts | {event.person}, revocation_proposed_by=first, statements=statements)
    if s.stage not in (Stage.EVALUATION, Stage.DECISION):
        return after
    seats = tuple(replace(x, conflicted=True) if x.evaluator == event.person else x for x in s.panel)

    def voided(statement: Statement) -> bool:
        return isinstance(statement, ScoreSheet) and statement.evaluator == event.person

    return replace(after, panel=seats, statements=statements.final(voided))


@steps.on(e.ScoreSubmitted)
def score_submitted(s: Innovation, event: e.ScoreSubmitted, at: datetime) -> Innovation:
    sheet = ScoreSheet(**{name: getattr(event, name) for name in ScoreSheet.model_fields})
    after = replace(s, first_sheet_at=s.first_sheet_at or at)
    return with_statement(with_total(after, event.evaluator, event.total), event, sheet)


def with_total(s: Innovation, evaluator: str, total: Decimal) -> Innovation:
    return replace(s, panel=tuple(replace(x, total=total) if x.evaluator == evaluator else x for x in s.panel))


@steps.on(e.EvaluationExtended)
def evaluation_extended(s: Innovation, event: e.EvaluationExtended, at: datetime) -> Innovation:
    return replace(s, evaluation_extended=True)


@steps.on(e.AmendingExtended)
def amending_extended(s: Innovation, event: e.AmendingExtended, at: datetime) -> Innovation:
    return replace(s, amending_extended=True)


@steps.on(e.EvaluationClosed)
def evaluation_closed(s: Innovation, event: e.EvaluationClosed, at: datetime) -> Innovation:
    scored = tuple(seat.evaluator for seat in s.panel if seat.total is not None)
    closing = Closing(s.version + 1, scored, tuple(sorted(event.totals.values(), reverse=True)))
    after = replace(s, grade=event.grade, closings={**s.closings, s.round: closing}, reopened=False)
    return enter(after, Stage.DECISION)


@steps.on(e.EvaluationReopened)
def evaluation_reopened(s: Innovation, event: e.EvaluationReopened, at: datetime) -> Innovation:
    closings = {number: closing for number, closing in s.closings.items() if number != s.round}
    after = replace(enter(s, Stage.EVALUATION), grade=None, closings=closings, decision=None)
    return replace(after, evaluation_extended=False, amending_extended=False, reopened=True)
