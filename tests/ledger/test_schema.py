"""The schema that people read is the one that a database gets."""

import os
from pathlib import Path

import asyncpg

from ledger.db.migrate import SQL

from .schema_dump import dump

FILE: Path = SQL / "schema.sql"
WRITE = "JEJAK_WRITE_SCHEMA"
"""Set in the environment, it makes this test write the file; `make schema` does."""


async def test_the_baseline_and_all_migrations_give_the_schema_that_people_read(admin: asyncpg.Connection) -> None:
    found = await dump(admin)
    if WRITE in os.environ:
        FILE.write_text(found, encoding="utf-8")
    assert found == FILE.read_text(encoding="utf-8")
