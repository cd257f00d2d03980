"""States of streams: folded from the ledger's events, cached by version, always caught up before use."""

from collections import OrderedDict
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from domain import codec
from domain.basis import NOTHING, Basis
from engine.kinds import decider_of
from ledger.store import Ledger
from proof.hashes import GENESIS

T = TypeVar("T")


class Held(NamedTuple):
    """The state of a stream, and the chain hash of the last event that is in it."""

    state: Any
    chain: bytes


class States:
    """The states of streams of every kind. The least recently used are dropped; the ledger has all events."""

    def __init__(self, ledger: Ledger, *, keep: int = 5000) -> None:
        self._ledger = ledger
        self._keep = keep
        self._cached: OrderedDict[str, Held] = OrderedDict()

    async def get(self, kind: type[T], stream: str) -> T:
        """The state of one stream. Raises as `basis`."""
        return (await self.basis([stream])).state(kind, stream)

    async def basis(self, streams: Iterable[str], known: Basis = NOTHING) -> Basis:
        """`known`, and the states of the other streams, all as of their last events at one moment.

        Raises:
            UnreadableEvent: an event that this version of the rules doesn't know.
        """
        wanted = [stream for stream in dict.fromkeys(streams) if stream not in known]
        if not wanted:
            return known
        return known.having({stream: held.state for stream, held in (await self.read(wanted)).items()})

    async def read(self, streams: Iterable[str]) -> dict[str, Held]:
        """The streams as of their last events at one moment. Raises as `basis`."""
        found = {
            stream: self._cached.get(stream) or Held(decider_of(stream).initial(stream), GENESIS)
            for stream in dict.fromkeys(streams)
        }
        facts = await self._ledger.read_facts({stream: held.state.version for stream, held in found.items()})
        for stream, following in groupby(facts, key=itemgetter(0)):
            evolve, (state, chain) = decider_of(stream).evolve, found[stream]
            try:
                for _, type_name, schema_version, occurred_at, data, after in following:
                    state = evolve(state, codec.decode(type_name, schema_version, data), occurred_at)
                    chain = after
            except codec.UnreadableEvent as error:
                error.place(stream, state.version + 1)
                raise
            found[stream] = Held(state, chain)
        for stream, held in found.items():
            self.put(stream, held)
        return found

    def put(self, stream: str, held: Held) -> None:
        """Cache a state that was just read or appended."""
        if held.state.version:
            self._cached[stream] = held
            self._cached.move_to_end(stream)
            if len(self._cached) > self._keep:
                self._cached.popitem(last=False)

    def drop(self, stream: str) -> None:
        """Drop a stream; it is read from its first event when it is needed next."""
        self._cached.pop(stream, None)
