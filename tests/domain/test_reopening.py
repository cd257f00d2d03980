"""A conflict that leads back from the decision: the panel is whole again before it closes."""

from domain.events.innovation import (
    AmendingExtended,
    ConflictDeclared,
    EvaluationClosed,
    EvaluationExtended,
    EvaluationReopened,
    EvaluatorReplaced,
    InnovationWithdrawn,
    ScoreSubmitted,
)
from domain.events.waits import Escalated
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.amending import amend_score
from tests.domain.journeys import closed, conflict, hurried, pilots, put, score, scoring, until
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, person


def reopened(*, silent: bool = False) -> Life:
    """Led back by the conflict of who gave 40: the grade is reached without that sheet. `silent`: a fourth evaluator
    never scored.
    """
    life = hurried(scoring("evaluator-1", "evaluator-2", "evaluator-3", *(["evaluator-4"] if silent else [])))
    life.people |= {f"spare-{n}": person(f"spare-{n}", Role.EVALUATOR, f"universitas-{n}") for n in (1, 2)}
    for evaluator, given in (("evaluator-1", 90), ("evaluator-2", 90), ("evaluator-3", 40)):
        score(life, evaluator, given)
    until(life, WaitKind.SCORING if silent else WaitKind.AMENDING).then(EvaluationClosed)
    return conflict(life, "evaluator-3").then(ConflictDeclared, EvaluationReopened)


def quiet(life: Life) -> Life:
    """Everything that falls due by itself has."""
    while life.state.wake_at is not None:
        life.wait_until_due()
    return life


def test_no_conflict_turns_a_rejection_into_a_pass_while_the_seat_stays_vacant() -> None:
    life = quiet(reopened(silent=True))
    assert life.state.stage is Stage.EVALUATION
    score(life, "evaluator-4", 90).then(ScoreSubmitted)
    assert life.state.waits_for(WaitKind.AMENDING) is None
    assert quiet(life).state.stage is Stage.EVALUATION
    put(life, "evaluator-3", "spare-1").then(EvaluatorReplaced)
    closed(score(life, "spare-1", 30)).then(EvaluationClosed)
    assert not life.event(EvaluationClosed).passed


def test_the_last_of_the_others_sheets_begins_no_time_for_amendments() -> None:
    life = score(reopened(silent=True), "evaluator-4", 90)
    assert life.state.waits_for(WaitKind.AMENDING) is None
    until(life, WaitKind.SCORING).then(Escalated, EvaluationExtended)
    assert life.event(Escalated).role is Role.OPERATOR


def test_a_filled_seat_is_waited_for_though_there_is_a_quorum_without_it() -> None:
    life = put(reopened(), "evaluator-3", "spare-1").then(EvaluatorReplaced)
    assert life.state.waits_for(WaitKind.PANEL) is None
    until(life, WaitKind.SCORING).then(Escalated, EvaluationExtended)
    until(life, WaitKind.SCORING).then(Escalated)
    assert quiet(life).state.stage is Stage.EVALUATION
    put(life, "spare-1", "spare-2").then(EvaluatorReplaced)
    assert quiet(life).state.stage is Stage.EVALUATION
    closed(score(life, "spare-2", 90)).then(EvaluationClosed)


def test_who_never_scored_is_not_waited_for_beyond_the_time() -> None:
    """Their seat isn't one that a conflict vacated: the quorum goes without it, as it did at first."""
    life = put(reopened(silent=True), "evaluator-3", "spare-1")
    score(life, "spare-1", 90).then(ScoreSubmitted)
    assert life.state.waits_for(WaitKind.AMENDING) is None
    until(life, WaitKind.SCORING).then(EvaluationClosed)


def test_a_further_conflict_is_another_seat_to_fill() -> None:
    life = put(reopened(), "evaluator-3", "spare-1")
    score(life, "spare-1", 90)
    assert life.state.waits_for(WaitKind.AMENDING) is not None
    conflict(life, "evaluator-1").then(ConflictDeclared)
    assert life.state.waits_for(WaitKind.AMENDING) is None
    assert life.wait(WaitKind.PANEL).awaits is Role.OPERATOR
    assert quiet(life).state.stage is Stage.EVALUATION
    put(life, "evaluator-1", "spare-2").then(EvaluatorReplaced)
    assert life.state.waits_for(WaitKind.PANEL) is None
    closed(score(life, "spare-2", 90)).then(EvaluationClosed)


def test_the_secretariat_is_awaited_until_every_vacant_seat_is_filled() -> None:
    life = conflict(reopened(), "evaluator-2")
    put(life, "evaluator-3", "spare-1").then(EvaluatorReplaced)
    assert life.wait(WaitKind.PANEL).awaits is Role.OPERATOR
    score(life, "spare-1", 90)
    assert life.state.waits_for(WaitKind.AMENDING) is None
    put(life, "evaluator-2", "spare-2").then(EvaluatorReplaced)
    assert life.state.waits_for(WaitKind.PANEL) is None
    closed(score(life, "spare-2", 90)).then(EvaluationClosed)


def test_a_seat_that_nobody_can_fill_stays_escalated_until_a_person_acts() -> None:
    life = quiet(reopened())
    assert (life.event(Escalated).kind, life.event(Escalated).role) == (WaitKind.PANEL, Role.OPERATOR)
    assert [name.kind for name in life.state.waits] == [WaitKind.PANEL]
    life.later(days=300).when("proposer", "withdraw").then(InnovationWithdrawn)


def test_an_amendment_that_waits_delays_the_second_closing_once_as_well() -> None:
    life = put(reopened(), "evaluator-3", "spare-1")
    score(life, "spare-1", 90)
    amend_score(life, "spare-1", 91)
    until(life, WaitKind.AMENDING).then(AmendingExtended)
    until(life, WaitKind.AMENDING).then(EvaluationClosed)


def test_closed_again_a_conflict_while_a_repeated_panel_scores_removes_the_seat_as_at_first() -> None:
    life = put(reopened(), "evaluator-3", "spare-1")
    closed(score(life, "spare-1", 90)).then(EvaluationClosed)
    life.when("minister", "decide", choice="repeat_pilot")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG)).when("operator", "close_pilots")
    panel = ["evaluator-1", "evaluator-2", "evaluator-4"]
    life.when("operator", "assign_panel", evaluators=panel)
    for evaluator in panel:
        score(life, evaluator, 90)
    conflict(life, "evaluator-4").then(ConflictDeclared)
    assert life.state.waits_for(WaitKind.PANEL) is None
    closed(life).then(EvaluationClosed)


def test_whatever_was_vacated_before_the_first_closing_is_filled_too() -> None:
    life = hurried(scoring())
    life.people |= {"spare-1": person("spare-1", Role.EVALUATOR, "universitas-1")}
    conflict(life, "evaluator-1")
    closed(score(score(life, "evaluator-2", 90), "evaluator-3", 90)).then(EvaluationClosed)
    conflict(life, "evaluator-2").then(ConflictDeclared, EvaluationReopened)
    put(life, "evaluator-2", "evaluator-4")
    assert life.wait(WaitKind.PANEL).awaits is Role.OPERATOR
    score(life, "evaluator-4", 90)
    assert quiet(life).state.stage is Stage.EVALUATION
    put(life, "evaluator-1", "spare-1")
    closed(score(life, "spare-1", 90)).then(EvaluationClosed)


def test_a_suspended_panel_still_loses_whoever_has_a_conflict() -> None:
    life = put(reopened(), "evaluator-3", "spare-1")
    score(life, "spare-1", 90)
    conflict(life.when("operator", "suspend"), "evaluator-1").then(ConflictDeclared)
    life.later(days=5).when("operator", "resume")
    assert quiet(life).state.stage is Stage.EVALUATION
