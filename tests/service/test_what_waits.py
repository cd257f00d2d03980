"""Whatever somebody wrote among the acts and passkeys that wait, it hinders no administrator."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from ledger import passkey_requests, unsent_acts
from service import passkeys, waiting_acts
from service.reading import Reader
from wiring.connections import DRAFTS, Connections
from wiring.errors import BadRequest


async def test_what_is_no_signed_act_is_not_among_those_that_wait(connections: Connections) -> None:
    pool, act_id = await connections.pool(DRAFTS), uuid4()
    await unsent_acts.put(pool, act_id, "administrator", datetime.now(UTC) + timedelta(hours=1), '{"act": "{}"}', 9)
    reader = await Reader.on(connections, "administrator")
    assert await waiting_acts.waiting(reader) == []
    with pytest.raises(BadRequest):
        await waiting_acts.one(reader, act_id)


async def test_what_is_no_passkey_is_not_among_those_that_wait(connections: Connections) -> None:
    key = "0" * 64
    await passkey_requests.put(await connections.pool(DRAFTS), key, "minister", "{}", timedelta(days=1), 5)
    reader = await Reader.on(connections, "administrator")
    assert key not in {each.key for each in await passkeys.waiting(reader)}
