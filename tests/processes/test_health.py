"""A worker's health is served from its first moment, whatever servers are there or not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from activities.command_keys import BadKey
from ledger.db.migrate import migrate
from processes.serving import serving
from stack.postgres import EmbeddedPostgres
from stack.temporal import EmbeddedTemporal
from tests.waiting import until
from wiring.settings import Settings


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
    async with httpx.AsyncClient() as client:
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
        await until(answering(worker.health, 200), "200 with everything there")
        assert await health(worker.health) == (200, {"status": "ok", "problems": {}})
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


async def test_metrics_show_what_waits_and_since_when(settings: Settings, database: str, proposed: str) -> None:
    settings = settings.model_copy(update={"database_url": SecretStr(database)})
    async with serving(settings, clock=clock) as worker:
        await worker.started()
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{worker.health}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    metrics = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert float(metrics["jejak_unsealed_events"]) > 0
    assert float(metrics["jejak_unsealed_oldest_seconds"]) > 0
    assert float(metrics["jejak_notices_unsent"]) == 0
    assert float(metrics["jejak_notices_oldest_unsent_seconds"]) == 0
    assert 'jejak_commands_total{outcome="done",type="propose"}' in metrics


async def test_a_worker_without_a_key_to_trust_ends_at_once(settings: Settings, database: str, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"database_url": SecretStr(database), "trusted_keys": tmp_path})
    with pytest.raises(BadKey):
        async with serving(settings, clock=clock) as worker:
            await worker.started()
