"""A worker's ledger and an administrator's connection on the test's own database."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from ledger.connect import open_pool
from ledger.store import Ledger


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What a worker has: the role jejak_worker."""
    async with await open_pool(
        database, role="jejak_worker", min_size=1, max_size=4, application_name="test worker"
    ) as pool:
        yield pool


@pytest.fixture
def ledger(pool: asyncpg.Pool) -> Ledger:
    """A ledger with a worker's rights."""
    return Ledger(pool)


@pytest.fixture
async def admin(database: str) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection, for looking behind the scenes and for tampering."""
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()
