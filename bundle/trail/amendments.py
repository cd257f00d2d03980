"""Amendments: what somebody corrected of what they had handed in, and how another person answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from bundle.trail.happenings import Happening, happening
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected
from domain.names import Names
from service.auditing import Entry


@dataclass(slots=True)
class Amendment:
    """One amendment; without an answer while it waits, or if what it amends became final first."""

    number: int
    proposed: Happening
    answer: Happening | None = None


def amendments(entries: Sequence[Entry], names: Names) -> list[Amendment]:
    """Every amendment, in the order in which they were proposed."""
    found: dict[tuple[str, int], Amendment] = {}
    for entry in entries:
        match entry.event:
            case AmendmentProposed(number=number):
                found[entry.stored.stream_id, number] = Amendment(number, happening(entry, names))
            case AmendmentAccepted(number=number) | AmendmentRejected(number=number):
                found[entry.stored.stream_id, number].answer = happening(entry, names)
    return list(found.values())
