"""Whatever Temporal forgets, no deadline is lost: the ledger alone brings it back."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from activities.handling import Handler
from activities.recording import Recorder
from ledger.store import Ledger
from processes.sweep import Sweep
from processes.worker import running_worker
from tests.furnished import PATIENT, now
from tests.service.conftest import Doing, proposal
from tests.waiting import until
from wiring.keys import worker_key
from wiring.settings import Settings
from wiring.temporal import connect


@pytest.fixture
async def settings(keys: Settings, database: str, temporal_address: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a worker on a task queue of its own."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    return keys.model_copy(update={"database_url": SecretStr(database), "task_queue": f"test-{uuid4()}"})


@pytest.fixture
def handler(pool: asyncpg.Pool, keys: Settings) -> Handler:
    """What records."""
    return Handler(Ledger(pool), Recorder(worker_key(keys)), now)


async def test_a_deadline_that_temporal_knows_nothing_of_is_kept_all_the_same(
    settings: Settings, pool: asyncpg.Pool, handler: Handler, late: str
) -> None:
    sweep = Sweep(pool, await connect(settings), handler, settings.task_queue)
    ledger = Ledger(pool)

    assert await sweep.look(now() - timedelta(hours=1)) == 0  # nothing was late then
    assert await sweep.look(now()) == 1
    async with running_worker(settings, clock=now):

        async def escalated() -> bool:
            return [event.type for event in await ledger.read(late)][-2:] == ["Reminded", "Escalated"]

        await until(escalated, "what was due an hour ago")
    assert await sweep.look(now()) == 0


async def test_a_workflow_that_has_nothing_to_record_yet_is_left_alone(
    settings: Settings, pool: asyncpg.Pool, handler: Handler, do: Doing
) -> None:
    command_id = uuid4()
    stream, payload = proposal(command_id, PATIENT)
    await do("proposer", stream, "propose", payload, id=command_id)
    client = await connect(settings)
    sweep = Sweep(pool, client, handler, settings.task_queue)
    late = now() + timedelta(days=30)  # by a clock that is wrong
    assert await sweep.look(late) == 1
    before = await client.get_workflow_handle(stream).fetch_history()
    for _ in range(2):
        assert await sweep.look(late) == 1
    assert (await client.get_workflow_handle(stream).fetch_history()).run_id == before.run_id
    assert (await client.get_workflow_handle(stream).fetch_history()).events == before.events
