"""Acts that are validly signed, or nearly, and mean harm: none stops a stream, or leaves a record that alarms."""

import json
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from pydantic import ValidationError

from activities import handling
from activities.command_keys import PrivateKey
from activities.contract import Envelope, Receiving, RefusedCommand, Work
from activities.handling import Handler, UntrustedWorker
from activities.recording import Recorder
from domain.refusals import Code
from domain.streams import person_stream
from domain.vocabulary import Purpose
from engine.deciding import Standing, standing
from proof import ids
from proof.acts import instant_text
from proof.streams import KEYS
from proof.strict_json import canonical
from service.meaning import read_page
from tests.activities.office import Office
from tests.domain.world import POST
from tests.furnished import CROWD, key_of, now
from tests.workflows.world import aspects

EDITION = "sabar"


async def test_no_persons_command_takes_the_id_of_a_deadline(office: Office, pool: asyncpg.Pool) -> None:
    stream = await office.proposed()
    wake_at = (await office.wake(stream)).wake_at
    assert wake_at is not None
    await office.do("operator", stream, "note", id=ids.time_id(stream, wake_at), text="x")
    office.passes(days=1)
    types = await office.types(stream)
    await office.wake(stream)
    assert len(await office.types(stream)) > len(types)
    await office.do("operator", stream, "admit", at=office.present, signed=False)
    layers = {each.layer for each in (await read_page([stream], pool)).problems}
    assert layers <= {"origin"}  # time passed in the office alone


@pytest.mark.parametrize("received", [-1, 2**53, 2**70])
def test_an_instant_that_no_receipt_can_have_is_none(received: int) -> None:
    with pytest.raises(ValidationError):
        Receiving(key="0" * 64, received=received, signature="A" * 86 + "==")


@pytest.mark.parametrize("year", ["0001", "1969", "3000", "9999"])
async def test_an_act_of_another_age_is_refused_and_the_next_is_answered(office: Office, year: str) -> None:
    stream = await office.proposed()
    _, envelope = office.sealed("operator", stream, "admit")

    def dated(act: dict[str, Any]) -> dict[str, Any]:
        return {**act, "signed_at": f"{year}-12-31T23:00:00.000000Z", "expires": f"{year}-12-31T23:59:59.000000Z"}

    assert await answered(office, stream, resigned(office, envelope, dated)) == Code.NOT_AUTHENTIC
    await office.do("operator", stream, "admit")


async def test_an_act_signed_by_a_clock_that_is_ahead_is_told_so(office: Office) -> None:
    stream = await office.proposed()
    _, envelope = office.sealed("operator", stream, "admit")

    def ahead(act: dict[str, Any]) -> dict[str, Any]:
        return {**act, "signed_at": instant_text(now() + timedelta(minutes=2))}

    assert await answered(office, stream, resigned(office, envelope, ahead)) == Code.SIGNED_AHEAD


def resigned(
    office: Office, envelope: Envelope, changed: Callable[[dict[str, Any]], dict[str, Any]], person: str = "operator"
) -> Envelope:
    """An act that its person changed before signing it."""
    text = canonical(changed(json.loads(envelope.act)))
    signature = key_of(person).signs(person, text)
    return office.signer.key.receives(office.signer.genesis, text, (signature,), envelope.receipt.received)


async def answered(office: Office, stream: str, envelope: Envelope) -> Code:
    """Why an envelope is refused."""
    outcome = (await office.work(stream, envelope=envelope)).outcome
    assert isinstance(outcome, RefusedCommand), outcome
    return outcome.refusal.code


@pytest.mark.parametrize("purpose", [Purpose.RECEIPTS, Purpose.DECISIONS])
async def test_a_key_that_is_retired_while_a_command_is_under_way_leaves_nothing_that_alarms(
    office: Office, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch, purpose: Purpose
) -> None:
    stream, another = await office.proposed(), PrivateKey.generate()
    possession = another.possession("example.go.id/jejak", purpose)
    publish = {"purpose": purpose, "key": another.key, "possession": possession}
    await office.do("administrator", KEYS, "publish_key", **publish)
    signer, recorder = copy(office.signer), office.recorder
    if purpose is Purpose.RECEIPTS:
        signer.key = another
    else:
        recorder = Recorder(another)
    busy = Office(pool, recorder, signer)
    _, envelope = busy.sealed("operator", stream, "admit")
    handle = Handler._handle

    async def after_it_is_retired(handler: Handler, work: Work, asked: Any) -> Any:
        monkeypatch.undo()
        await office.do("administrator", KEYS, "retire_service_key", key=another.key, reason="Diganti.")
        handler.states.drop(KEYS)
        return await handle(handler, work, asked)

    monkeypatch.setattr(Handler, "_handle", after_it_is_retired)
    if purpose is Purpose.RECEIPTS:
        assert await answered(busy, stream, envelope) == Code.NOT_AUTHENTIC
    else:
        with pytest.raises(UntrustedWorker):
            await busy.work(stream, envelope=envelope)
    assert (await read_page([stream, KEYS], pool)).problems == []


async def test_a_worker_that_was_frozen_decides_again_on_what_is_there_now(
    office: Office, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, read = await office.proposed(), []

    async def long_ago(*arguments: Any) -> Standing:
        found = await standing(*arguments)
        read.append(found)
        return found if len(read) > 1 else replace(found, read_at=found.read_at - timedelta(minutes=1))

    monkeypatch.setattr(handling, "standing", long_ago)
    await office.do("operator", stream, "note", text="x")
    assert len(read) == 2
    assert (await read_page([stream], pool)).problems == []


async def test_no_administrator_shuts_out_another_alone(office: Office) -> None:
    stream, key = person_stream("administrator-2"), key_of("administrator-2").key
    retire = {"key": key, "reason": "x"}
    assert await office.refused("administrator", stream, "retire_key", **retire) == Code.CONFIRMATION_REQUIRED
    officer = f"officer-{CROWD[0]}"
    await office.do("administrator", person_stream(officer), "retire_key", key=key_of(officer).key, reason="x")


async def test_a_number_is_no_instant(office: Office) -> None:
    grant = {"role": "operator", "agency": "kemenpanrb", "post": POST, "valid_from": "20261231"}
    assert await office.refused("administrator", "person/zaki", "grant_role", **grant) == Code.INVALID_PAYLOAD
    grant["valid_from"] = 20261231  # type: ignore[assignment]
    assert await office.refused("administrator", "person/zaki", "grant_role", **grant) == Code.INVALID_PAYLOAD


async def test_no_person_is_called_as_a_purpose(office: Office) -> None:
    grant = {"role": "operator", "agency": "kemenpanrb", "post": POST}
    for purpose in Purpose:
        code = await office.refused("administrator", person_stream(purpose), "grant_role", **grant)
        assert code == Code.WRONG_STREAM


async def test_a_reason_is_no_longer_than_a_text(office: Office) -> None:
    stream = await office.proposed()
    with pytest.raises(ValidationError):
        office.sealed("operator", stream, "note", text="x", reason="x" * 10_001)


async def test_what_another_stream_brought_comes_after_what_was_due_before_whatever_a_clock_shows(
    office: Office, pool: asyncpg.Pool
) -> None:
    innovation, adoption = await office.offered(aspects("ringkas"), EDITION)
    due_at = (await office.wake(adoption)).wake_at
    assert due_at is not None
    office.passes(seconds=(due_at - office.present).total_seconds() + 60)
    await office.do("operator", innovation, "suspend", signed=False, at=office.present)
    behind = Work(stream=adoption, now=due_at - timedelta(seconds=30))
    await office.handler.handle(behind)
    found = (await read_page([adoption], pool)).problems
    assert not [each for each in found if getattr(each.found, "facts", {}).get("reason") == "not_due"]
    *_, due, followed = await office.ledger.read(adoption)
    assert (due.type, due.occurred_at) == ("Reminded", due_at), [due.type, followed.type]
    assert json.loads(followed.metadata)["cause"]["type"] == "follow"
