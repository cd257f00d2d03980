"""Proposals that aren't handed in yet, kept beside the ledger, where they can be changed and removed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it is kept; one that is new has version 0."""

    draft_id: UUID
    version: int
    agency: str
    author: str
    saved_by: str
    saved_at: datetime
    content: str | None
    """JSON; None once it was handed in."""
    command_id: UUID
    """Under which it is handed in."""
    submitted: bool = False

    def changed(self, saved_by: str, **fields: object) -> Self:
        """The draft after a change."""
        return replace(self, **{"version": self.version + 1, "saved_by": saved_by, **fields})  # type: ignore[arg-type]


async def put(pool: asyncpg.Pool, draft: StoredDraft, most: int) -> bool | None:
    """Keep a draft in place of its version before this one; whether that was still there. None: the draft is new, and
    its author has `most` that aren't handed in.
    """
    fields = (draft.draft_id, draft.version, draft.agency, draft.author, draft.saved_by, draft.content)
    put: bool | None = await pool.fetchval(query("draft_put"), *fields, draft.command_id, draft.submitted, most)
    return put


async def get(pool: asyncpg.Pool, draft_id: UUID) -> StoredDraft | None:
    """A draft by its id, if there is one."""
    record = await pool.fetchrow(query("draft_get"), draft_id)
    return StoredDraft(**record) if record else None


async def of(pool: asyncpg.Pool, author: str, agencies: Sequence[str]) -> list[StoredDraft]:
    """The drafts of an author, and all of some agencies, the latest first."""
    return [StoredDraft(**record) for record in await pool.fetch(query("drafts_of"), author, agencies)]


async def discard(pool: asyncpg.Pool, draft: StoredDraft, by: str) -> bool:
    """Remove a draft; whether it was still there at its version. What another person does is recorded."""
    return bool(await pool.fetchval(query("draft_discard"), draft.draft_id, draft.version, by))
