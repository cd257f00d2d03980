"""The list of innovations: narrowed, searched, sorted, a page at a time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.rows import label, words
from domain.streams import INNOVATION, innovation_stream
from ledger.model import Sort
from service.afar import over_url
from service.cursors import cursor_of, place_of
from service.reading import Reader
from wiring.errors import BadRequest

__all__ = ["Sort", "Wanted", "innovations"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to narrow the list to; None and empty narrow nothing."""

    stage: str | None = None
    edition: str | None = None
    region: str | None = None
    agency: str | None = None
    awaiting: str | None = None
    """A role whose move it is."""
    overdue: bool = False
    """Whose earliest due instant has passed."""
    search: str | None = None
    """In title, summary and agency each of these begins a word, whatever its case."""

    def labels(self) -> list[str]:
        """What the rows have to bear."""
        given = {name: getattr(self, name) for name in ("stage", "edition", "region", "agency", "awaiting")}
        return [label(name, value) for name, value in given.items() if value is not None]


@over_url
async def innovations(
    reader: Reader, wanted: Wanted, *, sort: Sort = Sort.ID, after: str | None, limit: int
) -> list[dict[str, Any]]:
    """The first `limit` innovations after a cursor, each with its own.

    Raises:
        BadRequest: no cursor of such a list, or nothing to search for in `search`.
    """
    searched = words(wanted.search or "")
    if wanted.search is not None and not searched:
        raise BadRequest("nothing_to_search", given=wanted.search)
    rows = await reader.ledger.rows(
        INNOVATION,
        prefix=innovation_stream(""),
        labels=wanted.labels(),
        words=searched,
        due_before=datetime.now(UTC) if wanted.overdue else None,
        sort=sort,
        after=place_of(after, sort),
        limit=limit,
    )
    return [row.body | {"cursor": cursor_of(row.place, sort)} for row in rows]
