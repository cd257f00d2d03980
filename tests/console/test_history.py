"""The history of an innovation: folded, narrowed, a page at a time, with what changed, and as far as it is open."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.pages import history
from console.zones import ZONES
from tests.cli.running import Cli
from tests.console.desk import Desk


async def test_what_weighs_little_is_folded_until_it_is_opened(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("note", innovation, "Berkas asli diterima.", "--as", "sekretariat")
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/riwayat")
    note = desk.page.get_by_text("Berkas asli diterima.")
    assert not await note.first.is_visible()
    await desk.page.get_by_text("1 peristiwa yang kurang penting").click()
    assert await note.first.is_visible()
    await desk.open(f"/inovasi/{innovation}/riwayat")
    async with desk.page.expect_navigation():
        await desk.page.click("text=Buka semua yang dilipat")
    assert await note.first.is_visible()


async def test_each_event_says_what_it_changed_from_what_to_what(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await desk.sign_in("auditor")
    await desk.open(f"/inovasi/{innovation}/riwayat")
    entry = desk.page.locator("li.jejak-entry", has_text="uji coba putaran ke-1").first
    await entry.locator("summary").click()
    row = entry.locator("tr", has_text="Tahap")
    assert await row.locator("td").all_inner_texts() == ["Usulan", "Uji coba"]


async def test_what_a_region_measured_is_called_as_in_the_plan_and_so_is_what_it_left_out(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    officer = ("--as", "petugas-bandung")
    await cli.refused("indicator_missing", "report", innovation, "cakupan=26,5", *officer)
    await cli.refused("invalid_payload", "report", innovation, "cakupan=26,5", f"waktu-terbit={10**20}", *officer)
    await cli.done("report", innovation, "cakupan=26,5", "waktu-terbit=2", *officer)
    await desk.sign_in("auditor")
    await desk.open(f"/inovasi/{innovation}/riwayat?semua=1")
    shown = await desk.text()
    assert "laporan capaian ke-1: Anak yang memiliki kartu 26,5 dan Waktu penerbitan kartu 2" in shown
    assert "ndikator Waktu penerbitan kartu" in shown
    assert "belum benar: Waktu penerbitan kartu: " in shown
    assert "waktu-terbit" not in shown
    listed = (await cli("history", innovation, "--lang", "id")).out
    assert "Waktu penerbitan kartu 2" in " ".join(listed.split())


async def test_a_history_is_narrowed_by_who_what_when_and_words(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await desk.sign_in("auditor")

    async def found(query: str) -> int:
        await desk.open(f"/inovasi/{innovation}/riwayat?{query}")
        return await desk.page.locator(".jejak-entry").count()

    whole = await found("")
    assert whole == 3
    assert await found("siapa=Bagus") == 2
    assert await found("siapa=Bagus&apa=PilotsPlanned") == 1
    assert await found("cari=bandung") == 1
    today = datetime.now(UTC).date()
    assert await found(f"dari={today + timedelta(days=2)}") == 0
    assert "Tidak ada peristiwa yang sesuai." in await desk.text()
    assert await found(f"sampai={today + timedelta(days=2)}") == whole


async def test_what_is_wrong_in_a_filter_is_told_beside_it_and_narrows_nothing(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    await desk.open(f"/inovasi/{innovation}/riwayat?dari=kemarin&apa=Nothing&siapa=<b>")
    assert "“kemarin” bukan tanggal" in await desk.page.inner_text("#dari-error")
    assert "sejenis itu" in await desk.page.inner_text("#apa-error")
    assert await desk.page.input_value("#siapa") == "<b>"
    await desk.open(f"/inovasi/{innovation}/riwayat?sampai=20261130")
    assert "“20261130” bukan tanggal" in await desk.page.inner_text("#sampai-error")
    await desk.open(f"/inovasi/{innovation}/riwayat?dari=2026-11-30&sampai=2026-11-01")
    assert "mendahului" in await desk.page.inner_text("#sampai-error")
    assert (await desk.open(f"/inovasi/{innovation}/riwayat?mulai=nothing-1")).status == 404


async def test_a_history_goes_on_page_by_page_and_each_event_has_an_address(
    desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 2)
    innovation = await cli.in_pilot()
    await desk.sign_in("auditor")
    await desk.open(f"/inovasi/{innovation}/riwayat?zona=WIT")
    first = await desk.page.locator(".jejak-entry").evaluate_all("all => all.map(each => each.id)")
    assert "WIT" in await desk.page.locator("time").first.inner_text()
    async with desk.page.expect_navigation():
        await desk.page.click("text=Peristiwa yang lebih lama")
    [last] = await desk.page.locator(".jejak-entry").evaluate_all("all => all.map(each => each.id)")
    assert last not in first
    assert "WIT" in await desk.page.locator("time").first.inner_text()
    await desk.page.click(f"#{last} a")
    assert await desk.page.locator(f"#{last}:target").count() == 1
    async with desk.page.expect_navigation():
        await desk.page.click("text=Peristiwa yang lebih baru")
    assert await desk.page.locator(".jejak-entry").count() == 2


def test_idle_years_are_told_in_months() -> None:
    class At:
        def __init__(self, id: str, at: datetime) -> None:
            self.id, self.at, self.minor = id, at, False

    page: list[Any] = [At("b", datetime(2026, 3, 1, tzinfo=UTC)), At("a", datetime(2025, 1, 1, tzinfo=UTC))]
    years = list(history._grouped(page, ZONES["WIB"], idle=True))
    assert [(year, [row["months"] for row in rows]) for year, rows in years] == [(2026, [14]), (2025, [0])]
