"""States of streams: folded from the ledger's events, cached by version, always caught up before use."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from domain import codec
from domain.events import Event
from ledger.store import Ledger


class _State(Protocol):
    @property
    def version(self) -> int: ...


S = TypeVar("S", bound=_State)


class States(Generic[S]):
    """The states of one kind of stream. The least recently used are forgotten; the ledger keeps them all."""

    def __init__(
        self,
        ledger: Ledger,
        initial: Callable[[str], S],
        evolve: Callable[[S, Event, datetime], S],
        *,
        keep: int = 2000,
    ) -> None:
        self._ledger = ledger
        self.initial = initial
        self._evolve = evolve
        self._keep = keep
        self._cached: OrderedDict[str, S] = OrderedDict()

    async def get(self, stream: str) -> S:
        """The state as of the stream's last event.

        Raises:
            UnreadableEvent: an event that this version of the rules doesn't know.
        """
        state = self._cached.get(stream) or self.initial(stream)
        facts = await self._ledger.read_facts(stream, after=state.version)
        try:
            for type_name, schema_version, occurred_at, data in facts:
                state = self._evolve(state, codec.decode(type_name, schema_version, data), occurred_at)
        except codec.UnreadableEvent as error:
            error.place(stream, state.version + 1)
            raise
        self.put(stream, state)
        return state

    def put(self, stream: str, state: S) -> None:
        """Remember a state that was just appended."""
        if state.version:
            self._cached[stream] = state
            self._cached.move_to_end(stream)
            if len(self._cached) > self._keep:
                self._cached.popitem(last=False)

    def drop(self, stream: str) -> None:
        """Forget a stream; the next `get` reads it from its first event."""
        self._cached.pop(stream, None)
