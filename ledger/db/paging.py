"""The query for one page of a list, built from the filters in use so that PostgreSQL can choose the index for them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from ledger.model import Place, Sort

LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which read-model rows of a kind are meant.

    Only rows that have all `labels` and, of each of `any_of`, at least one label, and are due before `due_before`, of
    streams whose id begins with `prefix` and whose text has, for each of `words`, a word that begins with it.
    """

    kind: str
    prefix: str = ""
    labels: Collection[str] = ()
    any_of: Collection[Collection[str]] = ()
    words: Collection[str] = ()
    due_before: datetime | None = None

    def conditions(self, given: Callable[[object], str]) -> list[str]:
        """The same in SQL, where `given` takes a parameter and names it."""
        conditions = [f"kind = {given(self.kind)}"]
        if self.prefix:
            beyond = given(self.prefix + LAST_CHARACTER)
            conditions.append(f"stream_id >= {given(self.prefix)} AND stream_id < {beyond}")
        if self.due_before is not None:
            conditions.append(f"due_at < {given(self.due_before)}")
        if self.labels:
            conditions.append(f"labels @> {given(list(self.labels))}")
        conditions += [f"labels && {given(list(each))}" for each in self.any_of]
        if terms := " & ".join(map(prefix_term, self.words)):
            conditions.append(
                "EXISTS (SELECT FROM jejak.rows w WHERE w.stream_id = r.stream_id"
                f" AND w.words @@ {given(terms)}::text::tsquery)"
            )
        return conditions


def page(narrowed: Narrowed, sort: Sort, after: Place | None, limit: int) -> tuple[str, list[object]]:
    """The text and its parameters, as `Ledger.rows` describes them."""
    values = list[object]()
    given = _numbered(values)
    conditions = narrowed.conditions(given)
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
    text = (
        f"SELECT stream_id, kind, key, body::text AS body, {sorted_by} AS sorted_by FROM jejak.rows r"  # noqa: S608
        f" WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT {given(limit)}"
    )
    return text, values


def count(narrowed: Narrowed, most: int) -> tuple[str, list[object]]:
    """The same of how many they are, counted up to `most`.

    They are counted in the order of a list: where a word is found often, PostgreSQL then walks that order, and needn't
    join all matches with the whole list.
    """
    values = list[object]()
    given = _numbered(values)
    met = " AND ".join(narrowed.conditions(given))
    first = f"SELECT FROM jejak.rows r WHERE {met} ORDER BY due_at, stream_id, key LIMIT {given(most)}"
    return f"SELECT count(*) FROM ({first}) AS counted", values  # noqa: S608


def _numbered(values: list[object]) -> Callable[[object], str]:
    """What adds a parameter to these and names it."""

    def given(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    return given


def prefix_term(word: str) -> str:
    """A tsquery for the words that begin with `word`."""
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"
