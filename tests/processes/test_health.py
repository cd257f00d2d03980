"""A worker's health is served from its first moment, whatever servers are there or not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from activities.contract import Work
from activities.handling import Handler
from activities.recording import Recorder
from ledger.db.migrate import migrate
from ledger.store import Ledger
from processes.health import STAYS_LATE, Health
from processes.serving import serving
from stack.postgres import EmbeddedPostgres
from stack.temporal import EmbeddedTemporal
from tests.waiting import LIMIT_S, until
from wiring.keys import worker_key
from wiring.settings import Settings, SettingsError
from wiring.temporal import connect


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def server(data: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A PostgreSQL server of the test's own, migrated, and stopped."""
    server = EmbeddedPostgres(data)
    await server.start()
    try:
        await migrate(server.dsn())
        await server.stop()
        yield server
    finally:
        await server.stop()


@pytest.fixture
def settings(keys: Settings, temporal_address: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a worker with a task queue of its own, on the shared Temporal; no database yet."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    return keys.model_copy(update={"task_queue": f"test-{uuid4()}", "health_port": 0})


async def health(address: str) -> tuple[int, dict[str, Any]]:
    """The answer to whoever asks for a worker's health."""
    async with httpx.AsyncClient(timeout=LIMIT_S) as client:
        answer = await client.get(f"{address}/health")
    return answer.status_code, answer.json()


def answering(address: str, status: int, *parts: str) -> Callable[[], Awaitable[bool]]:
    """Whether the worker's health now has that status, with problems of these parts."""

    async def answered() -> bool:
        answer = await health(address)
        return answer[0] == status and set(answer[1]["problems"]) == set(parts)

    return answered


async def test_a_worker_starts_before_postgresql_and_reports_when_it_is_there_and_gone_again(
    server: EmbeddedPostgres, settings: Settings
) -> None:
    settings = settings.model_copy(update={"database_url": SecretStr(server.dsn())})
    async with serving(settings, clock=clock) as worker:
        await until(answering(worker.health, 503, "worker"), "503 without PostgreSQL")
        await server.start()
        await worker.started()

        async def well() -> bool:
            return await health(worker.health) == (200, {"status": "ok", "problems": {}})

        await until(well, "200 with everything there")
        await server.stop()
        await until(answering(worker.health, 503, "postgresql"), "503 after PostgreSQL has gone")
        await server.start()
        await until(answering(worker.health, 200), "200 after it has come back")


async def test_a_worker_that_loses_temporal_says_so(
    keys: Settings, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with EmbeddedTemporal(log=tmp_path / "log") as temporal:
        monkeypatch.setenv("TEMPORAL_ADDRESS", temporal.address)
        async with serving(keys.model_copy(update={"database_url": SecretStr(database)}), clock=clock) as worker:
            await worker.started()
            await until(answering(worker.health, 200), "200 with everything there")
            await temporal.stop()
            await until(answering(worker.health, 503, "temporal"), "503 after Temporal has gone")


@pytest.mark.usefixtures("patient_checks")
async def test_metrics_show_what_waits_and_since_when(settings: Settings, database: str, proposed: str) -> None:
    settings = settings.model_copy(update={"database_url": SecretStr(database)})
    async with serving(settings, clock=clock) as worker:
        await worker.started()
        async with httpx.AsyncClient(timeout=LIMIT_S) as client:
            answer = await client.get(f"{worker.health}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    metrics = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert float(metrics["jejak_unsealed_events"]) > 0
    assert float(metrics["jejak_unsealed_oldest_seconds"]) > 0
    assert float(metrics["jejak_notices_unsent"]) == 0
    assert float(metrics["jejak_notices_oldest_unsent_seconds"]) == 0
    assert 'jejak_commands_total{outcome="done",type="propose"}' in metrics


async def test_a_worker_without_a_key_to_trust_ends_at_once(settings: Settings, database: str, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"database_url": SecretStr(database), "worker_key_file": tmp_path})
    with pytest.raises(SettingsError, match="key_unreadable"):
        async with serving(settings, clock=clock) as worker:
            await worker.started()


@pytest.mark.usefixtures("patient_checks")
async def test_a_wake_up_that_stays_late_is_a_problem_and_a_metric_until_it_is_recorded(
    settings: Settings, pool: asyncpg.Pool, database: str, late: str
) -> None:
    settings = settings.model_copy(update={"database_url": SecretStr(database)})
    health = Health()
    health.watch(pool, await connect(settings), settings.task_queue)
    transport = httpx.ASGITransport(health.app)

    async def seen() -> tuple[str | None, float, float]:
        async with httpx.AsyncClient(transport=transport, base_url="http://worker") as client:
            problems = (await client.get("/health")).json()["problems"]
            metrics = (await client.get("/metrics")).text.splitlines()
        values = dict(line.rsplit(" ", 1) for line in metrics if not line.startswith("#"))
        number, oldest = values["jejak_wake_ups_late"], values["jejak_wake_ups_oldest_late_seconds"]
        return problems.get("wake_ups"), float(number), float(oldest)

    problem, number, oldest = await seen()
    assert problem is not None
    assert problem.startswith("RuntimeError: 1 wake-ups stay late, the oldest by 3")
    assert number == 1
    assert oldest > STAYS_LATE.total_seconds()
    handler = Handler(Ledger(pool), Recorder(worker_key(settings)), clock)
    await handler.handle(Work(stream=late, now=clock()))
    assert (await seen())[:2] == (None, 0)
