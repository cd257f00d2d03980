"""Amending: who handed something in proposes a corrected version, and another person accepts or rejects it."""

from typing import Protocol

from domain.case import CaseOf, State
from domain.events import Event
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected, Statement
from domain.model import By
from domain.refusals import Code, require, required
from domain.statements import HandedIn, Statements


class Amendable(State, Protocol):
    """What is known of a stream that holds statements."""

    @property
    def statements(self) -> Statements:
        """Those that may still be amended."""


def proposed(case: CaseOf[Amendable], later: Statement, by: By | None = None) -> list[Event]:
    """The actor's corrected version of what they handed in, one at a time; `by` as which of several they act.

    Raises:
        Refused: it wasn't handed in or is final, somebody else handed it in, an amendment of it waits for an answer
            already, or nothing is corrected.
    """
    statements = case.state.statements
    standing = required(statements.standing.get(later.name), Code.NOTHING_TO_AMEND)
    require(standing.by == case.actor.id, Code.ANOTHERS_STATEMENT, person=standing.by)
    for number, waiting in statements.amendments.items():
        require(waiting.statement.name != later.name, Code.AMENDMENT_OPEN, amendment=number)
    require(later != standing.statement, Code.NOTHING_AMENDED)
    return [AmendmentProposed(by=by, number=statements.proposed + 1, statement=later)]


def accepted(case: CaseOf[Amendable], number: int) -> AmendmentAccepted:
    """The later version counts from now on; the earlier one stays in the record.

    Raises:
        Refused: no such amendment waits for an answer, or the actor proposed it.
    """
    amendment = _for_another(case, number)
    return AmendmentAccepted(number=number, proposed_by=amendment.by, statement=amendment.statement)


def rejected(case: CaseOf[Amendable], number: int) -> AmendmentRejected:
    """The earlier version goes on counting. Raises as `accepted`."""
    amendment = _for_another(case, number)
    return AmendmentRejected(number=number, proposed_by=amendment.by, statement=amendment.statement)


def _for_another(case: CaseOf[Amendable], number: int) -> HandedIn:
    amendment = required(case.state.statements.amendments.get(number), Code.NO_AMENDMENT_OPEN, amendment=number)
    require(amendment.by != case.actor.id, Code.OWN_AMENDMENT, amendment=number)
    return amendment
