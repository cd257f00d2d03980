"""Revocation for false data: two decision makers, from scaling on and after an end; nothing is deleted."""

from collections.abc import Callable

import pytest

from domain.events.adoption import AdoptionReleased
from domain.events.innovation import InnovationRevoked, RevocationProposed
from domain.vocabulary import Role, Stage
from tests.domain.acts import (
    assess,
    both_roles,
    checked,
    declined,
    discontinued,
    institutionalised,
    rejected,
    report,
    revoke,
    revoked,
    withdrawn,
)
from tests.domain.histories import AdoptionLife
from tests.domain.journeys import (
    INSTRUMENT,
    deciding,
    evaluating,
    in_check,
    in_waves,
    piloting,
    proposed,
    scaling,
    sustaining,
)
from tests.domain.spec import Life
from tests.domain.world import JAYAPURA, person

revocable = pytest.mark.parametrize("life", [scaling, in_waves, sustaining, in_check, discontinued, institutionalised])


@revocable
def test_two_decision_makers_revoke(life: Callable[[], Life]) -> None:
    living = revoke(life(), "minister", reason="Data capaian dipalsukan").then(RevocationProposed)
    stage = living.state.stage
    assert stage is not Stage.REVOKED
    revoke(living, "deputy").then(InnovationRevoked)
    assert living.event(InnovationRevoked).proposed_by == "minister"
    assert (living.state.stage, living.state.waits, living.state.wake_at) == (Stage.REVOKED, {}, None)


@revocable
def test_one_decision_maker_alone_does_not(life: Callable[[], Life]) -> None:
    revoke(revoke(life(), "minister"), "minister").refused("same_revoker")


@pytest.mark.parametrize("life", [proposed, piloting, evaluating, deciding])
def test_there_is_nothing_to_revoke_before_scaling(life: Callable[[], Life]) -> None:
    revoke(life(), "minister").refused("wrong_stage")


@pytest.mark.parametrize("life", [declined, rejected, withdrawn, revoked])
def test_any_other_end_is_not_revoked(life: Callable[[], Life]) -> None:
    revoke(life(), "third").refused("ended")


def test_both_need_a_reason() -> None:
    life = revoke(scaling(), "minister", reason=None).refused("reason_required")
    revoke(revoke(life, "minister"), "deputy", reason="  ").refused("reason_required")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("mayor", "same_agency"),
        ("operator", "role_missing"),
        ("administrator", "role_missing"),
        ("auditor", "role_missing"),
        ("evaluator-1", "role_missing"),
        ("nobody", "unknown_person"),
    ],
)
@revocable
def test_only_an_impartial_decision_maker_revokes(life: Callable[[], Life], who: str, code: str) -> None:
    revoke(life(), who).refused(code)


def test_whoever_declared_a_conflict_neither_proposes_nor_makes_it_so() -> None:
    life = scaling().when("third", "declare_conflict")
    revoke(life, "third").refused("conflict_declared")
    revoke(revoke(life, "minister"), "third").refused("conflict_declared")


@pytest.mark.parametrize("evaluator", ["evaluator-1", "evaluator-2"])
def test_whoever_scored_does_not_revoke(evaluator: str) -> None:
    revoke(both_roles(scaling(), evaluator), evaluator).refused("excluding_capacity")


def test_whoever_assessed_a_check_does_not_revoke() -> None:
    life = assess(report(both_roles(in_check(), "both"), 1), 1, "sustained", "both")
    revoke(life, "both").refused("excluding_capacity")


def test_whoever_decided_and_endorsed_may_revoke_together() -> None:
    revoke(revoke(scaling(), "minister"), "deputy").then(InnovationRevoked)


def test_life_goes_on_while_a_revocation_is_only_proposed() -> None:
    life = revoke(in_check(), "minister")
    report(life, 1)
    assess(life, 1, "sustained")
    assert life.state.stage is Stage.SUSTAINING


@pytest.mark.parametrize(
    ("command", "payload"), [("discontinue", {}), ("institutionalise", {"instrument": INSTRUMENT})]
)
def test_an_end_disposes_of_a_proposed_revocation_and_it_may_be_proposed_anew(
    command: str, payload: dict[str, str]
) -> None:
    life = revoke(checked(sustaining(), "sustained", "sustained"), "third")
    life.when("minister", command, **payload)
    revoke(life, "deputy").then(RevocationProposed)
    revoke(life, "third").then(InnovationRevoked)


def test_a_person_whose_role_has_ended_does_not_revoke() -> None:
    life = revoke(scaling(), "minister")
    deputy = person("deputy", Role.DECISION_MAKER, "kemendagri")
    grant = deputy.grants["decision_maker-1"].model_copy(update={"valid_until": life.now})
    deputy.grants["decision_maker-1"] = grant
    life.people["deputy"] = deputy
    revoke(life, "deputy").refused("role_missing")


def test_what_was_recorded_before_stays() -> None:
    life = revoke(revoke(institutionalised(), "minister"), "deputy")
    assert life.state.decision is not None
    assert life.state.completed
    assert [check.verdict for check in life.state.checks.values()] == ["sustained", "sustained"]
    assert life.state.version == len(life.events)


@pytest.mark.parametrize("life", [in_waves, sustaining, discontinued, institutionalised])
def test_it_is_a_change_for_adoptions(life: Callable[[], Life]) -> None:
    living = revoke(revoke(life(), "minister"), "deputy")
    assert living.state.changes[-1].what == "ended"
    assert living.state.changes[-1].version == living.state.version


def test_adoptions_of_an_institutionalised_innovation_are_released() -> None:
    life = institutionalised()
    copy = AdoptionLife(life, JAYAPURA).when("officer-jayapura", "adopt", region=JAYAPURA)
    assert copy.state.open
    revoke(revoke(life, "minister"), "deputy")
    copy.catch_up().then(AdoptionReleased)
    assert not copy.state.open
