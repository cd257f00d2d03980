"""What holds in every open stage: evidence, notes, conflicts; and the edition, only before evaluation."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.commands import PAYLOADS, Command
from domain.events.innovation import ConflictDeclared, EditionMoved, EvidenceAttached, NoteMade
from domain.innovation.decider import decide_under, may
from domain.refusals import Refusal
from domain.vocabulary import Stage
from tests.agencies import register
from tests.domain.acts import both_roles, every_stage
from tests.domain.journeys import (
    admitted,
    deciding,
    evaluating,
    in_check,
    in_waves,
    piloting,
    proposed,
    returned,
    scoring,
)
from tests.domain.spec import Life
from tests.domain.world import rules

SHA = "ab" * 32


# ---- evidence and notes


@every_stage
def test_the_secretariat_attaches_evidence(life: Callable[[], Life]) -> None:
    living = life()
    before = living.state
    living.when("operator", "attach_evidence", title="Foto", sha256=SHA, location="arsip/1").then(EvidenceAttached)
    event = living.event(EvidenceAttached)
    assert (event.title, event.sha256, event.location) == ("Foto", SHA, "arsip/1")
    assert (living.state.stage, living.state.waits) == (before.stage, before.waits)


@every_stage
def test_the_secretariat_makes_notes(life: Callable[[], Life]) -> None:
    living = life().when("operator", "note", text="Rapat dengan daerah").then(NoteMade)
    assert living.event(NoteMade).text == "Rapat dengan daerah"


@pytest.mark.parametrize("who", ["proposer", "evaluator-4", "minister", "officer-bandung", "auditor"])
@pytest.mark.parametrize(("command", "payload"), [("note", {"text": "x"}), ("attach_evidence", {"title": "x"})])
def test_nobody_else_does(who: str, command: str, payload: dict[str, str]) -> None:
    in_waves().when(who, command, **payload).refused("role_missing")


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("note", {"text": "  "}),
        ("attach_evidence", {"title": ""}),
        ("attach_evidence", {"title": "x", "sha256": "abc"}),
        ("note", {"text": "x", "more": 1}),
        ("no_such_command", {}),
    ],
)
def test_what_is_malformed_is_refused(command: str, payload: dict[str, Any]) -> None:
    code = "unknown_command" if command == "no_such_command" else "invalid_payload"
    in_waves().when("operator", command, **payload).refused(code)


# ---- the edition


def named(life: Life, edition: str = "kipp-2023") -> Life:
    """The rules know that edition by its name."""
    life.rules = replace(life.rules, named_edition=rules(edition).edition_pin)
    return life


@pytest.mark.parametrize("life", [proposed, returned, admitted, piloting])
def test_the_edition_is_moved_before_evaluation_and_waits_keep_their_deadlines(
    life: Callable[[], Life],
) -> None:
    living = named(life())
    waits = living.state.waits
    living.when("operator", "move_edition", edition="kipp-2023").then(EditionMoved)
    assert living.state.edition == rules("kipp-2023").edition_pin
    assert living.state.waits == waits


@pytest.mark.parametrize("life", [evaluating, scoring, deciding, in_waves])
def test_from_evaluation_on_the_edition_is_fixed(life: Callable[[], Life]) -> None:
    named(life()).when("operator", "move_edition", edition="kipp-2023").refused("edition_fixed")


def test_moving_the_edition_needs_a_reason() -> None:
    named(proposed()).when("operator", "move_edition", reason=None, edition="kipp-2023").refused("reason_required")


def test_an_edition_that_was_never_published_is_refused() -> None:
    proposed().when("operator", "move_edition", edition="kipp-1999").refused("unknown_edition")


def test_moving_to_the_same_content_is_refused() -> None:
    named(proposed(), "kipp-2025").when("operator", "move_edition", edition="kipp-2025").refused("same_edition")


def test_only_the_secretariat_moves_the_edition() -> None:
    named(proposed()).when("proposer", "move_edition", edition="kipp-2023").refused("role_missing")


# ---- conflicts


@every_stage
@pytest.mark.parametrize("who", ["evaluator-4", "third"])
def test_a_conflict_is_declared_in_every_open_stage_once(life: Callable[[], Life], who: str) -> None:
    living = life().when(who, "declare_conflict", reason="Saudara kandung pengusul").then(ConflictDeclared)
    assert who in living.state.conflicts
    living.when(who, "declare_conflict").refused("already_declared")


def test_even_whoever_is_of_the_same_agency_may_declare_it() -> None:
    in_waves().when("mayor", "declare_conflict").then(ConflictDeclared)


def test_declaring_a_conflict_needs_a_reason() -> None:
    in_waves().when("third", "declare_conflict", reason=None).refused("reason_required")


@pytest.mark.parametrize("who", ["proposer", "operator", "officer-bandung"])
def test_anybody_who_takes_part_may_declare_one_and_takes_no_part_any_more(who: str) -> None:
    life = in_waves().when(who, "declare_conflict").then(ConflictDeclared)
    asked = PAYLOADS["note" if who == "operator" else "report_check"]
    state = in_check(1).state
    assert may(life.people[who], asked, state, register(), life.now) is None
    refusal = may(life.people[who], asked, replace(state, conflicts=life.state.conflicts), register(), life.now)
    assert refusal is not None
    assert refusal.code == "conflict_declared"


def test_an_auditor_has_no_part_to_give_up() -> None:
    in_waves().when("auditor", "declare_conflict").refused("role_missing")


@pytest.mark.parametrize("who", ["evaluator-1", "minister", "deputy"])
def test_from_scaling_on_a_conflict_is_recorded_only(who: str) -> None:
    life = in_waves()
    before = life.state
    declared = life.when(who, "declare_conflict").then(ConflictDeclared).event(ConflictDeclared)
    assert not declared.voids_sheet
    assert not declared.opens
    after = life.state
    assert (after.stage, after.panel, after.decision, after.waits) == (
        Stage.SCALING,
        before.panel,
        before.decision,
        before.waits,
    )


def test_but_it_binds_from_then_on() -> None:
    life = in_waves().when("minister", "declare_conflict")
    life.when("minister", "discontinue").refused("conflict_declared")
    life.when("deputy", "discontinue")
    assert life.state.stage is Stage.DISCONTINUED


def test_a_conflict_declared_before_the_panel_exists_keeps_off_it() -> None:
    life = piloting().when("evaluator-2", "declare_conflict").when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-3"])
    life.refused("conflict_declared")


# ---- what a command bears


def noting(life: Life, text: str = "Catatan", on_version: int | None = None) -> Command:
    return Command(
        id=UUID(int=1),
        stream=life.state.id,
        type="note",
        payload={"text": text},
        actor="operator",
        at=life.now,
        on_version=on_version,
    )


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_that_cannot_be_stored_never_becomes_a_command(text: str) -> None:
    with pytest.raises(ValidationError, match="not_storable"):
        noting(in_waves(), text)


@pytest.mark.parametrize("off", [-1, 1])
def test_a_command_decided_on_another_version_is_refused_with_both(off: int) -> None:
    life = in_waves()
    seen = life.state.version + off
    refusal = decide_under(life.state, noting(life, on_version=seen), life.people["operator"], life.rules)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "version_moved"
    assert refusal.facts == {"expected": str(seen), "actual": str(life.state.version)}


def test_a_command_decided_on_the_present_version_is_accepted() -> None:
    life = in_waves()
    asked = noting(life, on_version=life.state.version)
    assert isinstance(decide_under(life.state, asked, life.people["operator"], life.rules), list)


def test_a_person_with_two_roles_acts_in_the_one_that_allows_it() -> None:
    life = both_roles(in_waves(), "both").when("both", "discontinue")
    assert life.last
    assert life.state.stage is Stage.DISCONTINUED
