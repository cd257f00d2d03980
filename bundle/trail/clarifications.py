"""Clarifications: what the proposer was asked without a return, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from bundle.trail.happenings import Happening, happening
from domain.events import innovation as e
from domain.names import Names
from service.auditing import Entry


@dataclass(frozen=True, slots=True)
class Clarification:
    """All that happened about one question."""

    number: int
    happenings: list[Happening]


def clarifications(entries: Sequence[Entry], names: Names) -> list[Clarification]:
    """The questions in the order of their numbers."""
    found: dict[int, Clarification] = {}
    for entry in entries:
        match entry.event:
            case (
                e.ClarificationRequested(number=number)
                | e.ClarificationAsked(number=number)
                | e.ClarificationAnswered(number=number)
                | e.ClarificationUnanswered(number=number)
            ):
                found.setdefault(number, Clarification(number, [])).happenings.append(happening(entry, names))
    return list(found.values())
