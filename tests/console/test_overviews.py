"""Daerah and Rekapitulasi: each figure is written out, and leads to what it counts."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.cli.running import Cli
from tests.console.desk import Desk


async def test_the_map_and_its_table_lead_to_a_province_and_to_what_a_city_adopts(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_scaling()
    await desk.sign_in("petugas-bandung")
    await desk.open("/daerah")
    assert await desk.page.locator(".jejak-tile a").count() == 38
    tile = desk.page.locator('.jejak-tile a[href="/daerah/32"]')
    row = desk.page.locator('tr:has(a[href="/daerah/32"])')
    assert "Jawa Barat" in await tile.inner_text()
    covered, of = (await tile.locator("span").last.inner_text()).split("/")
    assert f"{covered} dari {of}" in await row.inner_text()
    async with desk.page.expect_navigation():
        await tile.click()
    async with desk.page.expect_navigation():
        await desk.page.click('a[href="/daerah/32.73"]')
    assert await desk.page.locator(f'a[href="/inovasi/{innovation}"]').count() >= 1
    assert (await desk.open("/daerah/99")).status == 404
    assert (await desk.open("/daerah/32.99")).status == 404
    assert (await desk.open("/daerah/32.73?sesudah-uji=salah")).status == 400


@pytest.mark.usefixtures("long_pages")
async def test_the_recap_counts_stages_and_leads_to_the_cases(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await desk.sign_in("auditor")
    await desk.open("/rekapitulasi")
    line = desk.page.locator('tr:has(a[href*="kasus"][href*="tahap=proposal"])').first
    async with desk.page.expect_navigation():
        await line.locator('a[href*="kasus"]').first.click()
    assert await desk.page.locator(f'a[href="/inovasi/{innovation}"]').count() == 1
    for wrong in ("", "?edisi=x", "?edisi=x&tahap=tidak-ada", "?edisi=x&tahap=pilot&hari=-1", "?edisi=a/b&tahap=pilot"):
        assert (await desk.open(f"/rekapitulasi/kasus{wrong}")).status == 404
    answer = await desk.page.request.get(f"{desk.address}/rekapitulasi.xlsx")
    sheet = load_workbook(BytesIO(await answer.body())).active
    assert sheet is not None
    headings, *lines = sheet.iter_rows(values_only=True)
    assert headings[:3] == ("Edisi", "Tahap", "Dalam tahap ini")
    assert any(line[1] == "Uji coba" and line[2] for line in lines)
