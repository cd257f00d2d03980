"""Proposal: proposed, screened, returned, revised, withdrawn, rejected, admitted."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.events.innovation import (
    InnovationProposed,
    InnovationRejected,
    InnovationWithdrawn,
    ProposalAdmitted,
    ProposalReturned,
    ProposalRevised,
)
from domain.events.waits import Escalated, Reminded
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.journeys import PROPOSAL, proposed, returned, until
from tests.domain.spec import Life
from tests.domain.world import START, SURAKARTA, person, region_id, rules, wib, with_regions


def propose(life: Life, who: str = "proposer", **changes: Any) -> Life:
    asked: dict[str, Any] = {
        "edition": "kipp-2025",
        "agency": "kota-surakarta",
        "region": SURAKARTA,
        "proposal": PROPOSAL,
    }
    return life.when(who, "propose", **(asked | changes))


# ---- proposing


def test_a_proposal_begins_an_innovation_pinned_to_its_edition_and_waits_for_screening() -> None:
    life = propose(Life()).then(InnovationProposed)
    event = life.event(InnovationProposed)
    assert event.edition == rules().edition_pin
    assert event.origin is not None
    assert event.origin.id == region_id(SURAKARTA)
    assert event.content.title == PROPOSAL["title"]
    assert event.by is not None
    assert (event.by.person, event.by.role) == ("proposer", Role.PROPOSER)
    assert event.calendar == rules().calendar_pin.sha256
    assert life.state.stage is Stage.PROPOSAL
    assert life.wait(WaitKind.SCREENING).awaits is Role.OPERATOR


@pytest.mark.parametrize("who", ["operator", "evaluator-1", "minister", "administrator", "auditor"])
def test_only_a_proposer_proposes(who: str) -> None:
    propose(Life(), who).refused("role_missing")


def test_nobody_unknown_proposes() -> None:
    propose(Life(), "nobody").refused("unknown_person")


def test_a_proposer_proposes_for_the_own_agency_only() -> None:
    propose(Life(), "other-proposer").refused("other_agency")


def test_an_innovation_is_proposed_once() -> None:
    propose(proposed()).refused("already_proposed")


def test_the_edition_named_must_be_the_one_in_force() -> None:
    propose(Life(), edition="kipp-1999").refused("unknown_edition")


def test_a_region_that_never_was_is_unknown() -> None:
    propose(Life(), region="99.99").refused("unknown_region")


def test_a_region_that_has_ended_cannot_propose() -> None:
    life = Life()
    life.rules = with_regions(life.rules, ended={SURAKARTA: "2026-03-01"})
    propose(life).refused("ended_region")


def test_a_region_is_in_force_on_its_last_day_in_jakarta() -> None:
    life = Life()
    life.rules = with_regions(life.rules, ended={SURAKARTA: "2026-03-02"})
    propose(life).then(InnovationProposed)


def test_an_innovation_younger_than_the_minimum_age_is_refused() -> None:
    """The year that began on 2 March 2025 is over at the end of 2 March 2026."""
    propose(Life(), proposal=PROPOSAL | {"started_on": "2025-03-02"}).refused("too_young")
    propose(Life(), proposal=PROPOSAL | {"started_on": "2025-03-01"}).then(InnovationProposed)
    propose(Life(), proposal=PROPOSAL | {"started_on": "2031-01-01"}).refused("too_young")


def test_an_edition_without_a_minimum_age_asks_for_none() -> None:
    life = Life()
    edition = life.rules.edition.model_copy(update={"minimum_age": None})
    life.rules = replace(life.rules, edition=edition)
    propose(life, proposal=PROPOSAL | {"started_on": "2026-03-01"}).then(InnovationProposed)


@pytest.mark.parametrize(
    ("proposal", "path"),
    [
        (PROPOSAL | {"title": "  "}, "proposal.title"),
        (PROPOSAL | {"title": "x" * 301}, "proposal.title"),
        (PROPOSAL | {"started_on": "kemarin"}, "proposal.started_on"),
        (PROPOSAL | {"budget": 1}, "proposal.budget"),
        (PROPOSAL | {"complaints": ["ok", ""]}, "proposal.complaints.1"),
        ({}, "proposal.summary"),
    ],
)
def test_every_problem_of_a_malformed_proposal_is_named_with_its_path(proposal: dict[str, object], path: str) -> None:
    life = propose(Life(), proposal=proposal).refused("invalid_payload")
    assert not isinstance(life.last, list)
    assert path in str(life.last.facts["problems"])


def test_a_start_at_the_end_of_all_years_is_refused_and_no_error() -> None:
    propose(Life(), proposal=PROPOSAL | {"started_on": "9999-12-31"}).refused("invalid_payload")


# ---- screening


def test_screening_is_due_after_working_days_that_skip_nyepi_and_lebaran() -> None:
    """14 working days after 2 March 2026: 18 to 20, 23 and 24 March are off."""
    screening = proposed().wait(WaitKind.SCREENING)
    assert screening.remind_at == wib("2026-03-16")
    assert screening.due_at == wib("2026-03-27")


def test_screening_reminds_once_escalates_once_and_stays_open() -> None:
    life = proposed().wait_until_due().then(Reminded)
    assert life.now == wib("2026-03-16")
    assert life.event(Reminded).role is Role.OPERATOR
    life.wait_until_due().then(Escalated)
    assert life.now == wib("2026-03-27")
    assert life.event(Escalated).role is Role.OPERATOR
    assert life.state.wake_at is None
    assert life.state.awaiting() == (Role.OPERATOR,)
    life.later(days=400).when("operator", "admit").then(ProposalAdmitted)


def test_admitting_leads_to_the_pilot_whose_plan_is_due_anew() -> None:
    life = proposed().later(days=1).when("operator", "admit").then(ProposalAdmitted)
    assert (life.state.stage, life.state.round) == (Stage.PILOT, 1)
    assert life.wait(WaitKind.PILOT_PLAN).due_at == wib("2026-03-30")
    assert life.state.waits_for(WaitKind.SCREENING) is None


@pytest.mark.parametrize("command", ["admit", "reject", "return_proposal"])
@pytest.mark.parametrize("who", ["proposer", "evaluator-1", "minister", "officer-surakarta", "auditor"])
def test_only_an_operator_screens(command: str, who: str) -> None:
    proposed().when(who, command).refused("role_missing")


@pytest.mark.parametrize("command", ["reject", "return_proposal"])
@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_rejecting_and_returning_need_a_reason(command: str, reason: str | None) -> None:
    proposed().when("operator", command, reason=reason).refused("reason_required")


def test_rejecting_is_an_end_that_accepts_nothing() -> None:
    life = proposed().when("operator", "reject", reason="Belum berjalan").then(InnovationRejected)
    assert life.event(InnovationRejected).stage == "proposal"
    assert life.event(InnovationRejected).reason == "Belum berjalan"
    assert life.state.stage is Stage.REJECTED
    assert life.state.wake_at is None
    life.when("operator", "admit").refused("ended")
    life.when("proposer", "withdraw").refused("ended")
    life.when("minister", "revoke").refused("ended")


# ---- returned


def test_a_returned_proposal_waits_for_its_revision_by_calendar_month() -> None:
    life = proposed().when("operator", "return_proposal", reason="Lengkapi data").then(ProposalReturned)
    assert life.event(ProposalReturned).from_stage == "proposal"
    revision = life.wait(WaitKind.REVISION)
    assert (revision.awaits, revision.due_at) == (Role.PROPOSER, wib("2026-04-02"))
    assert life.state.waits_for(WaitKind.SCREENING) is None


@pytest.mark.parametrize("command", ["return_proposal", "admit"])
def test_while_returned_it_is_the_proposers_turn(command: str) -> None:
    returned().when("operator", command).refused("already_returned")


def test_a_revision_changes_only_what_it_names_and_sets_a_new_screening_due() -> None:
    life = returned().later(days=1).when("proposer", "revise", title="Kartu Identitas Anak")
    content = life.then(ProposalRevised).event(ProposalRevised).content
    assert content.title == "Kartu Identitas Anak"
    assert content.summary == PROPOSAL["summary"]
    assert life.wait(WaitKind.SCREENING).due_at == wib("2026-03-30")
    assert life.state.waits_for(WaitKind.REVISION) is None
    life.when("operator", "admit").then(ProposalAdmitted)


def test_revising_is_for_returned_proposals_only() -> None:
    proposed().when("proposer", "revise", title="Lain").refused("not_returned")
    returned().when("proposer", "revise", title="Lain").when("proposer", "revise", title="Lagi").refused("not_returned")


def test_a_revision_that_changes_nothing_is_refused_whether_it_names_nothing_or_all_as_it_was() -> None:
    returned().when("proposer", "revise").refused("nothing_revised")
    content = returned().state.content
    assert content is not None
    returned().when("proposer", "revise", **content.model_dump(mode="json")).refused("nothing_revised")


def test_a_revision_cannot_make_the_innovation_too_young() -> None:
    returned().when("proposer", "revise", started_on="2026-01-01").refused("too_young")


def test_a_revision_comes_from_the_proposing_agency() -> None:
    returned().when("other-proposer", "revise", title="Lain").refused("other_agency")


def test_own_innovation_means_the_agencys_not_the_persons() -> None:
    life = returned()
    life.people["colleague"] = person("colleague", Role.PROPOSER, "kota-surakarta")
    life.when("colleague", "revise", title="Lain").then(ProposalRevised)


def test_a_returned_proposal_reminds_its_proposer_then_lapses_into_withdrawal() -> None:
    life = returned().wait_until_due().then(Reminded)
    assert (life.now, life.event(Reminded).role) == (wib("2026-03-23"), Role.PROPOSER)
    life.wait_until_due().then(InnovationWithdrawn)
    assert life.now == wib("2026-04-02")
    assert life.event(InnovationWithdrawn).lapsed
    assert life.event(InnovationWithdrawn).by is None
    assert life.state.stage is Stage.WITHDRAWN


def test_a_revision_just_before_the_due_instant_is_in_time_and_at_it_is_late() -> None:
    due_at = wib("2026-04-02")
    in_time = returned().at(due_at - timedelta(microseconds=1))
    in_time.when("proposer", "revise", title="Lain").then(ProposalRevised)
    late = returned().at(due_at)
    late.when("proposer", "revise", title="Lain").refused("ended")


def test_a_return_may_be_followed_by_another() -> None:
    life = returned().when("proposer", "revise", title="Lain")
    life.when("operator", "return_proposal").then(ProposalReturned)
    until(life, WaitKind.REVISION).then(InnovationWithdrawn)


# ---- withdrawing


def test_the_proposer_withdraws_with_a_reason() -> None:
    proposed().when("proposer", "withdraw", reason=None).refused("reason_required")
    life = proposed().when("proposer", "withdraw", reason="Diganti").then(InnovationWithdrawn)
    assert not life.event(InnovationWithdrawn).lapsed
    assert life.state.stage is Stage.WITHDRAWN
    life.when("proposer", "withdraw").refused("ended")


def test_withdrawing_works_while_returned_and_while_suspended() -> None:
    returned().when("proposer", "withdraw").then(InnovationWithdrawn)
    life = proposed().when("operator", "suspend").when("proposer", "withdraw").then(InnovationWithdrawn)
    assert life.state.suspended_at is None


def test_nobody_else_withdraws() -> None:
    proposed().when("other-proposer", "withdraw").refused("other_agency")
    proposed().when("operator", "withdraw").refused("role_missing")


# ---- its edition


def test_the_edition_may_be_moved_before_evaluation_with_a_reason() -> None:
    life = proposed()
    other = rules("kipp-2023").edition_pin
    life.rules = replace(life.rules, named_edition=other)
    life.when("operator", "move_edition", reason=None, edition="kipp-2023").refused("reason_required")
    life.when("operator", "move_edition", edition="kipp-2023")
    assert life.state.edition == other


def test_moving_the_edition_leaves_the_deadlines_that_run() -> None:
    life = proposed()
    before = dict(life.state.waits)
    life.rules = replace(life.rules, named_edition=rules("ringkas").edition_pin)
    life.when("operator", "move_edition", edition="ringkas")
    assert life.state.waits == before


def test_the_day_of_a_proposal_counts_in_jakarta() -> None:
    """At 23:30 in Jakarta on a Sunday the first working day is the Monday."""
    life = Life().at(START - timedelta(hours=9, minutes=30))
    propose(life)
    assert life.wait(WaitKind.SCREENING).due_at == wib("2026-03-26")


# ---- the year's calendar


@pytest.mark.parametrize(
    ("until", "due", "reminded"),
    [
        (date(2026, 3, 31), "2026-03-31", True),
        (date(2026, 3, 10), "2026-03-10", False),  # before a reminder would go out
        (date(2026, 3, 1), "2026-03-27", True),  # over already: the period holds
        (date(2026, 3, 2), "2026-03-02", False),  # to the end of today
    ],
)
def test_a_last_day_of_the_year_holds_for_what_begins_before_it_is_over(until: date, due: str, reminded: bool) -> None:
    life = Life()
    proposal = life.rules.edition.proposal
    screening = proposal.screening.model_copy(update={"until": until})
    changed = {"proposal": proposal.model_copy(update={"screening": screening})}
    life.rules = replace(life.rules, edition=life.rules.edition.model_copy(update=changed))
    life.when("proposer", "propose", edition="kipp-2025", agency="kota-surakarta", proposal=PROPOSAL)
    wait = life.wait(WaitKind.SCREENING)
    assert wait.due_at == wib(due)
    assert (wait.remind_at is not None) is reminded
