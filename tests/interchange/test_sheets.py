"""Lists for spreadsheets: cells of their own types, and no text that is taken for a formula."""

import csv
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from interchange import Sheet, sheets
from interchange.sheets import Value, written
from texts import LANGUAGES, Lang, text
from wiring.errors import NotPossible

AT = datetime(2026, 11, 24, 5, 44, 38, 123456, UTC)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://example.com")', "＝1"]
ROWS: list[Sequence[Value]] = [
    ("Kartu “Insentif”", 7, Decimal("90.7333"), AT, None),
    *((formula, -7, Decimal("-0.5"), AT, "http://example.com") for formula in FORMULAS),
    ("dua\nbaris; koma, \x1b kendali", 0, Decimal(0), AT, "33.72"),
]
HEADINGS = ["Judul", "Versi", "Nilai", "Batas waktu", "Daerah"]


async def one_by_one(rows: Sequence[Sequence[Value]]) -> AsyncIterator[Sequence[Value]]:
    for row in rows:
        yield row


async def content(form: Sheet, rows: Sequence[Sequence[Value]] = ROWS, lang: Lang = "id") -> bytes:
    instants = text("cli.instant_in_a_sheet", lang)
    return b"".join([part async for part in written(form, HEADINGS, one_by_one(rows), instants)])


def cells(workbook: bytes) -> list[list[Any]]:
    """Every cell of a workbook, as another library reads it."""
    (sheet,) = load_workbook(BytesIO(workbook)).worksheets
    return [list(row) for row in sheet.iter_rows()]


async def test_a_workbook_has_dates_and_numbers_as_such_and_instants_in_jakartas_time() -> None:
    headings, first, *_ = cells(await content(Sheet.XLSX))
    assert [cell.value for cell in headings] == HEADINGS
    title, version, grade, due, region = first
    assert (title.value, title.data_type) == ("Kartu “Insentif”", "s")
    assert (version.value, version.data_type) == (7, "n")
    assert (grade.value, grade.data_type) == (90.7333, "n")
    assert due.is_date
    assert due.value.replace(microsecond=0) == datetime(2026, 11, 24, 12, 44, 38)
    assert region.value is None


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_workbook_says_in_whose_time_its_instants_are(lang: Lang) -> None:
    _, first, *_ = cells(await content(Sheet.XLSX, lang=lang))
    assert '"WIB"' in first[3].number_format


async def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    workbook = await content(Sheet.XLSX)
    for row, given in zip(cells(workbook)[1:], ROWS, strict=True):
        assert row[0].data_type == "s"
        assert row[0].hyperlink is None
        assert row[4].hyperlink is None
        if "\x1b" not in str(given[0]):
            assert row[0].value == given[0]
    sheet = ZipFile(BytesIO(workbook)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


async def test_no_cell_of_a_csv_is_a_formula_and_negative_numbers_stay_numbers() -> None:
    headings, *rows = csv.reader(StringIO((await content(Sheet.CSV)).decode(), newline=""), strict=True)
    assert headings == HEADINGS
    assert rows[0] == ["Kartu “Insentif”", "7", "90.7333", "2026-11-24T12:44:38+07:00", ""]
    for row, formula in zip(rows[1:], FORMULAS, strict=False):
        assert row[:3] == [f"'{formula}", "-7", "-0.5"]
    assert rows[-1][0] == ROWS[-1][0]


async def test_a_day_is_a_date_in_either_form() -> None:
    day, *_ = cells(await content(Sheet.XLSX, [(date(2026, 11, 24),)]))[1]
    assert day.is_date
    assert day.value == datetime(2026, 11, 24)
    assert (await content(Sheet.CSV, [(date(2026, 11, 24),)])).decode().endswith("\r\n2026-11-24\r\n")


async def test_a_list_without_rows_has_its_headings() -> None:
    assert [[cell.value for cell in row] for row in cells(await content(Sheet.XLSX, []))] == [HEADINGS]
    assert (await content(Sheet.CSV, [])).decode() == ",".join(HEADINGS) + "\r\n"


async def test_a_workbook_that_cannot_hold_every_row_is_refused_and_not_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", len(ROWS) + 1)
    assert len(cells(await content(Sheet.XLSX))) == len(ROWS) + 1
    monkeypatch.setattr(sheets, "MOST_ROWS", len(ROWS))
    with pytest.raises(NotPossible, match="sheet_full"):
        await content(Sheet.XLSX)
    assert len((await content(Sheet.CSV)).splitlines()) > len(ROWS)
