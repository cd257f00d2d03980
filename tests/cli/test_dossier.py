"""`show --full` shows all that those who judge an innovation read, in lines that are easily read."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from cli.dossier import show
from domain.adoption.dossier import adopting
from domain.innovation.dossier import Adopting, dossier_of
from domain.names import Names
from domain.shown import shown_dossier
from domain.visibility import Viewer
from service.people import Called
from tests.cli.running import EXAMPLES, OPERATOR, PROPOSER, Cli, captured
from tests.domain.acts import every_stage, report
from tests.domain.histories import OFFICER, committed, lapsed_adoption
from tests.domain.journeys import deciding, in_check, in_waves
from tests.domain.spec import Life
from tests.domain.test_determination import confirm, record
from tests.domain.world import BANDUNG, MAKASSAR, PEOPLE
from texts import LANGUAGES, Lang
from texts.filling import known


async def judged(cli: Cli) -> str:
    """An innovation with a return, a measurement, an attachment, and two score sheets."""
    innovation = await cli.in_pilot()
    await cli.done("attach-evidence", innovation, "SK Wali Kota", "--location", "arsip/2014/7", *OPERATOR)
    report = ("cakupan=21,5", "waktu-terbit=4", "--note", "Belum lengkap.")
    await cli.done("report", innovation, "--region", "32.73", *report, "--as", "petugas-bandung")
    await cli.done("suspend", innovation, *OPERATOR, "--reason", "Inspektorat memeriksa.")
    await cli.done("resume", innovation, *OPERATOR)
    await cli.done("close-pilots", innovation, *OPERATOR)
    await cli.done("assign-panel", innovation, "evaluator-1", "evaluator-2", "evaluator-3", *OPERATOR)
    await cli.done("request-clarification", innovation, "Apa sumber angkanya?", "--as", "evaluator-1")
    await cli.done("forward-clarification", innovation, "1", "Dari mana angka cakupan itu?", *OPERATOR)
    await cli.done("answer-clarification", innovation, "1", "Laporan bulanan dinas.", *PROPOSER)
    await cli.refused("already_answered", "answer-clarification", innovation, "1", "Lagi.", *PROPOSER)
    await cli.done("ask-clarification", innovation, "Siapa saja mitranya?", *OPERATOR)
    assert "Answer to clarification 2" in (await cli("inbox", "--limit", "1000", *PROPOSER)).out
    for evaluator in ("evaluator-1", "evaluator-2"):
        await cli.done("score", innovation, "--file", EXAMPLES / "score.yaml", "--as", evaluator)
    return innovation


TOLD: dict[Lang, tuple[str, ...]] = {
    "id": (
        "Ringkasan:",
        "Kebaruan (novelty), bobot 15",
        "Apa yang baru dibandingkan dengan cara sebelumnya",
        "Tanda pengenal anak digabungkan dengan insentif",
        "Belum dijawab.",
        "Cakupan kartu di kedua daerah uji coba",
        "Lembar penilaian",
        "Cara kerjanya sederhana",
        "Uji coba di 32.73 Kota Bandung, putaran ke-1",
        "21,5",
        "Belum lengkap.",
        "1. Diajukan oleh Wulan Rekaan, diteruskan pada",
        "Dari mana angka cakupan itu?",
        "Laporan bulanan dinas.",
        "2. Diminta oleh sekretariat pada",
        "arsip/2014/7",
        "Inspektorat memeriksa.",
    ),
    "en": ("Summary:", "Novelty (novelty), weight 15", "What is new about it", "Not answered.", "Score sheets", "21.5"),
}


async def test_who_reads_no_sheet_is_told_so_in_words(cli: Cli) -> None:
    innovation = await judged(cli)
    shown = await cli("show", innovation, "--full", "--lang", "id", *PROPOSER)
    assert "tidak ditampilkan: lembar penilaian dan klarifikasi." in " ".join(shown.out.split())


async def test_the_dossier_tells_all_parts_in_both_languages_and_in_short_lines(cli: Cli) -> None:
    innovation = await judged(cli)
    for lang in LANGUAGES:
        shown = await cli("show", innovation, "--full", "--lang", lang)
        assert shown.code == 0, shown
        together = " ".join(shown.out.split())
        assert [each for each in TOLD[lang] if each not in together] == []
        assert max(map(len, shown.out.splitlines())) <= 100


OWN, OTHER = str(UUID(int=1)), str(UUID(int=2))


def shown(life: Life, lang: Lang, *adoptions: Adopting) -> str:
    """What `show --full` says of a life, its lines put together."""
    found = dossier_of("test", zip(life.events, life.instants, strict=True), {}, adoptions)
    people = Called(Names({"evaluator-4": "Wulan Rekaan", "deputy": "Sinta Rekaan"}), life.people)
    with captured() as (out, _):
        show(found, life.rules.regions, {OTHER: "Kartu Lansia"}, people, lang)
    return " ".join(out.getvalue().split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_assesses_a_check_reads_what_was_reported_on_it(lang: Lang) -> None:
    life = report(in_check(), 1, evidence=["Laporan tahunan"])
    report(life, 1, "officer-bandung", region=BANDUNG)
    open_ = shown(life, lang)
    assert {"id": "Belum dinilai; batas waktu", "en": "Not assessed yet; the report is due"}[lang] in open_
    life.when("evaluator-4", "assess_check", check=1, verdict="at_risk", reason="Belum ada SOP")
    life.when("minister", "require_correction", reason="Mitra belum dilibatkan")
    life.when("proposer", "report_correction", action="Petugas dilatih lagi.")
    told: dict[Lang, tuple[str, ...]] = {
        "id": ("Laporan pengusul", "Laporan 32.73 Kota Bandung", "Pembaruan inovasi Aplikasi", "Hasil: berisiko"),
        "en": ("Report of the proposer", "Report of 32.73 Kota Bandung", "How the innovation was renewed Aplikasi"),
    }
    said = ("Laporan tahunan", "Wulan Rekaan", "Belum ada SOP", "Mitra belum dilibatkan", "Petugas dilatih lagi.")
    assert [each for each in (*told[lang], *said) if each not in shown(life, lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_regions_reports_are_shown_in_its_own_time(lang: Lang) -> None:
    officer = "officer-makassar"
    adoption = committed(in_waves(), MAKASSAR, officer)
    adoption.when(officer, "report_adoption", phase="adapt", note="Anggaran menyusul").when(
        officer, "complete_adoption"
    )
    found = adopting(adoption.state.id, zip(adoption.events, adoption.instants, strict=True))
    told = shown(adoption.life, lang, found)
    for each in ("73.71 Kota Makassar", "Anggaran menyusul", "WITA", {"id": "Selesai", "en": "Completed"}[lang]):
        assert each in told


def test_an_adoption_that_came_late_is_said_to_be() -> None:
    adoption = lapsed_adoption().when(OFFICER, "complete_adoption")
    found = adopting(adoption.state.id, zip(adoption.events, adoption.instants, strict=True))
    assert "Selesai, terlambat" in shown(adoption.life, "id", found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_determines_a_decision_reads_all_that_it_says(lang: Lang) -> None:
    life = deciding().when(
        "minister", "decide", choice="scale_national", reason="Terbukti di dua daerah", sector_owner="Kemendagri",
        specification="Dua jenis kartu", facilitator="Ditjen Dukcapil", originator_migrates=True,
    )  # fmt: skip
    assert life.state.decision is not None
    open_ = shown(life, lang)
    count = len(life.state.decision.adopters)
    told: dict[Lang, tuple[str, ...]] = {
        "id": (f"Instansi replikator ({count})", "Beralih ke spesifikasi ini", "Menunggu penetapan."),
        "en": (f"Adopters ({count})", "Moves over to this specification", "It waits for its determination."),
    }
    for each in (*told[lang], "Terbukti di dua daerah", "Kemendagri", "Dua jenis kartu", "Ditjen Dukcapil"):
        assert each in open_
    life.state = replace(life.state, id=OWN)
    record(life, annex=[OWN, OTHER])
    confirm(life)
    determined = shown(life, lang)
    for each in ("Kepmen 7/2026", "Sinta Rekaan", "Kartu Lansia", {"id": "Dikonfirmasi", "en": "Confirmed"}[lang]):
        assert each in determined
    assert told[lang][-1] not in determined


@every_stage
def test_whatever_of_a_dossier_is_not_open_is_called_by_words(life: Callable[[], Life]) -> None:
    lived = life()
    found = dossier_of("test", zip(lived.events, lived.instants, strict=True), {})
    onlooker = Viewer(PEOPLE["other-proposer"], lived.now, lived.rules.regions, lived.rules.agencies)
    closed = shown_dossier(onlooker, lived.state, found).not_open
    assert closed
    assert [each for each in closed if not known(f"part.{each}")] == []
