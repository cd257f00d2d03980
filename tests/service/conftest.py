"""What a worker's parts stand on: a furnished database of the test's own, and keys."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from activities.contract import Work
from activities.handling import Handler
from activities.recording import Recorder
from domain.streams import innovation_stream
from ledger.store import Ledger
from proof import ids
from service.reading import Reader
from tests.activities.conftest import pool
from tests.forms import answers
from tests.furnished import Service, an_auditor, database, furnished, keys, receipt, recorder, sealed, signer
from wiring.connections import Connections
from wiring.settings import Settings

__all__ = ["database", "furnished", "keys", "pool", "recorder", "signer"]

PROPOSAL = {
    "title": "Kartu Anak",
    "summary": "Satu kartu.",
    "problem": "Belum ada.",
    "started_on": "2014-07-01",
    "answers": answers(),
}


@pytest.fixture
async def connections(database: str, keys: Settings) -> AsyncIterator[Connections]:
    """Connections of people's processes to the test's database."""
    async with Connections(keys.model_copy(update={"database_url": SecretStr(database)})) as opened:
        yield opened


@pytest.fixture
async def reader(connections: Connections) -> Reader:
    """A reader for whom nothing is closed."""
    return await an_auditor(connections)


class Doing(Protocol):
    """Has a command done."""

    async def __call__(self, actor: str, stream: str, name: str, payload: dict[str, Any], **more: Any) -> None: ...


@pytest.fixture
def do(pool: asyncpg.Pool, recorder: Recorder, signer: Service) -> Doing:
    """Has a command done at once, with no workflow that waits for what follows; `at` may lie ahead."""
    clock = datetime.now(UTC)
    handler = Handler(Ledger(pool), recorder, lambda: clock)

    async def doing(actor: str, stream: str, name: str, payload: dict[str, Any], **more: Any) -> None:
        nonlocal clock
        command, envelope = sealed(signer, actor, stream, name, payload, **more)
        clock = command.at
        receipt((await handler.handle(Work(stream=stream, now=command.at, envelope=envelope))).outcome)

    return doing


def proposal(command_id: UUID, edition: str = "ringkas") -> tuple[str, dict[str, Any]]:
    """The stream and the payload of an innovation of Surakarta's, proposed by the command with that id."""
    payload = {"edition": edition, "agency": "kota-surakarta", "region": "33.72", "proposal": PROPOSAL}
    return innovation_stream(ids.innovation_id(command_id)), payload


@pytest.fixture
async def proposed(do: Doing) -> str:
    """The stream of an innovation that was proposed just now."""
    command_id = uuid4()
    stream, payload = proposal(command_id)
    await do("proposer", stream, "propose", payload, id=command_id)
    return stream
