"""Amendments as those read them who answer them, or judge by what was amended: why, and what changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from domain.events import Event
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected, Statement
from domain.model import By, Frozen, Instant
from domain.statements import Statements


class Amended(Frozen):
    """An amendment, and how it was answered. It waits, or what it amends became final first, where nobody answered."""

    number: int
    round: int
    """The innovation's pilot round; 0: of an adoption."""
    by: By
    at: Instant
    reason: str | None
    before: Statement
    after: Statement
    accepted: bool | None = None
    answered_by: By | None = None
    answered_at: Instant | None = None
    answer: str | None = None
    """Why it was answered so."""


class Change(NamedTuple):
    """What an amendment changes of a statement."""

    part: str
    """A field of the statement."""
    key: str
    """Which one of it, where it has several by key: an indicator, an aspect, a question."""
    before: object
    after: object


def changes(before: Statement, after: Statement) -> Iterator[Change]:
    """What differs between two versions of a statement, each indicator, aspect or question by itself."""
    for part in type(after).model_fields:
        old, new = getattr(before, part), getattr(after, part)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            keys = (*old, *(each for each in new if each not in old))
            yield from (Change(part, key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key))
        elif old != new:
            yield Change(part, "", old, new)


@dataclass(slots=True)
class Amending:
    """The amendments of an innovation or adoption after some events."""

    found: dict[int, Amended] = field(default_factory=dict)

    def take(self, event: Event, at: datetime, before: Statements, number: int = 0) -> None:
        """One more event in round `number`, with the statements before it."""
        match event:
            case AmendmentProposed(by=By() as by, statement=later):
                earlier = before.standing[later.name].statement
                self.found[event.number] = Amended(
                    number=event.number, round=number, by=by, at=at, reason=event.reason, before=earlier, after=later
                )
            case AmendmentAccepted() | AmendmentRejected():
                answer = {"answered_by": event.by, "answered_at": at, "answer": event.reason}
                accepted = isinstance(event, AmendmentAccepted)
                self.found[event.number] = self.found[event.number].model_copy(update=answer | {"accepted": accepted})
