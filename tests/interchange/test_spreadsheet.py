"""The CSV can be opened without running what somebody wrote into it, and loses nothing."""

import csv
import json
from io import StringIO

import pytest

from interchange.spreadsheet import COLUMNS, guarded, spreadsheet
from ledger.scan import Snapshot
from tests.interchange.conftest import BITING, FORMULA, Recorded


async def exported(read: Snapshot, innovation: str | None) -> list[dict[str, str]]:
    """The rows of an export by their headings."""
    text = "".join([part async for part in spreadsheet(read, innovation)])
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


async def test_every_event_is_a_row_with_its_leaf_and_hash(recorded: Recorded, read: Snapshot) -> None:
    rows = await exported(read, None)
    assert tuple(rows[0]) == COLUMNS
    leaves = [(int(row["leaf_index"]) if row["leaf_index"] else None, row["event_hash"]) for row in rows]
    assert leaves == recorded.hashes()
    assert all(None not in row and None not in row.values() for row in rows)


async def test_no_cell_is_a_formula_and_texts_stay_what_they_are(recorded: Recorded, read: Snapshot) -> None:
    rows = await exported(read, recorded.biting)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())
    assert rows[1]["reason"] == f"'{FORMULA}"
    refused = next(row for row in rows if row["type"] == "CommandRefused")
    assert refused["reason"] == BITING
    assert json.loads(rows[1]["data"])["reason"] == FORMULA


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_what_a_spreadsheet_takes_for_a_formula_is_made_text(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a", "1", "{}", "'=1", " a"])
def test_any_other_cell_is_left_alone(cell: str) -> None:
    assert guarded(cell) == cell
