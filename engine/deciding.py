"""Deciding: everything that a decision is based on is read once, and the domain decides."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from typing import Any, Self

from domain.basis import Basis
from domain.commands import Command
from domain.decider import Decider
from domain.events import Event
from domain.keys import Keys
from domain.progress import Progress
from domain.refusals import Refusal
from engine.kinds import decider_of
from engine.states import States
from proof.streams import KEYS


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a stream: its state, its decider, and the basis that was read, the ledger's keys among it."""

    stream: str
    decider: Decider[Any]
    state: Any
    chain: bytes
    """The chain hash of its last event."""
    basis: Basis
    read_at: datetime
    """The instant, by this machine's clock, since when nothing of it was read anew."""

    def at(self, state: Any, chain: bytes) -> Self:
        """The standing in a later state."""
        return replace(self, state=state, chain=chain, basis=self.basis.having({self.stream: state}))

    def evolved(self, events: list[Event], at: datetime) -> Any:
        """The state after more events, which occurred at an instant."""
        return reduce(lambda state, event: self.decider.evolve(state, event, at), events, self.state)

    @property
    def read(self) -> dict[str, int]:
        """What a decision here is made on besides the stream itself: the versions of the other streams."""
        return {stream: state.version for stream, state in self.basis.items() if stream != self.stream}

    @property
    def keys(self) -> Keys:
        """The ledger's own keys."""
        return self.basis.state(Keys, KEYS)

    @property
    def progress(self) -> Progress:
        """The progress that the stream's workflow keeps."""
        return self.decider.progress(self.state, self.basis)


def not_before_last(state: Any, at: datetime) -> datetime:
    """That instant, or that of the stream's last event, if it is later: time never goes back in a stream."""
    return at if state.last_at is None else max(at, state.last_at)


async def standing(states: States, stream: str, signalled_by: str | None = None) -> Standing:
    """The standing of a stream, with the ledger's keys and the streams that it follows. Raises UnreadableEvent."""
    decider, read_at = decider_of(stream), datetime.now(UTC)
    held = await states.read([stream, KEYS, *decider.follows(stream, signalled_by)])
    basis = Basis({name: each.state for name, each in held.items()})
    return Standing(stream, decider, held[stream].state, held[stream].chain, basis, read_at)


async def decided(states: States, now: Standing, command: Command) -> tuple[Standing, list[Event] | Refusal]:
    """The standing with all that was read for a command, and the decision on it. Raises UnreadableEvent."""
    basis, decision = await decided_on(states, now.state, command, now.basis)
    return replace(now, basis=basis), decision


async def decided_on(states: States, state: Any, command: Command, basis: Basis) -> tuple[Basis, list[Event] | Refusal]:
    """The basis with what else is read for a command, and the decision on it in that state. Raises UnreadableEvent."""
    decider = decider_of(command.stream)
    basis = await states.basis(decider.reads(state, command, basis), basis)
    return basis, decider.decide(state, command, basis)
