"""Evaluation: a panel is assigned, scores whole sheets, and closes with a grade."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.events.innovation import (
    EvaluationClosed,
    EvaluationExtended,
    EvaluatorReplaced,
    PanelAssigned,
    ScoreSubmitted,
)
from domain.events.waits import Escalated, Reminded
from domain.refusals import Refusal
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.journeys import (
    PANEL,
    closed,
    conflict,
    deciding,
    evaluating,
    pilots,
    put,
    score,
    scored,
    scoring,
    sheet,
    until,
)
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, START, also, person, wib
from tests.forms import NOTE


def assign(life: Life, *evaluators: str) -> Life:
    return life.when("operator", "assign_panel", evaluators=list(evaluators))


def scoring_for(life: Life, evaluator: str, scores: list[dict[str, Any]]) -> Life:
    return life.when(evaluator, "score", scores=scores, note=NOTE)


def both(name: str) -> dict[str, Any]:
    """Somebody who evaluates and decides, for two agencies of their own."""
    evaluator = person(name, Role.EVALUATOR, "universitas-e")
    grants = evaluator.grants | person(name, Role.DECISION_MAKER, "universitas-e").grants
    return {name: replace(evaluator, grants=grants)}


# ---- the panel


def test_a_panel_is_awaited_reminded_escalated_once_and_stays_awaited() -> None:
    life = evaluating()
    assert life.wait(WaitKind.PANEL).due_at == wib("2026-03-11")
    life.wait_until_due().then(Reminded).wait_until_due().then(Escalated)
    assert (life.now, life.event(Escalated).role) == (wib("2026-03-11"), Role.OPERATOR)
    assert life.state.wake_at is None
    assign(life.later(days=90), *PANEL).then(PanelAssigned)


def test_a_panel_is_assigned_and_its_scores_are_awaited() -> None:
    life = scoring().then(PanelAssigned)
    assert life.event(PanelAssigned).evaluators == tuple(PANEL)
    wait = life.wait(WaitKind.SCORING)
    assert (wait.awaits, wait.due_at) == (Role.EVALUATOR, wib("2026-03-27"))
    assert wait.remind_at == START + (wib("2026-03-27") - START) / 2
    assert life.state.waits_for(WaitKind.PANEL) is None


def test_a_panel_is_neither_too_small_nor_too_large() -> None:
    life = assign(evaluating(), "evaluator-1", "evaluator-2").refused("panel_size")
    names = [f"many-{number}" for number in range(8)]
    life.people |= {name: person(name, Role.EVALUATOR, "universitas-z") for name in names}
    assign(life, *names).refused("panel_size")
    assign(life, *names[:7]).then(PanelAssigned)


def test_a_panel_is_assigned_once_and_nobody_sits_twice() -> None:
    assign(scoring(), *PANEL).refused("panel_already_assigned")
    assign(evaluating(), "evaluator-1", "evaluator-2", "evaluator-1").refused("named_twice")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("nobody", "unknown_person"),
        ("minister", "not_an_evaluator"),
        ("evaluator-surakarta", "same_agency"),
    ],
)
def test_who_may_not_sit_on_the_panel(who: str, code: str) -> None:
    assign(evaluating(), "evaluator-1", "evaluator-2", who).refused(code)
    put(scoring(), "evaluator-1", who).refused(code)


def test_an_evaluator_whose_role_ended_may_not_sit() -> None:
    life = evaluating()
    held = life.people["evaluator-3"].grants["evaluator-1"]
    ended = held.model_copy(update={"valid_until": START})
    life.people["evaluator-3"] = replace(life.people["evaluator-3"], grants={"evaluator-1": ended})
    assign(life, *PANEL).refused("not_an_evaluator")


def test_any_role_at_the_proposing_agency_keeps_an_evaluator_off_the_panel() -> None:
    life = evaluating()
    evaluator = life.people["evaluator-3"]
    officer = person("evaluator-3", Role.REGIONAL_OFFICER, "kota-surakarta", "33.72")
    life.people["evaluator-3"] = replace(evaluator, grants=evaluator.grants | officer.grants)
    assign(life, *PANEL).refused("same_agency")


def test_who_declared_a_conflict_before_may_not_sit() -> None:
    assign(conflict(evaluating(), "evaluator-1"), *PANEL).refused("conflict_declared")


def test_who_decided_before_may_not_sit_in_a_later_round() -> None:
    life = deciding()
    life.people |= both("professor")
    life.when("professor", "decide", choice="repeat_pilot")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG)).when("operator", "close_pilots")
    assign(life, "evaluator-1", "evaluator-2", "professor").refused("excluding_capacity")


def test_nobody_gives_themselves_a_seat() -> None:
    life = evaluating()
    own = also(person("both", Role.EVALUATOR, "universitas-e"), Role.OPERATOR, "universitas-e")
    life.people["both"] = own
    life.when("both", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "both"]).refused("own_seat")
    assign(life, *PANEL).when("both", "replace_evaluator", evaluator="evaluator-1", successor="both").refused(
        "own_seat"
    )


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DECISION_MAKER, Role.AUDITOR])
def test_who_could_read_the_panels_sheets_gets_no_seat_on_it(role: Role) -> None:
    """Whether or not they still may, and whether they were an evaluator then."""
    first, read = START + timedelta(days=2), person("reader", role, "universitas-e").grants[f"{role}-1"]

    def seated(begins: timedelta, ends: timedelta) -> Life:
        """The reader, who held that role for a while, is given a seat 9 days after the first sheet."""
        life = score(scoring().at(first), "evaluator-1", 90).later(days=9)
        held = read.model_copy(update={"valid_from": first + begins, "valid_until": first + ends})
        evaluates = person("reader", Role.EVALUATOR, "universitas-e")
        life.people["reader"] = replace(evaluates, grants={**evaluates.grants, held.id: held})
        return put(life, "evaluator-2", "reader")

    day = timedelta(days=1)
    seated(-day, day).refused("could_read")
    seated(3 * day, 4 * day).refused("could_read")
    seated(3 * day, 40 * day).refused("could_read")
    seated(-2 * day, -day).then(EvaluatorReplaced)
    seated(20 * day, 40 * day).then(EvaluatorReplaced)


def test_who_read_the_sheets_of_an_earlier_round_may_sit_in_a_later_one() -> None:
    life = deciding().when("minister", "decide", choice="repeat_pilot")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG)).when("operator", "close_pilots")
    life.people |= both("professor")
    assign(life, "evaluator-1", "evaluator-2", "professor").then(PanelAssigned)


def test_who_read_what_a_panel_came_to_is_given_no_seat_when_it_reopens() -> None:
    life = conflict(deciding(95, 80, 80), "evaluator-1")
    life.people |= both("professor")
    put(life, "evaluator-1", "professor").refused("could_read")
    put(life, "evaluator-1", "evaluator-4").then(EvaluatorReplaced)


def test_only_an_operator_assigns_and_replaces() -> None:
    evaluating().when("minister", "assign_panel", evaluators=PANEL).refused("role_missing")
    scoring().when("minister", "replace_evaluator", evaluator="evaluator-1", successor="evaluator-4").refused(
        "role_missing"
    )


# ---- scoring


def test_a_score_is_a_whole_sheet_whose_total_is_the_exact_weighted_mean() -> None:
    life = scoring()
    scores = sheet(life, 90)
    scores[0]["score"] = 91  # background, weight 5
    submitted = scoring_for(life, "evaluator-1", scores).then(ScoreSubmitted).event(ScoreSubmitted)
    assert submitted.total == Decimal("90.05")
    assert submitted.scores["background"] == 91
    assert submitted.recommendation is None


@pytest.mark.parametrize("given", [0, 59, 96, 100])
def test_a_score_below_60_or_from_96_takes_a_justification(given: int) -> None:
    life = scoring()
    scores = [{"aspect": each["aspect"], "score": 90} for each in sheet(life, 90)]
    scores[1]["score"] = given
    scoring_for(life, "evaluator-1", scores).refused("sheet_invalid")
    assert isinstance(life.last, Refusal)
    problems: Any = life.last.facts["problems"]
    [found] = problems
    assert (found["path"], found["code"]) == ("novelty", "justification_missing")
    assert found["facts"] == {"score": str(given), "below": "60", "top": "96"}
    scores[1]["justification"] = "Belum ada di kota lain."
    submitted = scoring_for(life, "evaluator-1", scores).then(ScoreSubmitted).event(ScoreSubmitted)
    assert submitted.justifications == {"novelty": "Belum ada di kota lain."}


def test_each_score_that_is_wrong_is_named_at_once() -> None:
    life = scoring()
    scores = [{"aspect": each["aspect"], "score": 90} for each in sheet(life, 90)]
    scores[0]["score"], scores[1]["score"], scores[2]["score"] = 101, 20, 99
    scoring_for(life, "evaluator-1", scores).refused("sheet_invalid")
    assert isinstance(life.last, Refusal)
    problems: Any = life.last.facts["problems"]
    wrong = ["score_out_of_scale", "justification_missing", "justification_missing"]
    assert [(each["path"], each["code"]) for each in problems] == [
        (each["aspect"], code) for each, code in zip(scores, wrong, strict=False)
    ]


@pytest.mark.parametrize("given", [60, 95])
def test_a_score_between_may_be_justified_or_not(given: int) -> None:
    life = scoring()
    bare = [{"aspect": each["aspect"], "score": given} for each in sheet(life, given)]
    assert scoring_for(life, "evaluator-1", bare).then(ScoreSubmitted).event(ScoreSubmitted).justifications == {}
    justified = score(life, "evaluator-2", given).then(ScoreSubmitted).event(ScoreSubmitted)
    assert justified.justifications.keys() == justified.scores.keys()


def test_which_scores_take_a_justification_is_the_editions() -> None:
    life = scoring()
    evaluation = life.rules.edition.evaluation.model_copy(update={"justify_below": 0, "justify_from": 101})
    life.rules = replace(life.rules, edition=life.rules.edition.model_copy(update={"evaluation": evaluation}))
    scores = [{"aspect": each["aspect"], "score": 100} for each in sheet(life, 100)]
    scoring_for(life, "evaluator-1", scores).then(ScoreSubmitted)


def test_a_sheet_bears_one_note_about_the_whole() -> None:
    life = scoring()
    life.when("evaluator-1", "score", scores=sheet(life, 90)).refused("invalid_payload")
    assert score(life, "evaluator-1", 90).event(ScoreSubmitted).note == NOTE


def test_a_score_may_bear_a_recommendation() -> None:
    life = score(scoring(), "evaluator-1", 90, "scale_national").then(ScoreSubmitted)
    assert life.event(ScoreSubmitted).recommendation == "scale_national"
    score(scoring(), "evaluator-1", 90, "applaud").refused("invalid_payload")


@pytest.mark.parametrize("given", [-1, 101, 10**30])
def test_a_score_outside_its_scale_is_refused(given: int) -> None:
    score(scoring(), "evaluator-1", given).refused("sheet_invalid")


@pytest.mark.parametrize("given", [0, 100])
def test_the_ends_of_the_scale_are_scores(given: int) -> None:
    score(scoring(), "evaluator-1", given).then(ScoreSubmitted)


@pytest.mark.parametrize("given", [90.5, "sembilan puluh", None])
def test_a_score_is_a_whole_number(given: Any) -> None:
    life = scoring()
    scoring_for(life, "evaluator-1", [{"aspect": "novelty", "score": given}]).refused("invalid_payload")


def test_a_sheet_has_each_aspect_of_the_edition_once() -> None:
    life = scoring()
    whole = sheet(life, 90)
    scoring_for(life, "evaluator-1", whole[1:]).refused("aspect_missing")
    scoring_for(life, "evaluator-1", [*whole, whole[0]]).refused("aspect_twice")
    scoring_for(life, "evaluator-1", [*whole, {"aspect": "charm", "score": 1}]).refused("unknown_aspect")


def test_a_sheet_is_final() -> None:
    score(score(scoring(), "evaluator-1", 90), "evaluator-1", 95).refused("already_scored")


def test_only_who_sits_on_the_panel_scores() -> None:
    score(scoring(), "evaluator-4", 90).refused("not_on_panel")
    score(evaluating(), "evaluator-1", 90).refused("not_on_panel")
    score(scoring(), "minister", 90).refused("role_missing")


def test_an_evaluator_of_the_proposing_agency_never_scores_even_if_moved_there_later() -> None:
    life = scoring()
    life.people["evaluator-1"] = person("evaluator-1", Role.EVALUATOR, "kota-surakarta")
    score(life, "evaluator-1", 90).refused("same_agency")


def test_who_decided_cannot_score() -> None:
    life = deciding()
    life.people |= both("professor")
    life.when("professor", "decide", choice="scale_national", instrument="SK 1")
    for evaluator in PANEL[:2]:
        conflict(life, evaluator)
    put(life, "evaluator-1", "evaluator-4").then(EvaluatorReplaced)
    score(life, "professor", 90).refused("excluding_capacity")


def test_a_seat_whose_holders_role_ended_stays_unscored_until_replaced() -> None:
    life = scoring()
    held = life.people["evaluator-3"].grants["evaluator-1"]
    ended = held.model_copy(update={"valid_until": START + timedelta(days=1)})
    life.people["evaluator-3"] = replace(life.people["evaluator-3"], grants={"evaluator-1": ended})
    score(life.later(days=2), "evaluator-1", 90)
    score(life, "evaluator-2", 90).then(ScoreSubmitted)
    score(life, "evaluator-3", 90).refused("role_missing")
    put(life, "evaluator-3", "evaluator-4").then(EvaluatorReplaced)
    closed(score(life, "evaluator-4", 90)).then(EvaluationClosed)


def test_acts_done_stay_valid_when_a_role_ends() -> None:
    life = score(scoring(), "evaluator-1", 90)
    life.people.pop("evaluator-1")
    score(life, "evaluator-2", 90)
    closed(score(life, "evaluator-3", 90)).then(EvaluationClosed)
    assert life.event(EvaluationClosed).totals["evaluator-1"] == 90


# ---- closing


def test_it_closes_early_a_while_after_every_seat_has_scored() -> None:
    life = scored(scoring(), 90, 84, 87).then(ScoreSubmitted)
    assert [name.kind for name in life.state.waits] == [WaitKind.AMENDING]
    closed(life).then(EvaluationClosed)
    assert life.now == wib("2026-03-03")
    end = life.event(EvaluationClosed)
    assert (end.cause, end.grade, end.passed) == ("all_scored", Decimal(87), True)
    assert end.totals == {"evaluator-1": 90, "evaluator-2": 84, "evaluator-3": 87}
    assert life.state.stage is Stage.DECISION
    assert life.wait(WaitKind.DECISION).due_at == wib("2026-03-30")
    assert [name.kind for name in life.state.waits] == [WaitKind.DECISION]


def test_below_the_passing_grade_the_innovation_is_put_up_for_rejection() -> None:
    life = deciding(85, 85, 84).then(EvaluationClosed)
    assert not life.event(EvaluationClosed).passed
    assert life.state.stage is Stage.DECISION
    assert [name.kind for name in life.state.waits] == [WaitKind.REJECTION]
    assert life.state.awaiting() == (Role.OPERATOR,)
    score(life, "evaluator-1", 90).refused("wrong_stage")


def test_the_passing_grade_itself_passes() -> None:
    assert deciding(85, 85, 85).event(EvaluationClosed).passed


def test_the_grade_is_compared_exactly_before_it_is_rounded_for_people() -> None:
    """The mean of 85, 85 and 84.95 is 84.98333…: above 84.98333, though shown as 84.9833."""

    def graded(passing: str) -> EvaluationClosed:
        life = scoring()
        edition = life.rules.edition.model_copy(update={"passing_grade": Decimal(passing)})
        life.rules = replace(life.rules, edition=edition)
        scores = sheet(life, 85)
        scores[0]["score"] = 84
        closed(scoring_for(score(score(life, "evaluator-1", 85), "evaluator-2", 85), "evaluator-3", scores))
        return life.event(EvaluationClosed)

    assert graded("84.98333").grade == Decimal("84.9833")
    assert graded("84.98333").passed
    assert not graded("84.98334").passed


def test_half_time_reminds_only_who_has_not_scored() -> None:
    life = score(scoring(), "evaluator-2", 90).wait_until_due().then(Reminded)
    assert life.event(Reminded).people == ("evaluator-1", "evaluator-3")


def test_when_due_it_closes_with_a_quorum() -> None:
    life = score(score(scoring(), "evaluator-1", 90), "evaluator-2", 88)
    until(life, WaitKind.SCORING).then(EvaluationClosed)
    assert life.now == wib("2026-03-27")
    end = life.event(EvaluationClosed)
    assert (end.cause, end.grade, set(end.totals)) == ("quorum", Decimal(89), {"evaluator-1", "evaluator-2"})


def test_without_a_quorum_it_is_escalated_and_extended_once() -> None:
    life = until(score(scoring(), "evaluator-1", 90), WaitKind.SCORING)
    life.then(Escalated, EvaluationExtended)
    assert life.event(Escalated).role is Role.OPERATOR
    assert life.wait(WaitKind.SCORING).due_at == wib("2026-04-08")
    life.wait_until_due().then(Escalated)
    assert life.now == wib("2026-04-08")
    assert life.state.wake_at is None
    assert life.state.stage is Stage.EVALUATION


def test_once_extended_it_closes_a_while_after_the_quorum_is_there() -> None:
    life = until(score(scoring(), "evaluator-1", 90), WaitKind.SCORING)
    score(life.later(days=1), "evaluator-2", 90).then(ScoreSubmitted)
    assert life.wait(WaitKind.AMENDING).due_at == wib("2026-03-30")
    closed(life).then(EvaluationClosed)
    assert life.event(EvaluationClosed).cause == "quorum"


def test_long_after_the_extension_a_quorum_still_closes_it() -> None:
    life = until(scoring(), WaitKind.SCORING).wait_until_due().later(days=100)
    score(life, "evaluator-3", 90).then(ScoreSubmitted)
    closed(score(life, "evaluator-1", 90)).then(EvaluationClosed)


def test_a_score_at_the_due_instant_is_after_the_close() -> None:
    life = score(score(scoring(), "evaluator-1", 90), "evaluator-2", 88)
    score(life.at(wib("2026-03-27")), "evaluator-3", 100).refused("wrong_stage")


def test_the_edition_is_fixed_from_evaluation_on() -> None:
    scoring().when("operator", "move_edition", edition="kipp-2023").refused("edition_fixed")
