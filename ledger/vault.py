"""Names and contacts of people, kept apart from the events so that they can be erased."""

from collections.abc import Sequence

import asyncpg

from ledger.db.queries import query


async def put(pool: asyncpg.Pool, subject: str, field: str, value: str, by: str | None = None) -> None:
    """Sets one field of a subject, in place of an earlier value; that another person does is recorded."""
    await pool.execute(query("vault_put"), subject, field, value, by)


async def get(pool: asyncpg.Pool, subjects: Sequence[str]) -> dict[str, dict[str, str]]:
    """The fields of each of `subjects` by name, each on one line; empty for a subject about whom nothing is stored (any
    more).
    """
    found: dict[str, dict[str, str]] = {subject: {} for subject in subjects}
    for record in await pool.fetch(query("vault_get"), list(subjects)):
        found[record["subject"]][record["field"]] = " ".join(record["value"].split())
    return found
