"""The dossier: everything that those who judge an innovation need stands in it, from its events alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from domain.adoption.dossier import adopting
from domain.amended import Change, changes
from domain.innovation.dossier import Adopting, Dossier, dossier_of
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests import forms
from tests.domain.acts import ANSWERS, checked, every_stage, report
from tests.domain.amending import BETTER, accept, amend_check, amend_measurement
from tests.domain.amending import measured as measured_once
from tests.domain.histories import OFFICER, AdoptionLife, committed, lapsed_adoption, phase
from tests.domain.journeys import (
    INSTRUMENT,
    PANEL,
    PROPOSAL,
    closed,
    conflict,
    decided,
    deciding,
    in_check,
    in_waves,
    piloting,
    pilots,
    proposed,
    score,
    scored,
    scoring,
    sheet,
    sustaining,
    until,
)
from tests.domain.spec import Life
from tests.domain.test_determination import confirm, record
from tests.domain.test_form import moved
from tests.domain.world import BANDUNG, MAKASSAR, SURAKARTA, person, region_id, rules, wib

EDITIONS = {rules(name).edition_pin.sha256: rules(name).edition for name in ("kipp-2023", "kipp-2025", "ringkas")}


def dossier(life: Life, **more: Any) -> Dossier:
    """The dossier of a life so far."""
    return dossier_of("test", zip(life.events, life.instants, strict=True), **{"editions": EDITIONS} | more)


def measured(life: Life, region: str, who: str, **values: str) -> Life:
    """A region's officer reports."""
    return life.when(who, "report_measurement", region=region, values=values, note=f"Dari {who}")


@every_stage
def test_an_innovation_has_one_in_every_stage(life: Callable[[], Life]) -> None:
    lived = life()
    found = dossier(lived)
    assert found.stage is lived.state.stage
    assert found.proposal.title == PROPOSAL["title"]
    assert Dossier.model_validate_json(found.model_dump_json()) == found


# ---- what was proposed


def test_it_shows_the_proposal_as_it_was_handed_in_last() -> None:
    life = proposed(complaints=["LAPOR-1"]).when("operator", "return_proposal").later(days=2)
    life.when("proposer", "revise", summary="Lebih jelas.")
    found = dossier(life).proposal
    assert (found.summary, found.problem) == ("Lebih jelas.", PROPOSAL["problem"])
    assert (found.agency, found.complaints, found.handed_in_at) == ("kota-surakarta", ("LAPOR-1",), life.now)


def test_each_answer_stands_with_its_question_under_its_aspect() -> None:
    found = dossier(proposed())
    edition = rules().edition
    assert [(each.key, each.weight) for each in found.aspects] == [(each.key, each.weight) for each in edition.aspects]
    shown = {each.question: each for aspect in found.aspects for each in aspect.answers}
    assert shown.keys() == {each.key for each in edition.questions}
    for question in edition.questions:
        assert shown[question.key].text == question.text
        assert shown[question.key].answer == forms.answers().get(question.key)


def test_after_a_move_it_shows_what_is_not_answered_and_what_is_no_longer_asked() -> None:
    found = dossier(moved(proposed(), "kipp-2023"))
    [summary] = [each for aspect in found.aspects if aspect.key == "summary" for each in aspect.answers]
    assert summary.answer is None
    [other] = found.other_answers
    assert (other.question, other.answer) == ("scale_readiness", forms.answers()["scale_readiness"])
    assert other.text is not None


def test_without_the_editions_text_answers_stand_under_their_keys() -> None:
    found = dossier(proposed(), editions={})
    assert found.aspects == ()
    assert {each.question: each.answer for each in found.other_answers} == forms.answers()


# ---- what was measured


def test_results_stand_beside_baseline_and_target_by_region_and_report() -> None:
    life = measured(piloting().later(days=5), BANDUNG, "officer-bandung", coverage="20", days="9")
    until(life, WaitKind.MEASUREMENT, region_id(MAKASSAR))
    measured(life.later(days=1), BANDUNG, "officer-bandung", coverage="41.5", days="5")
    bandung, makassar = dossier(life).trials
    assert [each.unit for each in bandung.indicators] == ["persen", "hari"]
    assert bandung.results == {"coverage": Decimal("41.5"), "days": Decimal(5)}
    assert [(each.number, each.values.get("coverage"), each.note) for each in bandung.reports] == [
        (1, Decimal(20), "Dari officer-bandung"),
        (2, Decimal("41.5"), "Dari officer-bandung"),
    ]
    [missed] = makassar.reports
    assert (missed.number, missed.given_at, missed.due_at) == (1, None, wib("2026-04-02"))
    assert makassar.results == {}


def test_a_pause_moves_what_is_shown_of_the_schedule() -> None:
    life = piloting().later(days=1).when("operator", "suspend").later(days=10).when("operator", "resume")
    for trial in dossier(life).trials:
        assert trial.ends_at == life.state.pilots[trial.place.id].ends_at


def test_what_was_amended_reads_as_it_should_and_says_since_when() -> None:
    life = measured(piloting(), BANDUNG, "officer-bandung", coverage="20", days="9")
    later: dict[str, Any] = {"region": BANDUNG, "report": 1, "values": {"coverage": "2", "days": "9"}}
    life.when("officer-bandung", "amend_measurement", **later)
    [before] = dossier(life).trials[0].reports
    assert (before.values["coverage"], before.amended_at) == (Decimal(20), None)
    life.when("operator", "accept_amendment", amendment=1)
    [after] = dossier(life).trials[0].reports
    assert (after.values["coverage"], after.given_at, after.amended_at) == (Decimal(2), before.given_at, life.now)
    life = score(scoring(), PANEL[0], 90)
    life.when(PANEL[0], "amend_score", scores=sheet(life, 95), note="Salah ketik").when(
        "operator", "accept_amendment", amendment=1
    )
    [amended] = dossier(life).sheets
    assert (amended.total, amended.note, amended.amended_at) == (Decimal(95), "Salah ketik", life.now)


def test_an_aborted_pilot_is_marked() -> None:
    life = piloting().when("operator", "abort_pilot", region=MAKASSAR)
    assert [trial.aborted for trial in dossier(life).trials] == [False, True]


def test_the_proposers_own_region_is_marked() -> None:
    assert [trial.own for trial in dossier(piloting(SURAKARTA, BANDUNG)).trials] == [True, False]


def test_an_agency_without_a_region_has_a_dossier_too() -> None:
    life = Life()
    life.people["ditjen"] = person("ditjen", Role.PROPOSER, "kemendagri")
    life.when("ditjen", "propose", edition="kipp-2025", agency="kemendagri", proposal=PROPOSAL)
    assert dossier(life).proposal.origin is None


def test_a_repeated_pilot_adds_a_round_and_keeps_the_earlier_one() -> None:
    life = measured(piloting(), BANDUNG, "officer-bandung", coverage="20", days="9").when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=PANEL)
    closed(scored(life))
    life.when("minister", "decide", choice="repeat_pilot")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG))
    found = dossier(life)
    assert [(each.round, each.place.code, len(each.reports)) for each in found.trials] == [
        (1, BANDUNG, 1),
        (1, MAKASSAR, 0),
        (2, BANDUNG, 0),
    ]
    assert [(each.round, each.evaluator) for each in found.sheets] == [(1, each) for each in PANEL]


# ---- what was judged


def test_each_sheet_stands_there_with_scores_justifications_and_note() -> None:
    [sheet] = dossier(score(scoring(), "evaluator-1", 97, "scale_national")).sheets
    assert (sheet.evaluator, sheet.total, sheet.note) == ("evaluator-1", Decimal(97), forms.NOTE)
    assert sheet.recommendation == "scale_national"
    assert set(sheet.scores.values()) == {97}
    assert set(sheet.justifications.values()) == {forms.JUSTIFICATION}


def test_a_conflict_of_interest_makes_its_sheet_void() -> None:
    life = conflict(score(score(scoring(), "evaluator-1", 90), "evaluator-2", 90), "evaluator-2")
    assert [(each.evaluator, each.void) for each in dossier(life).sheets] == [
        ("evaluator-1", False),
        ("evaluator-2", True),
    ]


# ---- what bears it out, and what held it up


def test_evidence_is_what_the_proposal_names_and_what_was_attached() -> None:
    life = proposed(evidence=["Top 33"]).later(days=1)
    life.when("operator", "attach_evidence", title="SK Wali Kota", sha256="ab" * 32, location="arsip/7")
    named, attached = dossier(life).evidence
    assert (named.title, named.sha256) == ("Top 33", None)
    assert (attached.title, attached.sha256, attached.location, attached.at) == (
        "SK Wali Kota",
        "ab" * 32,
        "arsip/7",
        life.now,
    )


def test_of_an_amended_report_on_a_check_the_evidence_is_what_it_names_now() -> None:
    life = report(in_check(), 1, evidence=["Laporan lama", "Foto"])
    report(life, 1, "officer-bandung", region=BANDUNG, evidence=["Perwali"])
    assert [each.title for each in dossier(life).evidence] == ["Laporan lama", "Foto", "Perwali"]
    life.later(hours=1).when("operator", "attach_evidence", title="SK Wali Kota", sha256="ab" * 32, location="arsip/7")
    amend_check(life.later(hours=1), evidence=["Laporan baru"])
    assert [each.title for each in dossier(life).evidence] == ["Laporan lama", "Foto", "Perwali", "SK Wali Kota"]
    accept(life)
    found = dossier(life).evidence
    assert [each.title for each in found] == ["Perwali", "SK Wali Kota", "Laporan baru"]
    assert found[-1].at == life.now
    amend_check(life.later(hours=1), "officer-bandung", region=BANDUNG, evidence=[])
    assert [each.title for each in dossier(accept(life, 2)).evidence] == ["SK Wali Kota", "Laporan baru"]


def test_every_return_rejection_and_suspension_stands_there_with_who_and_why() -> None:
    life = proposed().when("operator", "suspend", reason="Menunggu inspektorat").when("operator", "resume")
    life.when("operator", "return_proposal", reason="Kurang data").when("proposer", "revise", title="Lain")
    life.when("operator", "reject", reason="Bukan inovasi")
    found = dossier(life).setbacks
    assert [(each.what, each.stage, each.reason) for each in found] == [
        ("InnovationSuspended", Stage.PROPOSAL, "Menunggu inspektorat"),
        ("ProposalReturned", Stage.PROPOSAL, "Kurang data"),
        ("InnovationRejected", Stage.PROPOSAL, "Bukan inovasi"),
    ]
    assert all(each.by.person == "operator" for each in found)


def test_a_return_by_a_decision_bears_the_decisions_reason() -> None:
    life = deciding().when("minister", "decide", choice="return", reason="Dasar hukum belum ada")
    [setback] = dossier(life).setbacks
    assert (setback.what, setback.stage, setback.reason) == (
        "ProposalReturned",
        Stage.DECISION,
        "Dasar hukum belum ada",
    )
    assert setback.by is not None
    assert setback.by.person == "minister"


# ---- what was asked


def test_each_question_stands_there_with_whose_it_is_and_what_came_of_it() -> None:
    life = scoring().when("evaluator-1", "request_clarification", question="Sumber angka?")
    life.when("operator", "forward_clarification", clarification=1, question="Apa sumber angkanya?")
    life.when("operator", "ask_clarification", question="Siapa mitranya?").later(hours=1)
    life.when("proposer", "answer_clarification", clarification=1, answer="Laporan bulanan.")
    life.when("evaluator-2", "request_clarification", question="Berapa biayanya?")
    first, second, third = dossier(life).clarifications
    assert (first.requested_by, first.request, first.question) == (
        "evaluator-1",
        "Sumber angka?",
        "Apa sumber angkanya?",
    )
    assert (first.answer, first.answered_at) == ("Laporan bulanan.", life.now)
    assert (second.requested_by, second.question, second.answer) == (None, "Siapa mitranya?", None)
    assert second.due_at == life.wait(WaitKind.CLARIFICATION, "2").due_at
    assert (third.number, third.requested_by, third.question, third.asked_at) == (3, "evaluator-2", None, None)
    until(life, WaitKind.CLARIFICATION, "2")
    assert [each.unanswered for each in dossier(life).clarifications] == [False, True, False]


def test_a_pause_moves_until_when_an_answer_is_awaited() -> None:
    life = proposed().when("operator", "ask_clarification", question="Siapa mitranya?")
    life.when("operator", "suspend").later(days=4).when("operator", "resume")
    [asked] = dossier(life).clarifications
    assert asked.due_at == life.wait(WaitKind.CLARIFICATION, "1").due_at


# ---- what came of it


def test_a_check_stands_there_with_every_report_as_it_reads_now_and_its_verdict_with_its_reason() -> None:
    life = report(in_check(), 1, evidence=["Laporan tahunan"])
    due_at = life.wait(WaitKind.CHECK_OPENS, "2").due_at
    reported_at = life.now
    report(life.later(days=1), 1, "officer-bandung", region=BANDUNG)
    amend_check(life.later(hours=1), evidence=["Laporan tahunan"])
    accept(life)
    amended_at = life.now
    life.later(days=1).when("evaluator-4", "assess_check", check=1, verdict="at_risk", reason="Belum ada SOP")
    [check] = dossier(life).checks
    own, regional = check.reports
    assert (own.region, own.answers, own.evidence) == (None, BETTER, ("Laporan tahunan",))
    assert (own.by.person, own.at, own.amended_at) == ("proposer", reported_at, amended_at)
    assert (regional.region, regional.answers, regional.amended_at) == (region_id(BANDUNG), ANSWERS, None)
    assert check.due_at is not None
    assert check.opened_at < check.due_at < due_at
    assert (check.verdict, check.reason, check.assessed_at) == ("at_risk", "Belum ada SOP", life.now)
    assert check.assessed_by is not None
    assert check.assessed_by.person == "evaluator-4"


def test_a_check_that_nobody_answered_says_so() -> None:
    [check] = dossier(until(in_check(), WaitKind.CHECK_REPORT, "1")).checks
    assert (check.verdict, check.reports, check.assessed_by) == ("no_response", (), None)


def test_a_correction_says_why_it_was_required_and_what_was_done() -> None:
    life = checked(sustaining(), "lapsed", "lapsed")
    due_at = life.wait(WaitKind.CORRECTION_REPORT).due_at
    life.later(days=1).when("proposer", "report_correction", action="Petugas dilatih lagi.")
    [automatic] = dossier(life).corrections
    assert (automatic.check, automatic.required_by, automatic.due_at) == (2, None, due_at)
    assert (automatic.action, automatic.reported_at) == ("Petugas dilatih lagi.", life.now)
    life.when("minister", "require_correction", reason="Mitra belum dilibatkan")
    _, required = dossier(life).corrections
    assert required.required_by is not None
    assert (required.required_by.person, required.reason) == ("minister", "Mitra belum dilibatkan")
    assert (required.action, required.reported_by) == (None, None)


def adoption_in_dossier(adoption: AdoptionLife) -> Adopting:
    """An adoption as the dossier shows it."""
    return adopting(adoption.state.id, zip(adoption.events, adoption.instants, strict=True))


def test_an_adoption_stands_there_with_its_reports_as_they_read_now() -> None:
    adoption = phase(committed(in_waves()), "evaluate")
    adoption.when(OFFICER, "amend_adoption_report", report=1, phase="adapt", note="Salah ketik")
    adoption.when("operator", "accept_adoption_amendment", amendment=1)
    amended_at = adoption.life.now
    adoption.until(WaitKind.ADOPTION_REPORT)
    found = adoption_in_dossier(adoption)
    assert (found.place.code, found.status, found.phase, found.wave) == (BANDUNG, "committed", "adapt", 1)
    given, missed = found.reports
    assert (given.number, given.phase, given.note, given.amended_at) == (1, "adapt", "Salah ketik", amended_at)
    assert (missed.number, missed.phase, missed.at) == (2, None, adoption.life.now)
    assert (found.late, found.completed_at) == (False, None)


def test_an_adoption_says_when_it_was_completed_and_whether_late() -> None:
    adoption = lapsed_adoption().when(OFFICER, "complete_adoption")
    found = adoption_in_dossier(adoption)
    assert (found.status, found.late, found.completed_at) == ("completed", True, adoption.life.now)
    [other] = dossier_of("test", zip(adoption.life.events, adoption.life.instants, strict=True), {}, [found]).adoptions
    assert other == found


# ---- what was decided


def test_a_decision_stands_there_as_it_was_proposed_with_who_determined_it_here() -> None:
    life = deciding()
    proposed_at = life.now
    terms = {"sector_owner": "Kemendagri", "specification": "Dua jenis kartu", "facilitator": "Ditjen Dukcapil"}
    life.when(
        "minister", "decide", choice="scale_regions", adopters=[BANDUNG, MAKASSAR], instrument=INSTRUMENT,
        reason="Terbukti di dua daerah", originator_migrates=True, **terms,
    )  # fmt: skip
    [open_] = dossier(life).decisions
    assert (open_.determined, open_.scales, open_.by.person, open_.at) == (False, True, "minister", proposed_at)
    life.later(days=1).when("deputy", "endorse")
    [found] = dossier(life).decisions
    assert (found.choice, found.reason, found.round) == ("scale_regions", "Terbukti di dua daerah", 1)
    assert [each.code for each in found.adopters] == [BANDUNG, MAKASSAR]
    assert {name: getattr(found, name) for name in terms} == terms
    assert (found.instrument, found.originator_migrates) == (INSTRUMENT, True)
    assert found.endorsed_by is not None
    assert (found.endorsed_by.person, found.endorsed_at, found.determined) == ("deputy", life.now, True)
    assert {"minister", "deputy"} <= dossier(life).people


def test_a_decree_stands_there_with_who_recorded_and_who_confirmed_it() -> None:
    life = record(decided())
    recorded_at = life.now
    [open_] = dossier(life).decisions
    assert open_.decree is not None
    assert (open_.decree.recorded_by.person, open_.decree.recorded_at) == ("operator", recorded_at)
    assert (open_.decree.confirmed_by, open_.determined) == (None, False)
    confirm(life.later(hours=1))
    [found] = dossier(life).decisions
    assert found.decree is not None
    assert found.decree.confirmed_by is not None
    assert (found.decree.confirmed_by.person, found.decree.confirmed_at) == ("operator-2", life.now)
    assert (found.decree.decree.number, found.decree.decree.signatory) == ("Kepmen 7/2026", "deputy")
    assert "deputy" in dossier(life).people


def test_an_objection_stands_with_the_decision_that_it_undid() -> None:
    life = decided().when("deputy", "object", reason="Lampiran belum lengkap")
    objected_at = life.now
    life.when("minister", "decide", choice="decline", reason="Ditunda")
    first, second = dossier(life).decisions
    assert first.objection is not None
    assert (first.objection.by.person, first.objection.at) == ("deputy", objected_at)
    assert first.objection.reason == "Lampiran belum lengkap"
    assert (second.choice, second.scales, second.objection) == ("decline", False, None)


def test_a_decision_whose_evaluation_is_open_again_is_void() -> None:
    life = decided()
    conflict(life, "evaluator-3")
    conflict(life, "evaluator-2")
    assert [each.void for each in dossier(life).decisions] == [True]


# ---- what was amended


def test_an_amendment_says_why_what_changes_and_how_it_was_answered() -> None:
    life = amend_measurement(measured_once()).later(hours=1)
    [waiting] = dossier(life).amendments
    assert (waiting.by.person, waiting.reason, waiting.accepted) == ("officer-bandung", "Alasan", None)
    assert list(changes(waiting.before, waiting.after)) == [
        Change("values", "coverage", Decimal("41.5"), Decimal("14.5")),
    ]
    life.when("operator-2", "reject_amendment", amendment=1, reason="Bukan kekeliruan")
    amend_measurement(life, values={"coverage": "41.5", "days": "6"}, note="Salah ketik")
    accept(life, 2)
    rejected, accepted = dossier(life).amendments
    assert (rejected.accepted, rejected.answer) == (False, "Bukan kekeliruan")
    assert rejected.answered_by is not None
    assert rejected.answered_by.person == "operator-2"
    assert (accepted.accepted, accepted.answered_at) == (True, life.now)
    assert list(changes(accepted.before, accepted.after)) == [
        Change("values", "days", Decimal(5), Decimal(6)),
        Change("note", "", None, "Salah ketik"),
    ]


def test_what_an_adoption_amended_stands_with_it() -> None:
    adoption = phase(committed(in_waves()), "evaluate")
    adoption.when(OFFICER, "amend_adoption_report", report=1, phase="adapt", note="Salah ketik")
    [waiting] = adoption_in_dossier(adoption).amendments
    assert list(changes(waiting.before, waiting.after)) == [
        Change("phase", "", "evaluate", "adapt"),
        Change("note", "", None, "Salah ketik"),
    ]
