"""Lists as files for spreadsheets, CSV or Excel workbooks, in which no text is ever taken for a formula.

Rows are written as they come, so that a list of any length takes constant memory.
"""

import csv
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryFile
from typing import BinaryIO

from domain.periods import JAKARTA
from interchange import Sheet
from interchange.spreadsheet import guarded
from wiring.errors import NotPossible

Value = str | int | Decimal | date | None
"""What a cell holds; None: nothing. Instants (they are dates as well) are written in Jakarta's time."""

Rows = AsyncIterator[Sequence[Value]]

MOST_ROWS, LONGEST_TEXT = 1_048_576, 32_767
"""What a workbook can hold: rows of a sheet, its headings included, and characters of a cell."""

WIDTH = 22
DAYS = "yyyy-mm-dd"
PART = 64 * 1024


async def written(form: Sheet, headings: Sequence[str], rows: Rows, instants: str) -> AsyncIterator[bytes]:
    """A list in one of the forms, its headings first, part by part. `instants` is how a workbook shows them.

    Raises:
        NotPossible: a workbook can't hold as many rows.
    """
    if form is Sheet.CSV:
        yield _line(headings)
        async for row in rows:
            yield _line(row)
        return
    with TemporaryFile() as file:
        await _write_workbook(file, headings, rows, instants)
        file.seek(0)
        while part := file.read(PART):
            yield part


async def _write_workbook(file: BinaryIO, headings: Sequence[str], rows: Rows, instants: str) -> None:
    from xlsxwriter import Workbook

    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        instant, day = (book.add_format({"num_format": each}) for each in (instants, DAYS))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, WIDTH)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        number = 0
        async for row in rows:
            number += 1
            if number == MOST_ROWS:
                raise NotPossible("sheet_full", most=MOST_ROWS - 1)
            for column, value in enumerate(row):
                match value:
                    case str():  # written as text, whatever it begins with
                        sheet.write_string(number, column, value[:LONGEST_TEXT])
                    case datetime():
                        sheet.write_datetime(number, column, value.astimezone(JAKARTA).replace(tzinfo=None), instant)
                    case date():
                        sheet.write_datetime(number, column, value, day)
                    case int() | Decimal():
                        sheet.write_number(number, column, value)


def _line(cells: Sequence[Value]) -> bytes:
    text = StringIO()
    csv.writer(text).writerow([_as_text(cell) for cell in cells])
    return text.getvalue().encode()


def _as_text(value: Value) -> str:
    """A cell of CSV: instants in ISO 8601 with their offset, numbers with a decimal point."""
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case datetime():
            return value.astimezone(JAKARTA).isoformat(timespec="seconds")
    return str(value)
