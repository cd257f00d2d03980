"""The schema that people read, and that a database is compared with, is what the baseline and all migrations say."""

import os
from collections.abc import AsyncIterator

import asyncpg
import pytest

from ledger.db.migrate import apply, create_roles, load
from ledger.db.schema import FILE, SQL, describe, parsed, rendered
from stack.postgres import EmbeddedPostgres
from tests.conftest import copied

WRITE = "JEJAK_WRITE_SCHEMA"
"""Set in the environment, it makes this test write the file; `make schema` does."""


@pytest.fixture
async def applied(postgres: EmbeddedPostgres) -> AsyncIterator[asyncpg.Connection]:
    """A database that has nothing but the baseline and all migrations: `migrate` grants by the file that is in question
    here.
    """
    async with copied(postgres, "template1") as dsn:
        connection = await asyncpg.connect(dsn)
        await create_roles(connection)
        async with connection.transaction():
            await connection.execute((SQL / "bootstrap.sql").read_text(encoding="utf-8"))
            await apply(connection, load())
        yield connection
        await connection.close()


async def test_the_baseline_and_all_migrations_give_the_schema_that_people_read(applied: asyncpg.Connection) -> None:
    found = await describe(applied)
    if WRITE in os.environ:
        FILE.write_text(rendered(found), encoding="utf-8")
    assert rendered(found) == FILE.read_text(encoding="utf-8")
    assert parsed(rendered(found)) == found
