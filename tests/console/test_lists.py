"""The list of innovations: searched, narrowed, a page at a time, and as a workbook."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from console.pages import innovations
from tests.cli.running import Cli
from tests.console.desk import Desk
from texts import text

pytestmark = pytest.mark.usefixtures("long_pages")


async def test_the_list_is_searched_and_narrowed_and_kept_in_its_address(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    await desk.open("/inovasi?cari=insentif&tahap=proposal")
    assert await desk.page.locator(f'a[href="/inovasi/{innovation}"]').count() == 1
    assert await desk.page.input_value("#cari") == "insentif"
    await desk.open("/inovasi?cari=insentif&tahap=pilot")
    assert await desk.page.locator(f'a[href="/inovasi/{innovation}"]').count() == 0
    await desk.open("/inovasi?tahap=<b>&menunggu=x&urut=y&cari=tidak-ada-yang-begini")
    assert "Tidak ada inovasi yang sesuai." in await desk.text()
    assert (await desk.open("/inovasi?sesudah=salah")).status == 400


async def test_the_whole_list_comes_as_a_workbook(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    answer = await desk.page.request.get(f"{desk.address}/inovasi.xlsx?tahap=proposal")
    sheet = load_workbook(BytesIO(await answer.body())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("Nomor", "Judul")
    row = next(each for each in rows if each[0] == innovation)
    assert row[2] == "Pemerintah Kota Surakarta"


async def test_what_is_not_open_is_said_to_be_so_and_does_not_stand_in_the_page(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    scores = ("score", innovation, "--file", "examples/score.yaml", "--as", "evaluator-1")
    await cli.done(*scores)
    for person, seen in (("evaluator-2", False), ("pengusul", False), ("sekretariat", True)):
        await desk.sign_in(person)
        for part in ("", "/berkas", "/riwayat?semua=1"):
            await desk.open(f"/inovasi/{innovation}{part}")
            assert ("90,4" in await desk.page.content()) == seen, (person, part)


async def test_the_list_goes_on_page_by_page(desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(innovations, "AT_ONCE", 1)
    monkeypatch.setattr(innovations, "MOST_COUNTED", 1)
    for _ in range(2):
        await cli.proposed()
    await desk.sign_in("auditor")
    await desk.open("/inovasi?tahap=proposal")
    seen = set[str]()
    for _ in range(2):
        seen.add(str(await desk.page.get_attribute("tbody a", "href")))
        async with desk.page.expect_navigation():
            await desk.page.click("text=Halaman berikutnya")
        assert "tahap=proposal" in desk.page.url
        assert text("list.found_more_than", "id", n=1) in await desk.text()
    assert len(seen) == 2


async def test_a_workbook_that_can_not_be_is_refused_before_it_begins(desk: Desk) -> None:
    await desk.sign_in("auditor")
    assert (await desk.page.request.get(f"{desk.address}/inovasi.xlsx?cari=!!!")).status == 400


async def test_the_list_is_narrowed_by_edition_agency_and_region_by_name(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("pengusul")
    link = desk.page.locator(f'a[href="/inovasi/{innovation}"]')
    for query, seen in (
        ("cari=insentif&instansi=pemerintah kota surakarta&daerah=kota surakarta&edisi=ringkas&tahap=proposal", True),
        ("cari=insentif&instansi=kota-surakarta&tahap=proposal", True),
        ("cari=insentif&edisi=kipp-2023", False),
        ("cari=insentif&milik=1&nilai=belum&dari=2025-01-01&tahap=proposal", True),
        ("cari=insentif&milik=1&nilai=sudah&tahap=proposal", False),
        ("cari=insentif&milik=1&sampai=2025-01-01", False),
        ("cari=insentif&daerah=kota bandung", False),
    ):
        address = "/inovasi?urut=tenggat&" + query
        await desk.open(address)
        assert bool(await link.count()) == seen, query
    await desk.open("/inovasi?milik=1&cari=insentif&dari=2025-01-01")
    assert "inovasi sesuai." in await desk.text()
    assert await desk.page.is_checked("#milik")
    assert await desk.page.input_value("#dari") == "2025-01-01"
    answer = await desk.open("/inovasi?dari=kemarin&sampai=2025-01-01")
    assert answer.status == 422
    assert "kemarin" in await desk.page.inner_text("#dari-error")
    assert (await desk.page.request.get(f"{desk.address}/inovasi.xlsx?dari=kemarin")).status == 400
    answer = await desk.open("/inovasi?cari=!!!&tahap=pilot")
    assert answer.status == 422
    assert await desk.page.locator("#cari-error").count() == 1
    assert await desk.page.input_value("#tahap") == "pilot"
    await desk.open("/inovasi?daerah=Kota Bandunk")
    assert "Apakah maksudnya Kota Bandung" in await desk.page.inner_text("#daerah-error")
    answer = await desk.open("/inovasi?instansi=tidak-ada-itu&daerah=<b>")
    assert answer.status == 422
    assert "tidak terdaftar" in await desk.page.inner_text("#instansi-error")
    assert await desk.page.locator("#daerah-error").count() == 1
    assert await desk.page.input_value("#daerah") == "<b>"
