"""The read-model rows of a stream, as the ledger stores them."""

from collections.abc import Iterable

from domain.rows import ViewRow
from ledger.model import Row


def ledger_rows(rows: Iterable[ViewRow]) -> tuple[Row, ...]:
    """The same rows, to be appended or compared."""
    return tuple(
        Row(row.kind, row.key, row.body, row.name, row.due_at, row.wake_at, row.labels, row.words) for row in rows
    )
