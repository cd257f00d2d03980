"""Decisions with their conditions and what came of them, and how the innovation ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bundle.trail.happenings import Deed, Happening, Written, deed, happening
from bundle.trail.words import Both, both, called, plain
from domain.events import innovation as e
from domain.names import Names
from service.auditing import Entry

OUTCOMES = (
    e.DecisionEndorsed,
    e.DecreeConfirmed,
    e.DecisionObjected,
    e.EvaluationReopened,
    e.InnovationDeclined,
    e.PilotRepeated,
    e.ProposalReturned,
)
"""What a decision leads to; the first of them after it is its own."""

LATER = (
    e.InnovationDiscontinued,
    e.InnovationInstitutionalised,
    e.InnovationRejected,
    e.InnovationWithdrawn,
    e.RevocationProposed,
    e.InnovationRevoked,
)


@dataclass(slots=True)
class Taken:
    """One decision: what was chosen and on what conditions, and what came of it."""

    choice: Both
    deed: Deed
    conditions: list[Written]
    adopters: list[str]
    outcome: Happening | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """Every decision, and how the innovation ended, or was about to."""

    taken: list[Taken] = field(default_factory=list)
    later: list[Happening] = field(default_factory=list)


def decisions(entries: Sequence[Entry], names: Names) -> Decisions:
    """All of them in their order."""
    found = Decisions()
    for entry in entries:
        match entry.event:
            case e.DecisionTaken() as taken:
                adopters = [names.place(each) for each in taken.adopters]
                choice = called("choice", taken.choice)
                found.taken.append(Taken(choice, deed(entry), _conditions(taken), adopters))
            case event if isinstance(event, OUTCOMES) and found.taken and found.taken[-1].outcome is None:
                found.taken[-1].outcome = happening(entry, names)
            case event if isinstance(event, LATER):
                found.later.append(happening(entry, names))
    return found


def _conditions(taken: e.DecisionTaken) -> list[Written]:
    named = {
        "trail.instrument": taken.instrument,
        "trail.sector_owner": taken.sector_owner,
        "trail.specification": taken.specification,
        "trail.facilitator": taken.facilitator,
    }
    conditions = [(both(label), plain(value)) for label, value in named.items() if value]
    if taken.originator_migrates:
        conditions.append((both("trail.originator"), both("trail.migrates")))
    return conditions
