"""A worker's ledger, a sealer's books and an administrator's connection on the test's own database."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from ledger.db.connect import open_pool
from ledger.store import Ledger

from .books import Books


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


@pytest.fixture
async def sealer_pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What a sealer has: the role jejak_sealer."""
    async with await open_pool(
        database, role="jejak_sealer", min_size=1, max_size=4, application_name="test sealer"
    ) as pool:
        yield pool


@pytest.fixture
def books(sealer_pool: asyncpg.Pool, tmp_path: Path) -> Books:
    """A sealer to be moved step by step, whose checkpoints go to a directory."""
    return Books(sealer_pool, tmp_path / "outside")


@pytest.fixture
async def auditor(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What an auditor has: the role jejak_auditor."""
    async with await open_pool(
        database, role="jejak_auditor", min_size=1, max_size=4, application_name="test auditor"
    ) as pool:
        yield pool


@pytest.fixture
async def desk(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What the role of drafts, forms and acts that aren't sent may do."""
    async with await open_pool(database, role="jejak_drafts", min_size=1, max_size=1, application_name="test") as pool:
        yield pool


@pytest.fixture
async def console(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What the role of sessions and tokens may do."""
    async with await open_pool(database, role="jejak_console", min_size=1, max_size=1, application_name="test") as pool:
        yield pool
