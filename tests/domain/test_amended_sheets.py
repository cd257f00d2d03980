"""A score sheet is amended until its panel closes, a check's answers until they are assessed."""

from dataclasses import replace
from decimal import Decimal

from domain import next_acts
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, CheckReport, ScoreSheet
from domain.events.innovation import (
    AmendingExtended,
    CheckAssessed,
    EvaluationClosed,
    ScoreSubmitted,
)
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.acts import ANSWERS, assess, paused, report
from tests.domain.amending import (
    BANDUNG_ID,
    BETTER,
    accept,
    amend_check,
    amend_measurement,
    amend_score,
    measured,
    reject,
    standing,
)
from tests.domain.journeys import closed, conflict, deciding, in_check, score, scored, scoring, sheet, until
from tests.domain.world import BANDUNG, also, person, wib
from tests.forms import NOTE

# ---- a score sheet: until its panel closes


def test_a_sheet_that_is_accepted_is_what_the_grade_is_made_of() -> None:
    life = accept(amend_score(scored(scoring(), 90, 90, 9), "evaluator-3", 90)).then(AmendmentAccepted)
    amended = life.event(AmendmentAccepted)
    assert isinstance(amended.statement, ScoreSheet)
    assert (amended.proposed_by, amended.statement.total) == ("evaluator-3", Decimal(90))
    end = closed(life).then(EvaluationClosed).event(EvaluationClosed)
    assert (end.grade, end.totals["evaluator-3"], end.passed) == (Decimal(90), Decimal(90), True)


def test_a_sheet_whose_amendment_is_rejected_counts_as_it_was() -> None:
    life = reject(amend_score(scored(scoring(), 90, 90, 9), "evaluator-3", 90))
    closed(life).then(EvaluationClosed)
    assert life.event(EvaluationClosed).totals["evaluator-3"] == 9


def test_a_sheet_may_be_amended_before_the_others_have_scored() -> None:
    life = amend_score(score(scoring(), "evaluator-1", 9), "evaluator-1", 90).then(AmendmentProposed)
    score(score(accept(life), "evaluator-2", 90), "evaluator-3", 90)
    assert closed(life).event(EvaluationClosed).grade == 90


def test_an_amended_sheet_is_a_whole_sheet() -> None:
    life = score(scoring(), "evaluator-1", 90)
    life.when("evaluator-1", "amend_score", scores=sheet(life, 95)[1:], note=NOTE).refused("aspect_missing")
    amend_score(life, "evaluator-1", 101).refused("sheet_invalid")


def test_only_who_has_a_seat_and_no_conflict_amends_a_sheet() -> None:
    life = score(scoring(), "evaluator-1", 90)
    amend_score(life, "evaluator-4", 95).refused("not_on_panel")
    amend_score(life, "minister", 95).refused("role_missing")
    amend_score(conflict(life, "evaluator-1"), "evaluator-1", 95).refused("conflict_declared")


def test_who_could_be_given_a_seat_answers_no_amendment_of_a_sheet() -> None:
    """It isn't open to them; of a measurement they do."""
    life = amend_measurement(measured()).when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-3"])
    amend_score(score(life, "evaluator-1", 9), "evaluator-1", 90)
    both = life.people["both"] = also(person("both", Role.OPERATOR, "bkn"), Role.EVALUATOR, "bkn")
    answers = {"accept_amendment", "reject_amendment"}
    accept(life, 2, "both").refused("could_be_seated")
    reject(life, 2, "both").refused("could_be_seated")
    offered = next_acts.of_innovation(both, life.state, life.rules, life.now)
    assert {each.subject for each in offered if each.payload.name in answers} == {"1"}
    accept(life, 1, "both").then(AmendmentAccepted)
    accept(life, 2, "both").then(AmendmentAccepted)  # having operated on it they can't be seated any more


def test_an_amendment_of_a_sheet_that_a_conflict_voids_waits_no_more() -> None:
    life = conflict(amend_score(score(scoring(), "evaluator-1", 9), "evaluator-1", 90), "evaluator-1")
    accept(life).refused("no_amendment_open")


def test_an_open_amendment_delays_the_close_once() -> None:
    life = amend_score(scored(scoring()), "evaluator-3", 95)
    closed(life).then(AmendingExtended)
    assert life.now == wib("2026-03-03")
    assert life.wait(WaitKind.AMENDING).due_at == wib("2026-03-04")
    assert life.state.stage is Stage.EVALUATION
    closed(life).then(EvaluationClosed)
    assert life.event(EvaluationClosed).totals["evaluator-3"] == 90
    accept(life).refused("wrong_stage")


def test_an_amendment_accepted_in_the_time_that_it_gained_counts() -> None:
    life = closed(amend_score(scored(scoring()), "evaluator-3", 96)).then(AmendingExtended)
    accept(life)
    amend_score(life, "evaluator-3", 99).then(AmendmentProposed)
    closed(life).then(EvaluationClosed)
    assert life.event(EvaluationClosed).totals["evaluator-3"] == 96


def test_an_open_amendment_delays_the_close_with_a_quorum_too() -> None:
    life = score(score(scoring(), "evaluator-1", 90), "evaluator-2", 9)
    until(amend_score(life, "evaluator-2", 90), WaitKind.SCORING).then(AmendingExtended)
    assert life.state.waits_for(WaitKind.SCORING) is None
    accept(life)
    closed(life).then(EvaluationClosed)
    end = life.event(EvaluationClosed)
    assert (end.cause, end.grade) == ("quorum", Decimal(90))


def test_who_scores_last_has_the_whole_time_to_amend() -> None:
    life = until(score(scoring(), "evaluator-1", 90), WaitKind.SCORING)
    score(life, "evaluator-2", 90)
    first = life.wait(WaitKind.AMENDING).due_at
    score(life.later(days=2, hours=12), "evaluator-3", 90).then(ScoreSubmitted)
    assert life.wait(WaitKind.AMENDING).due_at > first
    assert closed(life).event(EvaluationClosed).cause == "all_scored"


def test_the_time_for_amendments_stands_still_while_suspended() -> None:
    life = scored(scoring())
    due_at = life.wait(WaitKind.AMENDING).due_at
    began = life.now
    paused(life)
    assert life.wait(WaitKind.AMENDING).due_at == due_at + (life.now - began)


def test_after_the_close_no_sheet_is_amended() -> None:
    amend_score(deciding(), "evaluator-1", 95).refused("wrong_stage")


# ---- a check's answers: until assessed


def test_the_proposers_answers_are_amended_until_they_are_assessed() -> None:
    life = accept(amend_check(report(in_check(), 1))).then(AmendmentAccepted)
    assert standing(life)[-1] == CheckReport(number=1, answers=BETTER)
    assess(life, 1, "sustained").then(CheckAssessed)
    amend_check(life, answers=ANSWERS).refused("already_assessed")


def test_an_amendment_of_answers_that_were_assessed_meanwhile_waits_no_more() -> None:
    life = assess(amend_check(report(in_check(), 1)), 1, "sustained")
    accept(life).refused("no_amendment_open")


def test_a_regions_answers_are_amended_by_their_author() -> None:
    life = report(in_check(), 1, "officer-bandung", region=BANDUNG)
    amend_check(life, "officer-makassar", region=BANDUNG).refused("other_region")
    amend_check(life, "officer-bandung", region=BANDUNG).then(AmendmentProposed)
    accept(life)
    assert standing(life)[-1] == CheckReport(number=1, region=BANDUNG_ID, answers=BETTER)


def test_who_reports_for_agency_and_region_amends_each_by_itself() -> None:
    life = in_check()
    officer = person("proposer", Role.REGIONAL_OFFICER, "kota-surakarta", "33.72")
    life.people["proposer"] = replace(life.people["proposer"], grants=life.people["proposer"].grants | officer.grants)
    report(report(life, 1), 1, region="33.72")
    amended = amend_check(life, region="33.72").then(AmendmentProposed).event(AmendmentProposed)
    assert amended.by is not None
    assert amended.by.role is Role.REGIONAL_OFFICER
    amend_check(life).then(AmendmentProposed)


def test_answers_to_another_agencys_check_are_not_amended() -> None:
    life = report(in_check(), 1)
    life.people["neighbour"] = person("neighbour", Role.PROPOSER, "kota-bandung")
    amend_check(life, "neighbour").refused("other_agency")
    amend_check(life, check=2).refused("no_such_check")
    amend_check(in_check()).refused("nothing_to_amend")
