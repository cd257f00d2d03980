"""The basis of a decision: what is read for it besides the state of its own stream."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Basis:
    """States of streams, by their names; a stream of which nothing is recorded has its initial state."""

    def __init__(self, states: Mapping[str, Any]) -> None:
        self._states = states

    def __contains__(self, stream: str) -> bool:
        return stream in self._states

    def state(self, kind: type[T], stream: str) -> T:
        """The state of a stream that was read."""
        state = self._states[stream]
        assert isinstance(state, kind), f"{stream} is no {kind.__name__}"
        return state

    def items(self) -> Iterable[tuple[str, Any]]:
        """Every stream that was read, with its state."""
        return self._states.items()

    def having(self, states: Mapping[str, Any]) -> "Basis":
        """The same with these states, in place of earlier ones of the same streams."""
        return Basis({**self._states, **states})


NOTHING = Basis({})
"""Where nothing was read yet."""
