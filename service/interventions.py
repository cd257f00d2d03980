"""Interventions: what somebody did with what is another's beside the record, for auditors and for whom it concerns."""

from domain.refusals import Code, refuse
from domain.visibility import may_see_everything
from domain.vocabulary import Role
from ledger import interventions
from ledger.interventions import Intervention as Intervention
from service.cursors import moment_of, of_moment
from service.reading import Reader
from wiring.connections import CONSOLE
from wiring.errors import BadRequest

LONGEST_REASON = 2000
"""Characters."""


async def found(reader: Reader, *, concerning: str | None, after: str | None = None, limit: int) -> list[Intervention]:
    """The newest before a cursor: what a person did and what concerns them, or (None) all.

    Raises:
        Refused: that is neither the reader, nor may the reader see everything, nor do they administer.
        BadRequest: it is no cursor of this list.
    """
    administers = reader.who.is_administrator(reader.at)
    if concerning != reader.who.id and not administers and not may_see_everything(reader.who, reader.at):
        raise refuse(Code.NOT_OPEN, person=reader.who.id, what="interventions", roles=[Role.AUDITOR])
    pool = await reader.connections.pool(CONSOLE)
    return await interventions.found(
        pool, concerning=concerning, after=moment_of(after) if after else None, limit=limit
    )


def cursor_of(last: Intervention) -> str:
    """Where a list goes on after one of them."""
    return of_moment(last.at, last.intervention_id)


def reason_of(given: str, *, needed: bool) -> str:
    """A reason as it is recorded, on one line. Raises BadRequest: none where one is needed, or no readable one."""
    reason = " ".join(given.split())
    if (needed and not reason) or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise BadRequest("say_why", most=LONGEST_REASON)
    return reason
