"""What a text that is to be published would change: facts of an edition, lines of its text, or rows of a table."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from domain.model import Frozen
from texts.facts import Changed
from texts.filling import text
from texts.languages import Lang

_CALLED = (("code", "name"), ("date", "name"), ("name",))
"""The columns by which a row of a table is called; those of the first of these that it has."""


def rows_changed(now: Mapping[str, Frozen], then: Mapping[str, Frozen]) -> list[Changed]:
    """The rows that come, go, or say something else; of these the columns that do, as they stand in the table."""
    found = []
    for key in [*then, *(each for each in now if each not in then)]:
        before, after = _cells(now.get(key)), _cells(then.get(key))
        if before != after:
            differing = [each for each in {**before, **after} if before.get(each) != after.get(each)]
            found.append(
                Changed(
                    _called(after or before), *(_said(each, differing) if each else None for each in (before, after))
                )
            )
    return found


def lines_changed(now: str, then: str, lang: Lang) -> list[Changed]:
    """The lines of a text that come, go, or read otherwise, numbered as they will stand."""
    before, after = now.splitlines(), then.splitlines()
    return [
        Changed(
            text("publish.line", lang, line=to_first + 1),
            "\n".join(before[first:last]) or None,
            "\n".join(after[to_first:to_last]) or None,
        )
        for what, first, last, to_first, to_last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if what != "equal"
    ]


def counted(changes: list[Changed], lang: Lang) -> str:
    """How many come, go, and change."""
    come = sum(each.before is None for each in changes)
    go = sum(each.after is None for each in changes)
    return text("publish.counts", lang, come=come, go=go, change=len(changes) - come - go)


def _cells(row: Frozen | None) -> dict[str, str]:
    return dict(_columns(row)) if row is not None else {}


def _columns(row: Frozen) -> Iterator[tuple[str, str]]:
    for column, value in row.model_dump(mode="json").items():
        yield column, " ".join(value) if isinstance(value, list) else str(value or "")


def _called(cells: Mapping[str, str]) -> str:
    columns = next(each for each in _CALLED if set(each) <= cells.keys())
    return " ".join(cells[each] for each in columns)


def _said(cells: Mapping[str, str], columns: list[str]) -> str:
    return "; ".join(f"{each}: {cells[each] or '–'}" for each in columns if each in cells)
