"""An empty stack is brought to life once; again, only what isn't as it should be is done."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from activities.contract import Receipt
from processes.setup import ADMINISTRATORS, BY_BOTH, furnish, prepare, sample_people
from processes.worker import running_worker
from service.commanding import ask
from service.reading import Reader
from stack.postgres import EmbeddedPostgres
from stack.temporal import EmbeddedTemporal
from tests.conftest import execute
from tests.furnished import edition, now
from wiring.connections import Connections
from wiring.settings import Settings


@pytest.fixture
async def connections(
    postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Connections]:
    """Connections to an empty database and an empty Temporal, prepared, with a worker."""
    name = f"test_{uuid4().hex}"
    await execute(postgres, f"CREATE DATABASE {name}")
    settings = Settings(home=tmp_path / "home", database_url=SecretStr(postgres.dsn(name)))
    async with EmbeddedTemporal(log=tmp_path / "log") as temporal:
        monkeypatch.setenv("TEMPORAL_ADDRESS", temporal.address)
        await prepare(settings)
        async with running_worker(settings, clock=now), Connections(settings) as opened:
            yield opened
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


async def events(connections: Connections) -> list[str]:
    """The type of every event there is, in order of its recording."""
    connection = await asyncpg.connect(connections.settings.dsn())
    try:
        return [r["type"] for r in await connection.fetch("SELECT type FROM jejak.events ORDER BY recorded_at")]
    finally:
        await connection.close()


async def test_what_is_as_it_should_be_is_left_alone(connections: Connections) -> None:
    key = connections.settings.signing_key_pem()
    await furnish(connections)
    first = await events(connections)
    assert first.count("RoleGranted") == len(sample_people()) + len(ADMINISTRATORS)
    assert first.count("KeyEnrolled") == len(sample_people()) + len(ADMINISTRATORS)
    assert first[0] == "LedgerBegun"
    assert first.count("ReferencePublished") == 2
    assert first.count("EditionPublished") == 3
    names = await (await Reader.on(connections, "administrator")).contacts(list(sample_people()))
    assert names["pengusul"] == {"name": "Ratih Rekaan", "email": "pengusul@surakarta.example"}

    await prepare(connections.settings)
    await furnish(connections)
    assert await events(connections) == first
    assert connections.settings.signing_key_pem() == key

    async def done(stream: str, command: str, **payload: str) -> None:
        request = replace(BY_BOTH, reason="Selesai bertugas.")
        assert isinstance(await ask(connections, stream, command, payload, request), Receipt)

    await done("person/pengusul", "end_role", role="proposer")
    await done("edition/ringkas", "publish_edition", content=edition("ringkas") + "\n# Diubah.\n")
    await furnish(connections)
    # The edition is as in its file again; an ended role stays ended.
    assert (await events(connections))[len(first) :] == ["RoleEnded", "EditionPublished", "EditionPublished"]
