"""Acts that their authors signed, kept beside the ledger until a second person confirms and sends them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class KeptAct:
    """One of them."""

    act_id: UUID
    author: str
    expires: datetime
    kept_at: datetime
    content: str
    """As the file of an unsent act has it."""


async def put(pool: asyncpg.Pool, act_id: UUID, author: str, expires: datetime, content: str, most: int) -> bool:
    """Keep one; one that is kept already stays as it is. Whether it is kept: nobody has more than `most`."""
    return bool(await pool.fetchval(query("unsent_act_put"), act_id, author, expires, content, most))


async def waiting(
    pool: asyncpg.Pool, *, act_id: UUID | None = None, author: str | None = None, most: int
) -> list[KeptAct]:
    """Those that can still be confirmed, the earliest first; the one of that id, or of that author, if one is given."""
    return [KeptAct(**record) for record in await pool.fetch(query("unsent_acts_waiting"), act_id, author, most)]


async def hold(pool: asyncpg.Pool, act_id: UUID, lasts: timedelta) -> bool:
    """Have nobody decline one for so long from now on; whether it is there."""
    return bool(await pool.fetchval(query("unsent_act_hold"), act_id, lasts))


async def discard(pool: asyncpg.Pool, act_id: UUID) -> None:
    """Keep one no longer that was sent."""
    await pool.execute(query("unsent_act_discard"), act_id)


async def decline(pool: asyncpg.Pool, act_id: UUID, by: str, subject: str, reason: str) -> bool:
    """Throw one away unsent, which is recorded with what it was; whether it was there, and isn't held."""
    return bool(await pool.fetchval(query("unsent_act_decline"), act_id, by, subject, reason))
