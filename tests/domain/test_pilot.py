"""Pilot: planned, measured, extended, aborted, closed by the secretariat or by time."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.events.innovation import (
    EditionMoved,
    InnovationWithdrawn,
    MeasurementMissed,
    MeasurementReported,
    PilotAborted,
    PilotExtended,
    PilotsClosed,
    PilotsPlanned,
    ProposalReturned,
)
from domain.events.waits import Escalated, Reminded
from domain.periods import Period
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.journeys import INDICATORS, admitted, deciding, piloting, pilots, until
from tests.domain.spec import Life
from tests.domain.world import (
    BANDUNG,
    JAYAPURA,
    MAKASSAR,
    START,
    SURAKARTA,
    person,
    region_id,
    rules,
    successor,
    wib,
    with_regions,
)

VALUES = {"coverage": "41.5", "days": "5"}
BANDUNG_ID, MAKASSAR_ID = region_id(BANDUNG), region_id(MAKASSAR)


def report(life: Life, officer: str = "officer-bandung", region: str = BANDUNG, **values: str) -> Life:
    return life.when(officer, "report_measurement", region=region, values=values or VALUES)


def plan(life: Life, *plans: dict[str, Any]) -> Life:
    return life.when("operator", "plan_pilots", pilots=list(plans))


# ---- planning


def test_a_plan_fixes_regions_indicators_ends_and_the_instants_of_every_report() -> None:
    bandung, makassar = piloting().then(PilotsPlanned).event(PilotsPlanned).pilots
    assert (bandung.place.id, makassar.place.id) == (BANDUNG_ID, MAKASSAR_ID)
    assert bandung.ends_at == wib("2026-06-02")
    assert bandung.reports_due == (wib("2026-04-02"), wib("2026-05-02"), wib("2026-06-02"))
    assert bandung.indicators[0].baseline == Decimal("12.5")
    assert bandung.indicators[0].target == Decimal(60)


def test_a_plan_awaits_each_regions_first_report_and_the_end_of_the_longest_pilot() -> None:
    life = plan(admitted(), *pilots(BANDUNG), *pilots(MAKASSAR, lasts="P6M"))
    first = life.wait(WaitKind.MEASUREMENT, BANDUNG_ID)
    assert (first.awaits, first.remind_at, first.due_at) == (
        Role.REGIONAL_OFFICER,
        wib("2026-03-23"),
        wib("2026-04-02"),
    )
    assert life.wait(WaitKind.PILOTS_END).due_at == wib("2026-09-02")
    assert life.state.waits_for(WaitKind.PILOT_PLAN) is None


def test_a_pilot_shorter_than_the_reporting_period_reports_once_at_its_end() -> None:
    life = piloting(BANDUNG, lasts="P10D")
    assert life.event(PilotsPlanned).pilots[0].reports_due == (wib("2026-03-12"),)
    wait = life.wait(WaitKind.MEASUREMENT, BANDUNG_ID)
    assert (wait.remind_at, wait.due_at) == (None, wib("2026-03-12"))


def test_planning_reminds_escalates_once_and_stays_open() -> None:
    life = admitted().wait_until_due().then(Reminded).wait_until_due().then(Escalated)
    assert life.now == wib("2026-03-27")
    assert life.event(Escalated).kind is WaitKind.PILOT_PLAN
    assert life.state.wake_at is None
    plan(life.later(days=30), *pilots(BANDUNG)).then(PilotsPlanned)


def test_pilots_are_planned_once_a_round() -> None:
    plan(piloting(), *pilots(JAYAPURA)).refused("pilots_already_planned")


def test_a_region_is_planned_once() -> None:
    plan(admitted(), *pilots(BANDUNG, BANDUNG)).refused("region_twice")


def test_a_region_planned_must_exist_and_be_in_force() -> None:
    plan(admitted(), *pilots("99.99")).refused("unknown_region")
    life = admitted()
    life.rules = with_regions(life.rules, ended={BANDUNG: "2026-01-31"})
    plan(life, *pilots(BANDUNG)).refused("ended_region")


def test_a_pilot_may_last_as_long_as_the_edition_allows_and_no_longer() -> None:
    piloting(BANDUNG, lasts="P12M").then(PilotsPlanned)
    piloting(BANDUNG, lasts="P13M").refused("pilot_too_long")


def test_an_indicator_is_planned_once() -> None:
    twice = {"region": BANDUNG, "lasts": "P3M", "indicators": [INDICATORS[0], INDICATORS[0]]}
    plan(admitted(), twice).refused("indicator_twice")


def test_what_two_regions_measure_under_one_key_is_called_by_the_key_where_they_call_it_otherwise() -> None:
    others = [INDICATORS[0] | {"name": "Anak yang terdata"}, INDICATORS[1]]
    elsewhere = {"region": MAKASSAR, "lasts": "P3M", "indicators": others}
    state = plan(admitted(), *pilots(BANDUNG), elsewhere).then(PilotsPlanned).state
    assert state.indicator_names == {INDICATORS[1]["key"]: INDICATORS[1]["name"]}


def test_only_an_operator_plans() -> None:
    admitted().when("proposer", "plan_pilots", pilots=pilots(BANDUNG)).refused("role_missing")


# ---- measuring


def test_a_regions_officer_reports_every_indicator_and_the_next_report_is_awaited() -> None:
    life = report(piloting().later(days=20)).then(MeasurementReported)
    event = life.event(MeasurementReported)
    assert (event.region, event.number) == (BANDUNG_ID, 1)
    assert event.values == {"coverage": Decimal("41.5"), "days": Decimal(5)}
    following = life.wait(WaitKind.MEASUREMENT, BANDUNG_ID)
    assert (following.remind_at, following.due_at) == (wib("2026-04-23"), wib("2026-05-02"))


def test_a_report_of_one_region_leaves_the_others_deadline() -> None:
    life = report(piloting().later(days=20))
    assert life.wait(WaitKind.MEASUREMENT, MAKASSAR_ID).due_at == wib("2026-04-02")


def test_a_report_that_does_not_come_is_reminded_then_missed_and_the_next_is_awaited() -> None:
    life = piloting(BANDUNG).wait_until_due().then(Reminded)
    reminder = life.event(Reminded)
    assert (life.now, reminder.subject, reminder.role) == (
        wib("2026-03-23"),
        BANDUNG_ID,
        Role.REGIONAL_OFFICER,
    )
    life.wait_until_due().then(MeasurementMissed)
    assert life.now == wib("2026-04-02")
    assert life.event(MeasurementMissed).number == 1
    assert life.wait(WaitKind.MEASUREMENT, BANDUNG_ID).due_at == wib("2026-05-02")
    assert report(life).then(MeasurementReported).event(MeasurementReported).number == 2


def test_a_report_just_before_its_due_instant_is_in_time() -> None:
    life = piloting(BANDUNG).at(wib("2026-04-02") - timedelta(microseconds=1))
    assert report(life).event(MeasurementReported).number == 1


def test_regions_that_miss_at_one_instant_are_recorded_in_one_order() -> None:
    life = until(piloting(MAKASSAR, BANDUNG), WaitKind.MEASUREMENT, BANDUNG_ID)
    life.then(MeasurementMissed, MeasurementMissed)
    regions = [event.region for event in life.events if isinstance(event, MeasurementMissed)]
    assert regions == sorted(regions)


def test_an_officer_of_another_region_does_not_report() -> None:
    report(piloting(), "officer-makassar").refused("other_region")
    report(piloting(), "proposer").refused("role_missing")


def test_an_officer_of_a_region_split_off_may_report_for_it() -> None:
    life = piloting()
    life.rules = with_regions(life.rules, successor("cibiru", "32.68", BANDUNG, "2026-03-01"))
    grant = next(iter(life.people["officer-bandung"].grants.values())).model_copy(update={"region": "cibiru"})
    officer = person("officer-cibiru", Role.REGIONAL_OFFICER, "kabupaten-cibiru", BANDUNG)
    life.people["officer-cibiru"] = type(officer)("officer-cibiru", 1, None, {grant.id: grant})
    report(life, "officer-cibiru").then(MeasurementReported)
    report(life, "officer-cibiru", MAKASSAR).refused("other_region")


def test_a_report_names_planned_indicators_only_and_all_of_them() -> None:
    report(piloting(), coverage="1", days="2", joy="3").refused("unknown_indicator")
    report(piloting(), coverage="1").refused("indicator_missing")


def test_a_report_for_a_region_without_a_pilot_is_refused() -> None:
    report(piloting(), "officer-jayapura", JAYAPURA).refused("no_such_pilot")
    report(admitted()).refused("pilots_not_planned")


def test_a_region_may_report_more_often_than_it_has_to() -> None:
    life = piloting(BANDUNG, MAKASSAR, lasts="P2M")
    for number in range(1, 5):
        assert report(life.later(days=1)).event(MeasurementReported).number == number
    assert life.state.waits_for(WaitKind.MEASUREMENT, BANDUNG_ID) is None


# ---- extending


def test_extending_moves_a_regions_end_and_adds_reports() -> None:
    life = piloting().when("operator", "extend_pilot", region=BANDUNG, by="P2M").then(PilotExtended)
    extended = life.event(PilotExtended)
    assert extended.ends_at == wib("2026-08-02")
    assert extended.reports_due[-2:] == (wib("2026-07-02"), wib("2026-08-02"))
    assert life.wait(WaitKind.PILOTS_END).due_at == wib("2026-08-02")
    assert life.wait(WaitKind.MEASUREMENT, BANDUNG_ID).due_at == wib("2026-04-02")


def test_extending_after_the_last_report_awaits_the_next_one() -> None:
    life = piloting(BANDUNG, lasts="P1M")
    report(life.later(days=20))
    assert life.state.waits_for(WaitKind.MEASUREMENT, BANDUNG_ID) is None
    life.when("operator", "extend_pilot", region=BANDUNG, by="P1M").then(PilotExtended)
    wait = life.wait(WaitKind.MEASUREMENT, BANDUNG_ID)
    assert (wait.remind_at, wait.due_at) == (wib("2026-04-23"), wib("2026-05-02"))


def test_extending_a_region_that_reported_ahead_of_its_schedule_awaits_nothing_yet() -> None:
    life = piloting(BANDUNG, lasts="P1M")
    for _ in range(3):
        report(life.later(days=1))
    life.when("operator", "extend_pilot", region=BANDUNG, by="P1M").then(PilotExtended)
    assert life.state.waits_for(WaitKind.MEASUREMENT, BANDUNG_ID) is None


def test_extending_never_exceeds_the_longest_pilot_counted_from_its_plan() -> None:
    life = piloting(BANDUNG, lasts="P6M").later(days=150)
    life.when("operator", "extend_pilot", region=BANDUNG, by="P7M").refused("pilot_too_long")
    life.when("operator", "extend_pilot", region=BANDUNG, by="P6M").then(PilotExtended)
    life.later(days=150)
    life.when("operator", "extend_pilot", region=BANDUNG, by="P1D").refused("pilot_too_long")


def test_suspension_does_not_use_up_the_longest_pilot() -> None:
    life = piloting(BANDUNG, lasts="P6M").when("operator", "suspend")
    life.later(days=60).when("operator", "resume")
    life.when("operator", "extend_pilot", region=BANDUNG, by="P6M").then(PilotExtended)


def test_extending_needs_a_reason_and_a_running_pilot() -> None:
    life = piloting()
    life.when("operator", "extend_pilot", reason=None, region=BANDUNG, by="P1M").refused("reason_required")
    life.when("operator", "extend_pilot", region=JAYAPURA, by="P1M").refused("no_such_pilot")
    admitted().when("operator", "extend_pilot", region=BANDUNG, by="P1M").refused("pilots_not_planned")


# ---- aborting


def test_aborting_one_region_ends_its_duties_and_leaves_the_others() -> None:
    life = piloting().when("operator", "abort_pilot", region=BANDUNG).then(PilotAborted)
    assert life.state.waits_for(WaitKind.MEASUREMENT, BANDUNG_ID) is None
    assert life.state.waits_for(WaitKind.MEASUREMENT, MAKASSAR_ID) is not None
    report(life).refused("pilot_aborted")
    life.when("operator", "abort_pilot", region=BANDUNG).refused("pilot_aborted")
    life.when("operator", "extend_pilot", region=BANDUNG, by="P1M").refused("pilot_aborted")


def test_aborting_the_longest_pilot_brings_the_end_forward() -> None:
    life = plan(admitted(), *pilots(BANDUNG), *pilots(MAKASSAR, lasts="P6M"))
    life.when("operator", "abort_pilot", region=MAKASSAR)
    assert life.wait(WaitKind.PILOTS_END).due_at == wib("2026-06-02")


def test_aborting_every_region_leads_to_evaluation_all_the_same_and_says_so() -> None:
    life = piloting().when("operator", "abort_pilot", region=BANDUNG)
    life.when("operator", "abort_pilot", region=MAKASSAR).then(PilotAborted, PilotsClosed)
    closed = life.event(PilotsClosed)
    assert (closed.cause, closed.regions, closed.aborted, closed.measurements) == ("all_aborted", 2, 2, 0)
    assert life.state.stage is Stage.EVALUATION


def test_aborting_the_last_region_that_still_runs_closes_the_pilots() -> None:
    life = plan(admitted(), *pilots(BANDUNG), *pilots(MAKASSAR, lasts="P6M")).at(wib("2026-07-01"))
    life.when("operator", "abort_pilot", region=MAKASSAR).then(PilotAborted, PilotsClosed)
    assert life.event(PilotsClosed).cause == "time"


def test_a_region_whose_period_is_over_is_done() -> None:
    life = plan(admitted(), *pilots(BANDUNG), *pilots(MAKASSAR, lasts="P6M")).at(wib("2026-06-02"))
    report(life).refused("pilot_ended")
    life.when("operator", "abort_pilot", region=BANDUNG).refused("pilot_ended")
    life.when("operator", "extend_pilot", region=BANDUNG, by="P1M").refused("pilot_ended")


# ---- closing


def test_the_secretariat_closes_pilots_and_a_panel_is_awaited() -> None:
    life = report(piloting()).when("operator", "close_pilots").then(PilotsClosed)
    closed = life.event(PilotsClosed)
    assert (closed.cause, closed.regions, closed.aborted, closed.measurements) == ("operator", 2, 0, 1)
    assert closed.by is not None
    assert life.state.stage is Stage.EVALUATION
    assert life.wait(WaitKind.PANEL).awaits is Role.OPERATOR
    assert set(life.state.waits) == {name for name in life.state.waits if name.kind is WaitKind.PANEL}


def test_pilots_that_were_never_planned_are_not_closed() -> None:
    admitted().when("operator", "close_pilots").refused("pilots_not_planned")


def test_pilots_close_by_themselves_even_if_nothing_was_reported_and_say_so() -> None:
    life = until(piloting(), WaitKind.PILOTS_END)
    assert life.now == wib("2026-06-02")
    life.then(MeasurementMissed, MeasurementMissed, PilotsClosed)
    closed = life.event(PilotsClosed)
    assert (closed.cause, closed.measurements, closed.by) == ("time", 0, None)
    assert life.state.stage is Stage.EVALUATION


# ---- leaving otherwise


def test_a_return_from_the_pilot_ends_in_returned_with_a_revision_due() -> None:
    life = piloting().when("operator", "return_proposal", reason=None).refused("reason_required")
    life.when("operator", "return_proposal").then(ProposalReturned)
    assert life.event(ProposalReturned).from_stage == "pilot"
    assert (life.state.stage, life.state.returned) == (Stage.PROPOSAL, True)
    assert [name.kind for name in life.state.waits] == [WaitKind.REVISION]


def test_readmitted_it_is_a_new_round_with_a_plan_of_its_own() -> None:
    life = piloting().when("operator", "return_proposal").when("proposer", "revise", title="Lain")
    life.when("operator", "admit")
    assert (life.state.round, dict(life.state.pilots)) == (2, {})
    plan(life, *pilots(JAYAPURA)).then(PilotsPlanned)


def test_the_proposer_withdraws_from_the_pilot() -> None:
    life = piloting().when("proposer", "withdraw").then(InnovationWithdrawn)
    assert life.state.stage is Stage.WITHDRAWN
    assert life.state.wake_at is None
    report(life).refused("ended")


@pytest.mark.parametrize("command", ["admit", "reject", "endorse", "close_check"])
def test_what_belongs_to_another_stage_is_refused(command: str) -> None:
    code = "unknown_command" if command == "close_check" else "wrong_stage"
    piloting().when("deputy" if command == "endorse" else "operator", command).refused(code)


def test_a_repeated_pilot_does_not_count_older_plans() -> None:
    life = deciding().when("minister", "decide", choice="repeat_pilot")
    assert (life.state.stage, life.state.round, dict(life.state.pilots)) == (Stage.PILOT, 2, {})
    assert life.wait(WaitKind.PILOT_PLAN).due_at == wib("2026-03-27")
    report(life).refused("pilots_not_planned")


def test_the_edition_may_still_be_moved_in_the_pilot() -> None:
    life = piloting()
    life.rules = replace(life.rules, named_edition=rules("kipp-2023").edition_pin)
    life.when("operator", "move_edition", edition="kipp-2023").then(EditionMoved)


def test_suspension_moves_every_pilot_deadline_by_its_length() -> None:
    life = piloting(BANDUNG).at(START + timedelta(days=10)).when("operator", "suspend")
    assert life.state.wake_at is None
    life.later(days=100).when("operator", "resume")
    pause = timedelta(days=100)
    assert life.wait(WaitKind.MEASUREMENT, BANDUNG_ID).due_at == wib("2026-04-02") + pause
    assert life.wait(WaitKind.PILOTS_END).due_at == wib("2026-06-02") + pause
    assert life.state.pilots[BANDUNG_ID].ends_at == wib("2026-06-02") + pause
    report(life).then(MeasurementReported)
    assert life.wait(WaitKind.MEASUREMENT, BANDUNG_ID).due_at == wib("2026-05-02") + pause


def test_the_originating_region_may_pilot_beside_others_and_does_not_count() -> None:
    admitted().when("operator", "plan_pilots", pilots=pilots(SURAKARTA)).refused("pilot_elsewhere")
    life = piloting(SURAKARTA, BANDUNG)
    assert [pilot.own for pilot in life.event(PilotsPlanned).pilots] == [True, False]
    assert report(life, "officer-surakarta", SURAKARTA).event(MeasurementReported).self_reported
    assert not report(life).event(MeasurementReported).self_reported
    closed = life.when("operator", "close_pilots").event(PilotsClosed)
    assert (closed.regions, closed.measurements) == (1, 1)


def with_shortest(life: Life, shortest: str) -> Life:
    """The life under an edition with a shortest pilot."""
    edition = life.rules.edition
    pilot = edition.pilot.model_copy(update={"shortest": Period(shortest)})
    life.rules = replace(life.rules, edition=edition.model_copy(update={"pilot": pilot}))
    return life


def test_no_pilot_is_shorter_than_the_edition_asks_neither_planned_nor_closed() -> None:
    plan = pilots(BANDUNG, MAKASSAR)
    with_shortest(admitted(), "P7M").when("operator", "plan_pilots", pilots=plan).refused("pilot_too_short")
    life = with_shortest(admitted(), "P1M").when("operator", "plan_pilots", pilots=plan).then(PilotsPlanned)
    life.later(days=20).when("operator", "close_pilots").refused("pilot_too_short")
    life.when("operator", "abort_pilot", region=MAKASSAR).when("operator", "close_pilots").refused("pilot_too_short")
    life.later(days=20).when("operator", "close_pilots").then(PilotsClosed)
