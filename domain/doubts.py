"""Doubts: what a person is asked about before it is sent, because it looks like a repeat, comes too early,
names somebody new, or somebody whose address others may have said.

The rules allow it, and decide without looking here: who says that it is meant gets it done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from domain.administration.people import LOCAL
from domain.adoption.state import Adoption
from domain.agencies import Register
from domain.events.adoption import AdoptionReported
from domain.events.innovation import MeasurementReported
from domain.grants import Person
from domain.innovation.state import RunningPilot
from domain.rows import words
from domain.vocabulary import Role
from domain.waits import WaitKind, WaitRef


class Code(StrEnum):
    """Why it is doubted that something is meant."""

    SAME_REPORT = "same_report"
    EARLY_REPORT = "early_report"
    REPORT_BEYOND_PLAN = "report_beyond_plan"
    SAME_PHASE = "same_phase"
    SIMILAR_PROPOSAL = "similar_proposal"
    NEW_SUCCESSOR = "new_successor"
    KEPT_CONTACTS = "kept_contacts"
    NOBODYS_CONTACTS = "nobodys_contacts"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt, with the facts that its sentence needs."""

    code: Code
    facts: Mapping[str, Any] = field(default_factory=dict)


ALIKE = 0.85
"""How much of two titles' words is the same when one may be the other again; 1 is all."""


def of_measurement(
    pilot: RunningPilot, values: Mapping[str, Decimal], last: MeasurementReported | None, at: datetime
) -> Doubt | None:
    """About a region's report: beyond the plan, the last one again, or before the period that it is about.

    A report's period begins when the report before it is due; that of the first with the pilot.
    """
    number, planned = pilot.next_report, len(pilot.reports_due)
    if number > planned:
        return Doubt(Code.REPORT_BEYOND_PLAN, {"region": pilot.place.code, "planned": planned})
    if number == 1 or at >= (begins := pilot.reports_due[number - 2]):
        return None
    facts = {"region": pilot.place.code, "number": number, "begins": begins}
    if last is not None and last.number == number - 1 and last.values == values:
        return Doubt(Code.SAME_REPORT, facts)
    return Doubt(Code.EARLY_REPORT, facts)


def of_adoption_report(
    state: Adoption, phase: str, note: str | None, last: AdoptionReported | None, at: datetime
) -> Doubt | None:
    """About an adoption's report: the last one again, before anybody is reminded of the next."""
    awaited = state.waits.get(WaitRef(kind=WaitKind.ADOPTION_REPORT))
    if awaited is None or last is None or (last.phase, last.note) != (phase, note):
        return None
    wait = awaited.wait
    if at >= (wait.remind_at or wait.due_at):
        return None
    return Doubt(Code.SAME_PHASE, {"number": last.number, "phase": phase, "due": wait.due_at})


def of_proposal(title: str, earlier: Iterable[tuple[str, str]]) -> Doubt | None:
    """About a proposal: its title is much like that of one of the same agency's innovations, (id, title) each."""
    found = max(((likeness(title, other), innovation, other) for innovation, other in earlier), default=None)
    if found is None or found[0] < ALIKE:
        return None
    _, innovation, other = found
    return Doubt(Code.SIMILAR_PROPOSAL, {"title": other, "innovation": innovation})


def of_successor(successor: Person) -> Doubt | None:
    """About to whom posts are handed over: nobody who holds or held a role, and whose id may be a slip."""
    return None if successor.grants else Doubt(Code.NEW_SUCCESSOR, {"person": successor.id})


def is_new_to(person: Person, role: Role, agency: str, agencies: Register) -> bool:
    """Whether an agency's own administrator might have granted a person all that they held so far, and so have kept
    their name and contacts, but not this role for this agency.
    """
    held = person.grants.values()
    local = bool(held) and all(grant.role in LOCAL for grant in held)
    within = any(agencies.is_part_of(agency, grant.agency) for grant in held)
    return local and not (role in LOCAL and within)


def of_contacts(person: str, kept: Mapping[str, str]) -> Doubt | None:
    """About a role that is new to somebody (`is_new_to`): the name and address that are kept of them, if any."""
    told = [kept[field] for field in ("name", "email") if field in kept]
    return Doubt(Code.KEPT_CONTACTS, {"person": person, "kept": told}) if told else None


def of_unknown(person: Person) -> Doubt | None:
    """About whose name and contacts are kept: nobody who holds or held a role, and whose id may be a slip."""
    return None if person.grants else Doubt(Code.NOBODYS_CONTACTS, {"person": person.id})


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1, whatever the case and the order of their words."""
    first, second = (" ".join(sorted(words(title))) for title in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
