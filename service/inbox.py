"""The inbox: what waits for whoever reads it, in the roles that they hold now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.next_acts import Tables, own_lists
from ledger.model import Sort, StreamRow
from service.cursors import cursor_of, place_of
from service.reading import Reader

COUNTED = 1_000
"""How many tasks are counted at most, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tasks there are."""

    by: Mapping[str, tuple[int, int]]
    """By what they are: how many, and how many of these are overdue."""

    @classmethod
    def of(cls, tasks: Sequence[Mapping[str, Any]], at: datetime) -> "Counted":
        """These tasks, at an instant."""
        by = Counter(task["what"] for task in tasks)
        late = Counter(task["what"] for task in tasks if task["due_at"] and datetime.fromisoformat(task["due_at"]) < at)
        return cls({what: (n, late[what]) for what, n in by.items()})

    @property
    def all(self) -> int:
        """How many there are; at most `COUNTED`."""
        return sum(n for n, _ in self.by.values())

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(late for _, late in self.by.values())

    @property
    def more(self) -> bool:
        """Whether there may be more than were counted."""
        return self.all >= COUNTED


async def inbox(reader: Reader, *, after: str | None, limit: int, what: str | None = None) -> list[dict[str, Any]]:
    """The first `limit` tasks of the reader after a cursor, the most urgent first, each with its own; of one kind
    alone, if one is given.

    Raises:
        BadRequest: no cursor of an inbox.
    """
    place = place_of(after, Sort.DUE)
    lists, others = await _lists(reader)
    return await _tasks(reader, await reader.ledger.waiting(lists, without=others, what=what, after=place, limit=limit))


async def named(reader: Reader, tasks: Sequence[str]) -> list[dict[str, Any]]:
    """Those of these tasks, by their ids, that wait for the reader."""
    lists, others = await _lists(reader)
    return await _tasks(
        reader, await reader.ledger.waiting_named(lists, [named_in(each) for each in tasks], without=others)
    )


async def counted(reader: Reader) -> Counted:
    """How many tasks are on the reader's lists, by what they are."""
    lists, others = await _lists(reader)
    return Counted(await reader.ledger.waiting_counted(lists, at=reader.at, without=others, limit=COUNTED))


def named_in(task: str) -> tuple[str, str]:
    """The stream and the key of a task's row, by the task's id."""
    stream, _, key = task.partition(":")
    return stream, key


async def _lists(reader: Reader) -> tuple[list[str], list[str]]:
    lists, others = own_lists(reader.who, Tables(await reader.regions(), await reader.agencies()), reader.at)
    return list(lists), list(others)


async def _tasks(reader: Reader, rows: Sequence[StreamRow]) -> list[dict[str, Any]]:
    titles = await reader.titles(row.body["innovation"] for row in rows)
    return [_task(row) | {"title": titles.get(row.body["innovation"])} for row in rows]


def _task(row: StreamRow) -> dict[str, Any]:
    shown = ("innovation", "what", "subject", "role", "region", "due_at", "overdue")
    return {
        "id": f"{row.stream_id}:{row.key}",
        **{name: row.body[name] for name in shown},
        "cursor": cursor_of(row.place, Sort.DUE),
    }
