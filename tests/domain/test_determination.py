"""Determination: proposed by one, determined by the rank that the edition names, on paper or by signing here."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.events.innovation import (
    DecisionEndorsed,
    DecisionObjected,
    DecreeConfirmed,
    DecreeRecorded,
    RevocationProposed,
)
from domain.events.waits import Escalated, Reminded
from domain.grants import Person, Post
from domain.streams import correlation_of
from domain.vocabulary import Capacity, Role, Stage, Tenure
from domain.waits import WaitKind
from tests.domain.journeys import INSTRUMENT, conflict, decided, deciding, in_waves, until
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, POST, person

SCAN, OTHER = "ab" * 32, "cd" * 32


def official(name: str, agency: str = "kemendagri", **post: Any) -> Person:
    """A decision maker in a post."""
    who = person(name, Role.DECISION_MAKER, agency)
    its = {"post": Post.model_validate(POST | post)}
    return replace(who, grants={key: held.model_copy(update=its) for key, held in who.grants.items()})


def joined(life: Life, *people: Person) -> Life:
    life.people |= {each.id: each for each in people}
    return life


def record(life: Life, who: str = "operator", reason: str | None = None, **changes: Any) -> Life:
    """The secretariat records a decree of the deputy's (who is a minister in the specs), signed today."""
    decree = {"number": "Kepmen 7/2026", "dated": str(life.now.date()), "signatory": "deputy", "sha256": SCAN}
    return life.when(who, "record_decree", reason=reason, **decree | changes)


def confirm(life: Life, who: str = "operator-2", sha256: str = SCAN) -> Life:
    return life.when(who, "confirm_decree", reason=None, sha256=sha256)


# ---- by a decree on paper


def test_a_decree_is_recorded_by_one_confirmed_by_another_and_determined_by_whoever_signed_it() -> None:
    life = record(decided()).then(DecreeRecorded)
    assert life.wait(WaitKind.DECREE).awaits is Role.OPERATOR
    confirm(life).then(DecreeConfirmed)
    assert life.state.stage is Stage.SCALING
    assert life.state.awarded_at == life.now
    assert life.state.decision is not None
    assert (life.state.decision.in_force, life.state.decision.instrument) == (True, "Kepmen 7/2026")
    assert (life.state.decision.determined_by, life.state.decision.determined_on) == ("deputy", life.now.date())
    assert life.state.acted_as(Capacity.DETERMINING) == {"deputy"}
    assert [name.kind for name in life.state.waits] == [WaitKind.WAVE_PLAN]


def test_a_decision_waits_to_be_determined_until_the_decree_that_was_recorded_is_confirmed() -> None:
    assert {each.kind for each in record(decided()).state.waits} == {WaitKind.ENDORSEMENT, WaitKind.DECREE}


def test_nobody_confirms_what_they_recorded() -> None:
    confirm(record(decided()), "operator").refused("same_recorder")
    confirm(record(decided(), "operator-2"), "operator-2").refused("same_recorder")


def test_what_is_confirmed_is_the_document_that_was_recorded() -> None:
    life = confirm(record(decided()), sha256=OTHER).refused("other_decree")
    record(life, sha256=OTHER).then(DecreeRecorded)  # recorded anew, it replaces the first
    confirm(life).refused("other_decree")
    confirm(life, sha256=OTHER).then(DecreeConfirmed)


def test_there_is_nothing_to_confirm_before_a_decree_is_recorded_and_nothing_to_record_before_a_decision() -> None:
    confirm(decided()).refused("no_decree")
    record(deciding()).refused("nothing_to_endorse")
    confirm(deciding()).refused("nothing_to_endorse")


@pytest.mark.parametrize("days", [-1, 1])
def test_a_decree_is_signed_since_the_decision_was_proposed_and_not_in_the_future(days: int) -> None:
    life = decided().later(days=3)
    record(life, dated=str((life.now + timedelta(days=days)).date() - timedelta(days=3 if days < 0 else 0))).refused(
        "decree_dated"
    )
    record(life, dated=str((life.now - timedelta(days=3)).date())).then(DecreeRecorded)


def test_one_decree_may_list_many_innovations_this_one_among_them() -> None:
    life = decided()
    own, other = UUID(int=1), UUID(int=2)
    life.state = replace(life.state, id=f"{own}")
    record(life, annex=[str(other)]).refused("not_in_annex")
    event = record(life, annex=[str(other), str(own)]).event(DecreeRecorded)
    assert event.decree.annex == (str(other), correlation_of(f"innovation/{own}"))


@pytest.mark.parametrize(
    ("signatory", "code"),
    [
        ("nobody", "unknown_person"),
        ("operator", "role_missing"),
        ("minister", "excluding_capacity"),
        ("mayor", "same_agency"),
        ("evaluator-1", "role_missing"),
    ],
)
def test_whoever_signed_it_could_have_determined_it(signatory: str, code: str) -> None:
    record(decided(), signatory=signatory).refused(code)


def test_a_signatory_with_a_conflict_of_interest_determines_nothing() -> None:
    life = record(decided()).when("deputy", "declare_conflict", reason="Kerabat pengusul")
    confirm(life).refused("conflict_declared")
    record(life).refused("conflict_declared")


def test_a_signatory_neither_records_nor_confirms_their_own_decree() -> None:
    signs = official("sekjen", rank="menteri")
    operates = person("sekjen", Role.OPERATOR, "kemendagri").grants
    held = {f"{key}-{each.role}": each for grants in (signs.grants, operates) for key, each in grants.items()}
    joined(life := decided(), replace(signs, grants=held))
    record(life, "sekjen", signatory="sekjen").refused("excluding_capacity")
    confirm(record(life, signatory="sekjen"), "sekjen").refused("excluding_capacity")
    confirm(life.when("sekjen", "note", text="Sudah ditandatangani.")).refused("excluding_capacity")


def test_nothing_rests_on_what_somebody_did_before_they_declared_a_conflict() -> None:
    life = conflict(decided(), "minister")
    life.when("deputy", "endorse").refused("conflict_declared")
    record(life).refused("conflict_declared")
    life.when("deputy", "object").then(DecisionObjected)
    life = conflict(record(decided()), "operator")
    confirm(life).refused("conflict_declared")
    confirm(record(life, "operator-2"), "operator").refused("conflict_declared")


def test_a_revocation_that_was_proposed_by_somebody_with_a_conflict_is_proposed_anew() -> None:
    life = conflict(in_waves().when("minister", "revoke"), "minister")
    life.when("deputy", "revoke").then(RevocationProposed)


def test_a_signatory_held_the_post_on_the_day_of_the_decree() -> None:
    life = decided().later(days=5)
    left = official("pensiun", rank="menteri")
    held = next(iter(left.grants.values())).model_copy(update={"valid_until": life.now - timedelta(days=2)})
    joined(life, replace(left, grants={held.id: held}))
    record(life, signatory="pensiun").refused("role_missing")
    record(life, signatory="pensiun", dated=str((life.now - timedelta(days=4)).date())).then(DecreeRecorded)


@pytest.mark.parametrize("who", ["minister", "proposer", "evaluator-1", "auditor"])
def test_only_the_secretariat_records_and_confirms(who: str) -> None:
    record(decided(), who).refused("role_missing")
    confirm(record(decided()), who).refused("role_missing")


def test_an_objection_undoes_a_decree_that_was_not_confirmed() -> None:
    life = record(decided()).when("third", "object").then(DecisionObjected)
    confirm(life).refused("nothing_to_endorse")
    assert [name.kind for name in life.state.waits] == [WaitKind.DECISION]


def test_a_confirmation_is_awaited_reminded_and_escalated() -> None:
    life = until(record(decided()), WaitKind.DECREE)
    assert {Reminded, Escalated} <= {type(event) for event in life.events}
    confirm(life).then(DecreeConfirmed)


# ---- by signing here


@pytest.mark.parametrize("tenure", [Tenure.DEFINITIVE, Tenure.PJ])
def test_whoever_has_the_rank_determines_by_signing_here(tenure: Tenure) -> None:
    life = joined(decided(), official("menteri", rank="menteri", tenure=tenure))
    life.when("menteri", "endorse", reason=None).then(DecisionEndorsed)
    assert life.state.stage is Stage.SCALING


@pytest.mark.parametrize("tenure", [Tenure.PLT, Tenure.PLH])
def test_acting_officials_do_not_determine_unless_the_edition_says_so(tenure: Tenure) -> None:
    life = joined(decided(), official("plt", rank="menteri", tenure=tenure))
    life.when("plt", "endorse").refused("rank_required")
    record(life, signatory="plt").refused("rank_required")
    edition = life.rules.edition
    decision = edition.decision.model_copy(update={"by_acting": True})
    life.rules = replace(life.rules, edition=edition.model_copy(update={"decision": decision}))
    life.when("plt", "endorse").then(DecisionEndorsed)


def test_in_anothers_name_the_rank_of_who_gave_the_mandate_counts() -> None:
    mandate = {"title": "Menteri Dalam Negeri", "rank": "menteri"}
    secretary = official("sekjen", rank="jpt_madya", tenure=Tenure.AN, mandate=mandate)
    joined(decided(), secretary).when("sekjen", "endorse", reason=None).then(DecisionEndorsed)


def test_the_substitutes_rank_determines_with_a_reason() -> None:
    life = joined(decided(), official("deputi", rank="jpt_madya"))
    life.when("deputi", "endorse", reason=None).refused("reason_required")
    life.when("deputi", "endorse", reason="Menteri pengusul keputusan ini").then(DecisionEndorsed)


@pytest.mark.parametrize("rank", ["jpt_pratama", "kepala_daerah", "fungsional"])
def test_no_other_rank_determines_but_any_decision_maker_may_propose_and_object(rank: str) -> None:
    life = joined(decided(), official("lain", rank=rank))
    life.when("lain", "endorse").refused("rank_required")
    life.when("lain", "object").then(DecisionObjected)
    fresh = joined(deciding(), official("lain", rank=rank))
    fresh.when("lain", "decide", choice="scale_regions", adopters=[BANDUNG])
    assert fresh.state.decision is not None


def test_the_decrees_number_may_come_later_but_determination_needs_it() -> None:
    life = deciding().when("minister", "decide", choice="scale_regions", adopters=[BANDUNG])
    life.when("deputy", "endorse").refused("instrument_required")
    life.when("deputy", "endorse", instrument=INSTRUMENT).then(DecisionEndorsed)
    assert life.state.decision is not None
    assert life.state.decision.instrument == INSTRUMENT
