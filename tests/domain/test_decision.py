"""Decision: taken by one decision maker, endorsed by another, objected to, or undone by a conflict."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.events.innovation import (
    ConflictDeclared,
    DecisionEndorsed,
    DecisionObjected,
    DecisionTaken,
    EvaluationClosed,
    EvaluationReopened,
    EvaluatorReplaced,
    InnovationDeclined,
    InnovationRejected,
    InnovationWithdrawn,
    PilotRepeated,
    ProposalReturned,
)
from domain.events.waits import Escalated, Reminded
from domain.vocabulary import Capacity, Role, Stage
from domain.waits import WaitKind
from tests.domain.journeys import (
    INSTRUMENT,
    closed,
    conflict,
    decided,
    deciding,
    pilots,
    put,
    scaling,
    score,
    scoring,
    until,
)
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR, person, region_id, wib, with_regions


def decide(life: Life, choice: str, who: str = "minister", **payload: Any) -> Life:
    return life.when(who, "decide", choice=choice, **payload)


def scale(life: Life, *adopters: str, who: str = "minister") -> Life:
    return decide(life, "scale_regions", who, adopters=list(adopters), instrument=INSTRUMENT)


# ---- taking it


def test_a_decision_is_awaited_reminded_escalated_once_and_stays_awaited() -> None:
    life = deciding().wait_until_due().then(Reminded)
    assert (life.now, life.event(Reminded).role) == (wib("2026-03-16"), Role.DECISION_MAKER)
    life.wait_until_due().then(Escalated)
    assert (life.now, life.event(Escalated).role) == (wib("2026-03-27"), Role.OPERATOR)
    assert life.state.wake_at is None
    scale(life.later(days=300), BANDUNG).then(DecisionTaken)


def test_scaling_to_regions_names_the_adopters_and_waits_for_an_endorsement() -> None:
    life = deciding().when(
        "minister",
        "decide",
        reason="Berdampak luas",
        choice="scale_regions",
        adopters=[BANDUNG, MAKASSAR],
        instrument=INSTRUMENT,
        sector_owner="Kemendagri",
        specification="Kartu Identitas Anak",
        facilitator="Kemenpanrb",
        originator_migrates=True,
    )
    taken = life.then(DecisionTaken).event(DecisionTaken)
    assert [place.id for place in taken.adopters] == [region_id(BANDUNG), region_id(MAKASSAR)]
    assert (taken.instrument, taken.sector_owner, taken.reason) == (
        INSTRUMENT,
        "Kemendagri",
        "Berdampak luas",
    )
    assert life.state.stage is Stage.DECISION
    assert [name.kind for name in life.state.waits] == [WaitKind.ENDORSEMENT]
    assert life.wait(WaitKind.ENDORSEMENT).due_at == wib("2026-03-11")
    assert life.state.denominator == 0


def test_scaling_nationally_without_naming_anybody_names_every_autonomous_government() -> None:
    taken = decide(deciding(), "scale_national", instrument=INSTRUMENT).event(DecisionTaken)
    assert len(taken.adopters) == 509
    assert [place.code for place in taken.adopters if "." not in place.code] == ["31"]


def test_scaling_nationally_may_name_its_adopters() -> None:
    life = decide(deciding(), "scale_national", instrument=INSTRUMENT, adopters=[BANDUNG])
    assert [place.code for place in life.event(DecisionTaken).adopters] == [BANDUNG]


def test_a_decision_needs_a_reason() -> None:
    deciding().when("minister", "decide", reason=" ", choice="decline").refused("reason_required")


def test_scaling_to_regions_needs_them_named_once_each_and_in_force() -> None:
    scale(deciding()).refused("adopters_required")
    scale(deciding(), BANDUNG, BANDUNG).refused("region_twice")
    scale(deciding(), "99.99").refused("unknown_region")
    life = deciding()
    life.rules = with_regions(life.rules, ended={BANDUNG: "2026-01-01"})
    scale(life, BANDUNG).refused("ended_region")


def test_a_decision_belongs_to_its_stage() -> None:
    scale(scoring(), BANDUNG).refused("wrong_stage")
    scale(scaling(), BANDUNG).refused("wrong_stage")


@pytest.mark.parametrize("who", ["operator", "proposer", "evaluator-4", "administrator", "auditor"])
def test_only_a_decision_maker_decides(who: str) -> None:
    scale(deciding(), BANDUNG, who=who).refused("role_missing")


def test_a_decision_maker_of_the_proposing_agency_is_not_impartial() -> None:
    scale(deciding(), BANDUNG, who="mayor").refused("same_agency")
    decided().when("mayor", "endorse").refused("same_agency")


def test_a_decision_maker_with_a_conflict_neither_decides_nor_endorses() -> None:
    life = conflict(deciding(), "third").then(ConflictDeclared)
    scale(life, BANDUNG, who="third").refused("conflict_declared")
    scale(life, BANDUNG).when("third", "endorse").refused("conflict_declared")


def test_nobody_both_scores_and_decides() -> None:
    life = deciding()
    grants = life.people["evaluator-1"].grants | person("x", Role.DECISION_MAKER, "universitas-a").grants
    life.people["evaluator-1"] = replace(life.people["evaluator-1"], grants=grants)
    scale(life, BANDUNG, who="evaluator-1").refused("excluding_capacity")
    scale(life, BANDUNG).when("evaluator-1", "endorse").refused("excluding_capacity")
    life.when("evaluator-1", "object").refused("excluding_capacity")


def test_a_decision_is_taken_once_until_somebody_objects() -> None:
    scale(decided(), BANDUNG).refused("already_decided")
    decide(decided(), "decline", who="deputy").refused("already_decided")


# ---- endorsing and objecting


def test_an_endorsement_by_another_decision_maker_puts_it_in_force() -> None:
    life = decided().when("deputy", "endorse", reason=None).then(DecisionEndorsed)
    assert life.state.stage is Stage.SCALING
    assert (life.state.denominator, life.state.awarded_at) == (2, life.now)
    assert life.wait(WaitKind.WAVE_PLAN).due_at == wib("2026-03-27")


def test_who_endorses_or_objects_is_never_who_decided() -> None:
    decided().when("minister", "endorse").refused("excluding_capacity")
    decided().when("minister", "object").refused("excluding_capacity")


def test_without_a_decision_there_is_nothing_to_endorse() -> None:
    deciding().when("deputy", "endorse").refused("nothing_to_endorse")
    deciding().when("deputy", "object").refused("nothing_to_endorse")


def test_an_endorsement_is_reminded_escalated_once_and_stays_awaited() -> None:
    life = decided().wait_until_due().then(Reminded).wait_until_due().then(Escalated)
    assert (life.now, life.event(Escalated).kind) == (wib("2026-03-11"), WaitKind.ENDORSEMENT)
    assert life.state.wake_at is None
    life.later(days=50).when("deputy", "endorse").then(DecisionEndorsed)


def test_an_objection_makes_it_undecided_with_a_fresh_due() -> None:
    life = decided().later(days=1).when("deputy", "object", reason=None).refused("reason_required")
    life.when("deputy", "object", reason="Anggaran belum siap").then(DecisionObjected)
    assert life.state.decision is None
    assert [name.kind for name in life.state.waits] == [WaitKind.DECISION]
    assert life.wait(WaitKind.DECISION).due_at == wib("2026-03-30")


@pytest.mark.parametrize("who", ["minister", "third"])
def test_after_an_objection_whoever_did_not_object_may_decide_anew(who: str) -> None:
    life = decided().when("deputy", "object")
    scale(life, BANDUNG, who="deputy").refused("excluding_capacity")
    scale(life, BANDUNG, who=who).then(DecisionTaken)
    life.when("minister", "endorse").refused("excluding_capacity")
    life.when("deputy", "endorse").then(DecisionEndorsed)
    assert life.state.denominator == 1


# ---- what takes effect at once


def test_declining_is_an_end_at_once() -> None:
    life = decide(deciding(), "decline").then(DecisionTaken, InnovationDeclined)
    assert life.state.stage is Stage.DECLINED
    assert life.state.wake_at is None
    life.when("deputy", "endorse").refused("ended")
    life.when("minister", "revoke").refused("ended")


def test_returning_goes_back_to_the_proposer_at_once() -> None:
    life = decide(deciding(), "return").then(DecisionTaken, ProposalReturned)
    assert life.event(ProposalReturned).from_stage == "decision"
    assert (life.state.stage, life.state.returned) == (Stage.PROPOSAL, True)
    assert life.wait(WaitKind.REVISION).due_at == wib("2026-04-02")
    life.when("proposer", "revise", title="Lain").when("operator", "admit")
    assert (life.state.round, life.state.panel, life.state.grade) == (2, (), None)


def test_repeating_the_pilot_is_a_new_round_at_once() -> None:
    life = decide(deciding(), "repeat_pilot").then(DecisionTaken, PilotRepeated)
    assert life.event(PilotRepeated).round == 2
    assert (life.state.stage, life.state.panel, life.state.decision) == (Stage.PILOT, (), None)
    assert life.state.chapter == "pilot 2"


def test_scores_of_an_older_round_do_not_count_but_still_keep_their_scorers_from_deciding() -> None:
    life = decide(deciding(), "repeat_pilot")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG)).when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-2", "evaluator-3", "evaluator-4"])
    for evaluator in ("evaluator-2", "evaluator-3", "evaluator-4"):
        score(life, evaluator, 86)
    closed(life)
    assert life.event(EvaluationClosed).grade == 86
    assert set(life.event(EvaluationClosed).totals) == {"evaluator-2", "evaluator-3", "evaluator-4"}
    assert "evaluator-1" in life.state.acted_as(Capacity.JUDGING)


@pytest.mark.parametrize("choice", ["decline", "return", "repeat_pilot"])
def test_what_takes_effect_at_once_names_no_adopters(choice: str) -> None:
    taken = decide(deciding(), choice, adopters=[BANDUNG]).event(DecisionTaken)
    assert taken.adopters == ()


# ---- below the passing grade


def below() -> Life:
    """Evaluated below the passing grade."""
    return deciding(90, 80, 80)


def test_below_the_passing_grade_an_operator_rejects_it_with_a_reason() -> None:
    below().when("operator", "reject", reason=None).refused("reason_required")
    life = below().when("operator", "reject", reason="Belum memenuhi ambang batas").then(InnovationRejected)
    assert (life.event(InnovationRejected).stage, life.state.stage) == ("evaluation", Stage.REJECTED)
    assert life.state.waits == {}


@pytest.mark.parametrize("choice", ["scale_national", "repeat_pilot", "return", "decline"])
def test_below_the_passing_grade_there_is_nothing_to_decide(choice: str) -> None:
    decide(below(), choice).refused("below_grade")


def test_what_reached_the_passing_grade_is_not_the_secretariats_to_reject() -> None:
    deciding(85, 85, 85).when("operator", "reject").refused("grade_reached")


def test_a_rejection_is_reminded_of_and_escalated_and_never_comes_by_itself() -> None:
    life = below().wait_until_due().then(Reminded)
    assert (life.event(Reminded).role, life.event(Reminded).kind) == (Role.OPERATOR, WaitKind.REJECTION)
    life.wait_until_due().then(Escalated)
    assert life.event(Escalated).role is Role.OPERATOR
    assert (life.state.stage, life.state.wake_at) == (Stage.DECISION, None)
    life.later(days=300).when("operator", "reject").then(InnovationRejected)


def test_a_conflict_by_which_the_grade_is_reached_leads_back_to_evaluation() -> None:
    life = conflict(deciding(90, 90, 40), "evaluator-3").then(ConflictDeclared, EvaluationReopened)
    assert life.event(EvaluationReopened).cause == "grade_reached"
    assert [name.kind for name in life.state.waits] == [WaitKind.PANEL]
    conflict(deciding(80, 80, 40), "evaluator-3").then(ConflictDeclared)


# ---- withdrawing


@pytest.mark.parametrize("life", [scoring, deciding, below, decided])
def test_the_proposer_withdraws_until_it_is_determined(life: Callable[[], Life]) -> None:
    assert life().when("proposer", "withdraw").then(InnovationWithdrawn).state.waits == {}
    scaling().when("proposer", "withdraw").refused("wrong_stage")


# ---- conflicts that come to light now


def test_a_conflict_that_leaves_quorum_and_grade_is_recorded_only() -> None:
    life = conflict(deciding(90, 90, 90), "evaluator-1").then(ConflictDeclared)
    assert life.event(ConflictDeclared).voids_sheet
    assert life.state.stage is Stage.DECISION
    scale(life, BANDUNG).then(DecisionTaken)


def test_a_conflict_that_loses_the_grade_leads_back_to_evaluation() -> None:
    life = conflict(deciding(95, 80, 80), "evaluator-1").then(ConflictDeclared, EvaluationReopened)
    assert life.event(EvaluationReopened).cause == "grade_lost"
    assert (life.state.stage, life.state.grade) == (Stage.EVALUATION, None)
    assert life.wait(WaitKind.PANEL).due_at == wib("2026-03-11")


def test_a_conflict_that_loses_the_quorum_leads_back_to_evaluation() -> None:
    life = conflict(deciding(90, 90, 90), "evaluator-1")
    conflict(life, "evaluator-2").then(ConflictDeclared, EvaluationReopened)
    assert life.event(EvaluationReopened).cause == "quorum_lost"


def test_reopened_it_closes_again_when_the_empty_seat_is_filled_and_scored() -> None:
    life = conflict(deciding(95, 80, 80), "evaluator-1")
    life.when("operator", "replace_evaluator", evaluator="evaluator-1", successor="evaluator-4")
    life.then(EvaluatorReplaced)
    assert life.wait(WaitKind.SCORING).due_at == wib("2026-03-27")
    closed(score(life, "evaluator-4", 96)).then(EvaluationClosed)
    assert life.state.stage is Stage.DECISION


def test_reopened_it_awaits_those_who_had_not_scored_when_it_closed() -> None:
    life = until(score(score(scoring(), "evaluator-1", 90), "evaluator-2", 90), WaitKind.SCORING)
    conflict(life, "evaluator-1").then(ConflictDeclared, EvaluationReopened)
    assert life.wait(WaitKind.SCORING).awaits is Role.EVALUATOR
    put(score(life, "evaluator-3", 90), "evaluator-1", "evaluator-4")
    closed(score(life, "evaluator-4", 90)).then(EvaluationClosed)


def test_leading_back_to_evaluation_undoes_a_decision_that_waited_for_its_endorsement() -> None:
    life = scale(deciding(95, 80, 80), BANDUNG)
    conflict(life, "evaluator-1").then(ConflictDeclared, EvaluationReopened)
    assert life.state.decision is None
    life.when("deputy", "endorse").refused("wrong_stage")


def test_a_conflict_after_the_award_is_recorded_only_and_voids_nothing() -> None:
    life = conflict(scaling(), "evaluator-1").then(ConflictDeclared)
    assert not life.event(ConflictDeclared).voids_sheet
    assert life.state.stage is Stage.SCALING
    assert life.state.grade is not None


def test_a_conflict_declared_while_returned_from_the_decision_is_recorded_only() -> None:
    life = conflict(decide(deciding(), "return"), "evaluator-1").then(ConflictDeclared)
    assert not life.event(ConflictDeclared).voids_sheet


def test_suspended_nothing_is_decided() -> None:
    life = deciding().when("operator", "suspend")
    scale(life, BANDUNG).refused("suspended")
    assert life.state.wake_at is None
