"""A handler on a furnished database, and people who ask it without Temporal in between."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from activities.recording import Recorder
from ledger.db.connect import open_pool
from tests.activities.office import Office
from tests.furnished import Service, database, furnished, keys, recorder, signer, terse_logs

__all__ = ["database", "furnished", "keys", "recorder", "signer", "terse_logs"]


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What a worker has: the role jejak_worker."""
    async with await open_pool(
        database, role="jejak_worker", min_size=1, max_size=8, application_name="test worker"
    ) as pool:
        yield pool


@pytest.fixture
def office(pool: asyncpg.Pool, recorder: Recorder, signer: Service) -> Office:
    """Somebody asks, a handler answers, at any time."""
    return Office(pool, recorder, signer)
