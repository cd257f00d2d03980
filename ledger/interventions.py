"""Interventions: what somebody did with what is another's beside the record, written with it and never changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from ledger.db.queries import query
from ledger.log.daybooks import Row


@dataclass(frozen=True, slots=True)
class Intervention:
    """One of them."""

    intervention_id: UUID
    at: datetime
    person: str
    """Who did it."""
    what: str
    about: str
    """Whom it concerns; empty where that is nobody's here yet."""
    subject: str
    """What of theirs."""
    reason: str

    @property
    def row(self) -> Row:
        """As it is hashed."""
        return Row(self.intervention_id, self.at, (self.person, self.what, self.about, self.subject, self.reason))


async def found(
    pool: asyncpg.Pool, *, concerning: str | None = None, after: tuple[datetime, UUID] | None = None, limit: int
) -> list[Intervention]:
    """A page of them, the newest first: of all, or of what a person did or what concerns them."""
    place = after or (None, None)
    return [
        Intervention(**record) for record in await pool.fetch(query("interventions_found"), concerning, *place, limit)
    ]
