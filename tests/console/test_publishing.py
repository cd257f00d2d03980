"""Publishing on pages: what a file would change is shown first, every error of it with its place, and two confirm."""

from pathlib import Path

import pytest

from tests.cli.running import ROOT, Cli
from tests.console.desk import Desk
from tests.console.usable import faults

HERE = "/pengaturan/terbitkan"
HOLIDAYS = (ROOT / "reference/holidays.csv").read_text()
SOURCE = "SKB 3 Menteri (rekaan)"


async def upload(desk: Desk, file: Path, text: str) -> None:
    """Choose a file with this text, and send it."""
    file.write_text(text)
    await desk.page.set_input_files('[name="content.naskah"]', file)
    await desk.send()


async def test_a_table_is_published_by_two_who_both_saw_what_it_changes(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    await desk.sign_in("administrator")
    await desk.open(f"{HERE}/kalender")
    await desk.fill({"source": SOURCE})
    rows = "2031-01-01,Tahun Baru 2031 Masehi,libur_nasional\n"
    await upload(desk, tmp_path / "libur.csv", HOLIDAYS + rows)
    assert await faults(desk) == []
    shown = await desk.text()
    assert "Ditambahkan: 1. Dihapus: 0. Diubah: 0." in shown
    assert "2031-01-01 Tahun Baru 2031 Masehi" in shown
    await desk.send()
    assert "menunggu administrator lain" in await desk.text()
    waiting = await desk.page.locator("tr", has_text="Hari libur").last.locator("a").get_attribute("href")
    await desk.sign_in("administrator-2")
    await desk.open(str(waiting))
    assert await faults(desk) == []
    await desk.page.set_viewport_size({"width": 320, "height": 640})
    assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert "2031-01-01 Tahun Baru 2031 Masehi" in await desk.text()
    async with desk.page.expect_navigation():
        await desk.page.click("button[value=konfirmasi]")
    assert "Perubahan sudah tercatat." in await desk.text()
    await desk.open("/pengaturan/kalender?tahun=2031")
    assert "Tahun Baru 2031 Masehi" in await desk.text()
    await desk.open(f"{HERE}/kalender")
    await desk.fill({"source": SOURCE})
    await upload(desk, tmp_path / "libur.csv", HOLIDAYS + rows)
    assert "sama dengan yang sudah berlaku" in await desk.page.inner_text(".govuk-error-summary")


async def test_every_error_of_a_file_is_listed_with_its_place_and_nothing_is_lost(desk: Desk, tmp_path: Path) -> None:
    await desk.sign_in("administrator")
    await desk.open(f"{HERE}/kalender")
    assert "date, name, dan kind" in await desk.text()
    await desk.send()
    assert await desk.page.locator("#i-content-error, #i-source-error").count() == 2
    await upload(desk, tmp_path / "libur.csv", "date,name,kind\n2031-02-30,A,libur_nasional\n2031-03-01,B\n")
    assert "Berkas sudah diunggah" in await desk.text()  # though the source was missing
    await desk.page.set_viewport_size({"width": 320, "height": 640})
    assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 320
    await desk.fill({"source": SOURCE})
    await desk.send()
    wrong = await desk.page.locator(".govuk-error-summary__list li").all_inner_texts()
    assert await faults(desk) == []
    assert [each.split(":")[0] for each in wrong] == ["baris 2, date", "baris 3"]
    assert await desk.page.input_value('[name="source"]') == SOURCE
    await upload(desk, tmp_path / "libur.csv", HOLIDAYS + "2032-01-01,Tahun Baru 2032 Masehi,libur_nasional\n")
    assert "2032-01-01" in await desk.text()
    async with desk.page.expect_navigation():
        await desk.page.click("button[name=ubah]")
    assert await desk.page.input_value('[name="source"]') == SOURCE
    (tmp_path / "latin.csv").write_bytes(b"date,name,kind\n2031-01-01,Hari \xe9,libur_nasional\n")
    await desk.page.set_input_files('[name="content.naskah"]', tmp_path / "latin.csv")
    await desk.send()
    assert "UTF-8" in await desk.page.inner_text(".govuk-error-summary")


async def test_an_edition_is_compared_in_words_and_line_by_line(desk: Desk, tmp_path: Path) -> None:
    text = (ROOT / "editions/kipp-2025.toml").read_text()
    await desk.sign_in("administrator")
    await desk.open(f"{HERE}/edisi")
    await upload(desk, tmp_path / "edisi.toml", text.replace("passing_grade", "passing_grades", 1) + "\n[=")
    assert "baris" in await desk.page.inner_text(".govuk-error-summary")
    await upload(desk, tmp_path / "edisi.toml", text.replace("year = 2025", "year = 2026") + "# catatan\n")
    assert await desk.page.locator("tr", has_text="Tahun").first.locator("td").all_inner_texts() == ["2025", "2026"]
    await desk.page.click("summary")
    assert "# catatan" in await desk.text()


@pytest.mark.parametrize("person", ["sekretariat", "admin-surakarta", "auditor"])
async def test_nobody_else_publishes(desk: Desk, person: str) -> None:
    await desk.sign_in(person)
    for path in (HERE, f"{HERE}/edisi", f"{HERE}/instansi"):
        assert (await desk.open(path)).status in (403, 409)
