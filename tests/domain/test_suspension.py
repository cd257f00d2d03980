"""Suspension freezes every wait; resuming gives each its remaining time, to the microsecond."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.events.innovation import (
    CheckOpened,
    ConflictDeclared,
    EvaluationReopened,
    InnovationResumed,
    InnovationRevoked,
    InnovationSuspended,
    InnovationWithdrawn,
    MeasurementReported,
    MilestoneReached,
    RevocationProposed,
    SustainingBegan,
)
from domain.events.waits import Escalated
from domain.vocabulary import OPEN_STAGES, Stage
from domain.waits import WaitKind
from tests.domain.acts import ANSWERS, LIVES, PAUSE, every_stage, paused, resume, suspend
from tests.domain.histories import measure
from tests.domain.journeys import (
    admitted,
    completed,
    deciding,
    evaluating,
    in_check,
    in_waves,
    piloting,
    proposed,
    returned,
    scaling,
    scoring,
    sustaining,
    until,
)
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR, START, region_id


def dues(life: Life) -> dict[object, tuple[datetime | None, datetime]]:
    return {name: (w.wait.remind_at, w.wait.due_at) for name, w in life.state.waits.items()}


# ---- who and when


def test_these_lives_cover_every_open_stage() -> None:
    assert {life().state.stage for life in LIVES.values()} == set(OPEN_STAGES)


@every_stage
def test_the_secretariat_suspends_and_resumes_in_every_open_stage(life: Callable[[], Life]) -> None:
    paused(life()).then(InnovationResumed)


@every_stage
def test_suspending_twice_is_refused(life: Callable[[], Life]) -> None:
    suspend(life()).when("operator", "suspend").refused("suspended")


def test_suspending_needs_a_reason_and_resuming_none() -> None:
    life = scaling().when("operator", "suspend", reason="").refused("reason_required")
    suspend(life).when("operator", "resume", reason=None).then(InnovationResumed)


def test_resuming_what_is_not_suspended_is_refused() -> None:
    resume(resume(suspend(scaling()))).refused("not_suspended")


@pytest.mark.parametrize("who", ["proposer", "officer-bandung", "evaluator-4", "minister", "auditor"])
@pytest.mark.parametrize("command", ["suspend", "resume"])
def test_nobody_else_suspends_or_resumes(command: str, who: str) -> None:
    scaling().when(who, command).refused("role_missing")


# ---- meanwhile


@pytest.mark.parametrize(
    ("life", "who", "command", "payload"),
    [
        (proposed, "operator", "admit", {}),
        (returned, "proposer", "revise", {"title": "Baru"}),
        (piloting, "operator", "close_pilots", {}),
        (piloting, "operator", "move_edition", {"edition": "kipp-2023"}),
        (evaluating, "operator", "assign_panel", {"evaluators": ["evaluator-1"]}),
        (deciding, "minister", "decide", {"choice": "decline"}),
        (scaling, "operator", "plan_waves", {"waves": [{"adopters": [BANDUNG, MAKASSAR]}]}),
        (scaling, "minister", "discontinue", {}),
        (scaling, "operator", "note", {"text": "Catatan"}),
        (scaling, "operator", "attach_evidence", {"title": "Foto"}),
        (in_check, "proposer", "report_check", {"check": 1, "answers": ANSWERS}),
        (in_check, "evaluator-4", "assess_check", {"check": 1, "verdict": "sustained"}),
        (in_check, "minister", "require_correction", {}),
        (in_check, "minister", "discontinue", {}),
        (in_check, "minister", "institutionalise", {"instrument": "Perpres 1/2030"}),
    ],
)
def test_nothing_else_is_done_while_suspended(
    life: Callable[[], Life], who: str, command: str, payload: dict[str, Any]
) -> None:
    suspend(life()).when(who, command, **payload).refused("suspended")


@pytest.mark.parametrize("life", [proposed, returned, admitted, piloting, evaluating, deciding])
def test_the_proposer_may_withdraw_while_suspended_where_the_stage_has_it(life: Callable[[], Life]) -> None:
    withdrawn = suspend(life()).when("proposer", "withdraw").then(InnovationWithdrawn)
    assert (withdrawn.state.stage, withdrawn.state.suspended_at) == (Stage.WITHDRAWN, None)


@pytest.mark.parametrize("life", [scaling, sustaining])
def test_withdrawing_while_suspended_is_refused_where_the_stage_lacks_it(life: Callable[[], Life]) -> None:
    suspend(life()).when("proposer", "withdraw").refused("wrong_stage")


@pytest.mark.parametrize("life", [scaling, sustaining])
def test_revocation_goes_on_while_suspended(life: Callable[[], Life]) -> None:
    suspended = suspend(life()).when("minister", "revoke").then(RevocationProposed)
    suspended.when("deputy", "revoke").then(InnovationRevoked)
    assert suspended.state.suspended_at is None


@pytest.mark.parametrize("life", [evaluating, deciding, scaling, sustaining])
def test_a_conflict_is_declared_while_suspended(life: Callable[[], Life]) -> None:
    suspend(life()).when("evaluator-1", "declare_conflict").then(ConflictDeclared)


@every_stage
def test_nothing_falls_due_while_suspended(life: Callable[[], Life]) -> None:
    suspended = suspend(life())
    assert suspended.state.wake_at is None
    assert suspended.later(days=4000).fall_due(suspended.now) == []


# ---- remaining time


@every_stage
def test_every_wait_keeps_its_remaining_time_to_the_microsecond(life: Callable[[], Life]) -> None:
    living = life().later(seconds=5, microseconds=1)
    before = dues(living)
    after = dues(paused(living))
    assert before
    assert after == {name: (r and r + PAUSE, due + PAUSE) for name, (r, due) in before.items()}


def test_the_record_says_how_long_the_pause_was() -> None:
    event = paused(scaling()).event(InnovationResumed)
    assert event.paused_seconds == Decimal("1480265.123457")


def test_resuming_at_once_moves_nothing() -> None:
    life = in_waves()
    before = dues(life)
    assert dues(paused(life, timedelta())) == before


def test_what_fell_due_before_the_suspension_stays_as_it_was() -> None:
    life = until(scaling(), WaitKind.WAVE_PLAN).then(Escalated)
    due_at = life.wait(WaitKind.WAVE_PLAN).due_at
    paused(life)
    assert life.wait(WaitKind.WAVE_PLAN).due_at == due_at
    assert life.state.wake_at is None


def test_what_was_reminded_is_not_reminded_again() -> None:
    life = scaling().wait_until_due()
    due_at = life.wait(WaitKind.WAVE_PLAN).due_at
    paused(life).wait_until_due().then(Escalated)
    assert life.now == due_at + PAUSE


def test_what_falls_due_in_the_instant_of_suspending_comes_first() -> None:
    life = scaling()
    life.at(life.wait(WaitKind.WAVE_PLAN).due_at)
    suspend(life)
    assert [type(event) for event in life.events[-2:]] == [Escalated, InnovationSuspended]


def test_pauses_add_up() -> None:
    life = in_waves()
    ends_at = life.wait(WaitKind.WAVE_ENDS, "1").due_at
    for hours in (1, 30, 500):
        paused(life.later(days=3), timedelta(hours=hours))
    assert life.wait(WaitKind.WAVE_ENDS, "1").due_at == ends_at + timedelta(hours=531)


def test_the_calendar_of_checks_moves_by_the_pauses_since_the_award() -> None:
    opened = {}
    for pause in (timedelta(), PAUSE):
        life = paused(sustaining().later(days=100), pause)
        until(life, WaitKind.CHECK_OPENS, "1").then(CheckOpened)
        paused(life.later(days=1), pause)
        opened[pause] = [life.now]
        for number in ("2", "3"):
            until(life, WaitKind.CHECK_OPENS, number)
            opened[pause].append(life.now)
    plain, moved = opened[timedelta()], opened[PAUSE]
    assert moved[1:] == [instant + 2 * PAUSE for instant in plain[1:]]


def test_a_pause_before_the_award_does_not_move_the_checks() -> None:
    life = paused(deciding())
    assert life.state.paused_since_award == timedelta()


def test_a_pause_in_scaling_moves_the_first_check() -> None:
    life = paused(in_waves())
    completed(life, region_id(BANDUNG), region_id(MAKASSAR))
    assert life.wait(WaitKind.CHECK_OPENS, "1").due_at == sustaining().wait(WaitKind.CHECK_OPENS, "1").due_at + PAUSE


def test_pilots_end_and_report_later_by_the_pause() -> None:
    life = piloting().later(days=40)
    before = life.state.pilots[region_id(BANDUNG)]
    after = paused(life).state.pilots[region_id(BANDUNG)]
    assert after.ends_at == before.ends_at + PAUSE
    coming = [due for due in before.reports_due if due > START + timedelta(days=40)]
    assert after.reports_due[-len(coming) :] == tuple(due + PAUSE for due in coming)
    life.at(after.ends_at - timedelta(microseconds=1))
    measure(life).then(MeasurementReported)


def test_waves_end_later_by_the_pause() -> None:
    life = in_waves()
    ends_at = life.state.waves[0].ends_at
    assert ends_at is not None
    assert paused(life).state.waves[0].ends_at == ends_at + PAUSE


def test_a_wait_that_begins_during_the_suspension_has_its_whole_time_after_it() -> None:
    life = suspend(scoring()).later(days=10)
    for evaluator in ("evaluator-1", "evaluator-2"):
        life.when(evaluator, "declare_conflict")
    whole = life.event(ConflictDeclared).opens[0].due_at - life.now
    resume(life.later(days=5))
    assert life.wait(WaitKind.PANEL).due_at == life.now + whole


def test_a_reopened_evaluation_during_the_suspension_waits_its_whole_time_too() -> None:
    life = suspend(deciding(100, 80, 80)).later(days=2).when("evaluator-1", "declare_conflict")
    life.then(ConflictDeclared, EvaluationReopened)
    whole = life.event(EvaluationReopened).opens[0].due_at - life.now
    resume(life.later(hours=7))
    assert life.wait(WaitKind.PANEL).due_at == life.now + whole


# ---- what leads on only afterwards


def test_milestones_are_recorded_while_suspended_and_lead_on_when_resumed() -> None:
    life = suspend(in_waves())
    completed(life, region_id(BANDUNG), region_id(MAKASSAR)).then(MilestoneReached)
    assert life.state.stage is Stage.SCALING
    resume(life.later(days=9)).then(InnovationResumed, SustainingBegan)


def test_suspension_is_a_change_for_adoptions_from_scaling_on_only() -> None:
    assert paused(deciding()).state.changes == ()
    assert [change.what for change in paused(scaling()).state.changes] == ["suspended", "resumed"]
