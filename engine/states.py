"""States of streams: folded from the ledger's events, cached by version, always caught up before use."""

from collections import OrderedDict
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from domain import codec
from domain.basis import Basis
from engine.kinds import decider_of
from ledger.store import Ledger

T = TypeVar("T")
NOTHING = Basis({})


class States:
    """The states of streams of every kind. The least recently used are dropped; the ledger has all events."""

    def __init__(self, ledger: Ledger, *, keep: int = 5000) -> None:
        self._ledger = ledger
        self._keep = keep
        self._cached: OrderedDict[str, Any] = OrderedDict()

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
        states = {stream: self._cached.get(stream) or decider_of(stream).initial(stream) for stream in wanted}
        facts = await self._ledger.read_facts({stream: state.version for stream, state in states.items()})
        for stream, following in groupby(facts, key=itemgetter(0)):
            evolve, state = decider_of(stream).evolve, states[stream]
            try:
                for _, type_name, schema_version, occurred_at, data in following:
                    state = evolve(state, codec.decode(type_name, schema_version, data), occurred_at)
            except codec.UnreadableEvent as error:
                error.place(stream, state.version + 1)
                raise
            states[stream] = state
        for stream, state in states.items():
            self.put(stream, state)
        return known.having(states)

    def put(self, stream: str, state: Any) -> None:
        """Cache a state that was just read or appended."""
        if state.version:
            self._cached[stream] = state
            self._cached.move_to_end(stream)
            if len(self._cached) > self._keep:
                self._cached.popitem(last=False)

    def drop(self, stream: str) -> None:
        """Drop a stream; it is read from its first event when it is needed next."""
        self._cached.pop(stream, None)
