"""`python worker.py`: finishes what is under way when it is stopped, and says in its log what each line is about."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from activities.contract import Receipt
from ledger.db.connect import open_pool
from ledger.store import Ledger
from service.asking import Asked
from service.sending import Sender
from tests.furnished import Service
from tests.service.conftest import proposal
from tests.waiting import LIMIT_S, until
from wiring.settings import Settings
from wiring.temporal import connect

ROOT = Path(__file__).parents[2]
GRACE_S = 60.0
"""As docker-compose.yml has it."""


class Worker:
    """A worker in a process of its own, and the lines that it has logged."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[dict[str, str]] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.lines.append(json.loads(line))

    async def logged(self, event: str) -> dict[str, str]:
        """The first line of that event, as soon as it is there."""

        async def there() -> bool:
            return any(line["event"] == event for line in self.lines)

        await until(there, f"the worker to log “{event}”")
        return next(line for line in self.lines if line["event"] == event)

    async def stopped(self) -> int:
        """The exit code, within the grace time."""
        async with asyncio.timeout(GRACE_S):
            code = await self.process.wait()
        await self._reading
        return code


@pytest.fixture
def settings(keys: Settings, database: str, temporal_address: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a worker, also as the environment of a process."""
    settings = keys.model_copy(update={"database_url": SecretStr(database), "task_queue": f"test-{uuid4()}"})
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    monkeypatch.setenv("JEJAK_DATABASE_URL", database)
    monkeypatch.setenv("JEJAK_WORKER_KEY_FILE", str(settings.worker_key_path))
    monkeypatch.setenv("JEJAK_TASK_QUEUE", settings.task_queue)
    return settings


@asynccontextmanager
async def running() -> AsyncIterator[Worker]:
    """A worker process; killed if the test leaves it running."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "worker.py"), cwd=ROOT, env=dict(os.environ), stderr=PIPE
    )
    try:
        yield Worker(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_command_under_way_is_finished_before_the_worker_goes(settings: Settings, database: str) -> None:
    client = await connect(settings)
    service = Service(settings)
    sender = Sender(client, service.key, service.genesis, settings.task_queue)
    command_id = uuid4()
    stream, payload = proposal(command_id)
    async with (
        await open_pool(database, role="jejak_auditor", min_size=1, max_size=1, application_name="test") as pool,
        running() as worker,
    ):
        health = (await worker.logged("health is served"))["address"]
        await worker.logged("worker started")
        async with httpx.AsyncClient(timeout=LIMIT_S) as http:

            async def well() -> bool:
                return (await http.get(f"{health}/health")).status_code == 200

            await until(well, "the worker to be well")
        administrator = await asyncpg.connect(database)
        hold = administrator.transaction()
        await hold.start()
        await administrator.execute("LOCK TABLE jejak.events")  # whoever reads or appends waits
        command, envelope = sender.sign(Asked(command_id, stream, "propose", payload, "proposer"))
        answer = asyncio.create_task(sender.execute(command, envelope, timedelta(seconds=LIMIT_S)))
        waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'jejak.events'::regclass AND NOT granted"

        async def under_way() -> bool:
            return bool(await administrator.fetchval(waiting))

        await until(under_way, "the worker to be in the midst of the command")
        worker.process.send_signal(signal.SIGTERM)
        await worker.logged("worker stopping")
        await hold.rollback()
        await administrator.close()

        assert await worker.stopped() == 0
        outcome = await answer
        assert isinstance(outcome, Receipt)
        assert [event.type for event in await Ledger(pool).read(stream)] == ["InnovationProposed"]
    done = await worker.logged("command done")
    assert (done["workflow"], f"innovation/{done['innovation']}") == (stream, stream)
    assert (done["command"], done["command_id"], done["actor"]) == ("propose", str(command_id), "proposer")


async def test_a_worker_stopped_while_it_waits_for_servers_ends(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEJAK_DATABASE_URL", "postgresql://jejak@127.0.0.1:1/jejak")
    async with running() as worker:
        await worker.logged("worker can't start yet")
        worker.process.send_signal(signal.SIGTERM)
        assert await worker.stopped() == 0


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [("JEJAK_WORKER_KEY_FILE", "{nowhere}/none.pem", b"none.pem"), ("JEJAK_LANG", "fr", b"fr")],
)
async def test_settings_that_cannot_be_right_end_it_with_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, value: str, sentence: bytes
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delenv("JEJAK_LANG", raising=False)
    monkeypatch.setenv(setting, value.format(nowhere=tmp_path))
    process = await asyncio.create_subprocess_exec(sys.executable, "worker.py", cwd=ROOT, stderr=PIPE)
    _, output = await process.communicate()
    assert process.returncode == 2
    assert sentence in output
    assert b"Traceback" not in output
