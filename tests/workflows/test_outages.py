"""Servers and workers that go away: what was sent waits, and is done once."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr
from temporalio.api.enums.v1 import PendingActivityState

from ledger.db.connect import open_pool
from ledger.db.migrate import migrate
from ledger.store import Ledger
from service.sending import NoAnswer
from stack.postgres import EmbeddedPostgres
from tests.furnished import ROOT, furnish
from tests.waiting import until
from tests.workflows.world import World
from wiring.settings import Settings


@pytest.fixture(scope="module")
async def unsteady(keys: Settings) -> AsyncIterator[EmbeddedPostgres]:
    """A furnished PostgreSQL server that tests may stop and start."""
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        async with EmbeddedPostgres(Path(parent) / "data") as server:
            await server.ensure_database("jejak")
            await migrate(server.dsn("jejak"))
            await furnish(server.dsn("jejak"), keys)
            yield server


@pytest.fixture
async def on_unsteady(world: World, unsteady: EmbeddedPostgres) -> AsyncIterator[World]:
    """The world moved to that server."""
    dsn = unsteady.dsn("jejak")
    settings = world.settings.model_copy(update={"database_url": SecretStr(dsn)})
    async with await open_pool(
        dsn, role="jejak_auditor", min_size=1, max_size=2, application_name="test reader"
    ) as pool:
        yield World(settings, world.client, Ledger(pool), world.cached)


async def test_commands_wait_while_postgresql_is_down_and_are_done_once(
    on_unsteady: World, unsteady: EmbeddedPostgres
) -> None:
    world = on_unsteady
    async with world.worker():
        innovation = await world.proposed()
        await unsteady.stop()
        admitting = asyncio.create_task(world.do("operator", innovation, "admit"))
        note, sealed = world.sealed("operator", innovation, "note", text="Dikirim saat gangguan.")

        async def attempted() -> bool:
            return bool((await world.workflow(innovation).describe()).raw_description.pending_activities)

        await until(attempted, "the regular activity, after the local attempt has failed")
        await world.sender.submit(note, sealed)
        assert not admitting.done()
        await unsteady.start()
        receipt = await admitting
        await world.recorded(innovation, "NoteMade")
        assert await world.types(innovation) == ["InnovationProposed", "ProposalAdmitted", "NoteMade"]
        assert receipt.version == 2
        await world.is_well(innovation)


async def test_while_no_worker_runs_a_signal_waits_and_an_update_may_be_repeated(world: World) -> None:
    async with world.worker():
        innovation = await world.proposed()
    command, note = world.sealed("operator", innovation, "note", text="Tidak ada pekerja.")
    await world.sender.submit(command, note)
    id = uuid4()
    with pytest.raises(NoAnswer) as raised:
        await world.ask("operator", innovation, "admit", id=id, timeout=timedelta(seconds=0.7))
    assert raised.value.facts["command_id"] == str(id)
    assert await world.types(innovation) == ["InnovationProposed"]
    async with world.worker():
        first = await world.do("operator", innovation, "admit", id=id)
        await world.recorded(innovation, "NoteMade")
        assert await world.do("operator", innovation, "admit", id=id) == first
    assert sorted(await world.types(innovation)) == ["InnovationProposed", "NoteMade", "ProposalAdmitted"]


async def test_a_command_whose_worker_is_killed_is_done_once_by_the_next(world: World) -> None:
    id = uuid4()
    async with killable_worker(world) as kill:
        innovation = await world.proposed()
        await world.restarted(innovation, task_timeout=timedelta(seconds=2))  # how soon Temporal gives up a dead worker
        async with blocked(world, innovation) as is_waiting:
            admitting = asyncio.create_task(world.do("operator", innovation, "admit", id=id))
            await until(is_waiting, "the append to wait for its lock")
            kill()
            # Freed, PostgreSQL finishes what the dead worker had sent; nobody got the answer.
        await world.recorded(innovation, "ProposalAdmitted")
        assert not admitting.done()
    async with world.worker():
        receipt = await admitting
        assert receipt.command_id == id
        assert receipt.version == 2
        await world.do("operator", innovation, "note", text="Berjalan lagi.")
    assert await world.types(innovation) == ["InnovationProposed", "ProposalAdmitted", "NoteMade"]


async def test_two_workers_that_race_on_a_stream_do_a_command_once(world: World) -> None:
    async with world.worker(), world.worker():
        innovation = await world.proposed()
        async with blocked(world, innovation) as is_waiting:
            admitting = asyncio.create_task(world.do("operator", innovation, "admit"))

            async def second_attempt() -> bool:
                pending = (await world.workflow(innovation).describe()).raw_description.pending_activities
                return [each.state for each in pending] == [PendingActivityState.PENDING_ACTIVITY_STATE_STARTED]

            # The local attempt is given up after five seconds; what it sent to PostgreSQL is under way all the same.
            await until(is_waiting, "the append to wait for its lock")
            await until(second_attempt, "the regular activity")
        receipt = await admitting
        assert receipt.version == 2
        notes = [world.do("operator", innovation, "note", text=f"Catatan {number}") for number in range(10)]
        await asyncio.gather(*notes)
        await world.is_well(innovation)
    assert await world.types(innovation) == ["InnovationProposed", "ProposalAdmitted", *["NoteMade"] * 10]


@asynccontextmanager
async def blocked(world: World, stream: str) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """Nobody can append to a stream while the block runs; yields whether somebody waits for that."""
    connection = await asyncpg.connect(world.settings.dsn())
    watching = await asyncpg.connect(world.settings.dsn())

    async def waiting() -> bool:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(await watching.fetchval(query))

    try:
        async with connection.transaction():
            await connection.execute("SELECT 1 FROM jejak.streams WHERE stream_id = $1 FOR UPDATE", stream)
            yield waiting
    finally:
        await connection.close()
        await watching.close()


@asynccontextmanager
async def killable_worker(world: World) -> AsyncIterator[Callable[[], None]]:
    """A worker in a process of its own, and what kills it."""
    settings = world.settings
    environment = os.environ | {
        "JEJAK_HOME": str(settings.home),
        "JEJAK_DATABASE_URL": settings.dsn(),
        "JEJAK_TASK_QUEUE": settings.task_queue,
        "TEMPORAL_ADDRESS": world.client.service_client.config.target_host,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, ROOT / "worker.py", env=environment, stdout=DEVNULL, stderr=DEVNULL, cwd=ROOT
    )
    try:
        yield process.kill
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
