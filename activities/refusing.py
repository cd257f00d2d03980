"""Refusing: refusals are recorded in streams of their own, and a repeated command gets its first answer."""

from datetime import UTC, datetime
from hashlib import sha256

from activities.acts import command_of
from activities.contract import Envelope, Outcome, RefusedCommand
from activities.recording import Origin, Recorder, first_receipt
from domain import codec
from domain.commands import Command
from domain.events.refusal import CommandRefused
from domain.refusals import Code, Refusal
from domain.streams import correlation_of, refusals_stream
from engine.deciding import Standing, not_before_last
from ledger.errors import WrongVersion
from ledger.model import Append, StoredEvent
from ledger.store import Ledger
from proof import ids
from proof.acts import Opening, read_metadata
from proof.errors import Unfounded
from proof.hashes import GENESIS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LONGEST_FACT = 2000
"""The most characters of a refusal's fact: an answer has to fit through Temporal."""


async def refuse(
    ledger: Ledger, recorder: Recorder, now: Standing, command: Command, envelope: Envelope, refusal: Refusal
) -> RefusedCommand:
    """Record that a command was refused in that standing of its stream, which doesn't change; returns the answer."""
    reused = refusal.code is Code.COMMAND_ID_REUSED
    event_id = ids.reuse_id(command.id, request_digest(command)) if reused else ids.refusal_id(command.id)
    refusal = refusal.within(LONGEST_FACT)
    event = refused_event(command, refusal, now.state.version)
    stream, origin = refusals_stream(command.stream), Origin.act(envelope)
    while True:
        head = await ledger.head(stream)
        version, chain = (head.version, head.chain) if head else (0, GENESIS)
        new = recorder.events(stream, version, chain, now.keys, [(event_id, event)], command, origin, now.read)
        request = Append(
            stream_id=stream,
            correlation_id=correlation_of(command.stream),
            expected_version=version,
            events=new,
            expected_head=chain if version else None,
            not_after=origin.not_after(now),
        )
        try:
            await ledger.append(request)
            return RefusedCommand(command_id=command.id, refusal=refusal)
        except WrongVersion:
            continue  # an innovation's streams share it: another refusal was recorded meanwhile


def refused_event(command: Command, refusal: Refusal, version: int) -> CommandRefused:
    """What is recorded of a command that was refused at a version of its stream."""
    refusal = refusal.within(LONGEST_FACT)
    return CommandRefused(
        command_type=command.type[:LONGEST_FACT],
        actor=command.actor,
        reason=command.reason,
        code=refusal.code,
        facts=refusal.facts,
        stream_version=version,
    )


def reused_id(command: Command) -> Refusal:
    """The refusal of a command whose id was used before, for something else."""
    return Refusal(code=Code.COMMAND_ID_REUSED, facts={"command_id": str(command.id)})


async def first_answer(
    ledger: Ledger, recorder: Recorder, now: Standing, command: Command, envelope: Envelope
) -> Outcome | None:
    """The outcome recorded for the same command id; None if it is new."""
    refusals = refusals_stream(command.stream)
    found = await ledger.find(
        [
            (command.stream, ids.event_id(command.id, 0)),
            (refusals, ids.refusal_id(command.id)),
            (refusals, ids.reuse_id(command.id, request_digest(command))),
        ]
    )
    if not found:
        return None
    same = next((event for event in found if recorded_command(event).same_request(command)), None)
    if same is None:
        reused = command.received_at(not_before_last(now.state, command.at))
        return await refuse(ledger, recorder, now, reused, envelope, reused_id(command))
    if same.stream_id == command.stream:
        return first_receipt(command.id, await ledger.read(command.stream, after=same.version - 1))
    recorded = codec.read(same)
    assert isinstance(recorded, CommandRefused)
    return RefusedCommand(command_id=command.id, refusal=Refusal(code=Code(recorded.code), facts=recorded.facts))


def request_digest(command: Command) -> str:
    """SHA-256 of what a command asks, whenever it was received, in hex."""
    return sha256(command.received_at(EPOCH).model_dump_json().encode()).hexdigest()


def recorded_command(first: StoredEvent) -> Command:
    """The command in an event's metadata. Raises Unfounded."""
    opening = read_metadata(first.metadata)
    if not isinstance(opening, Opening) or opening.signed is None:
        raise Unfounded("no_act")
    return command_of(opening.signed)
