"""Origin: every event follows from an act that was signed, or from time or another stream, by the rules.

Each decision is taken again on the state and the basis that it was made on, and compared byte for byte; so whoever may
append, and can't sign, records nothing that isn't found.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from activities.acts import command_of
from activities.handling import LATEST
from activities.refusing import recorded_command, refused_event, request_digest, reused_id
from domain import codec
from domain.administration.keys import why_unsound
from domain.basis import Basis
from domain.commands import SYSTEM, Command
from domain.events import Event
from domain.events.administration import LedgerBegun
from domain.events.refusal import CommandRefused
from domain.keys import Keys
from domain.refusals import Code, Refusal
from domain.streams import exists, refusals_stream
from domain.vocabulary import Purpose
from engine.deciding import not_before_last
from engine.kinds import decider_of
from engine.rules import rules_hash
from engine.versions import EventReader, Versions
from ledger.model import StoredEvent
from proof import ids
from proof.acts import Decided, Opening, check_fresh, check_times, read_metadata
from proof.errors import Unfounded
from proof.event import microseconds
from proof.hashes import GENESIS
from proof.streams import KEYS
from proof.strict_json import canonical


@dataclass(slots=True)
class Redecided:
    """A decision that was taken again: what it leads to by the rules; `done` of its events were found."""

    opening: Opening
    genesis: str
    stream: str
    first: int
    before: bytes
    command: Command
    at: datetime
    events: list[Decided]
    done: int = 0
    recorded_at: datetime | None = None

    @property
    def of(self) -> int:
        """How many events it leads to."""
        return len(self.events)

    @property
    def whole(self) -> bool:
        """Whether all of its events were found."""
        return self.done == self.of

    def take(self, stored: StoredEvent) -> None:
        """Compare the next event with what was decided, and after the last one who signed it. Raises Unfounded."""
        event_id, type_name, schema_version, data = self.events[self.done]
        if stored.event_id != event_id:
            raise Unfounded("other_id", id=stored.event_id)
        if stored.occurred_at != self.at:
            raise Unfounded("other_instant", at=stored.occurred_at)
        self.recorded_at = self.recorded_at or stored.recorded_at
        if stored.recorded_at != self.recorded_at:
            raise Unfounded("recorded_apart")
        if (stored.type, stored.schema_version) != (type_name, schema_version):
            raise _otherwise(self.opening, "decided_otherwise", type=stored.type, decided=type_name)
        if stored.data != data:
            raise _otherwise(self.opening, "other_content", type=type_name)
        self.done += 1
        if self.whole:
            self.opening.check(self.genesis, self.stream, self.first, self.before, microseconds(self.at), self.events)


def _otherwise(opening: Opening, reason: str, **facts: object) -> Unfounded:
    """Why these rules don't lead there, if they are those that it was decided by."""
    if opening.rules != rules_hash():
        return Unfounded("other_rules", rules=opening.rules)
    return Unfounded(reason, **facts)


class Origin:
    """Finds the acts that events come from."""

    def __init__(self, ledger: EventReader) -> None:
        self._ledger = ledger
        self._versions = Versions(ledger)

    async def decision(
        self, stream: str, state: Any, stored: StoredEvent, opening: Opening, chains: Sequence[bytes]
    ) -> Redecided:
        """The decision that begins with an event of a stream, taken again; the stream is in that state before it.

        `opening` is what its metadata says, and `chains` are the stream's chain hashes up to there, GENESIS first.

        Raises:
            Unfounded: there is none, or it may not have been recorded here and now.
        """
        _check_times(opening, stored)
        basis = (await self._basis(opening, stored)).having({stream: state})
        keys = self._keys(opening, basis)
        command = self._command(opening, keys)
        if command.stream != stream:
            raise Unfounded("other_stream", stream=command.stream)
        self._require_seen(opening, chains)
        at = not_before_last(state, command.at)
        try:
            decision = self._decided(opening, stream, state, command, basis, at)
        except KeyError as error:
            raise _otherwise(opening, "other_basis", stream=error.args[0]) from error
        if isinstance(decision, Refusal):
            raise _otherwise(opening, "to_be_refused", refusal=decision.code)
        _require_basis(opening, stream, state, command, basis)
        id_of = ids.caused_id if command.actor == SYSTEM else ids.event_id
        events = [_as_decided(id_of(command.id, n), event) for n, event in enumerate(decision)]
        if not events:
            raise _otherwise(opening, "not_due")
        return Redecided(opening, keys.genesis, stream, stored.version, chains[-1], command, at, events)

    def _decided(
        self, opening: Opening, stream: str, state: Any, command: Command, basis: Basis, at: datetime
    ) -> list[Event] | Refusal:
        """What the rules lead to, if it was next. Raises Unfounded; KeyError for a stream that isn't in the basis."""
        decider = decider_of(stream)
        if command.actor == SYSTEM:
            if decider.due(state, basis, at, LATEST) != command:
                raise _otherwise(opening, "not_due")
        elif (due := decider.due(state, basis, at, at)) is not None:
            raise _otherwise(opening, "left_out", at=due.at)
        return decider.decide(state, command.received_at(at), basis)

    async def refused(self, stream: str, stored: StoredEvent, event: Event, before: bytes) -> None:
        """Check that a command was refused as the rules refuse it; `before` is the chain hash. Raises Unfounded."""
        opening = read_metadata(stored.metadata)
        if not isinstance(opening, Opening) or opening.signed is None:
            raise Unfounded("no_act")
        _check_times(opening, stored)
        basis = await self._basis(opening, stored)
        if opening.signed.act.stream == KEYS:
            basis = basis.having({KEYS: await self._versions.state(KEYS, _version_of(event))})
        keys = self._keys(opening, basis)
        command = self._command(opening, keys)
        if not exists(command.stream) or refusals_stream(command.stream) != stream:
            raise Unfounded("other_stream", stream=command.stream)
        if not isinstance(event, CommandRefused):
            raise Unfounded("decided_otherwise", type=stored.type, decided=CommandRefused.__name__)
        decided: Decided = (stored.event_id, stored.type, stored.schema_version, stored.data)
        opening.check(keys.genesis, stream, stored.version, before, microseconds(stored.occurred_at), [decided])
        state = await self._fresh(command.stream, event.stream_version, stored)
        await self._require_past(opening, event.stream_version)
        reused = event.code == Code.COMMAND_ID_REUSED
        own_id = ids.reuse_id(command.id, request_digest(command)) if reused else ids.refusal_id(command.id)
        if stored.event_id != own_id:
            raise Unfounded("other_id", id=stored.event_id)
        await self._require_once(command, stored, reused=reused)
        basis = basis.having({command.stream: state})
        at = not_before_last(state, command.at)
        if stored.occurred_at != at:
            raise Unfounded("other_instant", at=stored.occurred_at)
        decision: list[Event] | Refusal = reused_id(command)
        if not reused:
            decision = decider_of(command.stream).decide(state, command.received_at(at), basis)
        if not isinstance(decision, Refusal):
            raise _otherwise(opening, "to_be_accepted")
        if decision.code != event.code:
            raise _otherwise(opening, "to_be_refused", refusal=decision.code)
        if stored.data != codec.encode(refused_event(command, decision, event.stream_version)):
            raise _otherwise(opening, "other_content", type=stored.type)

    async def _require_once(self, command: Command, refusal: StoredEvent, *, reused: bool) -> None:
        """No other outcome of a command that was refused, or, where its id was used before, a command that used it."""
        done, refused = ids.event_id(command.id, 0), ids.refusal_id(command.id)
        named = [(command.stream, done)] + ([(refusal.stream_id, refused)] if reused else [])
        found = await self._ledger.find(named)
        if reused and not found:
            raise Unfounded("not_reused", id=command.id)
        if (found and not reused) or any(recorded_command(each).same_request(command) for each in found):
            raise Unfounded("two_outcomes", id=command.id, stream=command.stream)

    async def _require_past(self, opening: Opening, version: int) -> None:
        """A refused act was signed on a head that its stream had had. Raises Unfounded."""
        assert opening.signed is not None
        seen = opening.signed.act.seen
        if seen is None:
            return
        at, chain = seen
        events = await self._ledger.read(opening.signed.act.stream, after=at - 1, upto=at) if 0 < at <= version else []
        if (events[0].chain if events else GENESIS).hex() != chain or at > version:
            raise Unfounded("seen_otherwise", version=at)

    async def _basis(self, opening: Opening, stored: StoredEvent) -> Basis:
        """What a decision was made on, all of it there and none superseded for long by then. Raises Unfounded."""
        states = {stream: await self._fresh(stream, version, stored) for stream, version in opening.basis.items()}
        return Basis(states)

    async def _fresh(self, stream: str, version: int, stored: StoredEvent) -> Any:
        """The state of a stream at a version that was there and hadn't been superseded for long by then."""
        state = await self._versions.state(stream, version)
        own, followed = (self._versions.recorded_at(stream, each) for each in (version, version + 1))
        check_fresh(stream, version, _microseconds(own), _microseconds(followed), microseconds(stored.recorded_at))
        return state

    def _keys(self, opening: Opening, basis: Basis) -> Keys:
        if KEYS not in basis:
            raise Unfounded("no_keys")
        keys = basis.state(Keys, KEYS)
        if not keys.serves(opening.key, Purpose.DECISIONS):
            raise Unfounded("decided_by_other", key=opening.key)
        return keys

    def _command(self, opening: Opening, keys: Keys) -> Command:
        """The command, once it is sure who signed it and when. Raises Unfounded."""
        try:
            if opening.signed is None:
                command = Command.model_validate(opening.caused)
                if command.actor != SYSTEM or canonical(opening.caused) != _as_caused(command):
                    raise Unfounded("no_act")
                return command
            if not keys.serves(opening.signed.key, Purpose.RECEIPTS):
                raise Unfounded("received_by_other", key=opening.signed.key)
            opening.signed.check(keys.genesis)
            command = command_of(opening.signed)
        except ValidationError:
            raise Unfounded("no_act") from None
        if command.actor == SYSTEM:
            raise Unfounded("no_act")
        return command

    def _require_seen(self, opening: Opening, chains: Sequence[bytes]) -> None:
        seen = opening.signed.act.seen if opening.signed else None
        if seen is not None and not (seen[0] < len(chains) and chains[seen[0]].hex() == seen[1]):
            raise Unfounded("seen_otherwise", version=seen[0])


def check_genesis(stored: StoredEvent, event: Event) -> None:
    """Check that every key in a ledger's first event signed the purpose it is there for. Raises Unfounded."""
    if not isinstance(event, LedgerBegun) or stored.metadata != canonical({}):
        raise Unfounded("no_genesis")
    if key := why_unsound(event):
        raise Unfounded("not_possessed", key=key)


def _microseconds(at: datetime | None) -> int | None:
    return None if at is None else microseconds(at)


def _check_times(opening: Opening, stored: StoredEvent) -> None:
    if stored.stream_id in opening.basis:
        raise Unfounded("own_basis")
    check_times(opening, microseconds(stored.occurred_at), microseconds(stored.recorded_at))


def _version_of(event: Event) -> int:
    return event.stream_version if isinstance(event, CommandRefused) else 0


def _require_basis(opening: Opening, stream: str, state: Any, command: Command, basis: Basis) -> None:
    """A decision was made on what the rules read for it, and on nothing else. Raises Unfounded."""
    decider = decider_of(stream)
    read = {KEYS, *decider.follows(stream, None), *decider.reads(state, command, basis)} - {stream}
    # What moved the stream was read with it, and stays read while what had been due is recorded.
    moved = {each for each in opening.basis if each in decider.follows(stream, each)}
    for each in sorted(read ^ (opening.basis.keys() - (moved - read))):
        raise _otherwise(opening, "other_basis", stream=each)


def _as_caused(command: Command) -> bytes:
    return canonical(json.loads(command.model_dump_json(exclude_defaults=True)))


def _as_decided(event_id: Any, event: Event) -> Decided:
    return event_id, type(event).__name__, event.SCHEMA_VERSION, codec.encode(event)
