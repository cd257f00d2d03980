"""What every event has."""

from typing import Any, ClassVar

from domain.model import By, Frozen
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


def acted(events: list[Event], by: By | None, reason: str | None) -> list[Event]:
    """The events of one decision, of which the first, the act, bears who did it and why; the others follow from it."""
    if by is None:
        return events
    act, *consequences = events
    return [act.model_copy(update={"by": act.by or by, "reason": reason}), *consequences]
