"""Adoptions follow their innovation: frozen, thawed, released, in the order in which it happened."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings

from domain.adoption.decider import decide_under
from domain.adoption.evolve import evolve
from domain.adoption.state import Adoption, Status
from domain.commands import Command
from domain.events.adoption import (
    AdoptionCommitted,
    AdoptionFrozen,
    AdoptionReleased,
    AdoptionThawed,
    WaveClosedForAdoption,
)
from domain.waits import WaitKind
from tests.domain.acts import PAUSE, Acts, any_pauses, lived, paused, resume, suspend
from tests.domain.histories import (
    OFFICER,
    AdoptionLife,
    committed,
    compressed_scaling,
    declined_adoption,
    lapsed_adoption,
    offered,
    phase,
    plan_two_waves,
    unanswered_adoption,
    volunteer,
)
from tests.domain.journeys import completed, in_waves, until
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR, region_id, wib

FOUR = (BANDUNG, MAKASSAR, "91.71", "33.72")


def dues(adoption: AdoptionLife) -> dict[object, datetime]:
    return {name.kind: w.wait.due_at for name, w in adoption.state.waits.items()}


# ---- suspension


@pytest.mark.parametrize("adoption", [lambda: offered(in_waves()), lambda: committed(in_waves())])
def test_suspension_freezes_an_open_adoption_and_resuming_gives_it_its_remaining_time(
    adoption: Callable[[], AdoptionLife],
) -> None:
    open_one = adoption()
    before = dues(open_one)
    suspend(open_one.life.later(days=10))
    open_one.catch_up().then(AdoptionFrozen)
    assert open_one.state.wake_at is None
    open_one.life.at(open_one.life.now + PAUSE)
    assert open_one.catch_up().last == []
    resume(open_one.life)
    open_one.catch_up().then(AdoptionThawed)
    assert dues(open_one) == {kind: due + PAUSE for kind, due in before.items()}


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("commit_adoption", {}),
        ("decline_adoption", {}),
        ("report_adoption", {"phase": "adapt"}),
        ("complete_adoption", {}),
        ("adopt", {"region": BANDUNG}),
    ],
)
@pytest.mark.parametrize("adoption", [lambda: committed(in_waves()), declined_adoption, lapsed_adoption])
def test_nothing_is_done_while_the_innovation_is_suspended(
    adoption: Callable[[], AdoptionLife], command: str, payload: dict[str, str]
) -> None:
    open_one = adoption()
    suspend(open_one.life)
    open_one.when(OFFICER, command, **payload).refused("suspended")


@pytest.mark.parametrize("adoption", [declined_adoption, unanswered_adoption, lapsed_adoption])
def test_an_adoption_without_duties_is_not_frozen(adoption: Callable[[], AdoptionLife]) -> None:
    idle = adoption()
    paused(idle.life)
    assert idle.catch_up().last == []


@pytest.mark.parametrize("adoption", [declined_adoption, unanswered_adoption])
def test_a_suspension_that_was_over_before_it_committed_does_not_concern_it(
    adoption: Callable[[], AdoptionLife],
) -> None:
    idle = adoption()
    paused(idle.life)
    idle.when(OFFICER, "commit_adoption").then(AdoptionCommitted)
    idle.life.later(days=1)
    assert idle.catch_up().last == []


def test_a_suspension_before_the_wave_opened_does_not_concern_it() -> None:
    life = paused(compressed_scaling())
    plan_two_waves(life)
    assert offered(life).kinds() == ["AdoptionOffered"]


def test_a_report_stamped_before_the_suspension_is_in_time_though_it_arrives_after_it() -> None:
    adoption = committed(in_waves())
    stamp = adoption.life.later(days=5).now
    suspend(adoption.life.later(seconds=1))
    asked = Command.model_validate(
        {
            "id": "6d5a2bb4-9a0b-4a4e-9a55-0d9c2f6a4b11",
            "stream": adoption.state.id,
            "type": "report_adoption",
            "payload": {"phase": "prepare"},
            "actor": OFFICER,
            "at": stamp,
        }
    )
    life = adoption.life
    events = decide_under(adoption.state, asked, life.people[OFFICER], life.rules, life.state)
    assert isinstance(events, list)
    assert len(events) == 1


# ---- changes noticed late


def test_a_suspension_noticed_only_after_resuming_still_moves_every_due() -> None:
    adoption = committed(in_waves())
    before = dues(adoption)
    paused(adoption.life.later(days=10))
    adoption.catch_up().then(AdoptionFrozen, AdoptionThawed)
    assert adoption.instants[-2:] == [adoption.life.now - PAUSE, adoption.life.now]
    assert dues(adoption) == {kind: due + PAUSE for kind, due in before.items()}


def test_what_was_due_before_the_suspension_comes_before_it_though_both_are_noticed_late() -> None:
    adoption = committed(in_waves())
    adoption.life.at(adoption.wait(WaitKind.ADOPTION_REPORT).due_at + timedelta(days=1))
    paused(adoption.life, timedelta(days=200))
    adoption.catch_up()
    assert adoption.kinds()[2:] == [
        "Reminded",
        "AdoptionReportMissed",
        "AdoptionFrozen",
        "AdoptionThawed",
    ]


def test_what_was_due_during_the_suspension_never_falls_due_then() -> None:
    adoption = committed(in_waves())
    due_at = adoption.wait(WaitKind.ADOPTION_REPORT).due_at
    paused(adoption.life.at(due_at - timedelta(days=40)), timedelta(days=60))
    adoption.life.later(days=20)
    adoption.catch_up()
    assert "AdoptionReportMissed" not in adoption.kinds()
    assert adoption.wait(WaitKind.ADOPTION_REPORT).due_at == due_at + timedelta(days=60)


def test_several_suspensions_noticed_late_are_followed_in_their_order() -> None:
    adoption = committed(in_waves())
    for _ in range(3):
        paused(adoption.life.later(days=1), timedelta(days=2))
    suspend(adoption.life.later(days=1))
    adoption.catch_up().then(*([AdoptionFrozen, AdoptionThawed] * 3), AdoptionFrozen)
    follows = [event.follows for event in adoption.events if isinstance(event, AdoptionFrozen | AdoptionThawed)]
    assert follows == sorted(follows)


def test_a_whole_story_noticed_late_is_recorded_as_it_happened() -> None:
    life = in_waves(*FOUR).later(days=10)
    paused(life)
    until(life, WaitKind.WAVE_ENDS, "1")
    life.later(days=1).when("minister", "discontinue")
    late = offered(life)
    assert late.kinds() == [
        "AdoptionOffered",
        "AdoptionFrozen",
        "AdoptionThawed",
        "Reminded",
        "CommitmentUnanswered",
        "WaveClosedForAdoption",
        "AdoptionReleased",
    ]
    assert late.instants == sorted(late.instants)


def test_a_change_is_followed_once() -> None:
    adoption = committed(in_waves())
    suspend(adoption.life.later(days=1))
    adoption.catch_up()
    follow = Command.model_validate(
        {
            "id": "6d5a2bb4-9a0b-4a4e-9a55-0d9c2f6a4b11",
            "stream": adoption.state.id,
            "type": "follow",
            "payload": {
                "innovation_version": adoption.state.follows,
                "what": "suspended",
                "adopter_code": BANDUNG,
            },
            "actor": "system",
            "at": adoption.life.now,
        }
    )
    life = adoption.life
    assert decide_under(adoption.state, follow, life.people[OFFICER], life.rules, life.state) == []


# ---- the wave's end


def test_the_end_of_its_wave_is_noted_and_ends_no_duty() -> None:
    adoption = committed(in_waves())
    until(adoption.life, WaitKind.WAVE_ENDS, "1")
    adoption.catch_up()
    assert adoption.kinds()[-1] == "WaveClosedForAdoption"
    assert adoption.state.open
    assert adoption.wait(WaitKind.COMPLETION).due_at == wib("2027-03-02")


def test_the_end_of_another_wave_does_not_concern_it() -> None:
    life = compressed_scaling()
    plan_two_waves(life)
    life.later(seconds=9)
    second = offered(life, MAKASSAR)
    until(life, WaitKind.WAVE_ENDS, "1")
    second.catch_up()
    assert WaveClosedForAdoption not in map(type, second.events)


# ---- the innovation's end


def test_discontinuing_ends_the_duties_of_every_adoption() -> None:
    adoption = committed(in_waves())
    adoption.life.when("minister", "discontinue")
    adoption.catch_up().then(AdoptionReleased)
    assert (adoption.state.waits, adoption.state.open, adoption.state.wake_at) == ({}, False, None)


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("commit_adoption", {}),
        ("decline_adoption", {}),
        ("report_adoption", {"phase": "adapt"}),
        ("complete_adoption", {}),
    ],
)
@pytest.mark.parametrize("noticed", [True, False])
@pytest.mark.parametrize("adoption", [lambda: committed(in_waves()), declined_adoption])
def test_a_released_adoption_does_nothing_more_even_before_it_noticed(
    adoption: Callable[[], AdoptionLife], noticed: bool, command: str, payload: dict[str, str]
) -> None:
    released = adoption()
    life = released.life.when("minister", "discontinue")
    if noticed:
        released.catch_up()
    asked = Command.model_validate(
        {
            "id": "6d5a2bb4-9a0b-4a4e-9a55-0d9c2f6a4b11",
            "stream": released.state.id,
            "type": command,
            "payload": payload,
            "actor": OFFICER,
            "reason": "Alasan",
            "at": life.now,
        }
    )
    refusal = decide_under(released.state, asked, life.people[OFFICER], life.rules, life.state)
    assert not isinstance(refusal, list)
    assert refusal.code == "adoption_released"


def test_an_adoption_is_released_once_though_the_innovation_is_revoked_afterwards() -> None:
    adoption = committed(in_waves())
    adoption.life.when("minister", "discontinue")
    adoption.catch_up()
    adoption.life.when("minister", "revoke").when("deputy", "revoke")
    assert adoption.catch_up().last == []


def test_revoking_while_suspended_releases_a_frozen_adoption() -> None:
    adoption = committed(in_waves())
    suspend(adoption.life.later(days=1))
    adoption.life.when("minister", "revoke").when("deputy", "revoke")
    adoption.catch_up().then(AdoptionFrozen, AdoptionReleased)
    assert adoption.state.frozen_at is None


def test_open_adoptions_go_on_through_sustaining() -> None:
    adoption = committed(in_waves(*FOUR))
    completed(adoption.life, *(region_id(code) for code in FOUR[1:]))
    phase(adoption, "adapt")
    adoption.until(WaitKind.COMPLETION)
    assert adoption.state.status is Status.LAPSED


def test_a_volunteer_is_released_as_well() -> None:
    copy = volunteer(in_waves())
    copy.life.when("minister", "discontinue")
    copy.catch_up().then(AdoptionReleased)


# ---- any pauses


def in_open_wave() -> tuple[Life, AdoptionLife]:
    """By the compressed edition: Bandung's wave has just opened."""
    life = compressed_scaling()
    plan_two_waves(life)
    return life, offered(life)


def unsuspended(adoption: AdoptionLife) -> list[tuple[datetime, str]]:
    """What happened and when, in unsuspended time."""
    happened, pause, since = [], timedelta(), adoption.instants[0]
    for kind, at in zip(adoption.kinds(), adoption.instants, strict=True):
        if kind == "AdoptionFrozen":
            since = at
        elif kind == "AdoptionThawed":
            pause += at - since
        else:
            happened.append((at - pause, kind))
    return happened


@settings(max_examples=100, deadline=None)
@given(any_pauses)
def test_an_adoption_with_any_pauses_is_the_unsuspended_one_with_its_waits_moved(
    pauses: list[tuple[float, float]],
) -> None:
    def acts(adoption: AdoptionLife) -> Acts:
        return [
            (3.5, lambda life: adoption.when(OFFICER, "commit_adoption").then(AdoptionCommitted)),
            (12, lambda life: phase(adoption, "prepare")),
            (40.000001, lambda life: phase(adoption, "evaluate")),
        ]

    lives = []
    for stops in ([], pauses):
        life, adoption = in_open_wave()
        lived(life, acts(adoption), 70, stops)
        lives.append(unsuspended(adoption.catch_up()))
    plain, moved = lives
    assert {"AdoptionReportMissed", "AdoptionLapsed"} <= {kind for _, kind in plain}
    assert moved == plain


@settings(max_examples=100, deadline=None)
@given(any_pauses)
def test_changes_noticed_only_at_the_end_give_the_same_record_as_changes_followed_at_once(
    pauses: list[tuple[float, float]],
) -> None:
    life, prompt = in_open_wave()
    follow: Acts = [(second, lambda _: prompt.catch_up()) for second in range(1, 40)]
    lived(life, follow, 40, pauses)
    late = offered(life)
    assert (late.instants, late.events) == (prompt.catch_up().instants, prompt.events)


def test_the_fold_of_any_prefix_is_the_state_at_that_version() -> None:
    adoption = committed(in_waves())
    paused(adoption.life.later(days=100))
    adoption.until(WaitKind.COMPLETION)
    state = Adoption(adoption.state.id)
    for version, (event, at) in enumerate(zip(adoption.events, adoption.instants, strict=True), start=1):
        state = evolve(state, event, at)
        assert state.version == version
    assert state == adoption.state
