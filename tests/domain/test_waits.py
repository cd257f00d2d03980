"""Waits: each reminds once, falls due once, strictly after what set it, and at one instant in one order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.waits import Escalated, Reminded
from domain.innovation.case import Case
from domain.innovation.decider import policy_of
from domain.innovation.state import Innovation
from domain.periods import Period
from domain.vocabulary import OPEN_STAGES, Role
from domain.waits import OpenWait, Wait, WaitKind, WaitRef, next_due, next_instant, ref_of, with_changes
from tests.domain.journeys import deciding, proposed
from tests.domain.spec import Life
from tests.domain.walk import walked
from tests.domain.world import PEOPLE, START, rules

DAY = timedelta(days=1)
SCREENING = Wait(kind=WaitKind.SCREENING, awaits=Role.OPERATOR, remind_at=START + DAY, due_at=START + 2 * DAY)


def opened(*waits: Wait) -> dict[WaitRef, OpenWait]:
    return {ref_of(wait): OpenWait(wait) for wait in waits}


def test_a_wait_reminds_then_falls_due_then_brings_nothing_more_by_itself() -> None:
    wait = OpenWait(SCREENING)
    assert wait.next_at == START + DAY
    assert OpenWait(SCREENING, reminded=True).next_at == START + 2 * DAY
    assert OpenWait(SCREENING, reminded=True, fallen_due=True).next_at is None


def test_a_wait_without_a_reminder_only_falls_due() -> None:
    assert OpenWait(SCREENING.model_copy(update={"remind_at": None})).next_at == START + 2 * DAY


def test_a_pause_moves_reminder_and_due_instant_alike() -> None:
    later = OpenWait(SCREENING).shifted(3 * DAY).wait
    assert (later.remind_at, later.due_at) == (START + 4 * DAY, START + 5 * DAY)


def test_waits_of_one_kind_are_distinguished_by_their_subject() -> None:
    first = Wait(kind=WaitKind.CHECK_REPORT, subject="1", due_at=START)
    second = Wait(kind=WaitKind.CHECK_REPORT, subject="2", due_at=START)
    waits = with_changes({}, (), (first, second))
    assert len(waits) == 2
    assert with_changes(waits, (ref_of(first),), ()) == opened(second)


def test_opening_a_wait_that_is_open_sets_it_anew() -> None:
    waits = {ref_of(SCREENING): OpenWait(SCREENING, reminded=True, fallen_due=True)}
    again = SCREENING.model_copy(update={"due_at": START + 9 * DAY})
    assert with_changes(waits, (), (again,)) == opened(again)


def test_closing_what_is_not_open_changes_nothing() -> None:
    assert with_changes(opened(SCREENING), (WaitRef(kind=WaitKind.PANEL),), ()) == opened(SCREENING)


def test_the_next_instant_is_the_earliest_of_all() -> None:
    panel = Wait(kind=WaitKind.PANEL, due_at=START + 12 * timedelta(hours=1))
    assert next_instant(opened(SCREENING, panel)) == panel.due_at
    assert next_instant({}) is None


def test_nothing_is_due_before_its_instant() -> None:
    waits = opened(SCREENING)
    assert next_due(waits, START + DAY - timedelta(microseconds=1)) is None
    due = next_due(waits, START + DAY)
    assert due is not None
    assert due.wait == SCREENING


@given(st.permutations(list(WaitKind)))
def test_waits_due_at_one_instant_are_taken_in_one_order_however_they_were_opened(kinds: list[WaitKind]) -> None:
    waits = opened(*(Wait(kind=kind, subject=s, due_at=START) for kind in kinds for s in ("b", "a")))
    taken = []
    while (due := next_due(waits, START)) is not None:
        taken.append((due.wait.kind, due.wait.subject))
        del waits[ref_of(due.wait)]
    assert taken == [(kind, subject) for kind in WaitKind for subject in ("a", "b")]


def test_a_late_wake_up_takes_everything_in_the_order_of_its_instants() -> None:
    """Time that was reached long ago brings the reminder before the escalation, at the instant given."""
    life = proposed().at(START + 100 * DAY)
    life.system("time_reached").then(Reminded, Escalated)


def test_what_falls_due_is_recorded_at_its_own_instant_however_late_the_next_command_comes() -> None:
    life = deciding().later(days=500)
    life.when("operator", "note", text="Sudah lama")
    due = [at for event, at in zip(life.events, life.instants, strict=True) if isinstance(event, Escalated)]
    assert due == [life.wait(WaitKind.DECISION).due_at]


def test_every_wait_of_whole_lives_falls_due_strictly_after_it_was_set() -> None:
    """Whatever an instant: the period of an edition's deadline is over only after it began."""
    assert all(wait.remind_at is None or wait.remind_at < wait.due_at for e in walked() for wait in e.opens)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["PT1S", "P1D", "P1M", "P12M", "1wd", "14wd"]),
)
def test_no_period_is_over_at_the_instant_it_begins(start: datetime, period: str) -> None:
    assert Period(period).due(start, calendar=rules().calendar) > start


@given(st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)), st.integers(-9, 9))
def test_an_instant_that_has_passed_becomes_the_next_possible_one(at: datetime, microseconds: int) -> None:
    case = Case(Innovation("x"), at, rules(), PEOPLE["operator"])
    assert case.not_before(at + timedelta(microseconds=microseconds)) == max(
        at + timedelta(microseconds=1), at + timedelta(microseconds=microseconds)
    )


INNOVATION_WAITS = sorted({wait.kind for event in walked() for wait in event.opens if wait.kind in WaitKind})
ADOPTION_WAITS = (WaitKind.COMMITMENT, WaitKind.ADOPTION_REPORT, WaitKind.COMPLETION)


def test_whole_lives_set_every_kind_of_wait() -> None:
    assert set(INNOVATION_WAITS) == set(WaitKind)


@pytest.mark.parametrize("kind", [kind for kind in INNOVATION_WAITS if kind not in ADOPTION_WAITS])
def test_some_stage_says_what_happens_when_a_wait_falls_due(kind: WaitKind) -> None:
    assert any(kind in policy_of(stage).dues for stage in OPEN_STAGES)


def test_nobody_waits_for_anything_before_it_begins() -> None:
    assert Life().state.wake_at is None
    assert Life().state.awaiting() == ()
