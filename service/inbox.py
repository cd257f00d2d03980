"""The inbox: what waits for whoever reads it, in the roles that they hold now."""

from typing import Any

from domain.next_acts import Tables, own_lists
from ledger.model import Sort, StreamRow
from service.cursors import cursor_of, place_of
from service.reading import Reader


async def inbox(reader: Reader, *, after: str | None, limit: int) -> list[dict[str, Any]]:
    """The first `limit` tasks of the reader after a cursor, the most urgent first, each with its own.

    Raises:
        BadRequest: no cursor of an inbox.
    """
    place = place_of(after, Sort.DUE)
    lists, others = own_lists(reader.who, Tables(await reader.regions(), await reader.agencies()), reader.at)
    rows = await reader.ledger.waiting(list(lists), without=list(others), after=place, limit=limit)
    titles = await reader.titles(row.body["innovation"] for row in rows)
    return [_task(row) | {"title": titles.get(row.body["innovation"])} for row in rows]


def _task(row: StreamRow) -> dict[str, Any]:
    shown = ("innovation", "what", "subject", "role", "region", "due_at", "overdue")
    return {
        "id": f"{row.stream_id}:{row.key}",
        **{name: row.body[name] for name in shown},
        "cursor": cursor_of(row.place, Sort.DUE),
    }
