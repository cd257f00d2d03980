"""What processes stand on: the same furnished database and keys as what people ask for."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.domain.world import POST
from tests.furnished import database, furnished, keys, now, recorder, signer
from tests.service.conftest import Doing, do, pool, proposal, proposed
from tests.waiting import LIMIT_S

__all__ = ["database", "do", "furnished", "keys", "pool", "proposed", "recorder", "signer"]

AGO = timedelta(hours=1)


@pytest.fixture
def patient_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that are there may take their time to answer a check."""
    monkeypatch.setattr("processes.health.CHECK_TIMEOUT_S", LIMIT_S)


@pytest.fixture
async def late(do: Doing) -> str:
    """The stream of an innovation whose deadlines passed an hour ago, and that no workflow waits for."""
    person = f"early-{uuid4()}"
    grant = {"role": "proposer", "agency": "kota-surakarta", "post": POST}
    await do("administrator", f"person/{person}", "grant_role", grant, at=now() - 2 * AGO)
    command_id = uuid4()
    stream, payload = proposal(command_id)
    await do(person, stream, "propose", payload, id=command_id, at=now() - AGO, signed=False)
    return stream
