"""Whoever may append and can't sign records nothing that isn't found: every decision is taken again."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from activities.command_keys import PrivateKey
from activities.contract import Envelope
from activities.recording import Origin, Recorder
from domain import codec
from domain.commands import SYSTEM, Command
from domain.events import Event
from domain.events import innovation as e
from domain.events.administration import EditionPublished, KeyPublished, RoleGranted
from domain.events.refusal import CommandRefused
from domain.grants import Grant, Post
from domain.keys import Keys, ServiceKey
from domain.streams import AGENCIES, correlation_of, edition_stream, person_stream, refusals_stream
from domain.vocabulary import Purpose, Role
from engine.states import States
from engine.versions import Versions
from ledger.model import Append, NewEvent
from proof import ids
from proof.hashes import GENESIS
from proof.streams import KEYS
from proof.strict_json import canonical
from service.meaning import read_page
from stack.postgres import EmbeddedPostgres
from tests.activities.office import Office
from tests.conftest import copied
from tests.domain.world import POST
from tests.forging import REASON, STRANGER, Forger, basis_of, by, saying
from tests.furnished import BANDUNG, Service, edition, key_of, now, sealed
from tests.service.conftest import Doing, proposal

INDICATOR = {"key": "k", "name": "Cakupan", "unit": "persen", "baseline": "1", "target": "2"}


@pytest.fixture
async def database(postgres: EmbeddedPostgres, furnished: str) -> AsyncIterator[str]:
    """A database of each test's own: they forge."""
    async with copied(postgres, furnished) as dsn:
        yield dsn


@pytest.fixture
def forger(pool: asyncpg.Pool) -> Forger:
    return Forger(pool)


def admitted() -> Event:
    return e.ProposalAdmitted(round=1, **by("operator", Role.OPERATOR))


async def test_what_people_time_and_other_streams_did_comes_from_acts(
    do: Doing, forger: Forger, proposed: str, pool: asyncpg.Pool
) -> None:
    plan = {"region": BANDUNG, "lasts": "PT60S", "indicators": [INDICATOR]}
    await do("operator", proposed, "admit", {})
    await do("operator", proposed, "plan_pilots", {"pilots": [plan]})
    await do(f"officer-{BANDUNG}", proposed, "report_measurement", {"region": BANDUNG, "values": {"k": "1"}})
    streams = [head.stream_id for head in await forger.ledger.streams_like("")]
    assert {proposed, KEYS} <= set(streams)
    assert await forger.found(*streams) == []


async def test_an_intact_ledger_never_alarms_over_three_generations_of_keys(
    do: Doing, forger: Forger, signer: Service, recorder: Recorder, proposed: str, pool: asyncpg.Pool
) -> None:
    service, worker = signer.key, recorder
    for number in range(3):
        office = Office(pool, worker, signer)
        made = {purpose: PrivateKey.generate() for purpose in (Purpose.RECEIPTS, Purpose.DECISIONS)}
        for purpose, key in made.items():
            possession = key.possession("example.go.id/jejak", purpose)
            publish = {"purpose": purpose, "key": key.key, "possession": possession}
            await office.do("administrator", KEYS, "publish_key", **publish)
        for retired in (service.key, worker.key):
            await office.do("administrator", KEYS, "retire_service_key", key=retired, reason="Diganti.")
            signer.key = made[Purpose.RECEIPTS]
        service, worker = made[Purpose.RECEIPTS], Recorder(made[Purpose.DECISIONS])
        await Office(pool, worker, signer).do("operator", proposed, "note", text=f"Generasi {number}.")
    streams = [head.stream_id for head in await forger.ledger.streams_like("")]
    assert await forger.found(*streams) == []
    signer.key = PrivateKey.generate()
    assert await Office(pool, worker, signer).refused("operator", proposed, "note", text="x") == "not_authentic"


async def test_what_other_rules_decided_holds_if_these_decide_it_so_and_is_told_if_not(
    do: Doing, forger: Forger, signer: Service, recorder: Recorder, proposed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.recording.rules_hash", lambda: "ab" * 32)
    await do("operator", proposed, "note", {"text": "Oleh rilis lama."})
    assert await forger.found(proposed) == []
    command, envelope = sealed(signer, "operator", proposed, "note", {"text": "x"}, reason=REASON)
    other = e.NoteMade(text="X", **by("operator", Role.OPERATOR))
    await forger.append(proposed, Origin.act(envelope), other, command=command, by=recorder, basis=basis_of("operator"))
    assert await forger.found(proposed) == [(3, "origin", "other_rules")]


async def test_a_server_that_has_gone_is_no_finding(
    forger: Forger, proposed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: Any) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(Versions, "state", gone)
    with pytest.raises(ConnectionResetError):
        await forger.found(proposed)


async def test_an_event_without_an_act_is_found(forger: Forger, proposed: str, pool: asyncpg.Pool) -> None:
    for metadata in (b"{}", b"[]", canonical({"command_id": str(uuid4()), "n": 1}), b'{"act":{}}'):
        head = await forger.ledger.head(proposed)
        assert head is not None
        note = NewEvent(uuid4(), "NoteMade", 1, now(), metadata, codec.encode(e.NoteMade(text="x")))
        await forger.ledger.append(Append(proposed, correlation_of(proposed), head.version, (note,)))
    assert await forger.found(proposed) == [(version, "origin", "no_act") for version in (2, 3, 4, 5)]


async def test_a_decision_signed_with_a_key_that_is_not_the_ledgers_is_found(
    forger: Forger, signer: Service, proposed: str
) -> None:
    command, envelope = sealed(signer, "operator", proposed, "admit", {}, reason=REASON)
    await forger.append(
        proposed, Origin.act(envelope), admitted(), command=command, by=STRANGER, basis=basis_of("operator")
    )
    assert await forger.found(proposed) == [(2, "origin", "decided_by_other")]


async def test_a_genuine_act_under_a_false_decision_is_found(
    forger: Forger, signer: Service, recorder: Recorder, proposed: str
) -> None:
    command, envelope = sealed(signer, "operator", proposed, "note", {"text": "x"}, reason=REASON)
    note = e.NoteMade(text="x", **by("operator", Role.OPERATOR))
    origin, basis, altered = Origin.act(envelope), basis_of("operator"), saying(worker=recorder.key)
    await forger.append(proposed, origin, note, command=command, by=STRANGER, basis=basis, change=altered)
    assert await forger.found(proposed) == [(2, "origin", "decision_false")]


@pytest.mark.parametrize("keyless", [False, True], ids=["the service's key", "no key"])
async def test_nobody_but_the_person_acts_in_their_name(
    forger: Forger, signer: Service, recorder: Recorder, proposed: str, keyless: bool
) -> None:
    """With a worker's key as well: a person's act needs the person's signature or the service's receipt."""
    command, envelope = sealed(signer, "operator", proposed, "admit", {}, reason=REASON)
    own = PrivateKey.generate()
    if keyless:
        forged = own.receives(signer.genesis, envelope.act.encode(), envelope.signatures, envelope.receipt.received)
        expected = "received_by_other"
    else:
        signature = own.signs("operator", envelope.act.encode())
        forged = signer.key.receives(signer.genesis, envelope.act.encode(), (signature,), envelope.receipt.received)
        expected = "to_be_refused"
    await forger.append(
        proposed, Origin.act(forged), admitted(), command=command, by=recorder, basis=basis_of("operator")
    )
    assert await forger.found(proposed) == [(2, "origin", expected)]


async def test_an_act_expires_and_is_never_received_after_it_was_recorded(
    forger: Forger, signer: Service, recorder: Recorder, proposed: str
) -> None:
    for number, (days, expected) in enumerate(((-2, "expired"), (1, "early")), start=2):
        at = now() + timedelta(days=days)
        command, envelope = sealed(signer, "operator", proposed, "admit", {}, reason=REASON, at=at)
        await forger.append(
            proposed, Origin.act(envelope), admitted(), command=command, by=recorder, basis=basis_of("operator")
        )
        assert (number, "origin", expected) in await forger.found(proposed)


async def test_what_waited_long_to_be_recorded_is_told_and_no_problem(
    do: Doing, forger: Forger, proposed: str, pool: asyncpg.Pool
) -> None:
    await do("operator", proposed, "note", {"text": "x"}, at=now() - timedelta(minutes=14), signed=False)
    assert (await read_page([proposed], pool)).delayed == 0
    await do("operator", proposed, "note", {"text": "x"}, at=now() - timedelta(minutes=16), signed=False)
    report = await read_page([proposed], pool)
    assert (report.delayed, report.problems) == (1, [])


async def test_an_invented_persons_role_is_found_and_so_is_a_key_from_nowhere(
    forger: Forger, signer: Service, recorder: Recorder
) -> None:
    stream = person_stream("penyusup")
    payload = {"role": "administrator", "agency": "kemenpanrb", "post": POST}
    command, envelope = sealed(signer, "administrator", stream, "grant_role", payload, reason=REASON, signed=False)
    grant = Grant(
        id="administrator-1", role=Role.ADMINISTRATOR, agency="kemenpanrb", post=Post(**POST), valid_from=command.at
    )
    event = RoleGranted(grant=grant, **by("administrator", Role.ADMINISTRATOR))
    basis = {"person/administrator": 2, AGENCIES: 1, "reference/regions": 1}
    await forger.append(stream, Origin.act(envelope), event, command=command, by=recorder, basis=basis)
    assert await forger.found(stream) == [(1, "origin", "to_be_refused")]
    own = ServiceKey(purpose=Purpose.RECEIPTS, key=STRANGER.key, possession="A" * 86 + "==")
    published = KeyPublished(key=own, **by("administrator", Role.ADMINISTRATOR))
    cause = Command(id=uuid4(), stream=KEYS, type="time_reached", actor=SYSTEM, at=now())
    await forger.append(KEYS, Origin.cause(cause), published, command=cause, by=STRANGER)
    assert (2, "origin", "decided_by_other") in await forger.found(KEYS)


async def test_a_laxer_edition_by_one_person_alone_is_found(
    forger: Forger, signer: Service, recorder: Recorder
) -> None:
    stream, content = edition_stream("ringkas"), edition("ringkas").replace("own_signature = [", "own_signature = [] #")
    payload = {"content": content}
    command, both = sealed(signer, "administrator", stream, "publish_edition", payload, reason=REASON)
    alone = signer.key.receives(signer.genesis, both.act.encode(), both.signatures[:1], both.receipt.received)
    event = EditionPublished(name="ringkas", content=content, sha256="0" * 64)
    await forger.append(
        stream, Origin.act(alone), event, command=command, by=recorder, basis={"person/administrator": 2}
    )
    assert await forger.found(stream) == [(2, "origin", "to_be_refused")]


async def test_an_act_serves_no_other_stream_and_no_second_time(
    do: Doing, forger: Forger, signer: Service, recorder: Recorder, proposed: str, pool: asyncpg.Pool
) -> None:
    other_id = uuid4()
    other, payload = proposal(other_id)
    await do("proposer", other, "propose", payload, id=other_id)
    command, envelope = sealed(signer, "operator", proposed, "note", {"text": "Catatan."}, reason=REASON)
    note = e.NoteMade(text="Catatan.", **by("operator", Role.OPERATOR))
    origin, basis = Origin.act(envelope), basis_of("operator")
    await forger.append(other, origin, note, command=command, by=recorder, basis=basis)
    assert await forger.found(other) == [(2, "origin", "other_stream")]
    await forger.append(proposed, origin, note, command=command, by=recorder, basis=basis)
    assert await forger.found(proposed) == []
    await forger.append(proposed, origin, note, command=command, by=recorder, basis=basis, first_id=uuid4())
    assert await forger.found(proposed) == [(3, "origin", "other_id")]


async def superseded_long_ago(database: str, stream: str) -> None:
    """Everything of a stream was recorded an hour earlier."""
    owner = await asyncpg.connect(database)
    await owner.execute("SET session_replication_role = replica")
    await owner.execute(
        "UPDATE jejak.events SET recorded_at = recorded_at - interval '1 hour' WHERE stream_id = $1", stream
    )
    await owner.close()


@pytest.mark.parametrize(
    ("person", "name", "payload", "version", "found"),
    [
        ("operator", "note", {"text": "Catatan."}, 2, "decided_otherwise"),
        ("proposer", "admit", {}, 2, "to_be_refused"),
        ("operator", "admit", {}, 7, "basis_missing"),
        ("operator", "admit", {}, 1, "stale"),
    ],
    ids=["another act", "without the role", "a basis that never was", "a basis of long ago"],
)
async def test_what_an_act_does_not_lead_to_is_found_though_a_worker_signed_it(
    forger: Forger,
    signer: Service,
    recorder: Recorder,
    proposed: str,
    database: str,
    person: str,
    name: str,
    payload: dict[str, Any],
    version: int,
    found: str,
) -> None:
    if found == "stale":
        await superseded_long_ago(database, "person/operator")
    command, envelope = sealed(signer, person, proposed, name, payload, reason=REASON)
    event = e.ProposalAdmitted(round=1, **by(person, Role.OPERATOR))
    await forger.append(
        proposed, Origin.act(envelope), event, command=command, by=recorder, basis=basis_of(person, version)
    )
    assert await forger.found(proposed) == [(2, "origin", found)]


async def test_a_basis_of_long_ago_is_found_however_much_else_is_in_the_basis(
    forger: Forger, signer: Service, recorder: Recorder, proposed: str, database: str
) -> None:
    await superseded_long_ago(database, "person/operator")
    command, envelope = sealed(signer, "operator", proposed, "admit", {}, reason=REASON)
    basis = basis_of("operator", 1) | {f"person/somebody-{number}": 0 for number in range(600)}
    await forger.append(proposed, Origin.act(envelope), admitted(), command=command, by=recorder, basis=basis)
    assert await forger.found(proposed) == [(2, "origin", "stale")]


async def test_what_somebody_signed_after_seeing_something_else_is_found(
    forger: Forger, signer: Service, recorder: Recorder, proposed: str
) -> None:
    command, envelope = sealed(signer, "operator", proposed, "admit", {}, reason=REASON)
    act = {**json.loads(envelope.act), "seen": {"version": 1, "chain": "0" * 64}}
    text = canonical(act)
    signature = key_of("operator").signs("operator", text)
    forged: Envelope = signer.key.receives(signer.genesis, text, (signature,), envelope.receipt.received)
    await forger.append(
        proposed, Origin.act(forged), admitted(), command=command, by=recorder, basis=basis_of("operator")
    )
    assert await forger.found(proposed) == [(2, "origin", "seen_otherwise")]


async def test_time_that_did_not_come_is_found(forger: Forger, recorder: Recorder, proposed: str) -> None:
    at = now()
    command = Command(id=ids.time_id(proposed, at), stream=proposed, type="time_reached", actor=SYSTEM, at=at)
    await forger.append(proposed, Origin.cause(command), e.NoteMade(text="x"), command=command, by=recorder)
    assert await forger.found(proposed) == [(2, "origin", "not_due")]


async def test_a_deadline_that_was_left_out_is_found(
    do: Doing, forger: Forger, signer: Service, recorder: Recorder
) -> None:
    command_id = uuid4()
    stream, payload = proposal(command_id)
    await do("proposer", stream, "propose", payload, id=command_id, at=now() - timedelta(hours=1))
    command, envelope = sealed(signer, "operator", stream, "admit", {}, reason=REASON)
    await forger.append(
        stream, Origin.act(envelope), admitted(), command=command, by=recorder, basis=basis_of("operator")
    )
    assert await forger.found(stream) == [(2, "origin", "left_out")]


async def test_an_act_that_was_cut_short_is_found(do: Doing, forger: Forger, proposed: str, database: str) -> None:
    plan = {"region": BANDUNG, "lasts": "PT60S", "indicators": [INDICATOR]}
    await do("operator", proposed, "admit", {})
    await do("operator", proposed, "plan_pilots", {"pilots": [plan]})
    await do("operator", proposed, "abort_pilot", {"region": BANDUNG})
    assert [each.type for each in await forger.ledger.read(proposed, after=3)] == ["PilotAborted", "PilotsClosed"]
    owner = await asyncpg.connect(database)
    await owner.execute("SET session_replication_role = replica")
    await owner.execute("DELETE FROM jejak.events WHERE stream_id = $1 AND version = 5", proposed)
    await owner.close()
    assert await forger.found(proposed) == [(5, "origin", "cut_off")]


async def test_a_refusal_that_the_rules_do_not_give_is_found(
    forger: Forger, signer: Service, recorder: Recorder, proposed: str
) -> None:
    stream = refusals_stream(proposed)
    for number, (key, found) in enumerate(((recorder, "to_be_accepted"), (STRANGER, "decided_by_other")), start=1):
        command, envelope = sealed(signer, "operator", proposed, "admit", {}, reason=REASON)
        event = CommandRefused(
            command_type="admit", actor="operator", reason=REASON, code="role_missing", facts={}, stream_version=1
        )
        head = await forger.ledger.head(stream)
        version, chain = (head.version, head.chain) if head else (0, GENESIS)
        keys = await States(forger.ledger).get(Keys, KEYS)
        drafts: list[tuple[UUID, Event]] = [(ids.refusal_id(command.id), event)]
        basis = {KEYS: 1, **basis_of("operator")}
        new = key.events(stream, version, chain, keys, drafts, command, Origin.act(envelope), basis)
        await forger.ledger.append(Append(stream, correlation_of(proposed), version, new))
        assert (number, "origin", found) in await forger.found(stream)
