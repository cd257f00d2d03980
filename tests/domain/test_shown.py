"""What is shown of events and states: without what isn't open to whoever looks, and naming all that is left out."""

from dataclasses import replace

import pytest

from domain.adoption.dossier import adopting
from domain.events import EVENTS, Event
from domain.events.amendments import AmendmentProposed, AmendmentRejected
from domain.events.innovation import (
    ClarificationRequested,
    EvaluationClosed,
    MeasurementReported,
    ProposalContent,
    ScoreSubmitted,
)
from domain.innovation.dossier import Dossier, dossier_of
from domain.innovation.evolve import evolve
from domain.innovation.state import Innovation
from domain.shown import COMMON, PROPOSAL, Shown, shown_adoption, shown_dossier, shown_event, shown_state
from domain.visibility import Viewer
from domain.vocabulary import Capacity
from tests.domain.acts import report
from tests.domain.amending import amend_measurement, amend_waves, measured
from tests.domain.histories import OFFICER, committed
from tests.domain.journeys import (
    closed,
    conflict,
    decided,
    deciding,
    in_check,
    in_waves,
    piloting,
    pilots,
    put,
    scaling,
    score,
    scoring,
    sheet,
)
from tests.domain.spec import Life
from tests.domain.walk import one_of_each
from tests.domain.world import BANDUNG, MAKASSAR, PEOPLE, region_id, rules

ONLOOKER = "other-proposer"
"""Somebody to whom only outlines are open."""

CLOSED = {
    "InnovationProposed": {"content.problem", "content.answers", "content.complaints", "content.evidence"},
    "ProposalRevised": {"content.problem", "content.answers", "content.complaints", "content.evidence"},
    "MeasurementReported": {"values", "note"},
    "ScoreSubmitted": {"scores", "total", "note", "justifications", "recommendation"},
    "EvaluationClosed": {"totals", "grade"},
    "ClarificationRequested": {"by", "question"},
    "ClarificationAsked": {"question"},
    "ClarificationAnswered": {"answer"},
    "AdoptionReported": {"note"},
    "AmendmentProposed": {"statement"},
    "AmendmentRejected": {"statement"},
    "CheckReported": {"answers", "evidence"},
    "RegionalCheckReported": {"answers", "evidence"},
    "CorrectionReported": {"action"},
    "EvidenceAttached": {"title", "sha256", "location"},
    "NoteMade": {"text"},
    "CommandRefused": {"command_type", "actor", "code", "facts", "stream_version"},
}
"""What of an event, besides its reason, isn't an outline."""

OUTLINE = {
    *("adopter", "agency", "choice", "evaluator", "evaluators", "facilitator", "from_stage", "innovation", "signatory"),
    *("instrument", "milestone", "people", "person", "phase", "proposed_by", "region", "reporter", "sector_owner"),
    *("specification", "subject", "successor", "verdict"),
    *("number", "sha256", "title"),
}
"""Fields of texts that everybody sees: ids, names of things, what a decision says, and what it rests on."""

ADMINISTRATION = {name for name, kind in EVENTS.items() if kind.__module__.endswith(".administration")}
OF_INNOVATIONS = sorted(EVENTS.keys() - ADMINISTRATION)


def viewer(who: str, life: Life) -> Viewer:
    return Viewer(PEOPLE[who], life.now, rules().regions, rules().agencies)


def shown_to(who: str, life: Life, event: Event) -> Shown[Event]:
    """An event of a life, as somebody sees it now."""
    version = life.events.index(event) + 1
    return shown_event(viewer(who, life), life.state, event, number=1, version=version)


def seen_by(who: str, life: Life) -> Shown[Innovation]:
    """The present state of a life, as somebody sees it."""
    return shown_state(viewer(who, life), life.state, life.state)


@pytest.mark.parametrize("name", OF_INNOVATIONS)
def test_of_every_field_it_is_said_whether_it_is_open_to_everybody(name: str) -> None:
    life = deciding()
    event = one_of_each()[name].model_copy(update={"reason": "Alasan"})
    shown = shown_event(viewer(ONLOOKER, life), life.state, event, number=1, version=1)
    assert set(shown.not_open) == CLOSED.get(name, set()) | {"reason"}
    texts = {field for field, about in type(event).model_fields.items() if "str" in str(about.annotation)}
    assert texts - COMMON - CLOSED.get(name, set()) <= OUTLINE


def test_of_every_part_of_a_proposal_it_is_said_whether_it_is_open_to_everybody() -> None:
    assert ProposalContent.model_fields.keys() == {"title", "summary", "started_on"} | PROPOSAL.keys()


@pytest.mark.parametrize("name", OF_INNOVATIONS)
def test_nothing_is_left_of_what_is_closed_and_nothing_is_closed_to_an_auditor(name: str) -> None:
    life = deciding()
    event = one_of_each()[name].model_copy(update={"reason": "Alasan"})
    shown = shown_event(viewer(ONLOOKER, life), life.state, event, number=1, version=1)
    for path in shown.not_open:
        found: object = shown.value
        for field in path.split("."):
            found = getattr(found, field)
        assert found is None
    auditor = shown_event(viewer("auditor", life), life.state, event, number=1, version=1)
    assert auditor == Shown(event)


def test_a_sheet_is_shown_to_its_author_before_the_panel_closes_and_to_the_panel_afterwards() -> None:
    life = score(scoring(), "evaluator-1", 90, "scale_national").when("evaluator-2", "score", scores=[])
    submitted = life.event(ScoreSubmitted)
    assert shown_to("evaluator-1", life, submitted) == Shown(submitted)
    assert shown_to("operator", life, submitted) == Shown(submitted)
    kept = {"scores", "total", "note", "justifications", "recommendation", "reason"}
    for who in ("evaluator-2", "proposer", "minister"):
        assert set(shown_to(who, life, submitted).not_open) == kept
    closed(score(score(life, "evaluator-2", 90), "evaluator-3", 90))
    assert shown_to("evaluator-2", life, submitted) == Shown(submitted)
    assert set(shown_to("proposer", life, submitted).not_open) == kept


def test_an_amendment_of_a_sheet_is_shown_to_whom_the_sheet_is() -> None:
    life = score(score(scoring(), "evaluator-1", 90), "evaluator-2", 90)
    life.when("evaluator-1", "amend_score", scores=sheet(life, 95), note="Salah ketik")
    amendment = life.event(AmendmentProposed)
    for who in ("evaluator-1", "operator", "auditor"):
        assert shown_to(who, life, amendment) == Shown(amendment)
    for who in ("evaluator-2", "proposer", "minister"):
        assert set(shown_to(who, life, amendment).not_open) == {"statement", "reason"}
        shown = seen_by(who, life)
        assert "statements" in shown.not_open
        assert not shown.value.statements.amendments
    assert seen_by("evaluator-1", life).value.statements.amendments
    rejected = life.when("operator", "reject_amendment", amendment=1).event(AmendmentRejected)
    assert shown_to("evaluator-1", life, rejected) == Shown(rejected)
    assert set(shown_to("proposer", life, rejected).not_open) == {"statement", "reason"}
    closed(score(life, "evaluator-3", 90))
    assert shown_to("evaluator-2", life, amendment) == Shown(amendment)
    assert set(shown_to("proposer", life, amendment).not_open) == {"statement", "reason"}


def test_a_sheet_is_of_the_round_whose_panel_closed_next() -> None:
    life = deciding(90, 86, 94)
    first = life.events.index(life.event(ScoreSubmitted)) + 1
    assert life.state.panel_round(first) == 1
    life.when("minister", "decide", choice="repeat_pilot").when("operator", "plan_pilots", pilots=pilots(BANDUNG))
    life.when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-4"])
    score(life, "evaluator-1", 90)
    assert (life.state.panel_round(first), life.state.panel_round(life.state.version)) == (1, 2)


def test_who_only_asked_something_is_not_told_to_those_who_may_not_know() -> None:
    life = scoring().when("evaluator-2", "request_clarification", question="Berapa biayanya?")
    for who in ("proposer", "officer-bandung", ONLOOKER):
        shown = seen_by(who, life)
        assert "acted.judging" in shown.not_open
        assert not shown.value.acted_as(Capacity.JUDGING)
    for who in ("evaluator-2", "evaluator-1", "operator"):
        assert seen_by(who, life).value.acted_as(Capacity.JUDGING) == {"evaluator-2"}
    score(life, "evaluator-1", 90)
    assert seen_by("proposer", life).value.acted_as(Capacity.JUDGING) == {"evaluator-1"}


def test_the_proposer_sees_grade_and_totals_that_name_nobody() -> None:
    life = deciding(90, 86, 94)
    shown = seen_by("proposer", life)
    assert shown.not_open == ("panel.0.total", "panel.1.total", "panel.2.total")
    assert [seat.total for seat in shown.value.panel] == [None, None, None]
    assert shown.value.grade == 90
    assert list(shown.value.closings[1].totals) == [94, 90, 86]
    assert shown_to("proposer", life, life.event(EvaluationClosed)).not_open == ("totals",)


def test_a_total_that_a_conflict_voided_later_stays_among_those_that_name_nobody() -> None:
    life = deciding(90, 86, 94)
    before = seen_by("proposer", life).value.closings
    conflict(life, "evaluator-3")
    assert seen_by("proposer", life).value.closings == before


def test_of_an_evaluation_that_was_opened_again_nobody_else_sees_what_it_came_to_before() -> None:
    life = deciding(85, 85, 88)
    past = life.state
    conflict(life, "evaluator-3")
    conflict(life, "evaluator-2")
    shown = shown_state(viewer("proposer", life), life.state, past)
    assert (shown.value.grade, shown.value.closings[1].totals) == (None, ())
    assert {"grade", "closings.1.totals"} <= set(shown.not_open)
    score(put(life, "evaluator-2", "evaluator-4"), "evaluator-4", 91)
    assert "grade" in shown_state(viewer("proposer", life), life.state, past).not_open
    assert "grade" not in seen_by("proposer", life).not_open


def test_whoever_sees_outlines_alone_sees_no_grade() -> None:
    shown = seen_by(ONLOOKER, deciding())
    assert (shown.value.grade, shown.value.closings[1].totals) == (None, ())
    assert shown.value.content is not None
    assert (shown.value.content.title, shown.value.content.problem) == ("Kartu Insentif Anak", "")
    proposal = {"content.problem", "content.answers", "content.complaints", "content.evidence"}
    assert set(shown.not_open) == {*proposal, *(f"panel.{n}.total" for n in range(3)), "closings.1.totals", "grade"}


def test_an_officer_sees_what_their_own_region_reported_and_not_what_another_did() -> None:
    life = piloting().later(days=5)
    life.when("officer-bandung", "report_measurement", region=BANDUNG, values={"coverage": "41.5", "days": "5"})
    report = life.event(MeasurementReported)
    assert shown_to("officer-bandung", life, report) == Shown(report)
    assert set(shown_to("officer-makassar", life, report).not_open) == {"values", "note", "reason"}
    values = {"coverage": "42", "days": "5"}
    life.when("officer-bandung", "amend_measurement", region=BANDUNG, report=1, values=values)
    amendment = life.event(AmendmentProposed)
    assert shown_to("officer-bandung", life, amendment) == Shown(amendment)
    assert set(shown_to("officer-makassar", life, amendment).not_open) == {"statement", "reason"}
    for who, open_to in (("officer-bandung", True), ("proposer", True), ("officer-makassar", False), (ONLOOKER, False)):
        shown = seen_by(who, life)
        assert ("statements" not in shown.not_open) == open_to
        assert bool(shown.value.statements.amendments) == bool(shown.value.statements.standing) == open_to


def test_what_an_adoption_says_is_its_own_regions() -> None:
    life = deciding()
    reported = one_of_each()["AdoptionReported"].model_copy(update={"reason": "Alasan"})
    adopter = region_id(BANDUNG)
    for who, left_out in (("officer-bandung", set[str]()), ("officer-makassar", {"note", "reason"})):
        shown = shown_event(viewer(who, life), life.state, reported, number=1, version=3, adopter=adopter)
        assert set(shown.not_open) == left_out


def test_what_an_adoption_may_still_amend_is_its_own_regions() -> None:
    life = in_waves()
    adoption = committed(life).when("officer-bandung", "report_adoption", phase="evaluate", note="Rahasia").state
    for who in ("officer-bandung", "proposer", "operator"):
        assert shown_adoption(viewer(who, life), life.state, adoption) == Shown(adoption)
    for who in ("officer-makassar", ONLOOKER):
        shown = shown_adoption(viewer(who, life), life.state, adoption)
        assert (shown.not_open, dict(shown.value.statements.standing)) == (("statements",), {})


def test_a_state_is_folded_the_same_from_what_is_recorded_whoever_looks() -> None:
    """The filters only copy."""
    life = deciding()
    kept, before = [event.model_copy(deep=True) for event in life.events], replace(life.state)
    for event in life.events:
        shown_to(ONLOOKER, life, event)
    seen_by(ONLOOKER, life)
    state = Innovation(life.state.id)
    for event, at in zip(life.events, life.instants, strict=True):
        state = evolve(state, event, at)
    assert (life.events, life.state, state) == (kept, before, before)


def dossier_seen_by(who: str, life: Life) -> Shown[Dossier]:
    """The dossier of a life, as somebody sees it."""
    found = dossier_of(life.state.id, zip(life.events, life.instants, strict=True), {})
    return shown_dossier(viewer(who, life), life.state, found)


def test_who_judges_reads_the_whole_dossier_and_an_onlooker_what_is_outline() -> None:
    life = deciding(90, 86, 94)
    for who in ("auditor", "operator", "minister", "evaluator-1"):
        assert dossier_seen_by(who, life).not_open == ()
    shown = dossier_seen_by(ONLOOKER, life)
    assert shown.value.proposal.problem == ""
    assert (shown.value.sheets, shown.value.unnamed, shown.value.evidence) == ((), (), ())
    assert {"proposal.problem", "sheets", "trials.reports", "evidence", "setbacks.reason"} <= set(shown.not_open)


def test_while_the_panel_is_open_who_sits_on_it_reads_their_own_sheet_alone() -> None:
    life = score(score(scoring(), "evaluator-1", 90), "evaluator-2", 80)
    shown = dossier_seen_by("evaluator-1", life)
    assert [each.evaluator for each in shown.value.sheets] == ["evaluator-1"]
    assert shown.not_open == ("sheets",)
    assert dossier_seen_by("proposer", life).value.unnamed == ()


def test_the_proposer_reads_totals_with_notes_that_name_nobody() -> None:
    shown = dossier_seen_by("proposer", deciding(90, 86, 94)).value
    assert shown.sheets == ()
    assert [each.total for each in shown.unnamed] == [94, 90, 86]
    assert all(each.note for each in shown.unnamed)


def test_the_proposer_reads_a_question_as_it_was_asked_and_not_whose_it_was() -> None:
    life = scoring().when("evaluator-1", "request_clarification", question="Dari mana angkanya?")
    requested = life.event(ClarificationRequested)
    assert set(shown_to("proposer", life, requested).not_open) == {"by", "question", "reason"}
    assert dossier_seen_by("proposer", life).value.clarifications == ()
    assert seen_by("proposer", life).value.clarifications[1].question == ""
    life.when("operator", "forward_clarification", clarification=1, question="Apa sumber angka cakupan?")
    [asked] = dossier_seen_by("proposer", life).value.clarifications
    assert (asked.question, asked.request, asked.requested_by) == ("Apa sumber angka cakupan?", None, None)
    assert seen_by("proposer", life).value.clarifications[1].question == "Apa sumber angka cakupan?"
    [known] = dossier_seen_by("evaluator-2", life).value.clarifications
    assert known.requested_by == "evaluator-1"
    assert dossier_seen_by(ONLOOKER, life).value.clarifications == ()


def followed() -> Life:
    """A check that the proposer and Bandung reported on, and a correction after it."""
    life = report(report(in_check(), 1), 1, "officer-bandung", region=BANDUNG)
    life.when("evaluator-4", "assess_check", check=1, verdict="at_risk", reason="Belum ada SOP")
    life.when("minister", "require_correction", reason="Mitra belum dilibatkan")
    return life.when("proposer", "report_correction", action="Petugas dilatih lagi.")


def test_what_came_of_it_is_open_as_reports_are() -> None:
    life = followed()
    for who in ("auditor", "operator", "minister", "evaluator-4", "proposer"):
        shown = dossier_seen_by(who, life)
        assert not {"checks.reports", "checks.reason", "corrections.reason"} & set(shown.not_open)
        assert len(shown.value.checks[0].reports) == 2
    region = dossier_seen_by("officer-bandung", life)
    assert [each.region for each in region.value.checks[0].reports] == [region_id(BANDUNG)]
    assert {"checks.reports", "checks.reason", "corrections.action"} <= set(region.not_open)
    [check], [correction] = region.value.checks, region.value.corrections
    assert (check.verdict, check.reason, correction.reason, correction.action) == ("at_risk", None, None, None)
    assert dossier_seen_by(ONLOOKER, life).value.checks[0].reports == ()


def test_the_note_of_a_report_on_an_adoption_is_open_to_its_region() -> None:
    adoption = committed(in_waves()).when(OFFICER, "report_adoption", phase="adapt", note="Anggaran menyusul")
    found = adopting(adoption.state.id, zip(adoption.events, adoption.instants, strict=True))
    life = adoption.life
    whole = dossier_of(life.state.id, zip(life.events, life.instants, strict=True), {}, [found])
    note = "Anggaran menyusul"
    for who, told in ((OFFICER, note), ("minister", note), ("officer-makassar", None), (ONLOOKER, None)):
        shown = shown_dossier(viewer(who, life), life.state, whole)
        assert shown.value.adoptions[0].reports[0].note == told
        assert shown.value.adoptions[0].reports[0].phase == "adapt"
        assert ("adoptions.reports.note" in shown.not_open) is (told is None)


def test_a_decision_is_outline_and_why_it_was_proposed_or_objected_to_is_not() -> None:
    life = decided().when("deputy", "object", reason="Lampiran belum lengkap")
    for who in ("minister", "operator", "proposer"):
        [found] = dossier_seen_by(who, life).value.decisions
        assert found.reason
        assert found.objection is not None
        assert found.objection.reason == "Lampiran belum lengkap"
    shown = dossier_seen_by(ONLOOKER, life)
    [outline] = shown.value.decisions
    assert (outline.reason, outline.objection and outline.objection.reason) == (None, None)
    assert (outline.choice, len(outline.adopters)) == ("scale_regions", 2)
    assert "decisions.reason" in shown.not_open


def test_an_amendment_is_open_as_its_statement_is_and_the_reason_for_a_plans_as_words_are() -> None:
    life = amend_measurement(measured())
    for who in ("operator", "officer-bandung", "minister"):
        [seen] = dossier_seen_by(who, life).value.amendments
        assert seen.reason == "Alasan"
        assert seen_by(who, life).value.statements.amendments[1].reason == "Alasan"
    for who in (ONLOOKER, "officer-makassar"):
        shown = dossier_seen_by(who, life)
        assert (shown.value.amendments, "amendments" in shown.not_open) == ((), True)
    first, second = {"adopters": [BANDUNG]}, {"adopters": [MAKASSAR]}
    life = scaling().when("operator", "plan_waves", waves=[first, second | {"opens_after": "P1M"}])
    amend_waves(life, first, second | {"opens_after": "P2M"})
    [plan] = dossier_seen_by(ONLOOKER, life).value.amendments
    assert plan.reason is None
    assert seen_by(ONLOOKER, life).value.statements.amendments[1].reason is None
    assert seen_by("operator", life).value.statements.amendments[1].reason == "Alasan"
