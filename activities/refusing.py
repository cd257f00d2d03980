"""Refusing: refusals are recorded in streams of their own, and a repeated command gets its first answer."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from itertools import takewhile

from activities.contract import Envelope, Outcome, Receipt, RefusedCommand
from activities.recording import new_event, signed
from domain import codec
from domain.commands import Command
from domain.events.refusal import CommandRefused
from domain.refusals import Code, Refusal
from domain.streams import correlation_of, refusals_stream
from ledger.errors import WrongVersion
from ledger.model import Append, StoredEvent
from ledger.store import Ledger
from proof import ids

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NOTHING_READ: Mapping[str, int] = {}

LONGEST_FACT = 2000
"""The most characters of a refusal's fact: an answer has to fit through Temporal."""


async def refuse(
    ledger: Ledger,
    command: Command,
    envelope: Envelope,
    refusal: Refusal,
    at: datetime,
    version: int = 0,
    basis: Mapping[str, int] = NOTHING_READ,
) -> RefusedCommand:
    """Record that a command was refused at that version of its stream, which doesn't change; returns the answer.

    `basis` is what was read for that, besides the stream.
    """
    reused = refusal.code is Code.COMMAND_ID_REUSED
    event_id = ids.reuse_id(command.id, _request(command)) if reused else ids.refusal_id(command.id)
    refusal = refusal.within(LONGEST_FACT)
    event = CommandRefused(
        command_type=command.type[:LONGEST_FACT],
        actor=command.actor,
        reason=command.reason,
        code=refusal.code,
        facts=refusal.facts,
        stream_version=version,
    )
    stream = refusals_stream(command.stream)
    while True:
        head = await ledger.head(stream)
        request = Append(
            stream_id=stream,
            correlation_id=correlation_of(command.stream),
            expected_version=head.version if head else 0,
            events=(new_event(event, event_id, at, signed(envelope, basis)),),
        )
        try:
            await ledger.append(request)
            return RefusedCommand(command_id=command.id, refusal=refusal)
        except WrongVersion:
            continue  # an innovation's streams share it: another refusal was recorded meanwhile


async def first_answer(ledger: Ledger, command: Command, envelope: Envelope) -> Outcome | None:
    """The outcome recorded for the same command id; None if it is new."""
    refusals = refusals_stream(command.stream)
    found = await ledger.find(
        [
            (command.stream, ids.event_id(command.id, 0)),
            (refusals, ids.refusal_id(command.id)),
            (refusals, ids.reuse_id(command.id, _request(command))),
        ]
    )
    if not found:
        return None
    same = next((event for event in found if _recorded(event).same_request(command)), None)
    if same is None:
        refusal = Refusal(code=Code.COMMAND_ID_REUSED, facts={"command_id": str(command.id)})
        return await refuse(ledger, command, envelope, refusal, found[0].occurred_at)
    if same.stream_id == command.stream:
        return await _first_receipt(ledger, command, same)
    recorded = codec.read(same)
    assert isinstance(recorded, CommandRefused)
    return RefusedCommand(command_id=command.id, refusal=Refusal(code=Code(recorded.code), facts=recorded.facts))


async def _first_receipt(ledger: Ledger, command: Command, first: StoredEvent) -> Receipt:
    following = await ledger.read(command.stream, after=first.version - 1)
    own = [
        event
        for _, event in takewhile(
            lambda each: each[1].event_id == ids.event_id(command.id, each[0]), enumerate(following)
        )
    ]
    return Receipt(
        command_id=command.id,
        stream=command.stream,
        version=own[-1].version,
        event_ids=tuple(event.event_id for event in own),
        chain=own[-1].chain.hex(),
    )


def _request(command: Command) -> str:
    """SHA-256 of what a command asks, whenever it was received, in hex."""
    return sha256(command.received_at(EPOCH).model_dump_json().encode()).hexdigest()


def _recorded(first: StoredEvent) -> Command:
    """The command in an event's metadata."""
    return Command.model_validate_json(json.loads(first.metadata)["command"])
