"""Seeing what one signs: a stream as its own events say it is, with every hash made again."""

from dataclasses import dataclass
from typing import Any

from domain import codec
from engine.kinds import decider_of
from ledger.log.chain import recompute
from ledger.model import StoredEvent
from ledger.store import Ledger
from proof.hashes import GENESIS
from service.asking import End


@dataclass(frozen=True, slots=True)
class Seen:
    """All of a stream's events, and its chain hash as recomputed from them."""

    stream: str
    events: tuple[StoredEvent, ...]
    chain: bytes

    @property
    def end(self) -> End:
        """Where the stream ends: what whoever signs says that they saw."""
        return len(self.events), self.chain

    def had(self, version: int, chain: bytes) -> bool:
        """Whether the stream had that chain hash at that version."""
        if version == 0:
            return chain == GENESIS
        return 0 < version <= len(self.events) and self.events[version - 1].chain == chain

    def state(self) -> Any:
        """What the events add up to. Raises UnreadableEvent."""
        decider = decider_of(self.stream)
        state = decider.initial(self.stream)
        for event in self.events:
            state = decider.evolve(state, codec.read(event), event.occurred_at)
        return state


async def see(ledger: Ledger, stream: str) -> Seen:
    """A stream as its events say it is.

    Raises:
        StreamBroken: its stored hashes or its head say something else; nothing may be signed on it.
    """
    events, head = await ledger.read_whole(stream)
    return Seen(stream, tuple(events), recompute(stream, events, head))
