"""Inboxes of the later stages: a task per thing that waits for somebody, and a row per adoption."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.adoption.state import Status
from domain.adoption.view import view as adoption_view
from domain.innovation.view import view as innovation_view
from domain.rows import Prompt, ViewRow, iso
from domain.vocabulary import Role
from domain.waits import WaitKind
from tests.domain.acts import (
    LIVES,
    checked,
    corrected,
    discontinuation_proposed,
    every_stage,
    institutionalised,
    report,
    suspend,
)
from tests.domain.histories import OFFICER, AdoptionLife, committed, offered
from tests.domain.journeys import in_check, in_waves, piloting, scaling, sustaining, until
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR, region_id

TASK_FIELDS = {
    "what",
    "subject",
    "role",
    "due_at",
    "overdue",
    "person",
    "region",
    "innovation",
    "title",
    "agency",
}


def summary(life: Life) -> dict[str, Any]:
    return innovation_view(life.state)[0].body


def tasks(life: Life) -> dict[str, dict[str, Any]]:
    """The tasks of an innovation by their keys."""
    return {row.key: row.body for row in innovation_view(life.state) if row.kind.startswith("task/")}


def measure(life: Life, region: str) -> Life:
    """The region's officer reports."""
    officer = {BANDUNG: "officer-bandung", MAKASSAR: "officer-makassar"}[region]
    return life.when(officer, "report_measurement", region=region, values={"coverage": "41.5", "days": "5"})


# ---- innovations


@every_stage
def test_a_suspended_innovation_awaits_nobody_and_nothing_is_due(life: Callable[[], Life]) -> None:
    row = summary(suspend(life()))
    assert row["suspended"]
    assert (row["due_at"], row["wake_at"], row["awaiting"]) == (None, None, [])


def test_an_ended_innovation_awaits_nobody() -> None:
    row = summary(institutionalised())
    assert row["stage"] == "institutionalised"
    assert (row["due_at"], row["wake_at"], row["awaiting"]) == (None, None, [])


@pytest.mark.parametrize("life", [*LIVES.values(), discontinuation_proposed], ids=[*LIVES, "discontinuation_proposed"])
def test_every_task_has_the_same_fields_and_is_of_a_known_kind(life: Callable[[], Life]) -> None:
    for task in tasks(life()).values():
        assert set(task) == TASK_FIELDS
        assert task["what"] in {*WaitKind, *Prompt}


def test_the_plan_is_a_task_of_the_secretariat_and_overdue_once_it_was_escalated() -> None:
    life = scaling()
    assert tasks(life)["wave_plan"]["role"] is Role.OPERATOR
    assert not tasks(life)["wave_plan"]["overdue"]
    assert tasks(until(life, WaitKind.WAVE_PLAN))["wave_plan"]["overdue"]


@pytest.mark.parametrize("life", [in_waves, sustaining])
def test_what_happens_by_itself_is_nobodys_task(life: Callable[[], Life]) -> None:
    assert tasks(life()) == {}


def test_a_check_is_the_proposers_task_until_it_is_reported_and_then_the_evaluators() -> None:
    life = in_check()
    assert list(tasks(life)) == ["check_report:1"]
    assert tasks(life)["check_report:1"]["role"] is Role.PROPOSER
    report(life, 1)
    assert list(tasks(life)) == ["check_assessment:1"]
    assert tasks(life)["check_assessment:1"]["role"] is Role.EVALUATOR


def test_a_correction_is_the_proposers_task() -> None:
    life = checked(sustaining(), "lapsed", "lapsed")
    assert tasks(life)["correction_report"]["role"] is Role.PROPOSER
    assert "correction_report" not in tasks(corrected(life))


@pytest.mark.parametrize("missed", [False, True], ids=["given", "missed"])
def test_closing_the_pilots_is_the_secretariats_task_once_every_report_was_given_or_missed(
    missed: bool,
) -> None:
    life = piloting(BANDUNG, MAKASSAR, lasts="P2M")
    for number in (1, 2):
        assert "pilots_closing" not in tasks(life)
        measure(life, BANDUNG)
        if number == 1 and missed:
            until(life, WaitKind.MEASUREMENT, region_id(MAKASSAR))
        else:
            measure(life, MAKASSAR)
    task = tasks(life)["pilots_closing"]
    assert (task["role"], task["due_at"]) == (Role.OPERATOR, iso(life.wait(WaitKind.PILOTS_END).due_at))
    assert tasks(suspend(life)) == {}
    life.when("operator", "resume").when("operator", "close_pilots")
    assert "pilots_closing" not in tasks(life)


def test_an_aborted_pilot_is_not_waited_for_when_it_comes_to_closing() -> None:
    life = measure(piloting(BANDUNG, MAKASSAR, lasts="P10D"), BANDUNG)
    assert "pilots_closing" not in tasks(life)
    assert "pilots_closing" in tasks(life.when("operator", "abort_pilot", region=MAKASSAR))


def test_being_put_up_for_discontinuation_is_a_task_of_the_decision_makers() -> None:
    life = discontinuation_proposed()
    task = tasks(life)["discontinuation"]
    assert (task["role"], task["due_at"]) == (Role.DECISION_MAKER, None)
    assert summary(life)["discontinuation_proposed"]
    assert tasks(life.when("minister", "discontinue")) == {}


def test_a_proposed_revocation_is_a_task_of_the_decision_makers_even_after_an_end() -> None:
    life = institutionalised().when("minister", "revoke")
    assert tasks(life)["revocation"]["role"] is Role.DECISION_MAKER
    assert tasks(life.when("deputy", "revoke")) == {}


def test_while_suspended_the_only_task_is_what_may_be_done_then() -> None:
    life = suspend(discontinuation_proposed().when("third", "revoke"))
    assert list(tasks(life)) == ["revocation"]


# ---- adoptions


def rows(adoption: AdoptionLife) -> list[ViewRow]:
    return adoption_view(adoption.state)


def test_the_row_of_an_adoption_says_how_far_it_is() -> None:
    adoption = committed(in_waves()).when(OFFICER, "report_adoption", phase="adapt")
    assert rows(adoption)[0].body == {
        "innovation": adoption.life.state.id,
        "adopter": region_id(BANDUNG),
        "region": BANDUNG,
        "status": Status.COMMITTED,
        "phase": "adapt",
        "wave": 1,
        "volunteered": False,
        "follows": adoption.state.follows,
        "released": False,
        "frozen": False,
        "wake_at": adoption.state.wake_at and adoption.state.wake_at.isoformat(),
        "due_at": "2026-06-02T16:59:59+00:00",
        "overdue": False,
    }


def test_what_a_region_has_to_do_is_the_task_of_its_officer() -> None:
    adoption = offered(in_waves())
    (task,) = rows(adoption)[1:]
    assert (task.key, task.body["region"]) == ("commitment", region_id(BANDUNG))
    assert (task.body["role"], task.body["due_at"]) == (Role.REGIONAL_OFFICER, "2026-05-02T16:59:59+00:00")
    adoption.when(OFFICER, "commit_adoption")
    assert {row.key for row in rows(adoption)[1:]} == {"adoption_report", "completion"}


def test_a_frozen_adoption_has_no_tasks() -> None:
    adoption = committed(in_waves())
    suspend(adoption.life.later(days=1))
    adoption.catch_up()
    assert rows(adoption)[0].body["frozen"]
    assert rows(adoption)[1:] == []


def test_a_completed_adoption_has_no_tasks() -> None:
    assert rows(committed(in_waves()).when(OFFICER, "complete_adoption"))[1:] == []


def test_a_released_adoption_has_no_tasks_and_says_so() -> None:
    adoption = committed(in_waves())
    adoption.life.when("minister", "discontinue")
    (row,) = rows(adoption.catch_up())
    assert row.body["released"]
