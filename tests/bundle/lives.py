"""Lives of innovations as trails tell them, made by the rules alone: no ledger, no bundle."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZipFile

from bundle.trail import Facts
from domain import codec
from domain.events.refusal import CommandRefused
from domain.names import Names
from domain.streams import innovation_stream, refusals_stream
from domain.vocabulary import Stage
from ledger.model import StoredEvent
from service.auditing import Entry
from service.time_travel import state_of
from tests import forms
from tests.domain.histories import AdoptionLife, committed, offered, volunteer
from tests.domain.journeys import PROPOSAL, conflict, pilots, put, sheet
from tests.domain.spec import Life
from tests.domain.walk import ANSWERS
from tests.domain.world import BANDUNG, MAKASSAR, START, SURAKARTA, rules

ID = "5f0c5d1e-58a8-5d0e-9b37-0d7b8a1f4c11"
with ZipFile(Path(__file__).parent / "golden/v1.zip") as _golden:
    NOTE, SINCE = _golden.read("checkpoint.txt").decode(), _golden.read("since.txt").decode()
    KEYS = _golden.read("keys.txt").decode().splitlines()

CONDITIONS: dict[str, Any] = {
    "instrument": "Permendagri Nomor 2 Tahun 2016",
    "sector_owner": "Kementerian Dalam Negeri",
    "specification": "Kartu Identitas Anak: dua jenis kartu",
    "facilitator": "Kementerian PANRB",
    "originator_migrates": True,
}


def innovation() -> Life:
    """An innovation that nothing is recorded of yet."""
    life = Life()
    life.state = replace(life.state, id=innovation_stream(ID))
    return life


def proposed(**changes: Any) -> Life:
    """Proposed by Surakarta, with some fields of the proposal changed."""
    fields: dict[str, Any] = {"edition": "kipp-2025", "agency": "kota-surakarta", "region": SURAKARTA}
    return innovation().when("proposer", "propose", **fields, proposal=PROPOSAL | changes)


def piloted() -> Life:
    """Returned and revised, suspended and resumed, and piloted in two regions, one of which gave up."""
    life = proposed(complaints=["LAPOR-4711"], evidence=["Finalis UNPSA 2014"])
    life.when("operator", "attach_evidence", title="SK Wali Kota", sha256="ab" * 32, location="arsip/2014/7")
    life.when("operator", "note", text="Berkas fisik diterima lengkap.\nDisimpan di lemari 4.")
    life.later(days=1).when("operator", "suspend", reason="Menunggu klarifikasi inspektorat")
    life.later(days=3).when("operator", "resume", reason="Klarifikasi diterima")
    life.when("operator", "return_proposal", reason="Ringkasan belum menyebut sasaran")
    life.later(hours=5).when("proposer", "revise", summary="Kartu bagi setiap anak usia 0–17 tahun.", reason=None)
    life.when("operator", "admit", reason=None)
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG, MAKASSAR), reason=None)
    values = {"coverage": "41.5", "days": "5"}
    note = "Dua kecamatan belum terjangkau"
    life.later(days=25).when("officer-bandung", "report_measurement", region=BANDUNG, values=values, note=note)
    typo: dict[str, Any] = {"region": BANDUNG, "report": 1, "values": {"coverage": "14.5", "days": "5"}, "note": note}
    life.when("officer-bandung", "amend_measurement", **typo, reason="Angka tertukar")
    life.when("operator", "accept_amendment", amendment=1, reason=None)
    life.when("operator", "extend_pilot", region=BANDUNG, by="P1M", reason="Banjir di dua kecamatan")
    life.when("operator", "abort_pilot", region=MAKASSAR, reason="Anggaran dialihkan")
    return life.later(days=45).when("operator", "close_pilots", reason=None)


def evaluated() -> Life:
    """With a conflict of interest, a sheet that it voided, a successor, and second thoughts."""
    life = piloted().when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-3"])
    life.when("evaluator-2", "request_clarification", question="Berapa sampelnya?\nDi Makassar?", reason=None)
    asked = "Berapa sampel survei di kedua daerah?"
    life.when("operator", "forward_clarification", clarification=1, question=asked, reason=None)
    answer = "400 keluarga.\nDi Makassar belum ada."
    life.when("proposer", "answer_clarification", clarification=1, answer=answer, reason=None)
    score(life, "evaluator-2", 81, "repeat_pilot", "Data Makassar kurang")
    put(conflict(life, "evaluator-2"), "evaluator-2", "evaluator-4")
    score(life, "evaluator-1", 91, "scale_national", "Bukti di Bandung kuat")
    score(life, "evaluator-3", 88, None)
    score(life, "evaluator-4", 49, "scale_regions")
    amended: dict[str, Any] = {"scores": [row | {"score": 94 - place} for place, row in enumerate(sheet(life, 94))]}
    amended |= {"note": forms.NOTE, "recommendation": "scale_regions"}
    life.when("evaluator-4", "amend_score", **amended, reason="Salah ketik")
    life.when("operator", "accept_amendment", amendment=2, reason="Sesuai catatan rapat")
    life.when("evaluator-1", "amend_score", **amended, reason="Berubah pikiran")
    life.when("operator", "reject_amendment", amendment=3, reason="Bukan kekeliruan")
    return until(life, lambda: life.state.stage is Stage.DECISION)


def score(life: Life, evaluator: str, given: int, recommendation: str | None, note: str = forms.NOTE) -> Life:
    """A sheet that gives each aspect another score."""
    scores = [row | {"score": given - place} for place, row in enumerate(sheet(life, given))]
    said: dict[str, Any] = {"scores": scores, "note": note, "recommendation": recommendation}
    return life.when(evaluator, "score", **said, reason=None)


def decided() -> Life:
    """Objected to once, then decided again and endorsed."""
    life = evaluated()
    adopters = [BANDUNG, MAKASSAR]
    life.when("minister", "decide", choice="scale_regions", adopters=adopters, instrument="SK 1", reason="Teruji")
    life.later(days=1).when("deputy", "object", reason="Spesifikasi belum ditetapkan")
    life.when("minister", "decide", choice="scale_regions", adopters=adopters, reason="Sudah ditetapkan", **CONDITIONS)
    return life.later(days=1).when("deputy", "endorse", reason="Sesuai rapat 3 Juni")


def whole() -> tuple[Life, list[AdoptionLife]]:
    """A whole life, to its institutionalisation."""
    life = decided()
    waves = [{"adopters": [BANDUNG]}, {"adopters": [MAKASSAR], "opens_after": "P1M"}]
    life.when("operator", "plan_waves", waves=waves, reason=None)
    sooner = [{"adopters": [BANDUNG]}, {"adopters": [MAKASSAR], "opens_after": "P3W"}]
    life.when("operator", "amend_waves", waves=sooner, reason="Makassar siap lebih awal")
    life.when("operator-2", "accept_amendment", amendment=4, reason=None)
    regulation = {"number": "Permendagri 9/2026", "dated": "2026-01-14", "title": "Kartu Identitas Anak di daerah"}
    life.when("operator", "add_instrument", **regulation, sha256="cd" * 32, reason=None)
    bandung = committed(life).when("officer-bandung", "report_adoption", phase="adapt", note="Perwal disiapkan")
    bandung.when("officer-bandung", "amend_adoption_report", report=1, phase="replicate", reason="Salah pilih")
    bandung.when("operator", "accept_adoption_amendment", amendment=1, reason=None)
    bandung.when("officer-bandung", "complete_adoption")
    until(life, lambda: any(wave.number == 2 and wave.opened for wave in life.state.waves))
    makassar = offered(life, MAKASSAR).when("officer-makassar", "decline_adoption", reason="Belum ada anggaran")
    own = volunteer(life)
    adoptions = [bandung, makassar, own]
    for adoption in adoptions:
        adoption.report_milestones()
    until(life, lambda: 1 in life.state.checks)
    life.when("officer-bandung", "report_check", check=1, region=BANDUNG, answers=ANSWERS)
    life.when("proposer", "report_check", check=1, answers=ANSWERS, evidence=["laporan-2027.pdf"], reason=None)
    amended_answers = ANSWERS | {"adopters": "Tiga kota lain memakai spesifikasi yang sama."}
    life.when("proposer", "amend_check_report", check=1, answers=amended_answers, reason="Satu kota terlewat")
    life.when("evaluator-4", "assess_check", check=1, verdict="lapsed", reason="Layanan keliling berhenti")
    life.when("minister", "require_correction", reason="Layanan wajib dibuka")
    life.when("proposer", "report_correction", action="Layanan keliling dibuka kembali.", reason=None)
    for number in (2, 3):
        until(life, partial(_opened, life, number))
        life.when("proposer", "report_check", check=number, answers=ANSWERS, reason=None)
        life.when("evaluator-4", "assess_check", check=number, verdict="sustained", reason=None)
    life.when("minister", "institutionalise", instrument="Perpres Nomor 12 Tahun 2029", reason="Menjadi layanan tetap")
    for adoption in adoptions:
        adoption.catch_up()
    return life, adoptions


def _opened(life: Life, check: int) -> bool:
    return check in life.state.checks


def until(life: Life, there: Callable[[], bool]) -> Life:
    """The clock moves over every wake-up until that is so."""
    while not there():
        life.wait_until_due()
    return life


def facts(life: Life, adoptions: Iterable[AdoptionLife] = (), **changes: Any) -> Facts:
    """What a trail tells of a life, with one refusal; by default with a proof of nothing but the checkpoint."""
    refused = CommandRefused(command_type="endorse", actor="minister", code="excluding_capacity", stream_version=3)
    streams = [(life.state.id, life.events, life.instants)]
    streams += [(each.state.id, each.events, each.instants) for each in adoptions]
    streams.append((refusals_stream(life.state.id), [refused], [life.instants[-1]]))
    entries = [
        Entry(
            StoredEvent(
                stream_id=stream,
                version=version,
                event_id=uuid5(NAMESPACE_URL, f"{stream} {version}"),
                type=type(event).__name__,
                schema_version=event.SCHEMA_VERSION,
                occurred_at=at,
                recorded_at=at + timedelta(microseconds=version),
                metadata=b"{}",
                data=codec.encode(event),
                chain=hashlib.sha256(f"{stream} {version}".encode()).digest(),
            ),
            event,
        )
        for stream, events, instants in streams
        for version, (event, at) in enumerate(zip(events, instants, strict=True), 1)
    ]
    entries.sort(key=lambda each: (each.stored.recorded_at, each.stored.stream_id, each.stored.version))
    given: dict[str, Any] = {
        "innovation": ID,
        "entries": entries,
        "state": state_of(ID, ((e.stored.stream_id, e.event, e.stored.occurred_at) for e in entries)),
        "names": Names(
            agencies={each.id: each.name for each in life.rules.agencies.agencies.values()},
            regions={row.id: row.name for row in life.rules.regions.rows},
        ),
        "editions": {rules(name).edition_pin.sha256: rules(name).edition for name in ("kipp-2025", "kipp-2023")},
        "closed_at": max(life.instants[-1], START) + timedelta(seconds=1),
        "note": NOTE,
        "since": None,
        "attested": (),
        "keys": KEYS,
    }
    return Facts(**(given | changes))
