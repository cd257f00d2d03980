"""Whatever somebody wrote among the acts and passkeys that wait, it hinders no administrator."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from activities.command_keys import PrivateKey
from domain.refusals import Code, Refused
from ledger import passkey_requests, unsent_acts
from proof.acts import parse_act
from service import passkeys, waiting_acts
from service.asking import Asked, act_of
from service.confirming import UnsentAct
from service.reading import Reader
from wiring.connections import DRAFTS, Connections
from wiring.errors import BadRequest, NotPossible

KEY = PrivateKey.generate()


def signed_by(person: str) -> UnsentAct:
    """An act that somebody signed just now."""
    asked = Asked(uuid4(), "innovation/x", "note", {"text": "Catatan."}, person, None)
    text = act_of(asked, "0" * 64, signed_at=datetime.now(UTC), seen=None)
    return UnsentAct(parse_act(text), KEY.signs(person, text))


async def test_what_is_no_signed_act_is_not_among_those_that_wait(connections: Connections) -> None:
    pool, act_id = await connections.pool(DRAFTS), uuid4()
    await unsent_acts.put(pool, act_id, "administrator", datetime.now(UTC) + timedelta(hours=1), '{"act": "{}"}', 9)
    reader = await Reader.on(connections, "administrator")
    assert await waiting_acts.waiting(reader) == []
    with pytest.raises(BadRequest):
        await waiting_acts.one(reader, act_id)


async def test_whoever_is_no_administrator_sees_and_withdraws_what_they_signed_themselves_alone(
    connections: Connections,
) -> None:
    acts = {person: signed_by(person) for person in ("operator", "minister")}
    for unsent in acts.values():
        await waiting_acts.keep(connections, unsent)
    operator, administrator = [await Reader.on(connections, each) for each in ("operator", "administrator")]
    assert await waiting_acts.waiting(operator) == [acts["operator"]]
    assert await waiting_acts.waiting(administrator) == list(acts.values())
    own, other = [await waiting_acts.one(administrator, each.act.id) for each in acts.values()]
    with pytest.raises(NotPossible, match="act_waits_no_more"):
        await waiting_acts.one(operator, other.act.id)
    with pytest.raises(Refused, match=Code.ROLE_MISSING):
        await waiting_acts.decline(operator, other, "Bukan urusan saya.")
    with pytest.raises(Refused, match=Code.ROLE_MISSING):
        await waiting_acts.send_begins(operator, own.act.id)
    await waiting_acts.decline(operator, own, "")
    assert await waiting_acts.waiting(administrator) == [other]


async def test_what_is_no_passkey_is_not_among_those_that_wait(connections: Connections) -> None:
    key = "0" * 64
    await passkey_requests.put(await connections.pool(DRAFTS), key, "minister", "{}", timedelta(days=1), 5)
    reader = await Reader.on(connections, "administrator")
    assert key not in {each.key for each in await passkeys.waiting(reader)}
