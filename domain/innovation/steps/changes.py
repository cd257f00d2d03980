"""What steps of several stages have in common."""

from collections.abc import Mapping
from datetime import datetime

from domain.changing import replace
from domain.events import Event
from domain.events.amendments import Statement
from domain.innovation.state import Change, ChangeKind, Innovation, enter
from domain.model import By
from domain.vocabulary import Capacity, Stage


def with_actor(acted: Mapping[Capacity, frozenset[str]], by: By | None) -> Mapping[Capacity, frozenset[str]]:
    """Who has acted in which capacity, with whoever did it, if they are known."""
    return acted if by is None or by.capacity is None else with_acted(acted, by.capacity, by.person)


def with_acted(
    acted: Mapping[Capacity, frozenset[str]], capacity: Capacity, person: str
) -> Mapping[Capacity, frozenset[str]]:
    """Who has acted in which capacity, with one more."""
    known = acted.get(capacity, frozenset())
    return acted if person in known else {**acted, capacity: known | {person}}


def with_new_round(acted: Mapping[Capacity, frozenset[str]]) -> Mapping[Capacity, frozenset[str]]:
    """Who has acted in which capacity, once a new round begins: whoever proposed a decision or determined one in those
    before oversees the innovation for good, and may do either about the decision of this round.
    """
    decided = acted.get(Capacity.DECIDING, frozenset()) | acted.get(Capacity.DETERMINING, frozenset())
    if not decided:
        return acted
    overseeing = acted.get(Capacity.OVERSEEING, frozenset()) | decided
    nobody = frozenset[str]()
    return {**acted, Capacity.DECIDING: nobody, Capacity.DETERMINING: nobody, Capacity.OVERSEEING: overseeing}


def with_change(
    s: Innovation, at: datetime, what: ChangeKind, wave: int = 0, wave_ends_at: datetime | None = None
) -> Innovation:
    """Note what adoptions follow; before the award there are none."""
    if s.awarded_at is None:
        return s
    return replace(s, changes=(*s.changes, Change(s.version + 1, at, what, wave, wave_ends_at)))


def ended(s: Innovation, stage: Stage, at: datetime) -> Innovation:
    """In a stage that nothing follows."""
    after = replace(enter(s, stage), suspended_at=None, discontinuation_proposed=False, revocation_proposed_by=None)
    return with_change(after, at, "ended")


def with_statement(s: Innovation, event: Event, statement: Statement) -> Innovation:
    """Note what its author may amend."""
    return replace(s, statements=s.statements.handed_in(event, statement))
