"""Whoever may append and can't sign records nothing that isn't found: every decision is taken again."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from activities.command_keys import Signer
from activities.recording import new_event, signed, unsigned
from domain import codec
from domain.commands import SYSTEM, Command
from domain.events import Event
from domain.events import innovation as e
from domain.events.administration import RoleGranted
from domain.events.refusal import CommandRefused
from domain.grants import Grant
from domain.model import By
from domain.streams import correlation_of, person_stream, refusals_stream
from domain.vocabulary import Role
from engine.versions import Versions
from ledger.model import Append
from ledger.store import Ledger
from proof import ids
from service.meaning import read_page
from stack.postgres import EmbeddedPostgres
from tests.furnished import BANDUNG, copied, now, sealed
from tests.service.conftest import Doing, proposal
from wiring.settings import Settings

REASON = "Sesuai rapat."
INDICATOR = {"key": "k", "name": "Cakupan", "unit": "persen", "baseline": "1", "target": "2"}


@pytest.fixture
async def database(postgres: EmbeddedPostgres, furnished: str) -> AsyncIterator[str]:
    """A database of each test's own: they forge."""
    async with copied(postgres, furnished) as dsn:
        yield dsn


class Forger:
    """Somebody with the worker's login of the database, and no key."""

    def __init__(self, pool: asyncpg.Pool, keys: Settings) -> None:
        self._pool = pool
        self._keys = keys
        self.ledger = Ledger(pool)

    async def append(self, stream: str, metadata: bytes, *events: Event, command_id: UUID, at: datetime) -> None:
        """Append whatever events, as the next of a stream."""
        head = await self.ledger.head(stream)
        others = json.dumps({"command_id": str(command_id)}).encode()
        new = [
            new_event(event, ids.event_id(command_id, n), at, others if n else metadata)
            for n, event in enumerate(events)
        ]
        await self.ledger.append(Append(stream, correlation_of(stream), head.version if head else 0, tuple(new)))

    async def found(self, *streams: str) -> list[tuple[int, str, str]]:
        """What a verification finds in streams: version, layer and what is there."""
        report = await read_page(list(streams), self._keys.trusted_keys_directory, self._pool)
        return [(each.version, each.layer, each.found.code) for each in report.problems]


@pytest.fixture
def forger(pool: asyncpg.Pool, keys: Settings) -> Forger:
    return Forger(pool, keys)


def basis_of(person: str, version: int = 1) -> dict[str, int]:
    """What a decision on that person's command is made on."""
    return {f"person/{person}": version, "edition/ringkas": 1, "reference/regions": 1, "reference/calendar": 1}


def asks(stream: str, name: str, actor: str, payload: dict[str, Any] | None = None) -> Command:
    return Command(id=uuid4(), stream=stream, type=name, payload=payload or {}, actor=actor, reason=REASON, at=now())


def by(person: str, role: Role) -> dict[str, Any]:
    return {"by": By(person=person, role=role, person_version=1), "reason": REASON}


async def test_what_people_time_and_other_streams_did_comes_from_acts(
    do: Doing, forger: Forger, proposed: str, pool: asyncpg.Pool
) -> None:
    plan = {"region": BANDUNG, "lasts": "PT60S", "indicators": [INDICATOR]}
    await do("operator", proposed, "admit", {})
    await do("operator", proposed, "plan_pilots", {"pilots": [plan]})
    await do(f"officer-{BANDUNG}", proposed, "report_measurement", {"region": BANDUNG, "values": {"k": "1"}})
    streams = [head.stream_id for head in await forger.ledger.streams_like("")]
    assert proposed in streams
    assert await forger.found(*streams) == []


async def test_a_server_that_has_gone_is_no_finding(
    forger: Forger, proposed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: Any) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(Versions, "state", gone)
    with pytest.raises(ConnectionResetError):
        await forger.found(proposed)


async def test_a_decision_in_anothers_name_is_found(forger: Forger, proposed: str) -> None:
    command = asks(proposed, "admit", "operator")
    admitted = e.ProposalAdmitted(round=1, **by("operator", Role.OPERATOR))
    await forger.append(proposed, unsigned(command, {}), admitted, command_id=command.id, at=command.at)
    assert await forger.found(proposed) == [(2, "origin", "unsigned")]


async def test_a_key_of_ones_own_does_not_help(forger: Forger, proposed: str) -> None:
    own = Signer(Ed25519PrivateKey.generate())
    command, envelope = sealed(own, "operator", proposed, "admit", {})
    metadata = signed(envelope, basis_of("operator"))
    admitted = e.ProposalAdmitted(round=1, **by("operator", Role.OPERATOR))
    await forger.append(proposed, metadata, admitted, command_id=command.id, at=command.at)
    assert await forger.found(proposed) == [(2, "origin", "signed_by_other")]


async def test_an_invented_persons_role_is_found(forger: Forger) -> None:
    stream = person_stream("penyusup")
    command = asks(stream, "grant_role", "administrator", {"role": "administrator", "agency": "kemenpanrb"})
    grant = Grant(id="administrator-1", role=Role.ADMINISTRATOR, agency="kemenpanrb", valid_from=command.at)
    event = RoleGranted(grant=grant, **by("administrator", Role.ADMINISTRATOR))
    await forger.append(stream, unsigned(command, {}), event, command_id=command.id, at=command.at)
    assert await forger.found(stream) == [(1, "origin", "unsigned")]


async def test_a_signed_command_serves_no_other_stream_and_no_second_time(
    do: Doing, forger: Forger, proposed: str, pool: asyncpg.Pool
) -> None:
    await do("operator", proposed, "note", {"text": "Catatan."})
    (_, note) = await forger.ledger.read(proposed)
    other_id = uuid4()
    other, payload = proposal(other_id)
    await do("proposer", other, "propose", payload, id=other_id)
    event, command = codec.read(note), Command.model_validate_json(json.loads(note.metadata)["command"])
    await forger.append(other, note.metadata, event, command_id=command.id, at=note.occurred_at)
    assert await forger.found(other) == [(2, "origin", "other_stream")]
    await forger.append(proposed, note.metadata, event, command_id=uuid4(), at=note.occurred_at)
    assert await forger.found(proposed) == [(3, "origin", "other_id")]


@pytest.mark.parametrize(
    ("person", "name", "payload", "version", "found"),
    [
        ("operator", "note", {"text": "Catatan."}, 1, "decided_otherwise"),
        ("proposer", "admit", {}, 1, "to_be_refused"),
        ("operator", "admit", {}, 7, "never_recorded"),
    ],
    ids=["another act", "without the role", "a basis that never was"],
)
async def test_what_a_signed_command_does_not_lead_to_is_found(
    forger: Forger,
    signer: Signer,
    proposed: str,
    person: str,
    name: str,
    payload: dict[str, Any],
    version: int,
    found: str,
) -> None:
    command, envelope = sealed(signer, person, proposed, name, payload)
    admitted = e.ProposalAdmitted(round=1, **by(person, Role.OPERATOR))
    metadata = signed(envelope, basis_of(person, version))
    await forger.append(proposed, metadata, admitted, command_id=command.id, at=command.at)
    assert await forger.found(proposed) == [(2, "origin", found)]


async def test_time_that_is_brought_forward_is_found(do: Doing, forger: Forger, proposed: str) -> None:
    await do("operator", proposed, "note", {"text": "Kemudian."}, at=now() + timedelta(hours=1))
    assert {(layer, found) for _, layer, found in await forger.found(proposed)} == {("origin", "early")}


async def test_time_that_did_not_come_is_found(forger: Forger, proposed: str) -> None:
    at = now()
    command = Command(id=ids.time_id(proposed, at), stream=proposed, type="time_reached", actor=SYSTEM, at=at)
    await forger.append(proposed, unsigned(command, {}), e.NoteMade(text="x"), command_id=command.id, at=at)
    assert await forger.found(proposed) == [(2, "origin", "not_due")]


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
    assert await forger.found(proposed) == [(5, "origin", "nothing")]


async def test_an_event_without_an_act_is_found(forger: Forger, proposed: str) -> None:
    await forger.append(
        proposed, json.dumps({"command_id": str(uuid4())}).encode(), e.NoteMade(text="x"), command_id=uuid4(), at=now()
    )
    assert await forger.found(proposed) == [(2, "origin", "no_command")]


async def test_a_refusal_that_the_rules_do_not_give_is_found(
    do: Doing, forger: Forger, signer: Signer, proposed: str, pool: asyncpg.Pool
) -> None:
    stream = refusals_stream(proposed)
    command, envelope = sealed(signer, "operator", proposed, "admit", {})
    metadata = signed(envelope, basis_of("operator"))
    event = CommandRefused(
        command_type="admit", actor="operator", reason=command.reason, code="role_missing", facts={}, stream_version=1
    )
    new = new_event(event, ids.refusal_id(command.id), command.at, metadata)
    await forger.ledger.append(Append(stream, correlation_of(proposed), 0, (new,)))
    assert await forger.found(stream) == [(1, "origin", "to_be_accepted")]
