"""The record of reads: who was shown what, written before it is shown, and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from ledger.db.queries import query
from ledger.log.daybooks import Row


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody was shown something."""

    read_id: UUID
    read_at: datetime
    person: str
    via: str
    what: str
    subject: str
    """The stream that it is about."""

    @property
    def row(self) -> Row:
        """As it is hashed."""
        return Row(self.read_id, self.read_at, (self.person, self.via, self.what, self.subject))


async def add(pool: asyncpg.Pool, person: str, via: str, reads: Sequence[tuple[str, str]]) -> None:
    """Write down what somebody is about to be shown: of each read its kind, and the stream that it is about."""
    await pool.execute(query("reads_add"), person, via, [what for what, _ in reads], [about for _, about in reads])


async def found(
    pool: asyncpg.Pool,
    *,
    person: str | None = None,
    subject: str | None = None,
    begin: datetime | None = None,
    end: datetime | None = None,
    what: Sequence[str] | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[Read]:
    """A page of the record, the newest first: by somebody, about something, from an instant on and before
    another, of some kinds.
    """
    place = after or (None, None)
    records = await pool.fetch(query("reads_found"), person, subject, begin, end, *place, limit, what)
    return [Read(**record) for record in records]
