"""Sustaining: checks open at award + n × period, are reported, assessed or unanswered; it ends two ways."""

import pytest

from domain.events.innovation import CheckAssessed, CheckOpened, CheckReported, CheckUnanswered, RegionalCheckReported
from domain.events.waits import Escalated, Reminded
from domain.vocabulary import Capacity, Role, Stage
from domain.waits import WaitKind
from tests.domain.acts import ANSWERS, assess, both_roles, report
from tests.domain.histories import AdoptionLife
from tests.domain.journeys import INSTRUMENT, completed, in_check, in_waves, sustaining, until
from tests.domain.world import (
    BANDUNG,
    JAYAPURA,
    MAKASSAR,
    SURAKARTA,
    person,
    region_id,
    rules,
    successor,
    wib,
    with_regions,
)

# ---- the calendar of checks


def test_checks_open_at_the_award_plus_whole_periods() -> None:
    life = sustaining()
    opened = []
    while len(life.state.checks) < 5:
        life.wait_until_due()
        if CheckOpened in map(type, life.events[-1:]):
            opened.append(life.instants[-1])
    assert opened == [wib(f"{year}-03-02") for year in range(2027, 2032)]


def test_neither_reports_nor_delays_move_the_calendar() -> None:
    life = in_check().later(days=40)
    report(life, 1).later(days=200)
    assess(life, 1, "sustained")
    assert life.wait(WaitKind.CHECK_OPENS, "2").due_at == wib("2028-03-02")


def test_one_check_opens_per_period_and_sets_the_next() -> None:
    life = until(sustaining(), WaitKind.CHECK_OPENS, "1").then(CheckOpened)
    assert life.wait(WaitKind.CHECK_REPORT, "1").due_at == wib("2027-05-02")
    assert life.wait(WaitKind.CHECK_OPENS, "2").due_at == wib("2028-03-02")


def test_periods_that_passed_while_scaling_have_no_check() -> None:
    life = until(in_waves(), WaitKind.WAVE_ENDS, "1").at(wib("2028-12-24"))
    completed(life, region_id(BANDUNG))
    assert life.state.stage is Stage.SUSTAINING
    until(life, WaitKind.CHECK_OPENS, "3").then(CheckOpened)
    assert life.now == wib("2029-03-02")
    assert list(life.state.checks) == [3]


def test_a_check_whose_instant_is_the_moment_of_sustaining_is_not_opened_in_arrears() -> None:
    life = until(in_waves(), WaitKind.WAVE_ENDS, "1").at(wib("2027-03-02"))
    completed(life, region_id(BANDUNG))
    assert life.wait(WaitKind.CHECK_OPENS, "2").due_at == wib("2028-03-02")


# ---- reporting


def test_the_proposer_reports_and_an_assessment_is_awaited() -> None:
    life = report(in_check(), 1, evidence=["foto.pdf"]).then(CheckReported)
    reported = life.event(CheckReported)
    assert (reported.answers, reported.evidence) == (ANSWERS, ("foto.pdf",))
    assert life.state.waits_for(WaitKind.CHECK_REPORT, "1") is None
    wait = life.wait(WaitKind.CHECK_ASSESSMENT, "1")
    assert (wait.awaits, wait.due_at) == (Role.EVALUATOR, wib("2027-04-02"))


def test_a_report_that_does_not_come_is_reminded_then_recorded_as_no_response() -> None:
    life = in_check().wait_until_due().then(Reminded)
    assert (life.event(Reminded).role, life.now) == (Role.PROPOSER, wib("2027-04-02"))
    life.wait_until_due().then(CheckUnanswered)
    assert life.now == wib("2027-05-02")
    assert life.state.checks[1].verdict == "no_response"


def test_a_report_in_the_instant_before_it_is_due_is_in_time() -> None:
    life = in_check()
    life.at(life.wait(WaitKind.CHECK_REPORT, "1").due_at).later(microseconds=-1)
    report(life, 1).then(CheckReported)


def test_a_check_that_had_no_response_cannot_be_reported_any_more() -> None:
    life = until(in_check(), WaitKind.CHECK_REPORT, "1")
    report(life, 1).refused("already_assessed")
    report(life, 1, "officer-bandung", region=BANDUNG).refused("already_assessed")


def test_a_check_is_reported_once() -> None:
    report(report(in_check(), 1), 1).refused("already_reported")


@pytest.mark.parametrize("number", [2, 7])
def test_only_a_check_that_was_opened_is_reported_or_assessed(number: int) -> None:
    report(in_check(), number).refused("no_such_check")
    assess(in_check(), number, "sustained").refused("no_such_check")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("other-proposer", "other_agency"),
        ("officer-surakarta", "other_agency"),
        ("operator", "role_missing"),
        ("evaluator-4", "role_missing"),
        ("minister", "role_missing"),
    ],
)
def test_only_the_proposing_agency_answers_the_check(who: str, code: str) -> None:
    report(in_check(), 1, who).refused(code)


def test_every_question_must_be_answered() -> None:
    answers = {**ANSWERS, "renewed": " "}
    in_check().when("proposer", "report_check", check=1, answers=answers).refused("invalid_payload")


# ---- regional reports


@pytest.mark.parametrize(
    ("who", "region"),
    [
        ("officer-bandung", BANDUNG),
        ("officer-makassar", MAKASSAR),
        ("officer-surakarta", SURAKARTA),
    ],
)
def test_an_adopter_and_the_origin_attach_their_own_report(who: str, region: str) -> None:
    life = report(in_check(), 1, who, region=region, evidence=["laporan.pdf"]).then(RegionalCheckReported)
    attached = life.event(RegionalCheckReported)
    assert (attached.region, attached.evidence) == (region_id(region), ("laporan.pdf",))
    assert attached.by is not None
    assert attached.by.role is Role.REGIONAL_OFFICER


def test_a_regional_report_does_not_answer_the_check() -> None:
    life = report(in_check(), 1, "officer-bandung", region=BANDUNG)
    assert not life.state.checks[1].reported
    until(life, WaitKind.CHECK_REPORT, "1").then(CheckUnanswered)


def test_regional_reports_may_still_come_while_the_check_waits_for_its_assessment() -> None:
    life = report(report(in_check(), 1), 1, "officer-bandung", region=BANDUNG).then(RegionalCheckReported)
    report(assess(life, 1, "sustained"), 1, "officer-makassar", region=MAKASSAR).refused("already_assessed")


def test_a_region_reports_once_per_check() -> None:
    life = report(in_check(), 1, "officer-bandung", region=BANDUNG)
    report(life, 1, "officer-bandung", region=BANDUNG).refused("already_reported")


@pytest.mark.parametrize(
    ("who", "region", "code"),
    [
        ("officer-bandung", MAKASSAR, "other_region"),
        ("proposer", BANDUNG, "other_region"),
        ("proposer", SURAKARTA, "other_region"),
        ("officer-jayapura", JAYAPURA, "not_an_adopter"),
        ("officer-bandung", "99.99", "unknown_region"),
    ],
)
def test_only_an_officer_of_a_region_that_takes_part_reports_for_it(who: str, region: str, code: str) -> None:
    report(in_check(), 1, who, region=region).refused(code)


def test_a_volunteers_region_takes_part_as_well() -> None:
    life = sustaining()
    AdoptionLife(life, JAYAPURA).when("officer-jayapura", "adopt", region=JAYAPURA).report_milestones()
    until(life, WaitKind.CHECK_OPENS, "1")
    report(life, 1, "officer-jayapura", region=JAYAPURA).then(RegionalCheckReported)


def test_an_officer_of_a_region_split_from_an_adopter_reports_for_the_adopter() -> None:
    life = in_check()
    life.rules = with_regions(rules(), successor("wnew", "32.69", BANDUNG, "2026-06-01"))
    grant = person("x", Role.REGIONAL_OFFICER, "kab-baru", BANDUNG).grants["regional_officer-1"]
    life.people["officer-new"] = person("officer-new", Role.REGIONAL_OFFICER, "kab-baru")
    life.people["officer-new"].grants["regional_officer-1"] = grant.model_copy(update={"region": "wnew"})
    report(life, 1, "officer-new", region="32.69").then(RegionalCheckReported)
    assert life.event(RegionalCheckReported).region == region_id(BANDUNG)


# ---- assessing


@pytest.mark.parametrize("verdict", ["sustained", "sustained_with_notes", "at_risk", "lapsed"])
def test_an_evaluator_assesses_a_reported_check(verdict: str) -> None:
    life = assess(report(in_check(), 1), 1, verdict).then(CheckAssessed)
    assert life.state.checks[1].verdict == verdict
    assert life.state.waits_for(WaitKind.CHECK_ASSESSMENT, "1") is None


def test_no_response_is_no_verdict_of_an_evaluator() -> None:
    assess(report(in_check(), 1), 1, "no_response").refused("invalid_payload")


def test_a_check_is_assessed_after_its_report_and_once() -> None:
    life = in_check()
    assess(life, 1, "sustained").refused("not_reported")
    assess(assess(report(life, 1), 1, "lapsed"), 1, "sustained").refused("already_assessed")


def test_an_unanswered_check_is_not_assessed() -> None:
    assess(until(in_check(), WaitKind.CHECK_REPORT, "1"), 1, "sustained").refused("already_assessed")


def test_an_assessment_that_does_not_come_is_reminded_and_escalated_and_may_still_come() -> None:
    life = report(in_check(), 1).wait_until_due().then(Reminded)
    assert life.event(Reminded).role is Role.EVALUATOR
    life.wait_until_due().then(Escalated)
    assert life.event(Escalated).role is rules().edition.sustaining.assessment.escalate_to
    until(life, WaitKind.CHECK_OPENS, "2").then(CheckOpened)
    assess(life, 1, "sustained").then(CheckAssessed)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("evaluator-surakarta", "same_agency"),
        ("operator", "role_missing"),
        ("proposer", "role_missing"),
        ("minister", "role_missing"),
    ],
)
def test_only_an_impartial_evaluator_assesses(who: str, code: str) -> None:
    assess(report(in_check(), 1), 1, "sustained", who).refused(code)


def test_whoever_declared_a_conflict_does_not_assess() -> None:
    life = report(in_check(), 1).when("evaluator-4", "declare_conflict")
    assess(life, 1, "sustained").refused("conflict_declared")


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("require_correction", {}),
        ("discontinue", {}),
        ("institutionalise", {"instrument": INSTRUMENT}),
        ("revoke", {}),
    ],
)
def test_assessing_counts_as_scoring_whoever_assessed_decides_nothing(command: str, payload: dict[str, str]) -> None:
    life = assess(report(both_roles(in_check(), "both"), 1), 1, "sustained", "both").then(CheckAssessed)
    life.when("both", command, **payload).refused("excluding_capacity")


@pytest.mark.parametrize("command", ["require_correction", "revoke"])
def test_whoever_decided_something_assesses_no_more(command: str) -> None:
    life = report(both_roles(in_check(), "both"), 1).when("both", command)
    assess(life, 1, "sustained", "both").refused("excluding_capacity")


@pytest.mark.parametrize("who", ["minister", "deputy"])
def test_whoever_took_or_endorsed_the_decision_does_not_assess(who: str) -> None:
    life = both_roles(in_check(), who)
    assess(report(life, 1), 1, "sustained", who).refused("excluding_capacity")


def test_a_declared_conflict_is_no_decision() -> None:
    life = both_roles(in_check(), "both").when("both", "declare_conflict")
    assert "both" not in life.state.acted_as(Capacity.OVERSEEING)
