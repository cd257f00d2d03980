"""Whoever takes the id of a stream in Temporal, whatever they start there: no deadline is lost, no command blocked."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr
from temporalio.client import Client

from activities.contract import Envelope
from activities.handling import Handler
from activities.recording import Recorder
from activities.starting import workflow_of
from domain.commands import Command
from ledger.store import Ledger
from processes.sweep import Sweep
from processes.worker import RunningWorker, running_worker
from service.asking import Asked
from service.sending import Sender
from stack.temporal import EmbeddedTemporal, find_program
from tests.furnished import PATIENT, Service, now, receipt
from tests.service.conftest import Doing, proposal
from tests.squatting import FAILING, SQUATS, Squat, elsewhere, paused
from tests.waiting import LIMIT_S, until
from wiring.settings import Settings
from wiring.temporal import connect

EVERY_SQUAT = pytest.mark.parametrize("squat", SQUATS.values(), ids=SQUATS)
EVERY_FAILING_SQUAT = pytest.mark.parametrize("squat", FAILING.values(), ids=FAILING)
DUE = ["InnovationProposed", "Reminded", "Escalated"]
ADMITTED = ["InnovationProposed", "ProposalAdmitted"]


@pytest.fixture
async def settings(keys: Settings, database: str, temporal_address: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a worker on a task queue of its own."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    return keys.model_copy(update={"database_url": SecretStr(database), "task_queue": f"test-{uuid4()}"})


@pytest.fixture
async def waiting(do: Doing) -> str:
    """The stream of an innovation that was proposed just now, and that time leaves alone for hours."""
    return await proposed_now(do)


async def proposed_now(do: Doing) -> str:
    command_id = uuid4()
    stream, payload = proposal(command_id, PATIENT)
    await do("proposer", stream, "propose", payload, id=command_id)
    return stream


class Scene:
    """Temporal, the ledger, and who asks."""

    def __init__(self, settings: Settings, client: Client, pool: asyncpg.Pool, signer: Service) -> None:
        self.settings = settings
        self.client = client
        self.queue = settings.task_queue
        self.sender = Sender(client, signer.key, signer.genesis, self.queue)
        self._ledger = Ledger(pool)

    def sweep(self, worker: RunningWorker) -> Sweep:
        """A sweep that hasn't looked yet."""
        return Sweep(worker.pool, self.client, worker.activities.handler, self.queue)

    def admitting(self, stream: str) -> tuple[Command, Envelope]:
        """The operator admits an innovation."""
        return self.sender.sign(Asked(uuid4(), stream, "admit", {}, "operator", "Lengkap."))

    async def types(self, stream: str) -> list[str]:
        """What was recorded."""
        return [event.type for event in await self._ledger.read(stream)]

    async def recorded(self, stream: str, types: list[str]) -> None:
        """Wait until just that was recorded, and then for the workflow to know of it."""

        async def found() -> bool:
            return await self.types(stream) == types

        await until(found, f"{types} in {stream}")
        run = await self.client.get_workflow_handle(stream).describe()
        assert (run.workflow_type, run.task_queue) == (workflow_of(stream), self.queue)


@pytest.fixture
async def scene(settings: Settings, pool: asyncpg.Pool, signer: Service) -> Scene:
    """On the Temporal of all tests."""
    return Scene(settings, await connect(settings), pool, signer)


@EVERY_SQUAT
async def test_the_sweep_keeps_a_deadline_of_a_squatted_stream(squat: Squat, late: str, scene: Scene) -> None:
    await squat(scene.client, late, scene.queue)
    async with running_worker(scene.settings, clock=now) as worker:
        await scene.sweep(worker).look(now())
        await scene.recorded(late, DUE)


@EVERY_FAILING_SQUAT
async def test_the_next_sweep_records_what_a_run_that_looks_like_ours_does_not(
    squat: Squat, late: str, scene: Scene
) -> None:
    await squat(scene.client, late, scene.queue)
    async with running_worker(scene.settings, clock=now) as worker:
        sweep = scene.sweep(worker)
        squatter = (await scene.client.get_workflow_handle(late).describe()).run_id
        await sweep.look(now())
        assert await scene.types(late) == ["InnovationProposed"]
        await sweep.look(now())
        assert await scene.types(late) == DUE
        assert (await scene.client.get_workflow_handle(late).describe()).run_id != squatter
        await scene.sender.execute(*scene.admitting(late), timedelta(seconds=LIMIT_S))


async def test_who_takes_the_id_again_and_again_delays_a_deadline_by_one_sweep(
    late: str, scene: Scene, pool: asyncpg.Pool, recorder: Recorder
) -> None:
    """No worker takes a task in between: whoever takes the id is quicker each time."""
    sweep = Sweep(pool, scene.client, Handler(Ledger(pool), recorder, now), scene.queue)
    for expected in (["InnovationProposed"], DUE):
        await elsewhere(scene.client, late, scene.queue)
        await sweep.look(now())
        assert await scene.types(late) == expected


@EVERY_SQUAT
async def test_a_command_to_a_squatted_stream_is_answered(squat: Squat, waiting: str, scene: Scene) -> None:
    await squat(scene.client, waiting, scene.queue)
    async with running_worker(scene.settings, clock=now):
        receipt(await scene.sender.execute(*scene.admitting(waiting), timedelta(seconds=LIMIT_S)))
    await scene.recorded(waiting, ADMITTED)


@EVERY_FAILING_SQUAT
async def test_a_command_to_a_stream_whose_tasks_fail_is_answered(squat: Squat, waiting: str, scene: Scene) -> None:
    await squat(scene.client, waiting, scene.queue)
    async with running_worker(scene.settings, clock=now):
        receipt(await scene.sender.execute(*scene.admitting(waiting), timedelta(seconds=LIMIT_S)))


@EVERY_SQUAT
async def test_a_command_that_is_left_with_a_squatted_stream_is_done(squat: Squat, waiting: str, scene: Scene) -> None:
    await squat(scene.client, waiting, scene.queue)
    await scene.sender.submit(*scene.admitting(waiting))
    async with running_worker(scene.settings, clock=now):
        await scene.recorded(waiting, ADMITTED)


async def test_a_command_that_is_left_where_tasks_fail_is_done_by_the_sweep(waiting: str, scene: Scene) -> None:
    await FAILING["poisoned"](scene.client, waiting, scene.queue)
    await scene.sender.submit(*scene.admitting(waiting))
    async with running_worker(scene.settings, clock=now) as worker:
        sweep = scene.sweep(worker)

        async def admitted() -> bool:
            await sweep.look(now())
            return await scene.types(waiting) == ADMITTED

        await until(admitted, "what was left with the run")


async def test_a_deadline_and_commands_outlast_that_the_workflow_is_paused(
    settings: Settings,
    pool: asyncpg.Pool,
    signer: Service,
    late: str,
    do: Doing,
    pausing: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", pausing)
    scene = Scene(settings, await connect(settings), pool, signer)
    commanded, left = [await proposed_now(do), await proposed_now(do)]
    for stream in (late, commanded, left):
        await paused(scene.client, stream, scene.queue)
    async with running_worker(settings, clock=now) as worker:
        await scene.sweep(worker).look(now())
        await scene.recorded(late, DUE)
        receipt(await scene.sender.execute(*scene.admitting(commanded), timedelta(seconds=LIMIT_S)))
        await scene.sender.submit(*scene.admitting(left))
        await scene.recorded(left, ADMITTED)


@pytest.fixture
async def pausing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The address of a Temporal that lets workflows be paused."""
    program = tmp_path / "temporal"
    option = "--dynamic-config-value frontend.WorkflowPauseEnabled=true"
    program.write_text(f'#!/bin/sh\nexec "{find_program()}" "$@" {option}\n')
    program.chmod(0o755)
    monkeypatch.setattr("stack.temporal.find_program", lambda: str(program))
    async with EmbeddedTemporal(log=tmp_path / "log") as server:
        yield server.address
