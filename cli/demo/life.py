"""Surakarta's child card, from its proposal to its institutionalisation, in about a minute.

A script of people's commands on the embedded stack, under an edition whose periods are seconds. What time brings is
waited for, and seen in the ledger like everything else.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from cli.demo.story import Story
from cli.input.files import read_payload
from domain.commands import PAYLOADS
from domain.events.adoption import AdoptionOffered
from domain.events.innovation import (
    CheckOpened,
    CheckUnanswered,
    CorrectionRequired,
    EvaluationClosed,
    MeasurementMissed,
    SustainingBegan,
)
from domain.periods import JAKARTA
from domain.refusals import Code, Refused
from domain.vocabulary import Stage
from processes.setup import ROOT

INSTRUMENT = "Permendagri Nomor 2 Tahun 2016"

NO_ANSWER = None
VERDICTS = (NO_ANSWER, "lapsed", "sustained_with_notes", "sustained", "sustained")
"""What becomes of each sustainability check: two failures in a row call for a correction, good ones follow."""


async def life(story: Story) -> None:
    """The whole life, stage by stage."""

    def example(name: str, command_name: str, **over: Any) -> dict[str, Any]:
        return read_payload(ROOT / "examples" / f"{name}.yaml", PAYLOADS[command_name], over)

    story.chapter(Stage.PROPOSAL)
    await story.propose("pengusul", example("kartu-insentif-anak", "propose"))
    reason = "Lampirkan bukti pengakuan terakhir."
    await story.ask("sekretariat", "return_proposal", reason=reason)
    evidence = ["Top 33 Inovasi Pelayanan Publik 2014", "Top 25 Inovasi Pelayanan Publik 2015"]
    await story.ask("pengusul", "revise", {"evidence": evidence})
    await story.ask("sekretariat", "admit")

    story.chapter(Stage.PILOT)
    await story.ask("sekretariat", "plan_pilots", example("pilots", "plan_pilots"))
    await story.ask("petugas-bandung", "report_measurement", _measured("32.73", cakupan="12.5", terbit="4"))
    amended = _measured("32.73", cakupan="21.5", terbit="4") | {"report": 1}
    await story.ask("petugas-bandung", "amend_measurement", amended, reason="Angka tertukar saat menyalin.")
    await story.ask("sekretariat", "accept_amendment", {"amendment": 1})
    await story.until(MeasurementMissed)  # Makassar's first report doesn't come
    await story.ask("petugas-makassar", "report_measurement", _measured("73.71", cakupan="18", terbit="5"))
    await story.ask("petugas-bandung", "report_measurement", _measured("32.73", cakupan="27", terbit="3"))
    await story.ask("sekretariat", "close_pilots")

    story.chapter(Stage.EVALUATION)
    biased = {"evaluators": ["evaluator-1", "evaluator-2", "evaluator-surakarta"]}
    await story.refused(Code.SAME_AGENCY, "sekretariat", "assign_panel", biased)
    panel = {"evaluators": ["evaluator-1", "evaluator-2", "evaluator-3"]}
    await story.ask("sekretariat", "assign_panel", panel)
    reason = "Pernah menjadi konsultan inovasi ini."
    await story.ask("evaluator-2", "declare_conflict", reason=reason)
    seat = {"evaluator": "evaluator-2", "successor": "evaluator-4"}
    await story.ask("sekretariat", "replace_evaluator", seat, reason="Konflik kepentingan dinyatakan.")
    question = {"question": "Berapa kali kartu benar-benar dipakai untuk memperoleh insentif?"}
    await story.ask("evaluator-1", "request_clarification", question)
    await story.ask("sekretariat", "forward_clarification", {"clarification": 1})
    answer = "Pemakaian kartu di mitra belum dicatat; yang dicatat baru penerbitannya."
    await story.ask("pengusul", "answer_clarification", {"clarification": 1, "answer": answer})
    sheet = example("score", "score")
    for evaluator, change in (("evaluator-1", 0), ("evaluator-3", 2), ("evaluator-4", -1)):
        scores = [each | {"score": int(each["score"]) + change} for each in sheet["scores"]]
        await story.ask(evaluator, "score", sheet | {"scores": scores})
    await story.until(EvaluationClosed)  # the time for amendments of the sheets is over

    story.chapter(Stage.DECISION)
    reason = "Terbukti efektif dan siap diterapkan secara nasional."
    await story.ask("deputi", "decide", example("decision", "decide"), reason=reason)
    await story.refused(Code.EXCLUDING_CAPACITY, "deputi", "endorse")
    scan = sha256((ROOT / "examples/decree.txt").read_bytes()).hexdigest()
    decree = {"number": INSTRUMENT, "dated": str(datetime.now(JAKARTA).date()), "signatory": "menteri", "sha256": scan}
    await story.ask("sekretariat", "record_decree", decree)
    await story.refused(Code.SAME_RECORDER, "sekretariat", "confirm_decree", {"sha256": scan})
    await story.ask("sekretariat-2", "confirm_decree", {"sha256": scan})

    story.chapter(Stage.SCALING)
    await story.ask("sekretariat", "plan_waves", example("waves", "plan_waves"))
    for officer, region in (("petugas-bandung", "32.73"), ("petugas-makassar", "73.71")):
        await _offered(story, region)
        await story.ask(officer, "commit_adoption", region=region)
    await story.ask("petugas-bandung", "report_adoption", {"phase": "adapt"}, region="32.73")
    await story.ask("petugas-bandung", "complete_adoption", region="32.73")
    await _offered(story, "91.71")
    reason = "Anggaran tahun ini sudah ditetapkan."
    await story.ask("petugas-jayapura", "decline_adoption", reason=reason, region="91.71")
    await _offered(story, "35.78")
    await story.ask("petugas-surabaya", "commit_adoption", region="35.78")
    await story.ask("petugas-makassar", "complete_adoption", region="73.71")
    await story.ask("petugas-surabaya", "report_adoption", {"phase": "replicate"}, region="35.78")
    await story.ask("petugas-surabaya", "complete_adoption", region="35.78")
    await story.until(SustainingBegan)

    story.chapter(Stage.SUSTAINING)
    answers = example("check", "report_check")
    last = 0
    for verdict in VERDICTS:
        last = await _check(story, answers, last, verdict)
    reason = "Berkelanjutan pada pemantauan terakhir dan diterapkan di banyak daerah."
    await story.ask("menteri", "institutionalise", {"instrument": INSTRUMENT}, reason=reason)


async def _check(story: Story, answers: dict[str, Any], after: int, verdict: str | None) -> int:
    """Live through the next check with that verdict; its number.

    On a machine so slow that the report comes too late, the check is missed and the next one takes its place.
    """
    number = (await story.until(CheckOpened, lambda check: check.number > after)).number
    if verdict is NO_ANSWER:
        await story.until(CheckUnanswered, lambda check: check.number == number)
        return number
    try:
        await story.ask("pengusul", "report_check", answers | {"check": number})
    except Refused as refused:
        if refused.refusal.code is not Code.ALREADY_ASSESSED:
            raise
        return await _check(story, answers, number, verdict)
    await story.ask("evaluator-1", "assess_check", {"check": number, "verdict": verdict})
    if verdict == "lapsed":
        await story.until(CorrectionRequired)
        await story.ask("pengusul", "report_correction", {"action": "Layanan keliling dibuka kembali."})
    return number


async def _offered(story: Story, region: str) -> None:
    """Wait until a region's adoption is offered."""
    await story.until(AdoptionOffered, lambda offered: offered.adopter.code == region)


def _measured(region: str, *, cakupan: str, terbit: str) -> dict[str, Any]:
    return {"region": region, "values": {"cakupan": cakupan, "waktu-terbit": terbit}}
