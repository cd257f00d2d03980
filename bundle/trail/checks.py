"""Sustainability checks: what was answered, what was found, and what had to be corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

from bundle.trail.happenings import Happening, happening
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, CheckReport
from domain.names import Names
from service.auditing import Entry


@dataclass(frozen=True, slots=True)
class Check:
    """All that happened about one check, with the corrections that it led to."""

    number: int
    happenings: list[Happening]


def checks(entries: Sequence[Entry], names: Names) -> list[Check]:
    """The checks in the order in which they were opened."""
    found: dict[int, Check] = {}
    corrected = 0
    for entry in entries:
        match entry.event:
            case (
                e.CheckOpened(number=number)
                | e.CheckReported(number=number)
                | e.RegionalCheckReported(number=number)
                | e.CheckUnanswered(number=number)
                | e.CheckAssessed(number=number)
                | e.DiscontinuationProposed(check=number)
                | AmendmentAccepted(statement=CheckReport(number=number))
            ):
                pass
            case e.CorrectionRequired(check=number):
                corrected = number
            case e.CorrectionReported():
                number = corrected
            case _:
                continue
        found.setdefault(number, Check(number, [])).happenings.append(happening(entry, names))
    return list(found.values())
