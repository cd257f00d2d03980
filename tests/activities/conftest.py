"""A handler on a furnished database, and people who ask it without Temporal in between."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from activities.command_keys import KeyRing, Signer
from ledger.db.connect import open_pool
from tests.activities.office import Office
from tests.furnished import database, furnished, keys, signer, terse_logs
from wiring.settings import Settings

__all__ = ["database", "furnished", "keys", "signer", "terse_logs"]


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What a worker has: the role jejak_worker."""
    async with await open_pool(
        database, role="jejak_worker", min_size=1, max_size=8, application_name="test worker"
    ) as pool:
        yield pool


@pytest.fixture
def key_ring(keys: Settings) -> KeyRing:
    """The keys that workers trust."""
    return KeyRing.from_directory(keys.trusted_keys_directory)


@pytest.fixture
def office(pool: asyncpg.Pool, key_ring: KeyRing, signer: Signer) -> Office:
    """Somebody asks, a handler answers, at any time."""
    return Office(pool, key_ring, signer)
