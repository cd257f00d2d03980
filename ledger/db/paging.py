"""The query for one page of a list, built from the filters in use so that PostgreSQL can choose the index for them."""

from collections.abc import Iterable
from datetime import datetime

from ledger.model import Place, Sort

LAST_CHARACTER = "\U0010ffff"


def page(
    kind: str,
    prefix: str,
    labels: Iterable[str],
    any_of: Iterable[str],
    words: Iterable[str],
    due_before: datetime | None,
    sort: Sort,
    after: Place | None,
    limit: int,
) -> tuple[str, list[object]]:
    """The text and its parameters, as `Ledger.rows` describes them."""
    values: list[object] = []

    def given(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    conditions = [f"kind = {given(kind)}"]
    if prefix:
        conditions.append(f"stream_id >= {given(prefix)} AND stream_id < {given(prefix + LAST_CHARACTER)}")
    match sort:
        case Sort.ID:
            sorted_by, order = "NULL", "stream_id, key"
        case Sort.NAME:
            sorted_by, order = "name", "name, stream_id, key"
            conditions.append("name IS NOT NULL")
        case Sort.DUE:
            sorted_by, order = "due_at", "due_at, stream_id, key"
    if after is not None:
        place = after[1:] if sort is Sort.ID else after
        conditions.append(f"({order}) > ({', '.join(given(value) for value in place)})")
    if due_before is not None:
        conditions.append(f"due_at < {given(due_before)}")
    if labels := list(labels):
        conditions.append(f"labels @> {given(labels)}")
    if any_of := list(any_of):
        conditions.append(f"labels && {given(any_of)}")
    if terms := " & ".join(map(prefix_term, words)):
        conditions.append(
            "EXISTS (SELECT FROM jejak.rows w WHERE w.stream_id = r.stream_id AND w.kind = 'words'"
            f" AND w.words @@ {given(terms)}::text::tsquery)"
        )
    text = (
        f"SELECT stream_id, kind, key, body::text AS body, {sorted_by} AS sorted_by FROM jejak.rows r"  # noqa: S608
        f" WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT {given(limit)}"
    )
    return text, values


def prefix_term(word: str) -> str:
    """A tsquery for the words that begin with `word`."""
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"
