"""What holds for every command, whatever it asks: who may ask at all, on which version, in which form."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain.commands import PAYLOADS, SYSTEM, Command
from domain.commands.innovation import Admit, Endorse, Propose, Revise, Withdraw
from domain.events import Event
from domain.grants import Person
from domain.innovation.decider import decide_under, may, roles_of
from domain.innovation.state import Innovation
from domain.refusals import Code, Refusal
from domain.vocabulary import ENDS, Stage
from tests.agencies import register
from tests.domain.asking import TAKEN_AFTER
from tests.domain.journeys import PROPOSAL, deciding, in_waves, proposed, returned
from tests.domain.spec import Life
from tests.domain.world import PEOPLE, START, SURAKARTA

INNOVATION_COMMANDS = sorted(name for name, cls in PAYLOADS.items() if cls.scope == "innovation")
SYSTEM_COMMANDS = sorted(name for name, cls in PAYLOADS.items() if cls.scope == "innovation" and cls.system)

MOVED: dict[str, Any] = {"adopter": "x", "adoption_version": 1, "milestone": "completed"}


def ask(life: Life, person: str, name: str, on_version: int | None = None, **payload: Any) -> list[Event] | Refusal:
    command = Command(
        id=uuid4(),
        stream=life.state.id,
        type=name,
        payload=payload,
        actor=person,
        reason="Alasan",
        at=life.now,
        on_version=on_version,
    )
    return decide_under(life.state, command, PEOPLE.get(person, Person(person)), replace(life.rules, people=PEOPLE))


def code(answer: list[Event] | Refusal) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


@pytest.mark.parametrize("name", ["", "teleport", "grant_role", "publish_edition", "commit_adoption", "Admit"])
def test_what_is_no_command_of_an_innovation_is_unknown(name: str) -> None:
    assert code(ask(proposed(), "operator", name)) == Code.UNKNOWN_COMMAND


def test_a_payload_that_breaks_its_form_is_refused_with_every_problem() -> None:
    answer = ask(Life(), "proposer", "propose", edition="KIPP", region="x", proposal={"title": 7}, more=1)
    assert isinstance(answer, Refusal)
    problems = answer.facts["problems"]
    assert answer.code == Code.INVALID_PAYLOAD
    assert isinstance(problems, list)
    found = {each["path"]: each["code"] for each in problems if isinstance(each, dict)}
    assert found.items() >= {
        ("edition", "string_pattern_mismatch"),
        ("agency", "missing"),
        ("region", "string_pattern_mismatch"),
        ("proposal.title", "string_type"),
        ("proposal.summary", "missing"),
        ("more", "extra_forbidden"),
    }


@pytest.mark.parametrize("name", SYSTEM_COMMANDS)
def test_what_time_or_another_stream_asks_no_person_may_ask(name: str) -> None:
    payload = MOVED if name == "adoption_moved" else {}
    assert code(ask(in_waves(), "operator", name, **payload)) == Code.SYSTEM_ONLY


def test_the_system_asks_nothing_that_is_a_persons_to_ask() -> None:
    assert code(ask(proposed(), SYSTEM, "admit")) == Code.SYSTEM_ONLY


def test_time_that_brings_nothing_is_no_event_and_no_refusal() -> None:
    assert ask(proposed(), SYSTEM, "time_reached") == []
    assert ask(Life(), SYSTEM, "time_reached") == []
    assert ask(proposed().when("operator", "reject"), SYSTEM, "time_reached") == []


def test_a_milestone_before_the_award_is_no_event_and_no_refusal() -> None:
    assert ask(deciding(), SYSTEM, "adoption_moved", **MOVED) == []
    assert ask(Life(), SYSTEM, "adoption_moved", **MOVED) == []


def test_a_command_for_a_version_that_has_moved_is_refused_with_both() -> None:
    life = returned()
    answer = ask(life, "operator", "note", on_version=1, text="x")
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts) == (Code.VERSION_MOVED, {"expected": "1", "actual": "2"})
    assert isinstance(ask(life, "operator", "note", on_version=2, text="x"), list)


@pytest.mark.parametrize("name", [n for n in INNOVATION_COMMANDS if n not in ("propose", *SYSTEM_COMMANDS)])
def test_nothing_is_asked_of_an_innovation_that_was_never_proposed(name: str) -> None:
    assert may(_entitled(name), PAYLOADS[name], Innovation("innovation/none"), register(), START) == Refusal(
        code=Code.UNKNOWN_INNOVATION, facts={"innovation": "innovation/none"}
    )


@pytest.mark.parametrize("name", [n for n in INNOVATION_COMMANDS if n not in SYSTEM_COMMANDS])
def test_nobody_unknown_and_nobody_without_the_role_asks_anything(name: str) -> None:
    life = Life() if name == "propose" else proposed()
    for who, expected in ((Person("nobody"), Code.UNKNOWN_PERSON), (PEOPLE["auditor"], Code.ROLE_MISSING)):
        refusal = may(who, PAYLOADS[name], life.state, register(), START)
        assert refusal is not None
        assert refusal.code == expected


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_administrators_and_auditors_act_on_no_innovation(who: str) -> None:
    roles = {role for name in INNOVATION_COMMANDS for role in roles_of(PAYLOADS[name])}
    assert not {grant.role for grant in PEOPLE[who].grants.values()} & roles


@pytest.mark.parametrize("stage", ENDS)
@pytest.mark.parametrize("name", [n for n in INNOVATION_COMMANDS if n not in SYSTEM_COMMANDS])
def test_an_end_accepts_nothing_but_what_may_follow_it(stage: Stage, name: str) -> None:
    ended = replace(proposed().state, stage=stage, waits={})
    refusal = may(_entitled(name), PAYLOADS[name], ended, register(), START)
    if stage in TAKEN_AFTER.get(name, ()):
        assert refusal is None
    else:
        assert refusal is not None
        assert refusal.code == (Code.ALREADY_PROPOSED if name == "propose" else Code.ENDED)


def test_a_refusal_by_stage_names_the_stages_that_have_the_command() -> None:
    refusal = may(PEOPLE["operator"], Admit, deciding().state, register(), START)
    assert refusal is not None
    assert refusal.facts == {"command": "admit", "stage": "decision", "stages": ["proposal"]}


def test_screens_ask_the_same_rules() -> None:
    state = returned().state
    assert may(PEOPLE["proposer"], Revise, state, register(), START) is None
    assert may(PEOPLE["proposer"], Withdraw, state, register(), START) is None
    other = may(PEOPLE["other-proposer"], Revise, state, register(), START)
    assert other is not None
    assert other.code == Code.OTHER_AGENCY
    stage = may(PEOPLE["minister"], Endorse, state, register(), START)
    assert stage is not None
    assert stage.code == Code.WRONG_STAGE
    assert may(PEOPLE["proposer"], Propose, Innovation("innovation/new"), register(), START) is None


def test_a_role_counts_from_its_first_instant_up_to_but_not_at_its_last() -> None:
    held = PEOPLE["operator"].grants["operator-1"]
    for valid_from, valid_until, allowed in (
        (START, None, True),
        (START, START, False),
        (START.replace(microsecond=1), None, False),
        (held.valid_from, START.replace(microsecond=1), True),
    ):
        grant = held.model_copy(update={"valid_from": valid_from, "valid_until": valid_until})
        who = replace(PEOPLE["operator"], grants={grant.id: grant})
        assert (may(who, Admit, proposed().state, register(), START) is None) is allowed


def test_every_event_that_opens_a_wait_names_the_calendar_it_was_reckoned_by() -> None:
    life = in_waves().later(days=1000)
    life.fall_due(life.now)
    opening = [event for event in life.events if event.opens]
    assert any(event.by is None for event in opening)
    assert {event.calendar for event in opening} == {life.rules.calendar_pin.sha256}


def test_the_same_question_has_the_same_answer() -> None:
    payload: dict[str, Any] = {
        "edition": "kipp-2025",
        "agency": "kota-surakarta",
        "region": SURAKARTA,
        "proposal": PROPOSAL,
    }
    assert ask(Life(), "proposer", "propose", **payload) == ask(Life(), "proposer", "propose", **payload)


def _entitled(name: str) -> Person:
    """Somebody of the right role who is otherwise impartial."""
    role = roles_of(PAYLOADS[name])[0]
    return next(
        each
        for each in PEOPLE.values()
        if each.id not in ("other-proposer", "evaluator-surakarta", "mayor")
        and any(grant.role is role for grant in each.grants.values())
    )
