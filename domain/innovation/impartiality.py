"""Separation of duties: who is barred from an innovation, and in which capacity.

Whoever operates, judges, proposes a decision or determines it does only one of these on an innovation, and none who
proposed it or reported on it does any. Proposing a decision and determining it exclude each other in one round: a later
round has a decision of its own, and who decided before has judged nothing of it. Who has a seat on the panel judges,
before they score. An official of the agency that proposed has no power over it at all, and an evaluator isn't of a
region that piloted it either. Agencies are compared by their roots, with all that a person held since the proposal.
"""

from datetime import datetime

from domain.agencies import Register
from domain.grants import Person
from domain.innovation.state import Innovation
from domain.refusals import Code, Refused, require
from domain.vocabulary import Capacity, Role, Stage

OF_ROLE = {
    Role.PROPOSER: Capacity.PROPOSING,
    Role.LOCAL_ADMINISTRATOR: Capacity.PROPOSING,
    Role.REGIONAL_OFFICER: Capacity.REPORTING,
    Role.OPERATOR: Capacity.OPERATING,
    Role.EVALUATOR: Capacity.JUDGING,
    Role.DECISION_MAKER: Capacity.OVERSEEING,
}
"""The capacity in which somebody acts in a role, where a rule doesn't state another."""

TOGETHER = (
    {Capacity.PROPOSING, Capacity.REPORTING},
    {Capacity.DECIDING, Capacity.OVERSEEING},
    {Capacity.DETERMINING, Capacity.OVERSEEING},
)
"""The capacities that one person may act in on one innovation; any two others exclude each other."""

READS_SHEETS = (Role.OPERATOR, Role.DECISION_MAKER, Role.AUDITOR)
"""The roles that open a panel's sheets, or what they came to, to people without a seat on it."""


def exclude_each_other(one: Capacity, other: Capacity) -> bool:
    """Whether nobody may act in both capacities on one innovation."""
    return one is not other and not any({one, other} <= together for together in TOGETHER)


def require_free(person: Person, capacity: Capacity, state: Innovation) -> None:
    """Go on if nothing that somebody did before keeps them from acting in a capacity.

    Raises:
        Refused: they declared a conflict of interest, or acted in a capacity that excludes this one.
    """
    require(person.id not in state.conflicts, Code.CONFLICT_DECLARED, person=person.id)
    for held in Capacity:
        if exclude_each_other(held, capacity):
            acted = person.id in state.acted_as(held) or (held is Capacity.JUDGING and person.id in state.seated)
            require(not acted, Code.EXCLUDING_CAPACITY, person=person.id, held=held, capacity=capacity)


def require_impartial(person: Person, capacity: Capacity, state: Innovation, agencies: Register, at: datetime) -> None:
    """Go on if somebody may have power over an innovation in a capacity.

    Raises:
        Refused: since the proposal they belonged to the agency that proposed, or, to judge, to a region that piloted.
    """
    held = person.agencies_since(state.proposed_at or at, at)
    roots = agencies.roots(held)
    require(not roots & agencies.roots([state.agency]), Code.SAME_AGENCY, person=person.id, agency=state.agency)
    if capacity is not Capacity.JUDGING:
        return
    for pilot in state.pilots.values():
        government = agencies.governing(pilot.place.id)
        of_pilot = government is not None and government in roots
        require(not of_pilot, Code.PILOT_REGION, person=person.id, region=pilot.place.code)


def is_free(person: Person, capacity: Capacity, innovation: Innovation, agencies: Register, at: datetime) -> bool:
    """Whether somebody may have power over an innovation in a capacity, and nothing they did before keeps them."""
    try:
        require_impartial(person, capacity, innovation, agencies, at)
        require_free(person, capacity, innovation)
    except Refused:
        return False
    return True


def might_be_seated(person: Person, innovation: Innovation, agencies: Register, at: datetime) -> bool:
    """Whether somebody is an evaluator whom nothing keeps from judging an innovation that is evaluated or decided: what
    its panel gave isn't theirs to read, whatever else they are.
    """
    undecided = innovation.stage in (Stage.EVALUATION, Stage.DECISION)
    evaluates = undecided and bool(person.grants_of(Role.EVALUATOR, at))
    return evaluates and is_free(person, Capacity.JUDGING, innovation, agencies, at)


def require_unread(person: Person, state: Innovation, at: datetime) -> None:
    """Go on if nothing that somebody held since the present panel's first sheet opened its sheets to them.

    Raises:
        Refused: they held a role that does, at whatever time: nobody forgets what they read.
    """
    if state.first_sheet_at is not None:
        held = next((g.role for g in person.grants_since(state.first_sheet_at, at) if g.role in READS_SHEETS), None)
        require(held is None, Code.COULD_READ, person=person.id, role=held)
