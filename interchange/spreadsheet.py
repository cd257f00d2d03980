"""CSV (RFC 4180, UTF-8) that a spreadsheet can open without running anything in it."""

import csv
from collections.abc import AsyncIterator
from io import StringIO

from interchange.exported import Exported, instant
from ledger.scan import Snapshot

COLUMNS = (
    "leaf_index", "event_hash", "chain", "innovation", "stream", "version", "event_id", "type", "schema_version",
    "occurred_at", "recorded_at", "actor", "role", "reason", "command_id", "data",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The characters with which a formula begins in spreadsheets, full-width ones included."""


async def spreadsheet(snapshot: Snapshot, innovation: str | None) -> AsyncIterator[str]:
    """A line of headings, then one event a line; a cell that could be a formula begins with an apostrophe."""
    yield _line(COLUMNS)
    async for placed in snapshot.events(innovation):
        exported = Exported(placed)
        stored = exported.stored
        yield _line(
            (
                "" if exported.leaf_index is None else str(exported.leaf_index),
                exported.event_hash,
                exported.chain,
                exported.innovation or "",
                stored.stream_id,
                str(stored.version),
                str(stored.event_id),
                stored.type,
                str(stored.schema_version),
                instant(stored.occurred_at),
                instant(stored.recorded_at),
                exported.actor,
                exported.role or "",
                exported.reason or "",
                exported.command_id or "",
                stored.data.decode(),
            )
        )


def guarded(cell: str) -> str:
    """The cell, turned into text where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(cells: tuple[str, ...]) -> str:
    text = StringIO()
    csv.writer(text).writerow([guarded(cell) for cell in cells])
    return text.getvalue()
