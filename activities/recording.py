"""Recording: what was decided becomes events of the ledger, with the rows and notices that follow from them."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from activities.contract import Envelope, Receipt
from domain import codec
from domain.commands import Command
from domain.events import Event
from domain.notices import notice_for
from domain.streams import correlation_of
from engine.deciding import Standing
from engine.rows import ledger_rows
from ledger.model import Append, Appended, NewEvent, Notice
from proof import ids


def append_of(before: Standing, after: Standing, command: Command, events: list[Event], metadata: bytes) -> Append:
    """The append that records a decision on a command. `metadata` is that of the first event."""
    others = json.dumps({"command_id": str(command.id)}, separators=(",", ":")).encode()
    audience = after.decider.audience(after.state, after.basis)
    new = tuple(
        new_event(event, ids.event_id(command.id, ordinal), command.at, metadata if ordinal == 0 else others)
        for ordinal, event in enumerate(events)
    )
    notices = tuple(
        Notice(ids.notice_id(stored.event_id), body)
        for event, stored in zip(events, new, strict=True)
        if (body := notice_for(event, stored.event_id, command.stream, audience.agency, audience.region)) is not None
    )
    return Append(
        stream_id=command.stream,
        correlation_id=correlation_of(command.stream),
        expected_version=before.state.version,
        events=new,
        rows=ledger_rows(after.decider.view(after.state)),
        notices=notices,
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


def new_event(event: Event, event_id: UUID, at: datetime, metadata: bytes) -> NewEvent:
    """An event as the ledger stores it."""
    return NewEvent(
        event_id=event_id,
        type=type(event).__name__,
        schema_version=event.SCHEMA_VERSION,
        occurred_at=at,
        metadata=metadata,
        data=codec.encode(event),
    )


def signed(envelope: Envelope, basis: Mapping[str, int]) -> bytes:
    """The metadata of events that a person's command caused: the whole command, its signature, and the basis."""
    return _json(basis, command=envelope.command, key_id=envelope.key_id, signature=envelope.signature)


def unsigned(command: Command, basis: Mapping[str, int]) -> bytes:
    """The metadata of events that time or another stream caused."""
    return _json(basis, command=command.model_dump_json(exclude_defaults=True))


def _json(basis: Mapping[str, int], **fields: str) -> bytes:
    """`basis`: the streams on which it was decided, with the version of each."""
    metadata = {**fields, "basis": dict(sorted(basis.items()))}
    return json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode()
