"""Whatever Temporal forgets, no deadline is lost: the ledger alone brings it back."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from ledger.store import Ledger
from processes.sweep import sweep
from processes.worker import running_worker
from tests.furnished import now
from tests.service.conftest import Doing, proposal
from tests.waiting import until
from wiring.settings import Settings
from wiring.temporal import connect


@pytest.fixture
async def settings(keys: Settings, database: str, temporal_address: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a worker on a task queue of its own."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    return keys.model_copy(update={"database_url": SecretStr(database), "task_queue": f"test-{uuid4()}"})


async def test_a_deadline_that_temporal_knows_nothing_of_is_kept_all_the_same(
    settings: Settings, pool: asyncpg.Pool, do: Doing
) -> None:
    grant = {"role": "proposer", "agency": "kota-surakarta", "valid_from": (now() - timedelta(hours=2)).isoformat()}
    await do("administrator", "person/early", "grant_role", grant)
    command_id = uuid4()
    stream, payload = proposal(command_id)
    await do("early", stream, "propose", payload, id=command_id, at=now() - timedelta(hours=1))
    client = await connect(settings)
    ledger = Ledger(pool)

    assert await sweep(pool, client, settings.task_queue, now() - timedelta(hours=1)) == 0  # nothing was late then
    assert await sweep(pool, client, settings.task_queue, now()) == 1
    async with running_worker(settings, clock=now):

        async def escalated() -> bool:
            return [event.type for event in await ledger.read(stream)][-2:] == ["Reminded", "Escalated"]

        await until(escalated, "what was due an hour ago")
    assert await sweep(pool, client, settings.task_queue, now()) == 0


async def test_a_workflow_that_runs_is_left_alone(settings: Settings, pool: asyncpg.Pool, do: Doing) -> None:
    command_id = uuid4()
    stream, payload = proposal(command_id)
    await do("proposer", stream, "propose", payload, id=command_id)
    client = await connect(settings)
    late = now() + timedelta(minutes=5)
    assert await sweep(pool, client, settings.task_queue, late) == 1
    before = await client.get_workflow_handle(stream).fetch_history()
    assert await sweep(pool, client, settings.task_queue, late) == 1
    assert (await client.get_workflow_handle(stream).fetch_history()).run_id == before.run_id
    assert (await client.get_workflow_handle(stream).fetch_history()).events == before.events
