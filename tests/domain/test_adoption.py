"""Adoptions: a region is offered the innovation, commits or not, reports by phases, completes or lapses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.adoption.state import Status
from domain.events.adoption import (
    AdoptionCommitted,
    AdoptionCompleted,
    AdoptionDeclined,
    AdoptionLapsed,
    AdoptionOffered,
    AdoptionReported,
    AdoptionReportMissed,
    CommitmentUnanswered,
)
from domain.events.innovation import MilestoneReached
from domain.events.waits import Reminded
from domain.vocabulary import Role
from domain.waits import WaitKind
from tests.domain.histories import (
    OFFICER,
    AdoptionLife,
    committed,
    declined_adoption,
    lapsed_adoption,
    offered,
    phase,
    unanswered_adoption,
)
from tests.domain.journeys import in_waves, scaling, until
from tests.domain.world import BANDUNG, JAYAPURA, MAKASSAR, region_id, wib


def after_wave(adoption: AdoptionLife) -> AdoptionLife:
    """The wave has ended."""
    until(adoption.life, WaitKind.WAVE_ENDS, "1")
    return adoption.catch_up()


def completed() -> AdoptionLife:
    return committed(in_waves()).when(OFFICER, "complete_adoption")


# ---- offered


def test_an_adopter_is_offered_the_innovation_when_its_wave_opens() -> None:
    life = scaling().when(
        "operator",
        "plan_waves",
        waves=[{"adopters": [BANDUNG]}, {"adopters": [MAKASSAR], "opens_after": "P1M"}],
    )
    first, second = offered(life), offered(life, MAKASSAR)
    offer = first.event(AdoptionOffered)
    assert (offer.adopter.code, offer.wave, offer.wave_ends_at) == (BANDUNG, 1, wib("2026-09-02"))
    assert second.events == []
    until(life, WaitKind.WAVE_OPENS, "2")
    second.catch_up().then(AdoptionOffered)
    assert second.instants == [wib("2026-04-02")]


def test_an_offer_noticed_late_is_dated_when_the_wave_opened() -> None:
    life = in_waves()
    opened_at = life.now
    assert offered(life.later(days=3)).instants == [opened_at]


def test_nobody_outside_the_waves_is_offered_it() -> None:
    assert offered(in_waves(), JAYAPURA).events == []


@pytest.mark.parametrize(
    ("region", "utc_hour"), [(BANDUNG, 16), (MAKASSAR, 15), (JAYAPURA, 14)], ids=["WIB", "WITA", "WIT"]
)
def test_days_end_in_the_adopters_time_zone(region: str, utc_hour: int) -> None:
    officer = {BANDUNG: OFFICER, MAKASSAR: "officer-makassar", JAYAPURA: "officer-jayapura"}[region]
    adoption = offered(in_waves(BANDUNG, MAKASSAR, JAYAPURA), region)
    waits = [adoption.wait(WaitKind.COMMITMENT)]
    adoption.when(officer, "commit_adoption")
    waits += [adoption.wait(WaitKind.ADOPTION_REPORT), adoption.wait(WaitKind.COMPLETION)]
    assert [wait.due_at.strftime("%m-%d %H:%M:%S") for wait in waits] == [
        f"{day} {utc_hour}:59:59" for day in ("05-02", "06-02", "03-02")
    ]


def test_an_offer_is_reminded_once_and_then_recorded_as_no_response() -> None:
    adoption = offered(in_waves()).wait_until_due().then(Reminded)
    assert adoption.event(Reminded).role is Role.REGIONAL_OFFICER
    adoption.wait_until_due().then(CommitmentUnanswered)
    assert (adoption.state.status, adoption.state.wake_at) == (Status.UNANSWERED, None)


# ---- commit or decline


def test_committing_takes_on_reports_and_completion() -> None:
    adoption = committed(in_waves()).then(AdoptionCommitted)
    assert {name.kind for name in adoption.state.waits} == {WaitKind.ADOPTION_REPORT, WaitKind.COMPLETION}
    assert not adoption.event(AdoptionCommitted).late


def test_declining_needs_a_reason_and_ends_every_wait() -> None:
    adoption = offered(in_waves())
    adoption.when(OFFICER, "decline_adoption", reason=None).refused("reason_required")
    adoption.when(OFFICER, "decline_adoption").then(AdoptionDeclined)
    assert (adoption.state.waits, adoption.state.open) == ({}, False)


@pytest.mark.parametrize("adoption", [declined_adoption, unanswered_adoption])
def test_who_declined_or_did_not_answer_may_commit_until_the_wave_ends(
    adoption: Callable[[], AdoptionLife],
) -> None:
    before = adoption()
    before.life.at(wib("2026-09-02") - timedelta(microseconds=1))
    before.when(OFFICER, "commit_adoption").then(AdoptionCommitted)
    assert not before.event(AdoptionCommitted).late


@pytest.mark.parametrize("adoption", [declined_adoption, unanswered_adoption])
def test_and_after_it_as_a_late_adoption(adoption: Callable[[], AdoptionLife]) -> None:
    after = after_wave(adoption())
    after.life.later(days=100)
    after.when(OFFICER, "commit_adoption").then(AdoptionCommitted)
    assert after.event(AdoptionCommitted).late
    after.report_milestones()
    assert after.life.event(MilestoneReached).late


def test_who_did_not_answer_may_still_decline() -> None:
    unanswered_adoption().when(OFFICER, "decline_adoption").then(AdoptionDeclined)


def test_declining_twice_is_refused() -> None:
    declined_adoption().when(OFFICER, "decline_adoption").refused("already_declined")


@pytest.mark.parametrize("command", ["commit_adoption", "decline_adoption"])
@pytest.mark.parametrize("adoption", [lambda: committed(in_waves()), lapsed_adoption, completed])
def test_who_has_committed_can_neither_commit_again_nor_decline(
    adoption: Callable[[], AdoptionLife], command: str
) -> None:
    adoption().when(OFFICER, command).refused("already_committed")


# ---- who


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("officer-makassar", "other_region"),
        ("officer-surakarta", "other_region"),
        ("operator", "role_missing"),
        ("proposer", "role_missing"),
        ("minister", "role_missing"),
        ("auditor", "role_missing"),
        ("nobody", "unknown_person"),
    ],
)
@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("commit_adoption", {}),
        ("decline_adoption", {}),
        ("report_adoption", {"phase": "prepare"}),
        ("complete_adoption", {}),
        ("adopt", {"region": BANDUNG}),
    ],
)
def test_only_an_officer_of_the_adopter_acts(command: str, payload: dict[str, str], who: str, code: str) -> None:
    committed(in_waves()).when(who, command, **payload).refused(code)


def test_an_officer_whose_role_has_ended_acts_no_more() -> None:
    adoption = committed(in_waves())
    officer = adoption.life.people[OFFICER]
    (grant,) = officer.grants.values()
    ended = grant.model_copy(update={"valid_until": adoption.life.now})
    adoption.life.people[OFFICER] = type(officer)(officer.id, version=2, grants={grant.id: ended})
    phase(adoption, "prepare").refused("role_missing")


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("follow", {"innovation_version": 99, "what": "ended", "adopter_code": BANDUNG}),
        ("time_reached", {}),
    ],
)
def test_no_person_says_what_time_or_the_innovation_says(command: str, payload: dict[str, Any]) -> None:
    committed(in_waves()).when(OFFICER, command, **payload).refused("system_only")


@pytest.mark.parametrize("command", ["note", "suspend", "no_such_command"])
def test_a_command_of_an_innovation_is_none_of_an_adoption(command: str) -> None:
    committed(in_waves()).when(OFFICER, command, text="x").refused("unknown_command")


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("commit_adoption", {}),
        ("decline_adoption", {}),
        ("report_adoption", {"phase": "prepare"}),
        ("complete_adoption", {}),
    ],
)
def test_before_the_wave_opens_only_volunteering_is_possible(command: str, payload: dict[str, str]) -> None:
    AdoptionLife(scaling(), BANDUNG).when(OFFICER, command, **payload).refused("not_offered")


# ---- reports


def test_phases_go_forward_only_and_may_be_reported_again_or_skipped() -> None:
    adoption = committed(in_waves())
    phase(adoption, "prepare").then(AdoptionReported)
    phase(adoption, "prepare").then(AdoptionReported)
    phase(adoption, "replicate").then(AdoptionReported)
    for back in ("prepare", "adapt"):
        phase(adoption, back).refused("phase_backwards")
    phase(adoption, "evaluate").then(AdoptionReported)
    assert [each.number for each in adoption.events if isinstance(each, AdoptionReported)] == [1, 2, 3, 4]


def test_an_unknown_phase_is_refused() -> None:
    phase(committed(in_waves()), "celebrate").refused("invalid_payload")


def test_the_next_report_is_due_a_period_after_the_last() -> None:
    adoption = committed(in_waves())
    assert adoption.wait(WaitKind.ADOPTION_REPORT).due_at == wib("2026-06-02")
    adoption.life.later(days=40)
    phase(adoption, "prepare")
    assert adoption.wait(WaitKind.ADOPTION_REPORT).due_at == wib("2026-07-11")


def test_a_report_that_does_not_come_is_reminded_then_missed_and_the_next_is_awaited() -> None:
    adoption = committed(in_waves()).wait_until_due().then(Reminded)
    assert adoption.life.now == wib("2026-05-02")
    adoption.wait_until_due().then(AdoptionReportMissed)
    assert adoption.event(AdoptionReportMissed).number == 1
    assert adoption.wait(WaitKind.ADOPTION_REPORT).due_at == wib("2026-09-02")
    phase(adoption, "adapt")
    assert adoption.event(AdoptionReported).number == 2


def test_reports_do_not_move_the_completions_due() -> None:
    adoption = committed(in_waves())
    adoption.life.later(days=40)
    phase(adoption, "evaluate")
    assert adoption.wait(WaitKind.COMPLETION).due_at == wib("2027-03-02")


# ---- the end of it


def test_completing_ends_every_wait() -> None:
    adoption = completed().then(AdoptionCompleted)
    assert not adoption.event(AdoptionCompleted).late
    assert (adoption.state.waits, adoption.state.open) == ({}, False)


def test_what_is_not_completed_in_time_lapses_and_owes_no_more_reports() -> None:
    adoption = lapsed_adoption()
    assert isinstance(adoption.events[-1], AdoptionLapsed)
    assert adoption.instants[-1] == wib("2027-03-02")
    assert [event.kind for event in adoption.events if isinstance(event, Reminded)].count(WaitKind.COMPLETION) == 1
    assert (adoption.state.waits, adoption.state.wake_at) == ({}, None)


def test_a_lapsed_adoption_may_still_complete_and_counts() -> None:
    adoption = lapsed_adoption().when(OFFICER, "complete_adoption").then(AdoptionCompleted)
    assert adoption.event(AdoptionCompleted).late
    adoption.report_milestones()
    assert region_id(BANDUNG) in adoption.life.state.completed


@pytest.mark.parametrize(
    ("adoption", "code"),
    [
        (lambda: offered(in_waves()), "not_committed"),
        (declined_adoption, "not_committed"),
        (unanswered_adoption, "not_committed"),
        (completed, "already_completed"),
    ],
)
def test_only_who_committed_completes_and_once(adoption: Callable[[], AdoptionLife], code: str) -> None:
    adoption().when(OFFICER, "complete_adoption").refused(code)


@pytest.mark.parametrize(
    ("adoption", "code"),
    [
        (lambda: offered(in_waves()), "not_committed"),
        (declined_adoption, "not_committed"),
        (lapsed_adoption, "not_committed"),
        (completed, "already_completed"),
    ],
)
def test_only_who_committed_reports_until_it_completes_or_lapses(
    adoption: Callable[[], AdoptionLife], code: str
) -> None:
    phase(adoption(), "evaluate").refused(code)


# ---- what is reported to the innovation


def test_every_step_is_a_milestone_that_the_innovation_records_once() -> None:
    adoption = committed(in_waves())
    phase(adoption, "prepare")
    adoption.until(WaitKind.ADOPTION_REPORT)
    adoption.when(OFFICER, "complete_adoption").report_milestones().report_milestones()
    milestones = [event for event in adoption.life.events if isinstance(event, MilestoneReached)]
    assert [event.milestone for event in milestones] == [
        "committed",
        "phase_prepare",
        "report_missed",
        "completed",
    ]
    assert [event.adoption_version for event in milestones] == sorted(adoption.state.milestones)


def test_offers_and_reminders_are_no_milestones() -> None:
    assert offered(in_waves()).wait_until_due().state.milestones == {}


@pytest.mark.parametrize(
    ("adoption", "milestone"),
    [(declined_adoption, "declined"), (unanswered_adoption, "unanswered"), (lapsed_adoption, "lapsed")],
)
def test_what_did_not_succeed_is_reported_as_well(adoption: Callable[[], AdoptionLife], milestone: str) -> None:
    adopted = adoption().report_milestones()
    assert adopted.life.state.adoptions[adopted.adopter][1] == milestone
    assert adopted.life.state.completed == frozenset()
