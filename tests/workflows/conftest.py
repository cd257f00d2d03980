"""A world for each test: a furnished database, a task queue, a worker; once with a workflow cache, once without."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from pydantic import SecretStr
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from ledger.db.connect import open_pool
from ledger.store import Ledger
from processes.search_attributes import register
from processes.worker import RunningWorker
from tests.furnished import database, furnished, keys, signer, terse_logs
from tests.workflows.world import World
from wiring.settings import Settings

__all__ = ["database", "furnished", "keys", "signer", "terse_logs"]


@pytest.fixture(scope="session")
async def client(temporal_address: str) -> Client:
    """A client of the development server, which knows our search attributes."""
    client = await Client.connect(temporal_address, data_converter=pydantic_data_converter)
    await register(client)
    return client


@pytest.fixture(params=[1000, 0], ids=["cached", "uncached"])
def cached(request: pytest.FixtureRequest) -> int:
    """How many workflows a worker keeps: without any, every workflow task replays the whole history."""
    size: int = request.param
    return size


@pytest.fixture
async def world(
    keys: Settings,
    database: str,
    client: Client,
    temporal_address: str,
    cached: int,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[World]:
    """A world in which no worker runs yet."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    settings = keys.model_copy(update={"database_url": SecretStr(database), "task_queue": f"test-{uuid4()}"})
    async with await open_pool(
        database, role="jejak_auditor", min_size=1, max_size=4, application_name="test reader"
    ) as pool:
        yield World(settings, client, Ledger(pool), cached)


@pytest.fixture
async def worker(world: World) -> AsyncIterator[RunningWorker]:
    """A worker in the test's world."""
    async with world.worker() as running:
        yield running
