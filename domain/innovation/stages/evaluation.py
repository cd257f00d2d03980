"""Evaluation (penilaian): an independent panel scores the innovation on the edition's aspects.

One score is a whole sheet. When every remaining seat has scored, the sheets can still be amended for a while; then
evaluation closes. When the time is up it closes with a quorum; without one it is extended once, escalated, and the time
for amendments begins the moment the quorum is there. An amendment that waits for its answer delays the closing once.
Below the passing grade the innovation is put up for rejection. Reopened by a conflict, it doesn't close before every
seat that conflicts vacated is filled and has scored: nobody changes what it came to by leaving.
"""

from decimal import Decimal
from fractions import Fraction

from domain import amending
from domain.commands.innovation import (
    AmendMeasurement,
    AmendScore,
    AspectScore,
    AssignPanel,
    DeclareConflict,
    ReplaceEvaluator,
    Score,
    Withdraw,
)
from domain.editions import EvaluationRules
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import ScoreSheet
from domain.events.waits import Reminded
from domain.grants import Person
from domain.innovation.case import Case
from domain.innovation.impartiality import require_free, require_impartial, require_unread
from domain.innovation.policy import StagePolicy
from domain.innovation.stages import pilot
from domain.innovation.state import Seat
from domain.model import MOST_PROBLEMS, Problem, problem
from domain.refusals import Code, require
from domain.vocabulary import TAKING_PART, Capacity, Role, Stage
from domain.waits import Wait, WaitKind, WaitRef

policy = StagePolicy(Stage.EVALUATION)
policy.as_in(pilot.policy, AmendMeasurement, Withdraw)

FULL = Decimal(100)


@policy.on(AssignPanel, by=Role.OPERATOR, impartial=True)
def assign_panel(case: Case, command: AssignPanel) -> list[Event]:
    require(not case.state.panel, Code.PANEL_ALREADY_ASSIGNED)
    size = case.edition.evaluation
    for person in command.evaluators:
        require(command.evaluators.count(person) == 1, Code.NAMED_TWICE, person=person)
    require(
        size.smallest <= len(command.evaluators) <= size.largest,
        Code.PANEL_SIZE,
        smallest=size.smallest,
        largest=size.largest,
    )
    for person in command.evaluators:
        may_sit(case, person)
    return [
        e.PanelAssigned(
            evaluators=command.evaluators,
            closes=(WaitRef(kind=WaitKind.PANEL),),
            opens=(_scoring(case),),
        )
    ]


@policy.on(ReplaceEvaluator, by=Role.OPERATOR, impartial=True, reason=True)
def replace_evaluator(case: Case, command: ReplaceEvaluator) -> list[Event]:
    """A seat that hasn't scored, or whose sheet a conflict voided, goes to somebody else, who is waited for."""
    seat = case.seat(command.evaluator)
    require(not seat.counts, Code.ALREADY_SCORED, person=command.evaluator)
    taken = [other.evaluator for other in case.state.panel]
    require(command.successor not in taken, Code.NAMED_TWICE, person=command.successor)
    may_sit(case, command.successor)
    replaced = e.EvaluatorReplaced(evaluator=command.evaluator, successor=command.successor)
    filled = () if _lacks_seats(case.after(replaced)) else (WaitRef(kind=WaitKind.PANEL),)
    running = case.state.waits_for(WaitKind.SCORING)
    waits = {"closes": filled + _amending_stops(case), "opens": () if running else (_scoring(case),)}
    return [replaced.model_copy(update=waits)]


@policy.on(Score, by=Role.EVALUATOR, impartial=True)
def score(case: Case, command: Score) -> list[Event]:
    """Every aspect of the edition once, 0-100 each, an extreme score with its justification; one note about the whole.

    The total is the weighted mean, exact.
    """
    seat = case.own_seat()
    require(seat.total is None, Code.ALREADY_SCORED, person=case.actor.id)
    sheet = _sheet(case, command)
    submitted = e.ScoreSubmitted(**dict(sheet))
    return [_awaiting_amendments(case, submitted) if _complete(case.after(submitted)) else submitted]


@policy.on(AmendScore, by=Role.EVALUATOR, impartial=True, reason=True)
def amend_score(case: Case, command: AmendScore) -> list[Event]:
    """Until the panel closes."""
    case.own_seat()
    return amending.proposed(case, _sheet(case, command))


@policy.on(DeclareConflict, by=TAKING_PART, reason=True, anybody=True, while_suspended=True)
def declare_conflict(case: Case, command: DeclareConflict) -> list[Event]:
    """Removes the evaluator from the panel, voids a sheet, and keeps the trace."""
    declared = conflict_declared(case)
    if not case.on_panel():
        return [declared]
    after = case.after(declared)
    if _may_close(after):
        waits = not case.state.waits_for(WaitKind.AMENDING)
        return [_awaiting_amendments(case, declared) if waits and _complete(after) else declared]
    return [declared.model_copy(update={"closes": _amending_stops(case), "opens": _still_awaited(after)})]


@policy.reminder(WaitKind.SCORING)
def remind_who_has_not_scored(case: Case, wait: Wait) -> list[Event]:
    """At half-time."""
    missing = tuple(seat.evaluator for seat in _remaining(case) if seat.total is None)
    return [Reminded(kind=wait.kind, people=missing)]


@policy.due(WaitKind.SCORING)
def scoring_over(case: Case, wait: Wait) -> list[Event]:
    evaluation = case.edition.evaluation
    if _may_close(case):
        return _closed_unless_amended(case)
    overdue = case.escalated(wait, evaluation.escalate_to)
    if case.state.evaluation_extended:
        return overdue
    again = Wait(kind=WaitKind.SCORING, awaits=Role.EVALUATOR, due_at=case.due(evaluation.extension))
    return [*overdue, e.EvaluationExtended(opens=(again,))]


@policy.due(WaitKind.AMENDING)
def amending_over(case: Case, wait: Wait) -> list[Event]:
    return _closed_unless_amended(case)


@policy.due(WaitKind.PANEL)
def panel_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.evaluation.panel.escalate_to)


def reopened(case: Case, cause: e.Reopening) -> e.EvaluationReopened:
    """Back from the decision: vacant seats are filled again, and those who haven't scored may still do so."""
    panel = case.wait(WaitKind.PANEL, Role.OPERATOR, case.edition.evaluation.panel)
    unscored = any(seat.total is None for seat in _remaining(case))
    return e.EvaluationReopened(cause=cause, opens=(panel, _scoring(case)) if unscored else (panel,))


def conflict_declared(case: Case) -> e.ConflictDeclared:
    """The actor's declaration of a conflict of interest, once per person: it ends their part in this innovation.
    After the decision it voids nothing.
    """
    require(case.actor.id not in case.state.conflicts, Code.ALREADY_DECLARED, person=case.actor.id)
    at_stake = case.state.stage in (Stage.EVALUATION, Stage.DECISION)
    voids = at_stake and case.on_panel() and case.own_seat().counts
    return e.ConflictDeclared(person=case.actor.id, voids_sheet=voids)


def exact_grade(panel: tuple[Seat, ...]) -> Fraction | None:
    """The mean of the totals of the sheets that count, exact; None without any."""
    totals = [Fraction(seat.total) for seat in panel if seat.total is not None and seat.counts]
    return sum(totals, Fraction(0)) / len(totals) if totals else None


def passes(case: Case) -> bool:
    """Whether the exact grade reaches the edition's passing grade."""
    grade = exact_grade(case.state.panel)
    return grade is not None and grade >= Fraction(case.edition.passing_grade)


def has_quorum(case: Case) -> bool:
    """Whether as many sheets count as the edition's quorum asks."""
    return sum(seat.counts for seat in case.state.panel) >= case.edition.evaluation.quorum


def may_sit(case: Case, person_id: str) -> None:
    """Go on if somebody is an evaluator who may judge this innovation, has read nothing of what its panel gave, and is
    named by another.

    Raises:
        Refused: the first reason why they may not.
    """
    person = case.rules.people.get(person_id, Person(person_id))
    require(person_id != case.actor.id, Code.OWN_SEAT)
    require(person.version > 0, Code.UNKNOWN_PERSON, person=person_id)
    require(person.grants_of(Role.EVALUATOR, case.at), Code.NOT_AN_EVALUATOR, person=person_id)
    require_impartial(person, Capacity.JUDGING, case.state, case.rules.agencies, case.at)
    require_free(person, Capacity.JUDGING, case.state)
    require_unread(person, case.state, case.at)


def _problems_with(given: AspectScore, rules: EvaluationRules) -> list[Problem]:
    """What is wrong with a score: it is outside of the scale, or extreme and not justified."""
    if not 0 <= given.score <= 100:
        return [problem(given.aspect, "score_out_of_scale", score=given.score)]
    if given.justification or not rules.takes_justification(given.score):
        return []
    below, top = rules.justify_below, rules.justify_from
    return [problem(given.aspect, "justification_missing", score=given.score, below=below, top=top)]


def _remaining(case: Case) -> list[Seat]:
    return [seat for seat in case.state.panel if not seat.conflicted]


def _all_scored(case: Case) -> bool:
    return all(seat.counts for seat in _remaining(case))


def _may_close(case: Case) -> bool:
    """Whether the quorum is there and, once reopened, every seat that a conflict vacated is filled and has scored."""
    refilled = all(seat.counts for seat in case.state.panel if seat.conflicted or seat.refilled)
    return has_quorum(case) and (refilled or not case.state.reopened)


def _complete(case: Case) -> bool:
    """Whether it may close and every remaining seat has scored, or the time was extended."""
    return _may_close(case) and (_all_scored(case) or case.state.evaluation_extended)


def _lacks_seats(case: Case) -> bool:
    """Whether the secretariat has to fill seats: those without which there is no quorum; once reopened, every one."""
    wanted = len(case.state.panel) if case.state.reopened else case.edition.evaluation.quorum
    return len(_remaining(case)) < wanted


def _sheet(case: Case, command: Score) -> ScoreSheet:
    """The actor's sheet.

    Raises:
        Refused: it lacks an aspect of the edition, has one twice or another, a score outside of the scale, or an
            extreme one without its justification; with each score of which that is so.
    """
    weights, names = case.edition.weights(), case.edition.names
    named = [each.aspect for each in command.scores]
    for each in command.scores:
        require(each.aspect in weights, Code.UNKNOWN_ASPECT, aspect=each.aspect, known=names())
        require(named.count(each.aspect) == 1, Code.ASPECT_TWICE, aspect=names(each.aspect))
    for aspect in weights:
        require(aspect in named, Code.ASPECT_MISSING, aspect=names(aspect))
    problems = [found for each in command.scores for found in _problems_with(each, case.edition.evaluation)]
    require(not problems, Code.SHEET_INVALID, problems=problems[:MOST_PROBLEMS])
    scores = {each.aspect: each.score for each in command.scores}
    return ScoreSheet(
        evaluator=case.actor.id,
        scores=scores,
        total=sum((weights[aspect] * given for aspect, given in scores.items()), Decimal(0)) / FULL,
        note=command.note,
        justifications={each.aspect: each.justification for each in command.scores if each.justification},
        recommendation=command.recommendation,
    )


def _awaiting_amendments(case: Case, last: Event) -> Event:
    """With what came last the panel is complete: it closes by itself when the time for amendments is over."""
    return last.model_copy(update={"closes": (WaitRef(kind=WaitKind.SCORING),), "opens": (_amending(case),)})


def _amending_stops(case: Case) -> tuple[WaitRef, ...]:
    """The time for amendments, if it runs: somebody is waited for again."""
    return (WaitRef(kind=WaitKind.AMENDING),) if case.state.waits_for(WaitKind.AMENDING) else ()


def _still_awaited(case: Case) -> tuple[Wait, ...]:
    """What is waited for before it may close: those who haven't scored, and more evaluators if these are too few."""
    waits = []
    if _lacks_seats(case):
        waits.append(case.wait(WaitKind.PANEL, Role.OPERATOR, case.edition.evaluation.panel))
    if not _all_scored(case) and not case.state.waits_for(WaitKind.SCORING):
        waits.append(_scoring(case))
    return tuple(waits)


def _closed_unless_amended(case: Case) -> list[Event]:
    """As it may. An amendment that waits for its answer delays that, once."""
    if case.state.statements.amendments and not case.state.amending_extended:
        return [e.AmendingExtended(closes=(WaitRef(kind=WaitKind.SCORING),), opens=(_amending(case),))]
    return _closed(case, "all_scored" if _all_scored(case) else "quorum")


def _closed(case: Case, cause: e.EvaluationEnd) -> list[Event]:
    grade = exact_grade(case.state.panel)
    assert grade is not None, "a quorum has a grade"
    passed, rules = passes(case), case.edition.decision
    decision = case.wait(WaitKind.DECISION, Role.DECISION_MAKER, rules.decision)
    rejection = case.wait(WaitKind.REJECTION, Role.OPERATOR, rules.rejection)
    return [
        e.EvaluationClosed(
            cause=cause,
            totals={seat.evaluator: seat.total for seat in case.state.panel if seat.total is not None and seat.counts},
            grade=round(Decimal(grade.numerator) / Decimal(grade.denominator), 4),
            passing_grade=case.edition.passing_grade,
            passed=passed,
            opens=(decision if passed else rejection,),
        )
    ]


def _amending(case: Case) -> Wait:
    return Wait(kind=WaitKind.AMENDING, due_at=case.due(case.edition.evaluation.amending))


def _scoring(case: Case) -> Wait:
    due_at = case.due(case.edition.evaluation.scoring)
    half_time = case.at + (due_at - case.at) / 2
    return Wait(kind=WaitKind.SCORING, awaits=Role.EVALUATOR, remind_at=half_time, due_at=due_at)
