"""Tokens with which programs act and read for a person, kept beside the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token as it is kept: not what its holder has, but its hash."""

    token_id: UUID
    token_sha256: bytes = field(repr=False)
    person: str
    label: str
    scopes: Sequence[str]
    issued_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    """When it was used last, to the minute."""


async def issue(
    pool: asyncpg.Pool,
    token_id: UUID,
    token_sha256: bytes,
    person: str,
    label: str,
    scopes: Sequence[str],
    lasts: timedelta,
    most: int,
    by: bytes | None = None,
) -> bool | None:
    """Keep a token of a person's for as long as it lasts; whether they had less than `most` that count. None: the token
    or session with the hash `by`, by which they asked for it, has ended.
    """
    kept: bool | None = await pool.fetchval(
        query("token_issue"), token_id, token_sha256, person, label, scopes, lasts, most, by
    )
    return kept


async def seen(pool: asyncpg.Pool, token_sha256: bytes) -> StoredToken | None:
    """The token with that hash; None if there is none, or it has expired."""
    record = await pool.fetchrow(query("token_seen"), token_sha256)
    return StoredToken(**record) if record else None


async def of(pool: asyncpg.Pool, person: str) -> list[StoredToken]:
    """A person's tokens, the latest first."""
    return [StoredToken(**record) for record in await pool.fetch(query("tokens_of"), person)]


async def revoke(pool: asyncpg.Pool, token_id: UUID | None, person: str | None, by: str) -> int:
    """Remove a token, of that person only if one is named, or all of a person's; how many there were. What another
    person does is recorded.
    """
    gone: int = await pool.fetchval(query("tokens_revoke"), token_id, person, by)
    return gone
