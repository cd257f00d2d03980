"""Scaling: waves are planned, open and end by themselves; coverage or the end of all waves leads on."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.events.innovation import (
    DecisionEndorsed,
    InnovationDiscontinued,
    MilestoneReached,
    SustainingBegan,
    WaveEnded,
    WaveOpened,
    WavesPlanned,
)
from domain.events.waits import Escalated, Reminded
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.histories import AdoptionLife
from tests.domain.journeys import (
    INSTRUMENT,
    completed,
    decided,
    deciding,
    in_waves,
    scaling,
    sustaining,
    until,
)
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, JAYAPURA, MAKASSAR, SURAKARTA, region_id, rules, wib

FOUR = (BANDUNG, MAKASSAR, JAYAPURA, SURAKARTA)


def plan(life: Life, *waves: dict[str, Any]) -> Life:
    return life.when("operator", "plan_waves", waves=list(waves))


def two_waves() -> Life:
    """Bandung's wave is open; Makassar's opens three months later."""
    return plan(scaling(), {"adopters": [BANDUNG]}, {"adopters": [MAKASSAR], "opens_after": "P3M"})


# ---- the plan


def test_an_endorsed_decision_waits_for_the_secretariats_plan() -> None:
    wait = scaling().wait(WaitKind.WAVE_PLAN)
    assert wait.awaits is Role.OPERATOR
    assert wait.due_at == rules().edition.scaling.plan.due.due(scaling().now, calendar=rules().calendar)


def test_a_wave_without_a_delay_opens_at_once_and_a_later_one_when_it_is_due() -> None:
    life = two_waves().then(WavesPlanned, WaveOpened)
    assert [wave.opened for wave in life.state.waves] == [True, False]
    assert life.wait(WaitKind.WAVE_OPENS, "2").due_at == wib("2026-06-02")
    until(life, WaitKind.WAVE_OPENS, "2")
    assert life.event(WaveOpened).number == 2
    assert life.wait(WaitKind.WAVE_ENDS, "2").due_at == wib("2026-12-02")


def test_the_plan_is_no_longer_waited_for_once_it_is_made() -> None:
    assert in_waves().state.waits_for(WaitKind.WAVE_PLAN) is None


def test_a_plan_that_does_not_come_is_reminded_and_escalated_once_and_may_still_come() -> None:
    life = scaling().wait_until_due().then(Reminded)
    assert life.event(Reminded).role is Role.OPERATOR
    life.wait_until_due().then(Escalated)
    assert life.event(Escalated).role is rules().edition.scaling.plan.escalate_to
    assert life.state.wake_at is None
    assert life.state.waits_for(WaitKind.WAVE_PLAN) is not None
    plan(life, {"adopters": [BANDUNG, MAKASSAR]}).then(WavesPlanned, WaveOpened)


def test_waves_are_planned_once() -> None:
    plan(in_waves(), {"adopters": [BANDUNG, MAKASSAR]}).refused("waves_already_planned")


@pytest.mark.parametrize(
    ("waves", "code"),
    [
        ([[BANDUNG, MAKASSAR], [MAKASSAR]], "region_twice"),
        ([[BANDUNG, BANDUNG, MAKASSAR]], "region_twice"),
        ([[BANDUNG, MAKASSAR, JAYAPURA]], "not_an_adopter"),
        ([[BANDUNG, MAKASSAR, "99.99"]], "not_an_adopter"),
        ([[BANDUNG]], "adopter_without_wave"),
        ([[BANDUNG, MAKASSAR], []], "invalid_payload"),
        ([], "invalid_payload"),
    ],
)
def test_every_adopter_of_the_decision_is_in_exactly_one_wave(waves: list[list[str]], code: str) -> None:
    plan(scaling(), *({"adopters": adopters} for adopters in waves)).refused(code)


@pytest.mark.parametrize("who", ["proposer", "officer-bandung", "evaluator-4", "minister", "auditor"])
def test_only_the_secretariat_plans_waves(who: str) -> None:
    scaling().when(who, "plan_waves", waves=[{"adopters": [BANDUNG, MAKASSAR]}]).refused("role_missing")


@pytest.mark.parametrize("life", [deciding, decided, sustaining])
def test_waves_are_planned_in_scaling_only(life: Callable[[], Life]) -> None:
    plan(life(), {"adopters": [BANDUNG, MAKASSAR]}).refused("wrong_stage")


# ---- coverage


@pytest.mark.parametrize(("adopters", "needed"), [(FOUR, 3), (FOUR[:3], 3), (FOUR[:2], 2), (FOUR[:1], 1)])
def test_sustaining_begins_the_moment_coverage_reaches_the_target(adopters: tuple[str, ...], needed: int) -> None:
    life = in_waves(*adopters)
    for number, adopter in enumerate(adopters[:needed], start=1):
        completed(life, region_id(adopter))
        assert (life.state.stage is Stage.SUSTAINING) == (number == needed)
    life.then(MilestoneReached, SustainingBegan)
    began = life.event(SustainingBegan)
    assert (began.cause, began.completed, began.denominator) == ("coverage", needed, len(adopters))


def test_the_denominator_is_every_kabupaten_and_kota_when_a_national_decision_names_none() -> None:
    life = deciding().when("minister", "decide", choice="scale_national", instrument=INSTRUMENT)
    life.when("deputy", "endorse").then(DecisionEndorsed)
    assert life.state.denominator == 509


def test_the_denominator_is_what_a_national_decision_names_if_it_names_any() -> None:
    life = deciding().when("minister", "decide", choice="scale_national", instrument=INSTRUMENT, adopters=[BANDUNG])
    assert life.when("deputy", "endorse").state.denominator == 1


def test_origin_and_pilot_regions_count_only_if_the_decision_names_them() -> None:
    life = in_waves(JAYAPURA)
    assert BANDUNG in [pilot.place.code for pilot in life.state.pilots.values()]
    completed(life, region_id(SURAKARTA), region_id(BANDUNG)).then(MilestoneReached)
    assert (life.state.completed, life.state.denominator) == (frozenset(), 1)
    assert life.state.stage is Stage.SCALING


def test_a_volunteer_never_changes_coverage() -> None:
    life = in_waves()
    copy = AdoptionLife(life, JAYAPURA).when("officer-jayapura", "adopt", region=JAYAPURA)
    copy.when("officer-jayapura", "complete_adoption").report_milestones()
    assert life.state.adoptions[copy.adopter] == (2, "completed")
    assert life.state.completed == frozenset()
    assert life.state.denominator == 2


def test_coverage_counts_a_named_adopter_that_adopted_before_any_wave_was_planned() -> None:
    life = scaling(BANDUNG)
    early = AdoptionLife(life, BANDUNG).when("officer-bandung", "adopt", region=BANDUNG)
    early.when("officer-bandung", "complete_adoption").report_milestones()
    assert life.state.stage is Stage.SUSTAINING
    assert life.state.waits_for(WaitKind.WAVE_PLAN) is None


def test_one_adopter_completes_once() -> None:
    life = completed(in_waves(*FOUR), *[region_id(BANDUNG)] * 4)
    assert life.state.completed == {region_id(BANDUNG)}
    assert life.state.stage is Stage.SCALING


# ---- the end of waves


def test_a_wave_ends_by_itself_after_the_editions_time() -> None:
    life = in_waves()
    assert life.wait(WaitKind.WAVE_ENDS, "1").due_at == wib("2026-09-02")
    until(life, WaitKind.WAVE_ENDS, "1")
    assert life.instants[-1] == wib("2026-09-02")
    assert life.state.waves[0].ended


def test_all_waves_ended_with_one_completed_leads_to_sustaining() -> None:
    life = completed(two_waves(), region_id(BANDUNG))
    until(life, WaitKind.WAVE_ENDS, "1").then(WaveEnded)
    until(life, WaitKind.WAVE_ENDS, "2").then(WaveEnded, SustainingBegan)
    began = life.event(SustainingBegan)
    assert (began.cause, began.completed, began.denominator) == ("waves_ended", 1, 2)


def test_waves_ended_with_none_completed_escalate_and_stay() -> None:
    life = until(in_waves(), WaitKind.WAVE_ENDS, "1").then(WaveEnded, Escalated)
    escalated = life.event(Escalated)
    assert (escalated.kind, escalated.role) == (WaitKind.WAVE_ENDS, Role.OPERATOR)
    assert life.state.stage is Stage.SCALING
    assert life.state.wake_at is None


def test_an_early_wave_that_ends_with_none_completed_does_not_escalate_yet() -> None:
    life = two_waves()
    until(life, WaitKind.WAVE_OPENS, "2")
    until(life, WaitKind.WAVE_ENDS, "1").then(WaveEnded)


def test_a_late_completion_after_the_last_wave_leads_to_sustaining() -> None:
    life = until(in_waves(), WaitKind.WAVE_ENDS, "1").later(days=30)
    completed(life, region_id(BANDUNG)).then(MilestoneReached, SustainingBegan)
    assert life.event(SustainingBegan).cause == "waves_ended"


def test_a_volunteers_completion_does_not_stand_in_for_a_named_one_when_waves_have_ended() -> None:
    life = until(in_waves(), WaitKind.WAVE_ENDS, "1")
    completed(life, region_id(JAYAPURA)).then(MilestoneReached)
    assert life.state.stage is Stage.SCALING


def test_waves_under_way_go_on_while_the_innovation_is_sustained() -> None:
    life = plan(scaling(*FOUR), {"adopters": list(FOUR[:3])}, {"adopters": [SURAKARTA], "opens_after": "P3M"})
    completed(life, *(region_id(code) for code in FOUR[:3]))
    assert life.state.stage is Stage.SUSTAINING
    until(life, WaitKind.WAVE_OPENS, "2").then(WaveOpened)
    until(life, WaitKind.WAVE_ENDS, "1").then(WaveEnded)
    until(life, WaitKind.WAVE_ENDS, "2").then(WaveEnded)
    assert [change.what for change in life.state.changes].count("wave_ended") == 2


# ---- milestones


def test_a_milestone_is_recorded_once() -> None:
    life = in_waves()
    milestone = {"adopter": region_id(BANDUNG), "adoption_version": 2, "milestone": "committed"}
    life.system("adoption_moved", **milestone).then(MilestoneReached)
    life.system("adoption_moved", **milestone).then()


def test_an_older_milestone_than_the_last_one_brings_nothing() -> None:
    life = in_waves()
    life.system("adoption_moved", adopter="wx", adoption_version=3, milestone="completed")
    life.system("adoption_moved", adopter="wx", adoption_version=2, milestone="committed").then()
    assert life.state.adoptions["wx"] == (3, "completed")


@pytest.mark.parametrize("who", ["officer-bandung", "operator", "minister"])
def test_no_person_reports_a_milestone(who: str) -> None:
    milestone: dict[str, Any] = {"adopter": region_id(BANDUNG), "adoption_version": 2, "milestone": "completed"}
    in_waves().when(who, "adoption_moved", **milestone).refused("system_only")


@pytest.mark.parametrize("life", [deciding, decided])
def test_a_milestone_before_scaling_brings_nothing(life: Callable[[], Life]) -> None:
    life().system("adoption_moved", adopter="wx", adoption_version=1, milestone="committed").then()


# ---- discontinuing


def test_a_decision_maker_discontinues_and_nothing_is_waited_for_any_more() -> None:
    life = in_waves().when("minister", "discontinue").then(InnovationDiscontinued)
    assert life.state.stage is Stage.DISCONTINUED
    assert (life.state.waits, life.state.wake_at) == ({}, None)
    assert life.state.changes[-1].what == "ended"


def test_discontinuing_needs_a_reason() -> None:
    scaling().when("minister", "discontinue", reason=" ").refused("reason_required")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("operator", "role_missing"),
        ("proposer", "role_missing"),
        ("evaluator-1", "role_missing"),
        ("mayor", "same_agency"),
        ("nobody", "unknown_person"),
    ],
)
def test_only_an_impartial_decision_maker_discontinues(who: str, code: str) -> None:
    scaling().when(who, "discontinue").refused(code)


@pytest.mark.parametrize(
    "command", ["withdraw", "institutionalise", "require_correction", "endorse", "admit", "return_proposal"]
)
def test_what_belongs_to_another_stage_is_refused(command: str) -> None:
    who = {"withdraw": "proposer", "admit": "operator", "return_proposal": "operator"}.get(command, "minister")
    payload = {"instrument": INSTRUMENT} if command == "institutionalise" else {}
    scaling().when(who, command, **payload).refused("wrong_stage")
