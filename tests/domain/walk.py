"""Lives that together record every type of event there is, always the same: what golden files are made from."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from activities.command_keys import PrivateKey
from domain.administration import agencies, keys, people, publications
from domain.agencies import Register
from domain.commands import Command
from domain.events import Event
from domain.events.administration import LedgerBegun
from domain.events.refusal import CommandRefused
from domain.grants import Person
from domain.keys import Founder, Keys, ServiceKey
from domain.published import Published
from domain.refusals import Refusal
from domain.streams import AGENCIES
from domain.vocabulary import Purpose
from domain.waits import WaitKind
from proof.streams import KEYS
from tests import forms
from tests.domain.histories import AdoptionLife, committed, offered
from tests.domain.journeys import (
    closed,
    decided,
    deciding,
    in_check,
    in_waves,
    piloting,
    proposed,
    scaling,
    score,
    scoring,
    sheet,
    sustaining,
    until,
)
from tests.domain.world import (
    BANDUNG,
    JAYAPURA,
    MAKASSAR,
    PEOPLE,
    POST,
    ROOT,
    START,
    SURAKARTA,
    basis,
    key_of,
    region_id,
    rules,
    signed,
)

ANSWERS = {
    "renewed": "Kartu baru dengan kode QR sejak Juli.",
    "adopters": "Dua kota lain memakai spesifikasi yang sama.",
    "strengthened": "Perda, forum anak, dan SOP pencetakan.",
    "evaluation": "Survei kepuasan 2026: 88,4.",
}

CORRECTED = ANSWERS | {"adopters": "Tiga kota lain."}


def walked() -> list[Event]:
    """Every event of the lives below, and of administration."""
    lives = (_proposals, _pilots, _evaluations, _decisions, _adoptions, _checks, _ends)
    return [event for live in lives for event in live()] + list(_administration())


def _proposals() -> Iterator[Event]:
    life = proposed().when("operator", "note", text="Berkas lengkap.")
    life.when("operator", "attach_evidence", title="SK Wali Kota", sha256="0" * 64, location="arsip/2014/7")
    life.rules = replace(life.rules, named_edition=rules("kipp-2023").edition_pin)
    life.when("operator", "move_edition", edition="kipp-2023")
    life.when("operator", "suspend").later(days=3).when("operator", "resume", reason=None)
    until(life, WaitKind.SCREENING).when("operator", "return_proposal")
    life.when("proposer", "revise", title="Kartu Identitas Anak", complaints=["LAPOR-4711"])
    yield from life.when("proposer", "withdraw").events
    yield from proposed().when("operator", "reject").events


def _pilots() -> Iterator[Event]:
    life = piloting().later(days=5)
    values = {"coverage": "41.5", "days": "5"}
    life.when("officer-bandung", "report_measurement", region=BANDUNG, values=values, note="Dua kecamatan")
    values = {"coverage": "14.5", "days": "5"}
    life.when("officer-bandung", "amend_measurement", region=BANDUNG, report=1, values=values, note="Salah ketik")
    life.when("operator", "accept_amendment", amendment=1)
    life.when("operator", "extend_pilot", region=BANDUNG, by="P1M")
    life.when("operator", "abort_pilot", region=MAKASSAR)
    yield from until(life, WaitKind.PILOTS_END).events


def _evaluations() -> Iterator[Event]:
    life = scoring().when("operator", "replace_evaluator", evaluator="evaluator-3", successor="evaluator-4")
    life.when("evaluator-1", "request_clarification", question="Dari mana angka cakupan 41,5 persen?")
    life.when("operator", "forward_clarification", clarification=1, question="Apa sumber angka cakupan?")
    life.when("proposer", "answer_clarification", clarification=1, answer="Laporan bulanan dinas.")
    life.when("operator", "ask_clarification", question="Siapa yang menanggung biaya blanko?")
    until(score(life, "evaluator-1", 95, "scale_national"), WaitKind.SCORING)
    score(life, "evaluator-2", 80)
    life.when("evaluator-2", "amend_score", scores=sheet(life, 85), note=forms.NOTE, recommendation="scale_national")
    closed(life).when("operator", "reject_amendment", amendment=1)
    closed(life)
    yield from life.when("evaluator-1", "declare_conflict").events


def _decisions() -> Iterator[Event]:
    life = decided().when("deputy", "object", reason="Anggaran belum siap")
    life.when(
        "minister",
        "decide",
        choice="scale_regions",
        adopters=[BANDUNG, MAKASSAR],
        instrument="Permendagri 2/2016",
        sector_owner="Kementerian Dalam Negeri",
        specification="Kartu Identitas Anak",
        facilitator="Kementerian PANRB",
        originator_migrates=True,
    )
    life.state = replace(life.state, id=str(UUID(int=1)))
    decree = {"number": "Kepmen 7/2026", "dated": str(life.now.date()), "signatory": "deputy", "sha256": "ab" * 32}
    life.when("operator", "record_decree", reason=None, annex=[life.state.id], **decree)
    life.when("operator-2", "confirm_decree", reason=None, sha256="ab" * 32)
    regulation = {"number": "Permendagri 2/2027", "dated": "2026-01-02", "title": "Kartu Identitas Anak"}
    yield from life.when("operator", "add_instrument", reason=None, sha256="ab" * 32, **regulation).events
    signed_here = deciding().when("minister", "decide", choice="scale_regions", adopters=[BANDUNG])
    yield from signed_here.when("deputy", "endorse", instrument="Permendagri 2/2016").events
    yield from deciding().when("minister", "decide", choice="repeat_pilot").events
    yield from deciding().when("minister", "decide", choice="decline").events
    yield from deciding(90, 80, 80).when("operator", "reject", reason="Belum memenuhi ambang batas").events


def _adoptions() -> Iterator[Event]:
    life = scaling(BANDUNG, MAKASSAR)
    waves = [{"adopters": [BANDUNG]}, {"adopters": [MAKASSAR], "opens_after": "P1M"}]
    life.when("operator", "plan_waves", waves=waves)
    sooner = [{"adopters": [BANDUNG]}, {"adopters": [MAKASSAR], "opens_after": "P2W"}]
    life.when("operator", "amend_waves", waves=sooner)
    life.when("operator-2", "accept_amendment", amendment=1)
    bandung = committed(life).when("officer-bandung", "report_adoption", phase="adapt", note="Perwal disiapkan")
    bandung.when("officer-bandung", "amend_adoption_report", report=1, phase="prepare")
    bandung.when("operator", "accept_adoption_amendment", amendment=1)
    bandung.until(WaitKind.ADOPTION_REPORT)
    makassar = offered(life, MAKASSAR).when("officer-makassar", "decline_adoption")
    life.when("operator", "suspend").later(days=2)
    bandung.catch_up()
    life.when("operator", "resume")
    bandung.catch_up().until(WaitKind.COMPLETION).when("officer-bandung", "complete_adoption")
    volunteer = AdoptionLife(life, JAYAPURA).when("officer-jayapura", "adopt", region=JAYAPURA)
    for adoption in (bandung, makassar, volunteer):
        adoption.report_milestones()
    life.when("minister", "discontinue")
    for adoption in (bandung, makassar, volunteer):
        yield from adoption.catch_up().events
    yield from offered(in_waves()).until(WaitKind.COMMITMENT).events
    life.when("minister", "revoke").when("deputy", "revoke")
    yield from life.events


def _checks() -> Iterator[Event]:
    life = sustaining()
    while "DiscontinuationProposed" not in {type(event).__name__ for event in life.events}:
        life.wait_until_due()
        if life.state.correction is not None and not life.state.correction.reported:
            life.when("proposer", "report_correction", action="Petugas dilatih ulang.")
    yield from life.events


def _ends() -> Iterator[Event]:
    life = in_check(1)
    for number in (1, 2):
        while number not in life.state.checks:
            life.wait_until_due()
        life.when("officer-bandung", "report_check", check=number, region=BANDUNG, answers=ANSWERS)
        life.when("proposer", "report_check", check=number, answers=ANSWERS, evidence=["laporan.pdf"])
        life.when("officer-bandung", "amend_check_report", check=number, region=BANDUNG, answers=CORRECTED)
        life.when("evaluator-4", "assess_check", check=number, verdict="sustained")
    life.when("minister", "require_correction")
    yield from life.when("minister", "institutionalise", instrument="Perpres 12/2028").events


def _administration() -> Iterator[Event]:
    def command(stream: str, name: str, /, **payload: object) -> Command:
        return Command(
            id=UUID(int=1),
            stream=stream,
            type=name,
            payload=payload,
            reason="Surat tugas 7/2026",
            at=START,
            **signed("administrator"),
        )

    administrator, dewi = PEOPLE["administrator"], Person("dewi")
    post = {**POST, "tenure": "an", "mandate": {"title": "Wali Kota Bandung", "rank": "kepala_daerah"}}
    grant = command(
        "person/dewi", "grant_role", role="regional_officer", agency="kota-bandung", region=BANDUNG, post=post
    )
    granted = _recorded(people.decide(dewi, grant, basis(administrator)))
    for event in granted:
        dewi = people.evolve(dewi, event, START)
    end = command("person/dewi", "end_role", role="regional_officer")
    yield from granted
    yield from _recorded(people.decide(dewi, end, basis(administrator)))
    edition = command("edition/ringkas", "publish_edition", content=(ROOT / "editions/ringkas.toml").read_text())
    yield from _recorded(publications.decide(Published("edition/ringkas"), edition, basis(administrator)))
    calendar = command(
        "reference/calendar",
        "publish_reference",
        kind="calendar",
        content="date,name,kind\n2026-08-17,Proklamasi Kemerdekaan,libur_nasional\n",
        source="SKB 3 Menteri",
    )
    yield from _recorded(publications.decide(Published("reference/calendar"), calendar, basis(administrator)))
    yield from _agencies(administrator, command)
    log, key = "example.go.id/jejak", PrivateKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    own = {"key": key.key, "possession": key.possession(log, "dewi")}
    enrolled = _recorded(people.decide(dewi, command("person/dewi", "enrol_key", **own), basis(administrator)))
    yield from enrolled
    for event in enrolled:
        dewi = people.evolve(dewi, event, START)
    yield from _recorded(people.decide(dewi, command("person/dewi", "retire_key", key=key.key), basis(administrator)))
    serving = {"key": key.key, "possession": key.possession(log, "receipts")}
    first = ServiceKey(purpose=Purpose.RECEIPTS, key=key_of("service"), possession="A" * 86 + "==")
    founder = Founder(person="siti", agency="kemenpanrb", key=key_of("siti"), possession="A" * 86 + "==")
    begun = LedgerBegun(log=log, keys=(first,), founders=(founder,))
    yield begun
    service = keys.evolve(Keys(KEYS), begun, START)
    published = _recorded(
        keys.decide(service, command(KEYS, "publish_key", purpose="receipts", **serving), basis(administrator))
    )
    yield from published
    service = keys.evolve(service, published[0], START)
    retired = command(KEYS, "retire_service_key", key=key.key)
    yield from _recorded(keys.decide(service, retired, basis(administrator)))
    yield CommandRefused(
        command_type="admit", actor="proposer", code="role_missing", facts={"person": "proposer"}, stream_version=1
    )


def _agencies(administrator: Person, command: Callable[..., Command]) -> Iterator[Event]:
    register = Register(AGENCIES)
    table = (
        "id,name,kind,parent,region,valid_from,valid_until,predecessors\n"
        f"kota-surakarta,Pemerintah Kota Surakarta,kota,,{region_id(SURAKARTA)},2025-04-25,,\n"
        "dinas-lama,Dinas Lama,unit,kota-surakarta,,,,\n"
    )
    asked: tuple[tuple[str, dict[str, object]], ...] = (
        ("publish_agencies", {"content": table, "source": "Kepmendagri 300.2.2-2138 Tahun 2025"}),
        ("add_agency", {"id": "universitas-rekaan", "name": "Universitas Rekaan", "kind": "perguruan_tinggi"}),
        ("rename_agency", {"agency": "universitas-rekaan", "to": "Universitas Rekaan Nusantara"}),
        ("split_agency", {"agency": "dinas-lama", "into": [_unit("dinas-anak"), _unit("dinas-data")]}),
        ("merge_agency", {"agency": "dinas-data", "into": "dinas-anak"}),
    )
    for name, payload in asked:
        asking = command(AGENCIES, name, **payload)
        for event in _recorded(agencies.decide(register, asking, basis(administrator))):
            register = agencies.evolve(register, event, START)
            yield event


def _unit(name: str) -> dict[str, object]:
    return {"id": name, "name": name.replace("-", " ").title(), "kind": "unit", "parent": "kota-surakarta"}


def _recorded(answer: list[Event] | Refusal) -> list[Event]:
    assert not isinstance(answer, Refusal), answer
    return answer


def one_of_each() -> dict[str, Event]:
    """The most comprehensive event of each type: the one with the longest data."""
    events: dict[str, Event] = {}
    for event in walked():
        name = type(event).__name__
        if name not in events or len(event.model_dump_json()) > len(events[name].model_dump_json()):
            events[name] = event
    return events
