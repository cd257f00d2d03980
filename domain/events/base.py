"""What every event has."""

from typing import Any, ClassVar

from domain.grants import Grant, Person
from domain.model import By, Frozen
from domain.vocabulary import Capacity
from domain.waits import Wait, WaitRef

EVENTS: dict[str, type["Event"]] = {}
"""Every event class by its type name, filled as the classes are defined."""


class Event(Frozen):
    """A fact. Its type name is the class's name; an older schema is upcast when read, never rewritten."""

    SCHEMA_VERSION: ClassVar[int] = 1

    by: By | None = None
    """Who did it; None when time, or another stream, moved it."""
    reason: str | None = None
    opens: tuple[Wait, ...] = ()
    """Waits that begin here, with their absolute instants."""
    closes: tuple[WaitRef, ...] = ()
    """Waits that end here. Leaving a stage ends its waits without naming them."""
    calendar: str | None = None
    """SHA-256 of the calendar by which the instants in `opens` were calculated."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.__name__ in EVENTS:
            raise TypeError(f"two events are named {cls.__name__}")
        EVENTS[cls.__name__] = cls


def acted(
    events: list[Event], actor: Person, under: tuple[Grant, ...], reason: str | None, capacity: Capacity | None = None
) -> list[Event]:
    """The events of one decision, of which the first, the act, bears who did it and why; the others follow from it.

    `under` are the grants under which the actor may act, of which an act that needs one of its own names it itself;
    there are none where time or another stream acts.

    Raises:
        Refused: the actor has to choose one.
    """
    if not under:
        return events
    act, *consequences = events
    by = act.by or actor.acted_under(under, capacity)
    return [act.model_copy(update={"by": by, "reason": reason}), *consequences]
