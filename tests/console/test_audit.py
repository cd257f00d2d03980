"""Audit: who did what and when is found by names and words, and the ledger's state and proofs are shown."""

import threading
from io import BytesIO
from zipfile import ZipFile

import pytest
from pydantic import SecretStr

from service.verification_runs import VerificationRuns
from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.console.keyboard import Keyboard
from wiring.errors import NotPossible
from wiring.settings import Settings


async def test_events_are_found_by_name_type_innovation_and_day(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("note", innovation, "Berkas asli diterima.", "--as", "sekretariat")
    await desk.sign_in("auditor")
    await desk.open(f"/audit?siapa=sekretariat&apa=NoteMade&inovasi={innovation[:8]}")
    assert await desk.page.locator("tbody tr").count() == 1
    assert "Berkas asli diterima." in await desk.text()
    await desk.open("/audit?siapa=sekretariat&apa=NoteMade")
    assert await desk.page.locator(f'a[href="/inovasi/{innovation}/riwayat"]').count() >= 1
    await desk.open(f"/audit?inovasi={innovation}&sampai=2020-01-01")
    assert "Tidak ada peristiwa yang sesuai." in await desk.text()


async def test_what_no_filter_can_mean_is_told_and_nothing_is_searched(desk: Desk) -> None:
    await desk.sign_in("auditor")
    await desk.open(
        "/audit?siapa=tak-dikenal-siapa-pun&apa=Bohong&inovasi=tak-ada-begini&dari=kemarin&sampai=2999-01-01"
    )
    assert await desk.page.locator(".govuk-error-message").count() == 5
    assert await desk.page.input_value("#siapa") == "tak-dikenal-siapa-pun"
    assert "Belum dicari." in await desk.text()
    await desk.open("/audit?dari=2026-02-02&sampai=2026-01-01")
    assert await desk.page.locator(".govuk-error-message").count() == 1
    assert (await desk.open("/audit?sesudah=salah")).status == 400


async def test_only_auditors_come_in(desk: Desk) -> None:
    await desk.sign_in("pengusul")
    assert await desk.page.locator('a[href="/audit"]').count() == 0
    for path in (
        "",
        "/catatan",
        "/peristiwa?riwayat=keys/service&versi=1",
        "/verifikasi",
        "/andaikan",
        "/bundel",
        "/akun",
    ):
        assert (await desk.open(f"/audit{path}")).status == 403, path
    sent = await desk.page.request.post(
        f"{desk.address}/audit/verifikasi", form={"inovasi": ""}, headers={"Origin": desk.address}
    )
    assert sent.status == 403


async def test_one_event_is_shown_byte_for_byte_with_its_proof(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    await desk.open("/audit/catatan")
    assert "sah, dengan kunci yang dikenal di sini" in await desk.text()
    await desk.open("/audit/peristiwa?riwayat=keys/service&versi=1")
    page = await desk.text()
    assert "c2sp.org/tlog-proof@v1" in page
    assert '"log"' in page
    await desk.open(f"/audit/peristiwa?riwayat=innovation/{innovation}&versi=1")
    assert "Kartu Insentif Anak" in await desk.text()
    for wrong in (
        "riwayat=innovation/none&versi=1",
        "riwayat=keys/service&versi=0",
        "riwayat=keys/service&versi=-1",
        "",
    ):
        assert (await desk.open(f"/audit/peristiwa?{wrong}")).status == 404


async def test_a_verification_is_begun_watched_and_read(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    desk = Keyboard(desk)
    await desk.sign_in("auditor")
    await desk.press('main a[href="/audit/verifikasi"]')
    await desk.fill({"inovasi": "tidak-ada-yang-begini"})
    await desk.send()
    assert "Tidak ada inovasi yang sesuai" in await desk.text()
    for given, about in ((innovation, innovation), ("", "seluruh catatan")):
        await desk.fill({"inovasi": given})
        await desk.send()
        while await desk.page.locator("progress").count():
            await desk.press("text=Lihat kemajuan terbaru")
        page = await desk.text()
        assert "Utuh:" in page, page
        assert about in page
        await desk.press(".govuk-back-link")
        assert "utuh" in await desk.text()
    assert (await desk.open("/audit/verifikasi/none")).status == 404


def test_one_verification_at_a_time_and_one_that_fails_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", lambda thread: None)
    runs = VerificationRuns(Settings(database_url=SecretStr("postgresql://127.0.0.1:1/none")))
    first = runs.begin("auditor", None)
    with pytest.raises(NotPossible):
        runs.begin("auditor", None)
    runs._work(first)
    assert first.failed is not None
    assert first.ended_at is not None
    assert runs.begin("auditor", None) is not first


async def test_what_would_have_been_stands_beside_what_was(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    await desk.sign_in("auditor")
    await desk.open(f"/audit/andaikan?inovasi={innovation}&edisi=ringkas")
    assert "Tidak ada langkah yang berbeda." in await desk.text()
    assert (await desk.open(f"/audit/andaikan?inovasi={innovation}&edisi=tidak-ada")).status == 400


async def test_a_bundle_is_downloaded_and_the_closing_of_the_books_is_found(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    answer = await desk.page.request.get(f"{desk.address}/audit/bundel?inovasi={innovation}")
    assert answer.headers["content-disposition"] == f'attachment; filename="{innovation}.zip"'
    assert "manifest.json" in ZipFile(BytesIO(await answer.body())).namelist()
    await desk.open("/audit?apa=BooksClosed")  # which making it took
    assert "Penutupan buku" in await desk.page.locator("tbody").inner_text()
    assert (await desk.open("/audit/bundel?inovasi=tidak-ada-yang-begini")).status == 400


async def test_what_was_done_with_accounts_is_shown(desk: Desk) -> None:
    await desk.sign_in("auditor")
    assert (await desk.open("/audit/akun")).status == 200
    assert "memberi akses" in await desk.text()
