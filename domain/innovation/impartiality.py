"""Separation of duties: who is barred from having power over an innovation."""

from datetime import datetime

from domain.grants import Person
from domain.innovation.state import Innovation
from domain.refusals import Code, require
from domain.vocabulary import Role


def require_impartial(person: Person, role: Role, state: Innovation, at: datetime) -> None:
    """Go on if somebody may act on an innovation in a role that has power over it.

    Raises:
        Refused: they belong to the agency that proposed, declared a conflict of interest, or acted in a capacity
            that excludes this one.
    """
    require(state.agency not in person.agencies(at), Code.SAME_AGENCY, person=person.id)
    require(person.id not in state.conflicts, Code.CONFLICT_DECLARED, person=person.id)
    if role is Role.EVALUATOR:
        require(person.id not in state.deciders, Code.DECIDER_CANNOT_SCORE, person=person.id)
    if role is Role.DECISION_MAKER:
        require(person.id not in state.scorers, Code.SCORER_CANNOT_DECIDE, person=person.id)
