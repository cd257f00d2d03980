"""What people typed into forms that they haven't sent yet, kept beside the ledger until they do."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class UnsentForm:
    """A form as a person left it."""

    form: str
    """Its address: which act, and of what."""
    version: int
    saved_at: datetime
    typed: str
    """JSON."""


async def put(pool: asyncpg.Pool, person: str, form: str, version: int, typed: str, most: int) -> bool | None:
    """Keep a form in place of its version before this one; whether that was still there. None: the form is new, and the
    person has `most`.
    """
    put: bool | None = await pool.fetchval(query("unsent_form_put"), person, form, version, typed, most)
    return put


async def get(pool: asyncpg.Pool, person: str, form: str) -> UnsentForm | None:
    """What a person typed into a form, if they left it unsent."""
    record = await pool.fetchrow(query("unsent_form_get"), person, form)
    return UnsentForm(**record) if record else None


async def of(pool: asyncpg.Pool, person: str, most: int) -> list[UnsentForm]:
    """A person's unsent forms, the latest first."""
    return [UnsentForm(**record) for record in await pool.fetch(query("unsent_forms_of"), person, most)]


async def discard(pool: asyncpg.Pool, person: str, form: str) -> None:
    """Remove a form."""
    await pool.execute(query("unsent_form_discard"), person, form)
