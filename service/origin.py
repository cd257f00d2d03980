"""Origin: every event follows from a command that was signed, or from time or another stream, by the rules.

Each decision is taken again on the state and the basis that it was made on, and compared byte for byte; so whoever may
append, and can't sign, records nothing that isn't found.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field, ValidationError

from activities.command_keys import KeyRing
from activities.contract import Envelope
from activities.handling import LATEST, SKEW
from activities.refusing import LONGEST_FACT
from domain import codec
from domain.basis import Basis
from domain.commands import SYSTEM, Command
from domain.events import Event
from domain.events.refusal import CommandRefused
from domain.model import Frozen
from domain.refusals import Code, Refusal
from domain.streams import exists, refusals_stream
from engine.kinds import decider_of
from engine.versions import Versions
from ledger.model import StoredEvent
from ledger.verify.report import Value, value
from proof import ids


class Metadata(Frozen):
    """What an act's first event says of where it comes from."""

    command: str
    basis: dict[str, int] = Field(max_length=1000)
    key_id: str | None = None
    signature: str | None = None


class Unfounded(Exception):
    """An event that doesn't follow from its act: what is there instead."""

    def __init__(self, found: Value) -> None:
        super().__init__(found.code)
        self.found = found


@dataclass(slots=True)
class Act:
    """A command, and what it leads to by the rules; `done` of its events were found."""

    command: Command
    at: datetime
    events: list[tuple[str, int, bytes]]
    done: int = 0

    @property
    def whole(self) -> bool:
        """Whether all of its events were found."""
        return self.done == len(self.events)

    def take(self, stored: StoredEvent) -> None:
        """Compare the next event with what was decided. Raises Unfounded."""
        if stored.event_id != ids.event_id(self.command.id, self.done):
            raise Unfounded(value("other_id", id=stored.event_id))
        if stored.occurred_at != self.at:
            raise Unfounded(value("other_instant", at=stored.occurred_at))
        if (stored.type, stored.schema_version, stored.data) != self.events[self.done]:
            raise Unfounded(value("decided_otherwise", type=stored.type, decided=self.events[self.done][0]))
        self.done += 1


class Origin:
    """Finds the acts that events come from. `keys` are those by which commands are trusted; None: not at hand."""

    def __init__(self, versions: Versions, keys: KeyRing | None) -> None:
        self._versions = versions
        self._keys = keys

    async def act(self, stream: str, state: Any, stored: StoredEvent) -> Act:
        """The act that begins with an event of a stream, which is in that state before it.

        Raises:
            Unfounded: there is none, or it may not have been recorded here and now.
        """
        command, metadata = self._command(stored)
        if command.stream != stream:
            raise Unfounded(value("other_stream", stream=command.stream))
        if stored.occurred_at > stored.recorded_at + SKEW:
            raise Unfounded(value("early", at=stored.occurred_at, recorded_at=stored.recorded_at))
        basis = (await self._versions.basis(metadata.basis)).having({stream: state})
        if command.actor == SYSTEM:
            self._require_due(state, basis, command)
        else:
            self._require_signed(command, metadata)
        at = command.at if state.last_at is None else max(command.at, state.last_at)
        if command.actor != SYSTEM:
            at = min(at, stored.occurred_at)  # one that was stamped ahead of the worker's clock counts as of then
            if state.last_at is not None and at < state.last_at:
                raise Unfounded(value("other_instant", at=stored.occurred_at))
            self._require_nothing_due(stream, state, basis, at)
        decision = decider_of(stream).decide(state, command.received_at(at), basis)
        if isinstance(decision, Refusal):
            raise Unfounded(value("to_be_refused", refusal=decision.code))
        return Act(command, at, [_as_stored(event) for event in decision])

    async def refused(self, stream: str, stored: StoredEvent, event: Event) -> None:
        """Check that a command was refused as the rules refuse it. Raises Unfounded."""
        command, metadata = self._command(stored)
        self._require_signed(command, metadata)
        if not exists(command.stream) or refusals_stream(command.stream) != stream:
            raise Unfounded(value("other_stream", stream=command.stream))
        if not isinstance(event, CommandRefused) or (event.actor, event.reason) != (command.actor, command.reason):
            raise Unfounded(value("decided_otherwise", type=stored.type, decided=CommandRefused.__name__))
        if event.code == Code.COMMAND_ID_REUSED:
            return  # that there was another of that id is seen where that one is
        if stored.event_id != ids.refusal_id(command.id):
            raise Unfounded(value("other_id", id=stored.event_id))
        basis = await self._versions.basis({**metadata.basis, command.stream: event.stream_version})
        state = basis.state(object, command.stream)
        decision = decider_of(command.stream).decide(state, command.received_at(stored.occurred_at), basis)
        if not isinstance(decision, Refusal):
            raise Unfounded(value("to_be_accepted"))
        decision = decision.within(LONGEST_FACT)
        if (decision.code, decision.facts) != (event.code, event.facts):
            raise Unfounded(value("to_be_refused", refusal=decision.code))

    def _command(self, stored: StoredEvent) -> tuple[Command, Metadata]:
        try:
            metadata = Metadata.model_validate_json(stored.metadata)
            return Command.model_validate_json(metadata.command), metadata
        except ValidationError:
            raise Unfounded(value("no_command")) from None

    def _require_signed(self, command: Command, metadata: Metadata) -> None:
        if metadata.key_id is None or metadata.signature is None or command.actor == SYSTEM:
            raise Unfounded(value("unsigned"))
        try:
            envelope = Envelope(command=metadata.command, key_id=metadata.key_id, signature=metadata.signature)
        except ValidationError:
            raise Unfounded(value("unsigned")) from None
        if self._keys is not None and not self._keys.trusts(envelope):
            raise Unfounded(value("signed_by_other", key=metadata.key_id))

    def _require_due(self, state: Any, basis: Basis, command: Command) -> None:
        """Time, or a stream that is followed, brought exactly this next."""
        until = command.at if state.last_at is None else max(command.at, state.last_at)
        if decider_of(command.stream).due(state, basis, until, LATEST) != command:
            raise Unfounded(value("not_due"))

    def _require_nothing_due(self, stream: str, state: Any, basis: Basis, at: datetime) -> None:
        due = decider_of(stream).due(state, basis, at, at)
        if due is not None:
            raise Unfounded(value("left_out", at=due.at))


def continues(stored: StoredEvent) -> UUID | None:
    """The command whose act an event continues; None if it begins one of its own."""
    try:
        metadata = json.loads(stored.metadata)
        return UUID(metadata["command_id"])
    except (ValueError, TypeError, AttributeError, LookupError):
        return None


def command_of(stored: StoredEvent) -> UUID | None:
    """The command that an event says it comes from; None if it says none."""
    try:
        return continues(stored) or UUID(json.loads(json.loads(stored.metadata)["command"])["id"])
    except (ValueError, TypeError, AttributeError, LookupError):
        return None


def _as_stored(event: Event) -> tuple[str, int, bytes]:
    return type(event).__name__, event.SCHEMA_VERSION, codec.encode(event)
