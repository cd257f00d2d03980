"""Amendments: who handed something in corrects it, another person answers, and the later version counts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from domain.events.amendments import (
    AdoptionReport,
    AmendmentAccepted,
    AmendmentProposed,
    AmendmentRejected,
    CheckReport,
    Measurement,
    ScoreSheet,
    WavePlan,
)
from domain.events.innovation import (
    AmendingExtended,
    CheckAssessed,
    EvaluationClosed,
    InnovationRejected,
    ScoreSubmitted,
    WaveOpened,
)
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.acts import ANSWERS, assess, both_roles, paused, report, resume, suspend
from tests.domain.histories import AdoptionLife, committed, compressed_scaling, phase, plan_two_waves
from tests.domain.journeys import (
    admitted,
    closed,
    conflict,
    deciding,
    in_check,
    in_waves,
    piloting,
    pilots,
    scaling,
    score,
    scored,
    scoring,
    sheet,
    until,
)
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, JAYAPURA, MAKASSAR, person, region_id, wib
from tests.forms import NOTE

BANDUNG_ID = region_id(BANDUNG)
VALUES = {"coverage": "41.5", "days": "5"}
CORRECTED = {"coverage": "14.5", "days": "5"}
BETTER = ANSWERS | {"adopters": "Empat kota"}
REPORT: dict[str, Any] = {"region": BANDUNG, "report": 1, "values": CORRECTED}
CHECK: dict[str, Any] = {"check": 1, "answers": BETTER}


def measured() -> Life:
    """Bandung reported once."""
    return piloting().when("officer-bandung", "report_measurement", region=BANDUNG, values=VALUES)


def amend_measurement(life: Life, who: str = "officer-bandung", **changes: Any) -> Life:
    return life.when(who, "amend_measurement", **(REPORT | changes))


def amend_score(life: Life, evaluator: str, given: int) -> Life:
    return life.when(evaluator, "amend_score", scores=sheet(life, given), note=NOTE)


def amend_check(life: Life, who: str = "proposer", **changes: Any) -> Life:
    return life.when(who, "amend_check_report", **(CHECK | changes))


def amend_waves(life: Life, *waves: dict[str, Any], who: str = "operator") -> Life:
    return life.when(who, "amend_waves", waves=list(waves))


def accept(life: Life, number: int = 1, who: str = "operator-2") -> Life:
    return life.when(who, "accept_amendment", amendment=number)


def reject(life: Life, number: int = 1, who: str = "operator-2", **more: Any) -> Life:
    return life.when(who, "reject_amendment", amendment=number, **more)


def standing(life: Life) -> list[Any]:
    """The statements as they read now."""
    return [each.statement for each in life.state.statements.standing.values()]


# ---- proposing


def test_whoever_reported_a_measurement_proposes_the_whole_report_as_it_should_read() -> None:
    life = amend_measurement(measured(), note="Salah ketik").then(AmendmentProposed)
    proposed = life.event(AmendmentProposed)
    assert (proposed.number, proposed.reason) == (1, "Alasan")
    assert proposed.by is not None
    assert proposed.by.person == "officer-bandung"
    assert proposed.statement == Measurement(
        region=BANDUNG_ID,
        number=1,
        values={"coverage": Decimal("14.5"), "days": Decimal(5)},
        note="Salah ketik",
    )


def test_until_it_is_accepted_the_earlier_version_counts() -> None:
    life = amend_measurement(measured())
    assert [each.values["coverage"] for each in standing(life)] == [Decimal("41.5")]
    accept(life).then(AmendmentAccepted)
    assert [each.values["coverage"] for each in standing(life)] == [Decimal("14.5")]


def test_an_amendment_takes_a_reason() -> None:
    amend_measurement(measured(), reason=None).refused("reason_required")
    life = amend_measurement(measured())
    reject(life, reason=None).refused("reason_required")
    life.when("operator-2", "accept_amendment", reason=None, amendment=1).then(AmendmentAccepted)


def test_who_holds_another_role_or_another_region_amends_no_measurement() -> None:
    amend_measurement(measured(), "proposer").refused("role_missing")
    amend_measurement(measured(), "officer-makassar").refused("other_region")


def test_only_the_author_amends_a_statement() -> None:
    life = measured()
    life.people["colleague"] = person("colleague", Role.REGIONAL_OFFICER, "kota-bandung", BANDUNG)
    amend_measurement(life, "colleague").refused("anothers_statement")


def test_what_was_not_handed_in_is_not_amended() -> None:
    amend_measurement(measured(), report=2).refused("nothing_to_amend")
    amend_measurement(piloting()).refused("nothing_to_amend")
    amend_measurement(measured(), region=JAYAPURA).refused("no_such_pilot")
    amend_measurement(admitted()).refused("pilots_not_planned")
    amend_score(scoring(), "evaluator-1", 90).refused("nothing_to_amend")


def test_an_amendment_corrects_something() -> None:
    amend_measurement(measured(), values=VALUES).refused("nothing_amended")
    amend_measurement(measured(), values={"coverage": "41.50", "days": "5"}).refused("nothing_amended")
    amend_score(score(scoring(), "evaluator-1", 90), "evaluator-1", 90).refused("nothing_amended")


def test_one_amendment_of_a_statement_waits_at_a_time() -> None:
    life = amend_measurement(measured())
    amend_measurement(life, note="Lagi").refused("amendment_open")
    reject(life)
    amend_measurement(life, note="Lagi").then(AmendmentProposed)
    assert life.event(AmendmentProposed).number == 2


def test_amendments_of_several_statements_wait_beside_each_other() -> None:
    life = measured().later(days=31)
    life.when("officer-bandung", "report_measurement", region=BANDUNG, values=VALUES)
    amend_measurement(amend_measurement(life), report=2)
    accept(life, 2).then(AmendmentAccepted)
    accept(life, 1).then(AmendmentAccepted)


def test_an_amended_measurement_has_every_indicator() -> None:
    amend_measurement(measured(), values={"coverage": "1"}).refused("indicator_missing")
    amend_measurement(measured(), values=CORRECTED | {"charm": "1"}).refused("unknown_indicator")


# ---- answering


def test_an_amendment_is_never_answered_by_its_author() -> None:
    life = amend_waves(in_two_waves(), FIRST, wave(MAKASSAR, after="P2M"))
    accept(life, who="operator").refused("own_amendment")
    reject(life, who="operator").refused("own_amendment")
    accept(life, who="operator-2").then(AmendmentAccepted)


def test_nor_by_whom_what_they_did_before_excludes() -> None:
    life = measured()
    officer = person("officer-bandung", Role.OPERATOR, "kota-bandung")
    both = life.people["officer-bandung"].grants | officer.grants
    life.people["officer-bandung"] = replace(life.people["officer-bandung"], grants=both)
    amend_measurement(life)
    accept(life, who="officer-bandung").refused("excluding_capacity")
    reject(life, who="officer-bandung").refused("excluding_capacity")
    accept(life, who="operator").then(AmendmentAccepted)


def test_only_an_operator_answers() -> None:
    accept(amend_measurement(measured()), who="minister").refused("role_missing")
    reject(amend_measurement(measured()), who="evaluator-1").refused("role_missing")


def test_an_operator_of_the_proposing_agency_answers_no_amendment() -> None:
    life = amend_measurement(measured())
    life.people["operator-surakarta"] = person("operator-surakarta", Role.OPERATOR, "kota-surakarta")
    accept(life, who="operator-surakarta").refused("same_agency")
    reject(life, who="operator-surakarta").refused("same_agency")


def test_what_does_not_wait_for_an_answer_is_not_answered() -> None:
    life = amend_measurement(measured())
    accept(life, 2).refused("no_amendment_open")
    accept(life)
    accept(life).refused("no_amendment_open")
    reject(life).refused("no_amendment_open")
    accept(measured()).refused("no_amendment_open")


def test_a_rejection_leaves_the_statement_as_it_was() -> None:
    life = reject(amend_measurement(measured())).then(AmendmentRejected)
    assert (life.event(AmendmentRejected).proposed_by, life.event(AmendmentRejected).reason) == (
        "officer-bandung",
        "Alasan",
    )
    assert [each.values["coverage"] for each in standing(life)] == [Decimal("41.5")]


def test_an_accepted_version_may_be_amended_again_by_its_author() -> None:
    life = accept(amend_measurement(measured()))
    amend_measurement(life).refused("nothing_amended")
    amend_measurement(life, values=VALUES).then(AmendmentProposed)


def test_suspended_nothing_is_amended_or_answered() -> None:
    life = suspend(amend_measurement(measured()))
    amend_measurement(life, note="Lagi").refused("suspended")
    accept(life).refused("suspended")
    accept(resume(life.later(days=1))).then(AmendmentAccepted)


# ---- a measurement: until evaluation closes


def test_a_measurement_is_amended_after_its_pilot_was_aborted_or_over() -> None:
    aborted = measured().when("operator", "abort_pilot", region=BANDUNG)
    amend_measurement(aborted).then(AmendmentProposed)
    amend_measurement(until(measured(), WaitKind.PILOTS_END)).then(AmendmentProposed)


def test_a_measurement_is_amended_until_evaluation_closes() -> None:
    life = measured().when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-3"])
    amend_measurement(scored(life)).then(AmendmentProposed)
    closed(closed(life))
    accept(life).refused("wrong_stage")
    amend_measurement(life).refused("wrong_stage")


def test_a_measurement_of_an_evaluation_that_had_closed_is_final_though_it_reopens() -> None:
    life = measured().when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-3"])
    conflict(closed(scored(life, 95, 80, 80)), "evaluator-1")
    assert life.state.stage is Stage.EVALUATION
    amend_measurement(life).refused("nothing_to_amend")
    amend_score(life, "evaluator-2", 90).refused("nothing_to_amend")


def test_an_amendment_of_a_proposal_that_went_back_waits_no_more() -> None:
    life = amend_measurement(measured()).when("operator", "return_proposal")
    assert not life.state.statements.amendments
    life.when("proposer", "revise", title="Judul baru").when("operator", "admit")
    accept(life).refused("no_amendment_open")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG))
    amend_measurement(life).refused("nothing_to_amend")


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
    closed(life).then(EvaluationClosed, InnovationRejected)
    assert life.event(EvaluationClosed).totals["evaluator-3"] == 9


def test_a_sheet_may_be_amended_before_the_others_have_scored() -> None:
    life = amend_score(score(scoring(), "evaluator-1", 9), "evaluator-1", 90).then(AmendmentProposed)
    score(score(accept(life), "evaluator-2", 90), "evaluator-3", 90)
    assert closed(life).event(EvaluationClosed).grade == 90


def test_an_amended_sheet_is_a_whole_sheet() -> None:
    life = score(scoring(), "evaluator-1", 90)
    life.when("evaluator-1", "amend_score", scores=sheet(life, 95)[1:], note=NOTE).refused("aspect_missing")
    amend_score(life, "evaluator-1", 101).refused("score_out_of_scale")


def test_only_who_has_a_seat_and_no_conflict_amends_a_sheet() -> None:
    life = score(scoring(), "evaluator-1", 90)
    amend_score(life, "evaluator-4", 95).refused("not_on_panel")
    amend_score(life, "minister", 95).refused("role_missing")
    amend_score(conflict(life, "evaluator-1"), "evaluator-1", 95).refused("conflict_declared")


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


# ---- a plan of waves: until its wave opens


def wave(*adopters: str, after: str | None = None) -> dict[str, Any]:
    return {"adopters": list(adopters), "opens_after": after}


def in_two_waves() -> Life:
    """Bandung's wave is open, Makassar's opens in a month."""
    waves = [wave(BANDUNG), wave(MAKASSAR, after="P1M")]
    return scaling(BANDUNG, MAKASSAR).when("operator", "plan_waves", waves=waves)


FIRST = wave(BANDUNG)


def test_a_wave_that_has_not_opened_opens_when_it_should_have_been_planned_to() -> None:
    life = in_two_waves().later(days=3)
    amend_waves(life, FIRST, wave(MAKASSAR, after="P2M")).then(AmendmentProposed)
    assert isinstance(life.event(AmendmentProposed).statement, WavePlan)
    assert life.wait(WaitKind.WAVE_OPENS, "2").due_at == wib("2026-04-02")
    accept(life.later(days=3)).then(AmendmentAccepted)
    assert life.wait(WaitKind.WAVE_OPENS, "2").due_at == wib("2026-05-02")


def test_a_wave_whose_right_time_has_passed_opens_when_the_amendment_is_accepted() -> None:
    life = in_two_waves().later(days=20)
    amend_waves(life, FIRST, wave(MAKASSAR, after="P2W"))
    accept(life).then(AmendmentAccepted, WaveOpened)
    assert life.state.waits_for(WaitKind.WAVE_OPENS, "2") is None


def test_a_wave_that_should_have_had_no_delay_opens_when_the_amendment_is_accepted() -> None:
    life = amend_waves(in_two_waves(), FIRST, wave(MAKASSAR))
    accept(life).then(AmendmentAccepted, WaveOpened)


def test_adopters_move_between_waves_that_have_not_opened() -> None:
    waves = [
        wave(BANDUNG),
        wave(MAKASSAR, after="P1M"),
        wave(JAYAPURA, after="P2M"),
    ]
    life = scaling(BANDUNG, MAKASSAR, JAYAPURA).when("operator", "plan_waves", waves=waves)
    amend_waves(life, FIRST, wave(MAKASSAR, JAYAPURA, after="P1M"))
    accept(life).then(AmendmentAccepted)
    assert [len(wave.adopters) for wave in life.state.waves] == [1, 2]
    assert life.wait(WaitKind.WAVE_OPENS, "2").due_at == wib("2026-04-02")
    assert life.state.waits_for(WaitKind.WAVE_OPENS, "3") is None
    later = [wave(MAKASSAR, after="P1M"), wave(JAYAPURA, after="P3M")]
    accept(amend_waves(life, FIRST, *later), 2).then(AmendmentAccepted)
    assert life.wait(WaitKind.WAVE_OPENS, "3").due_at == wib("2026-06-02")


def test_a_wave_that_has_opened_stays_as_it_is() -> None:
    life = in_two_waves()
    swapped = [wave(MAKASSAR), wave(BANDUNG, after="P1M")]
    amend_waves(life, *swapped).refused("wave_opened")
    amend_waves(life, wave(BANDUNG, MAKASSAR)).refused("wave_opened")
    delayed = wave(BANDUNG, after="P1M")
    amend_waves(life, delayed, wave(MAKASSAR, after="P1M")).refused("wave_opened")


def test_what_a_wave_became_meanwhile_is_not_amended_away() -> None:
    life = amend_waves(in_two_waves(), FIRST, wave(MAKASSAR, after="P2M"))
    until(life, WaitKind.WAVE_OPENS, "2")
    accept(life).refused("wave_opened")
    reject(life).then(AmendmentRejected)


def test_suspension_moves_what_an_amended_plan_counts_from() -> None:
    life = in_two_waves()
    began = life.now
    paused(life)
    amend_waves(life, FIRST, wave(MAKASSAR, after="PT1000H"))
    accept(life)
    opens_at = life.wait(WaitKind.WAVE_OPENS, "2").due_at
    assert (opens_at - life.now).total_seconds() == 1000 * 3600
    assert life.now > began


def test_an_amended_plan_has_every_adopter_once() -> None:
    life = in_two_waves()
    amend_waves(life, FIRST).refused("adopter_without_wave")
    amend_waves(life, FIRST, wave(MAKASSAR, BANDUNG)).refused("region_twice")
    amend_waves(life, FIRST, wave(MAKASSAR, JAYAPURA)).refused("not_an_adopter")


def test_a_plan_is_amended_by_its_author_and_only_once_there_is_one() -> None:
    amend_waves(scaling(), FIRST).refused("waves_not_planned")
    later = wave(MAKASSAR, after="P2M")
    amend_waves(in_two_waves(), FIRST, later, who="operator-2").refused("anothers_statement")
    amend_waves(in_two_waves(), FIRST, later, who="minister").refused("role_missing")
    amend_waves(in_two_waves(), FIRST, wave(MAKASSAR, after="P1M")).refused("nothing_amended")


def test_a_plan_is_amended_while_the_innovation_is_sustained_already() -> None:
    life = plan_two_waves(compressed_scaling())
    waves = [wave(BANDUNG), wave(MAKASSAR, JAYAPURA, after="PT15S")]
    for region in (BANDUNG, MAKASSAR, JAYAPURA):
        life.system("adoption_moved", adopter=region_id(region), adoption_version=9, milestone="completed")
    assert life.state.stage is Stage.SUSTAINING
    due_at = life.wait(WaitKind.WAVE_OPENS, "2").due_at
    accept(amend_waves(life, *waves)).then(AmendmentAccepted)
    assert (life.wait(WaitKind.WAVE_OPENS, "2").due_at - due_at).total_seconds() == 6


# ---- a report on an adoption


def amend_report(adoption: AdoptionLife, name: str, report: int = 1, who: str = "officer-bandung") -> AdoptionLife:
    return adoption.when(who, "amend_adoption_report", report=report, phase=name)


def accept_report(adoption: AdoptionLife, number: int = 1, who: str = "operator") -> AdoptionLife:
    return adoption.when(who, "accept_adoption_amendment", amendment=number)


def test_a_phase_that_was_reported_wrongly_is_amended_and_the_innovation_learns_of_it() -> None:
    life = in_waves()
    adoption = phase(committed(life), "evaluate")
    amend_report(adoption, "adapt").then(AmendmentProposed)
    assert adoption.state.phase == "evaluate"
    accept_report(adoption).then(AmendmentAccepted)
    assert adoption.state.phase == "adapt"
    adoption.report_milestones()
    assert life.state.adoptions[BANDUNG_ID] == (adoption.state.version, "phase_adapt")
    phase(adoption, "replicate")


def test_an_amendment_of_an_earlier_report_leaves_the_phase_reached() -> None:
    adoption = phase(phase(committed(in_waves()), "prepare"), "replicate")
    accept_report(amend_report(adoption, "adapt")).then(AmendmentAccepted)
    assert [each.phase for each in adoption.state.reported] == ["adapt", "replicate"]
    assert adoption.state.phase == "replicate"


def test_who_answers_for_an_adoption_operates_on_its_innovation() -> None:
    life = in_waves()
    life.people |= both_roles(life, "omnibus").people
    held = life.people["omnibus"].grants | person("omnibus", Role.OPERATOR, "bappenas").grants
    life.people["omnibus"] = replace(life.people["omnibus"], grants=held)
    adoption = amend_report(phase(committed(life), "evaluate"), "adapt")
    adoption.when("omnibus", "reject_adoption_amendment", amendment=1).then(AmendmentRejected)
    adoption.report_milestones()
    life.when("omnibus", "discontinue").refused("excluding_capacity")


def test_amended_phases_still_go_forward_only() -> None:
    adoption = phase(phase(committed(in_waves()), "prepare"), "adapt")
    amend_report(adoption, "replicate", 1).refused("phase_backwards")
    amend_report(adoption, "evaluate", 2).then(AmendmentProposed)
    adoption.when("operator", "reject_adoption_amendment", amendment=1).then(AmendmentRejected)
    amend_report(adoption, "adapt", 1).then(AmendmentProposed)


def test_an_amendment_that_a_later_report_overtook_is_not_accepted() -> None:
    adoption = phase(committed(in_waves()), "prepare")
    phase(amend_report(adoption, "evaluate"), "adapt")
    accept_report(adoption).refused("phase_backwards")


def test_a_report_is_amended_after_the_adoption_was_completed() -> None:
    adoption = phase(committed(in_waves()), "adapt").when("officer-bandung", "complete_adoption")
    accept_report(amend_report(adoption, "replicate")).then(AmendmentAccepted)
    assert adoption.state.reported == [AdoptionReport(number=1, phase="replicate")]


def test_who_amends_and_answers_a_report_on_an_adoption() -> None:
    life = in_waves()
    life.people["colleague"] = person("colleague", Role.REGIONAL_OFFICER, "kota-bandung", BANDUNG)
    life.people["operator-surakarta"] = person("operator-surakarta", Role.OPERATOR, "kota-surakarta")
    adoption = phase(committed(life), "evaluate")
    amend_report(adoption, "adapt", who="colleague").refused("anothers_statement")
    amend_report(adoption, "adapt", who="officer-makassar").refused("other_region")
    amend_report(adoption, "adapt", who="operator").refused("role_missing")
    amend_report(adoption, "adapt", 2).refused("nothing_to_amend")
    amend_report(adoption, "evaluate").refused("nothing_amended")
    amend_report(adoption, "adapt")
    amend_report(adoption, "prepare").refused("amendment_open")
    accept_report(adoption, who="officer-bandung").refused("role_missing")
    accept_report(adoption, who="operator-surakarta").refused("same_agency")
    accept_report(adoption, 2).refused("no_amendment_open")
    accept_report(adoption).then(AmendmentAccepted)


def test_an_adoption_that_is_released_or_frozen_is_not_amended() -> None:
    life = in_waves()
    adoption = amend_report(phase(committed(life), "evaluate"), "adapt")
    suspend(life)
    accept_report(adoption).refused("suspended")
    resume(life.later(days=1)).when("minister", "discontinue")
    accept_report(adoption).refused("adoption_released")
    assert not adoption.state.statements.amendments
