"""Conflicts of interest and replacements while a panel scores."""

from datetime import timedelta

import pytest

from domain.events.innovation import (
    ConflictDeclared,
    EvaluationClosed,
    EvaluationReopened,
    EvaluatorReplaced,
    ScoreSubmitted,
)
from domain.events.waits import Reminded
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.journeys import (
    PANEL,
    closed,
    conflict,
    deciding,
    piloting,
    proposed,
    put,
    score,
    scored,
    scoring,
    until,
)
from tests.domain.world import person, wib


def test_a_conflict_removes_the_evaluator_and_keeps_the_trace() -> None:
    life = conflict(scoring(), "evaluator-1").then(ConflictDeclared)
    declared = life.event(ConflictDeclared)
    assert (declared.person, declared.voids_sheet) == ("evaluator-1", False)
    assert declared.reason == "Saudara kandung pengusul"
    score(life, "evaluator-1", 90).refused("conflict_declared")


def test_a_conflict_needs_a_reason_and_is_declared_once() -> None:
    scoring().when("evaluator-1", "declare_conflict", reason=None).refused("reason_required")
    conflict(conflict(scoring(), "evaluator-1"), "evaluator-1").refused("already_declared")
    scoring().when("auditor", "declare_conflict").refused("role_missing")


def test_a_conflict_after_scoring_voids_the_sheet() -> None:
    life = conflict(score(scoring(), "evaluator-1", 20), "evaluator-1").then(ConflictDeclared)
    assert life.event(ConflictDeclared).voids_sheet
    score(life, "evaluator-2", 90).then(ScoreSubmitted)
    closed(score(life, "evaluator-3", 90)).then(EvaluationClosed)
    assert life.event(EvaluationClosed).grade == 90


def test_a_conflict_of_the_only_missing_evaluator_leads_to_the_close() -> None:
    life = score(score(scoring(), "evaluator-1", 90), "evaluator-2", 90)
    conflict(life, "evaluator-3").then(ConflictDeclared)
    closed(life).then(EvaluationClosed)
    assert life.event(EvaluationClosed).cause == "all_scored"


def test_a_conflict_that_loses_the_quorum_while_sheets_may_be_amended_awaits_more_evaluators() -> None:
    life = conflict(scored(scoring()), "evaluator-1")
    assert life.state.waits_for(WaitKind.AMENDING) is not None
    conflict(life, "evaluator-2")
    assert life.state.waits_for(WaitKind.AMENDING) is None
    assert life.wait(WaitKind.PANEL).awaits is Role.OPERATOR
    put(life, "evaluator-1", "evaluator-4").then(EvaluatorReplaced)
    closed(score(life, "evaluator-4", 90)).then(EvaluationClosed)


def test_a_conflict_that_loses_the_quorum_awaits_who_has_not_scored() -> None:
    life = until(score(scoring(), "evaluator-1", 90), WaitKind.SCORING)
    score(life, "evaluator-2", 90)
    assert life.state.waits_for(WaitKind.SCORING) is None
    conflict(life, "evaluator-1")
    assert life.state.waits_for(WaitKind.AMENDING) is None
    assert life.wait(WaitKind.SCORING).awaits is Role.EVALUATOR
    closed(score(life, "evaluator-3", 90)).then(EvaluationClosed)


def test_a_seat_filled_while_sheets_may_be_amended_is_waited_for() -> None:
    life = conflict(scored(scoring()), "evaluator-1")
    put(life, "evaluator-1", "evaluator-4").then(EvaluatorReplaced)
    assert life.state.waits_for(WaitKind.AMENDING) is None
    assert life.wait(WaitKind.SCORING).awaits is Role.EVALUATOR
    closed(score(life, "evaluator-4", 87)).then(EvaluationClosed)
    assert life.event(EvaluationClosed).grade == 89


def test_when_conflicts_leave_no_quorum_the_secretariat_is_awaited_until_enough_seats_are_filled() -> None:
    life = conflict(scoring(), "evaluator-1")
    assert life.state.waits_for(WaitKind.PANEL) is None
    for evaluator in PANEL[1:]:
        conflict(life, evaluator)
    assert life.wait(WaitKind.PANEL).awaits is Role.OPERATOR
    life.people["evaluator-5"] = person("evaluator-5", Role.EVALUATOR, "universitas-e")
    put(life, "evaluator-1", "evaluator-4").then(EvaluatorReplaced)
    assert life.wait(WaitKind.PANEL).awaits is Role.OPERATOR
    put(life, "evaluator-2", "evaluator-5").then(EvaluatorReplaced)
    assert life.state.waits_for(WaitKind.PANEL) is None


def test_a_conflict_of_somebody_off_the_panel_is_recorded_and_closes_nothing() -> None:
    life = conflict(deciding(90, 90, 75), "evaluator-1").then(ConflictDeclared, EvaluationReopened)
    conflict(life, "minister").then(ConflictDeclared)
    assert life.state.stage is Stage.EVALUATION


def test_half_time_without_anybody_missing_reminds_nobody() -> None:
    life = score(scoring(), "evaluator-1", 90)
    for evaluator in PANEL[1:]:
        conflict(life, evaluator)
    life.wait_until_due()
    while life.event(Reminded).kind is not WaitKind.SCORING:
        life.wait_until_due()
    assert (life.event(Reminded).people, life.event(Reminded).role) == ((), None)


def test_a_seat_that_has_not_scored_is_replaced_within_the_same_deadline() -> None:
    life = put(scoring().later(days=3), "evaluator-1", "evaluator-4").then(EvaluatorReplaced)
    assert life.wait(WaitKind.SCORING).due_at == wib("2026-03-27")
    score(life, "evaluator-1", 90).refused("not_on_panel")
    score(life, "evaluator-4", 90).then(ScoreSubmitted)


def test_replacing_needs_a_reason_a_seat_and_somebody_new() -> None:
    scoring().when(
        "operator", "replace_evaluator", reason=None, evaluator="evaluator-1", successor="evaluator-4"
    ).refused("reason_required")
    put(scoring(), "evaluator-4", "evaluator-1").refused("not_on_panel")
    put(scoring(), "evaluator-1", "evaluator-2").refused("named_twice")


def test_a_sheet_that_counts_is_not_replaced_but_a_voided_one_is() -> None:
    life = score(scoring(), "evaluator-1", 90)
    put(life, "evaluator-1", "evaluator-4").refused("already_scored")
    conflict(life, "evaluator-1")
    put(life, "evaluator-1", "evaluator-4").then(EvaluatorReplaced)


def test_a_conflict_declared_while_suspended_takes_effect_at_once() -> None:
    life = score(score(scoring(), "evaluator-1", 90), "evaluator-2", 90)
    life.later(days=1).when("operator", "suspend")
    conflict(life.later(days=9), "evaluator-3").then(ConflictDeclared)
    closes = wib("2026-03-13")  # a working day after 12 March
    life.later(days=5).when("operator", "resume")
    assert life.wait(WaitKind.AMENDING).due_at == closes + timedelta(days=5)


@pytest.mark.parametrize("stage", ["proposal", "pilot"])
def test_a_conflict_may_be_declared_before_there_is_a_panel(stage: str) -> None:
    life = proposed() if stage == "proposal" else piloting()
    conflict(life, "evaluator-1").then(ConflictDeclared)
    assert "evaluator-1" in life.state.conflicts
