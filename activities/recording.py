"""Recording: what was decided becomes events of the ledger, with the rows and notices that follow from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from activities.command_keys import PrivateKey
from activities.contract import Envelope, Receipt
from domain import codec
from domain.commands import SYSTEM, Command
from domain.events import Event
from domain.keys import Keys
from domain.notices import notice_for
from domain.streams import correlation_of
from engine.deciding import Standing
from engine.rows import ledger_rows
from engine.rules import rules_hash
from ledger.model import Append, Appended, NewEvent, Notice, StoredEvent
from proof import ids
from proof.acts import STALE, decision_bytes, instant_of
from proof.event import microseconds
from proof.strict_json import canonical

MARGIN = timedelta(seconds=10)
"""How much earlier than it would be stale a decision is given up: the database's clock is another."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a decision comes from, as its metadata says it: an act with its signatures, or a system command."""

    of: Mapping[str, Any]

    @classmethod
    def act(cls, envelope: Envelope) -> "Origin":
        """From an envelope."""
        signatures = [each.model_dump() for each in envelope.signatures]
        return cls(
            {"act": json.loads(envelope.act), "signatures": signatures, "receipt": envelope.receipt.model_dump()}
        )

    def not_after(self, before: Standing) -> datetime:
        """When a decision on that standing may be recorded at the latest: before it is stale, or its act expired."""
        expires = self.of.get("act", {}).get("expires")
        fresh = before.read_at + STALE - MARGIN
        return fresh if expires is None else min(fresh, instant_of(expires))

    @classmethod
    def cause(cls, command: Command) -> "Origin":
        """From what time or another stream brought."""
        return cls({"cause": json.loads(command.model_dump_json(exclude_defaults=True))})


class Recorder:
    """Makes what is recorded of decisions, each signed with a worker's key."""

    def __init__(self, key: PrivateKey) -> None:
        self.key = key.key
        self._key = key

    def append_of(self, before: Standing, after: Any, command: Command, events: list[Event], origin: Origin) -> Append:
        """The append that records a decision on a command, after which the stream is in the state `after`."""
        audience = before.decider.audience(after, before.basis)
        id_of = ids.caused_id if command.actor == SYSTEM else ids.event_id
        drafts = [(id_of(command.id, ordinal), event) for ordinal, event in enumerate(events)]
        new = self.events(
            before.stream, before.state.version, before.chain, before.keys, drafts, command, origin, before.read
        )
        notices = tuple(
            Notice(ids.notice_id(stored.event_id), body)
            for event, stored in zip(events, new, strict=True)
            if (body := notice_for(event, stored.event_id, command.stream, *audience)) is not None
        )
        return Append(
            stream_id=command.stream,
            correlation_id=correlation_of(command.stream),
            expected_version=before.state.version,
            events=new,
            rows=ledger_rows(before.decider.view(after)),
            notices=notices,
            expected_head=before.chain,
            not_after=origin.not_after(before),
        )

    def events(
        self,
        stream: str,
        version: int,
        chain: bytes,
        keys: Keys,
        drafts: list[tuple[UUID, Event]],
        command: Command,
        origin: Origin,
        basis: Mapping[str, int],
    ) -> tuple[NewEvent, ...]:
        """The events of a decision as the ledger stores them, after a version of a stream and its chain hash."""
        decided = [
            (event_id, type(event).__name__, event.SCHEMA_VERSION, codec.encode(event)) for event_id, event in drafts
        ]
        body = {
            **origin.of,
            "basis": dict(basis),
            "of": len(drafts),
            "rules": rules_hash(),
            "worker": self.key,
        }
        occurred = microseconds(command.at)
        said = decision_bytes(self.key, keys.genesis, stream, version + 1, chain, occurred, body, decided)
        first = canonical({**body, "decision": self._key.sign(said)})
        return tuple(
            NewEvent(
                event_id=event_id,
                type=name,
                schema_version=schema_version,
                occurred_at=command.at,
                metadata=canonical({"command_id": str(command.id), "n": n}) if n else first,
                data=data,
            )
            for n, (event_id, name, schema_version, data) in enumerate(decided)
        )


def receipt_of(command: Command, appended: Appended) -> Receipt:
    """The receipt for a command."""
    return Receipt(
        command_id=command.id,
        stream=command.stream,
        version=appended.version,
        event_ids=appended.event_ids,
        chain=appended.chain.hex(),
    )


def first_receipt(command_id: UUID, recorded: Sequence[StoredEvent]) -> Receipt:
    """The receipt that a command got, from what its stream has from the command's first event on."""
    own = [each for ordinal, each in enumerate(recorded) if each.event_id == ids.event_id(command_id, ordinal)]
    return Receipt(
        command_id=command_id,
        stream=own[-1].stream_id,
        version=own[-1].version,
        event_ids=tuple(event.event_id for event in own),
        chain=own[-1].chain.hex(),
    )
