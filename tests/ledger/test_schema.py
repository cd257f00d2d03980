"""The schema that people read, and that a database is compared with, is the one that a database gets."""

import os

import asyncpg

from ledger.db.schema import FILE, describe, parsed, rendered

WRITE = "JEJAK_WRITE_SCHEMA"
"""Set in the environment, it makes this test write the file; `make schema` does."""


async def test_the_baseline_and_all_migrations_give_the_schema_that_people_read(admin: asyncpg.Connection) -> None:
    found = await describe(admin)
    if WRITE in os.environ:
        FILE.write_text(rendered(found), encoding="utf-8")
    assert rendered(found) == FILE.read_text(encoding="utf-8")
    assert parsed(rendered(found)) == found
