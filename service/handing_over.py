"""Handing over at a transfer: what one person holds is granted to another, and ended with them as successor."""

from datetime import UTC, datetime
from typing import Any

from domain.grants import Grant, Person
from domain.parties import party
from domain.refusals import Code, require
from domain.rows import tasks_of
from domain.streams import person_stream
from domain.vocabulary import Role
from service.reading import Reader
from wiring.errors import NotPossible

Step = tuple[str, str, dict[str, Any]]
"""Of whom it is asked, the command's name, its payload."""

MOST_SEATS = 100


async def steps(reader: Reader, giver: str, successor: str, letter: str, only: str | None) -> list[Step]:
    """What has to be asked, in this order, so that a successor takes over somebody's posts, or only one of them.

    What was done earlier isn't asked again. The successor holds each in the same post, by a letter of their own.

    Raises:
        Refused: nobody has the giver's id, or they hold no such grant.
        NotPossible: a founder's grant names no post that could be handed over.
    """
    now, regions = datetime.now(UTC), await reader.regions()
    giving = await reader.person(giver)
    running = [each for each in giving.grants.values() if each.valid_until is None or each.valid_until > now]
    chosen = [each for each in running if only in (None, each.id)]
    handed = any(each.successor == successor for each in giving.grants.values())
    require(chosen or (handed and only is None), Code.POST_NOT_HELD, person=giver, grant=only or "", posts=[])
    held = (await reader.states.get(Person, person_stream(successor))).grants.values()
    asked: list[Step] = []
    for grant in chosen:
        if not any(_same(each, grant) and each.in_force(now) for each in held):
            region = regions.by_id(grant.region) if grant.region else None
            code = region.code if region else None
            asked.append((successor, "grant_role", _granted_anew(grant, successor, letter, code)))
        asked.append((giver, "end_role", {"role": grant.role, "grant": grant.id, "successor": successor}))
    return asked


async def seats_of(reader: Reader, person: str) -> list[str]:
    """The innovations on whose panels a person has still to score: somebody has to replace them there."""
    tasks = [tasks_of(party(Role.EVALUATOR, person=person))]
    rows = await reader.ledger.waiting(tasks, without=[], after=None, limit=MOST_SEATS)
    return sorted({str(row.body["innovation"]) for row in rows})


def _same(held: Grant, wanted: Grant) -> bool:
    return (held.role, held.agency, held.region) == (wanted.role, wanted.agency, wanted.region)


def _granted_anew(grant: Grant, successor: str, letter: str, region: str | None) -> dict[str, Any]:
    if grant.post is None:
        raise NotPossible("founders_post", grant=grant.id)
    changed = {"letter": letter} | ({"supervisor": None} if grant.post.supervisor == successor else {})
    return {
        "role": grant.role,
        "agency": grant.agency,
        "post": grant.post.model_copy(update=changed).model_dump(mode="json", exclude_none=True),
        **({"region": region} if region else {}),
        **({"valid_until": grant.valid_until.isoformat()} if grant.valid_until else {}),
    }
