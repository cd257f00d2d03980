"""The steps by which a state evolves: one for each type of event, each with a name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from domain.events import Event

S = TypeVar("S")
E = TypeVar("E", bound=Event)

Step = Callable[[S, E, datetime], S]
"""The state after an event that occurred at an instant."""


class Steps(Generic[S]):
    """The steps of one kind of state."""

    def __init__(self) -> None:
        self._by_type: dict[type[Event], Step[S, Any]] = {}

    def on(self, *types: type[Event]) -> Callable[[Step[S, E]], Step[S, E]]:
        """State what an event of one of these types changes."""

        def register(step: Step[S, E]) -> Step[S, E]:
            self._by_type |= dict.fromkeys(types, step)
            return step

        return register

    def step(self, state: S, event: Event, at: datetime) -> S:
        """The state after an event, as its step has it.

        Raises:
            KeyError: for an event that isn't one of this kind of state.
        """
        return self._by_type[type(event)](state, event, at)
