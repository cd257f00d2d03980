"""The list of innovations: narrowed, searched, sorted, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.day_labels import FIRST, of_period
from domain.innovation.own import own
from domain.innovation.view import PROPOSED, of_graded
from domain.periods import JAKARTA
from domain.rows import label
from domain.streams import INNOVATION, innovation_stream
from ledger.db.paging import Narrowed
from ledger.model import Sort
from service.afar import over_url
from service.cursors import cursor_of, place_of
from service.reading import Reader
from service.sought import sought

__all__ = ["MOST_COUNTED", "Sort", "Wanted", "count", "has_own", "innovations"]

MOST_COUNTED = 200
"""Beyond that is said that there are more. Counting further would read whole indexes among a year's innovations."""


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
    graded: bool | None = None
    """Whether a panel's grade stands."""
    proposed_from: date | None = None
    proposed_to: date | None = None
    """The days from and to which it was proposed, in Jakarta, both included."""
    mine: bool = False
    """The reader's own, as `domain/innovation/own.py` says."""

    def labels(self) -> list[str]:
        """What the rows have to bear."""
        given = {name: getattr(self, name) for name in ("stage", "edition", "region", "agency", "awaiting")}
        graded = [] if self.graded is None else [of_graded(self.graded)]
        return [label(name, value) for name, value in given.items() if value is not None] + graded

    def in_period(self, now: datetime) -> list[str] | None:
        """Of which they have to bear one, if a period is given: of that until today."""
        if self.proposed_from is None and self.proposed_to is None:
            return None
        today = now.astimezone(JAKARTA).date()
        return list(of_period(PROPOSED, self.proposed_from or FIRST, min(self.proposed_to or today, today)))


@over_url
async def innovations(
    reader: Reader, wanted: Wanted, *, sort: Sort = Sort.ID, after: str | None, limit: int
) -> list[dict[str, Any]]:
    """The first `limit` innovations after a cursor, each with its own.

    Raises:
        BadRequest: no cursor of such a list; or as `sought`.
    """
    narrowed = await _narrowed(reader, wanted, prefix=innovation_stream("") if sort is Sort.ID else "")
    rows = await reader.ledger.rows(narrowed, sort=sort, after=place_of(after, sort), limit=limit)
    return [row.body | {"cursor": cursor_of(row.place, sort)} for row in rows]


async def count(reader: Reader, wanted: Wanted) -> int:
    """How many innovations those are; at most `MOST_COUNTED` and one. Raises as `innovations`."""
    return await reader.ledger.count(await _narrowed(reader, wanted), MOST_COUNTED + 1)


async def has_own(reader: Reader) -> bool:
    """Whether any innovation can be the reader's own."""
    return bool(own(reader.who, await reader.regions(), await reader.agencies(), reader.at))


async def _narrowed(reader: Reader, wanted: Wanted, prefix: str = "") -> Narrowed:
    """As the ledger is asked for it. Every innovation has the same prefix, so it is given only where they are sorted by
    id: elsewhere it would have PostgreSQL expect too few rows, and read all that match.
    """
    searched = sought(wanted.search) if wanted.search is not None else ()
    any_of = [period for period in [wanted.in_period(reader.at)] if period is not None]
    if wanted.mine:
        any_of.append(sorted(own(reader.who, await reader.regions(), await reader.agencies(), reader.at)))
    return Narrowed(
        INNOVATION,
        prefix=prefix,
        labels=wanted.labels(),
        any_of=any_of,
        words=searched,
        due_before=reader.at if wanted.overdue else None,
    )
