"""Sustaining ends two ways: institutionalised after enough good checks, or discontinued."""

from typing import Any

import pytest

from domain.events.innovation import InnovationDiscontinued, InnovationInstitutionalised
from domain.vocabulary import ENDS, Stage
from domain.waits import WaitKind
from tests.domain.acts import ANSWERS, checked, institutionalise, report
from tests.domain.journeys import INSTRUMENT, in_check, sustaining, until

# ---- institutionalising


def test_after_the_editions_number_of_good_checks_it_is_institutionalised() -> None:
    life = institutionalise(checked(sustaining(), "sustained", "sustained_with_notes"))
    life.then(InnovationInstitutionalised)
    assert life.event(InnovationInstitutionalised).instrument == "Perpres 1/2030"
    assert life.state.stage is Stage.INSTITUTIONALISED
    assert (life.state.waits, life.state.wake_at) == ({}, None)


@pytest.mark.parametrize(
    "verdicts",
    [
        (),
        ("sustained",),
        ("at_risk", "at_risk"),
        ("sustained", "lapsed"),
        ("sustained", "sustained", "lapsed"),
        ("sustained", "sustained", "no_response", "at_risk"),
    ],
)
def test_it_is_too_early_without_enough_good_checks_or_after_a_failed_one(verdicts: tuple[str, ...]) -> None:
    institutionalise(checked(sustaining(), *verdicts)).refused("too_early")


@pytest.mark.parametrize(
    "verdicts",
    [
        ("sustained", "lapsed", "sustained"),
        ("sustained", "sustained", "at_risk"),
        ("lapsed", "lapsed", "sustained", "sustained"),
    ],
)
def test_good_checks_need_not_come_in_a_row(verdicts: tuple[str, ...]) -> None:
    institutionalise(checked(sustaining(), *verdicts)).then(InnovationInstitutionalised)


def test_an_open_check_does_not_stand_in_the_way() -> None:
    life = report(until(checked(sustaining(), "sustained", "sustained"), WaitKind.CHECK_OPENS, "3"), 3)
    institutionalise(life).then(InnovationInstitutionalised)


def test_institutionalising_needs_a_reason_and_an_instrument() -> None:
    life = checked(sustaining(), "sustained", "sustained")
    institutionalise(life, reason=None).refused("reason_required")
    institutionalise(life, instrument="").refused("invalid_payload")


@pytest.mark.parametrize(
    ("who", "code"), [("mayor", "same_agency"), ("operator", "role_missing"), ("evaluator-4", "role_missing")]
)
def test_only_an_impartial_decision_maker_institutionalises(who: str, code: str) -> None:
    institutionalise(checked(sustaining(), "sustained", "sustained"), who).refused(code)


def test_an_institutionalised_innovation_is_never_changed_by_its_adoptions() -> None:
    life = institutionalise(checked(sustaining(), "sustained", "sustained"))
    version = life.state.version
    life.system("adoption_moved", adopter="wx", adoption_version=9, milestone="completed").then()
    assert life.state.version == version


def test_institutionalising_is_no_change_for_adoptions() -> None:
    life = institutionalise(checked(sustaining(), "sustained", "sustained"))
    assert "ended" not in [change.what for change in life.state.changes]


# ---- ended


def test_discontinuing_ends_every_wait() -> None:
    life = in_check().when("third", "discontinue").then(InnovationDiscontinued)
    assert (life.state.stage, life.state.waits) == (Stage.DISCONTINUED, {})


@pytest.mark.parametrize(
    ("who", "command", "payload"),
    [
        ("proposer", "report_check", {"check": 1, "answers": ANSWERS}),
        ("evaluator-4", "assess_check", {"check": 1, "verdict": "sustained"}),
        ("minister", "require_correction", {}),
        ("proposer", "report_correction", {"action": "Diperbaiki"}),
        ("minister", "discontinue", {}),
        ("minister", "institutionalise", {"instrument": INSTRUMENT}),
        ("operator", "suspend", {}),
        ("operator", "resume", {}),
        ("operator", "note", {"text": "Catatan"}),
        ("operator", "attach_evidence", {"title": "Foto"}),
        ("operator", "move_edition", {"edition": "kipp-2023"}),
        ("evaluator-4", "declare_conflict", {}),
        ("proposer", "withdraw", {}),
    ],
)
@pytest.mark.parametrize("end", [Stage.DISCONTINUED, Stage.INSTITUTIONALISED])
def test_an_ended_innovation_accepts_nothing_but_revocation(
    end: Stage, who: str, command: str, payload: dict[str, Any]
) -> None:
    assert end in ENDS
    life = checked(sustaining(), "sustained", "sustained")
    if end is Stage.DISCONTINUED:
        life.when("minister", "discontinue")
    else:
        institutionalise(life)
    assert life.state.stage is end
    life.when(who, command, **payload).refused("ended")
