"""Handing over at a transfer: what one person holds is granted to another, and ended with them as successor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from typing import Any
from uuid import uuid4

from domain.administration.people import APPOINTING, PEOPLE, may, same_post
from domain.commands import Command
from domain.doubts import Doubt, of_successor
from domain.grants import Grant, Person, posts_of
from domain.parties import party
from domain.refusals import Code, Refusal, Refused, refuse, require
from domain.rows import tasks_of
from domain.streams import person_stream
from domain.visibility import Viewer, may_see_person
from domain.vocabulary import PROPOSING, Role
from engine.deciding import decided_on
from service.afar import over_url
from service.commanding import Request, sendable
from service.doubts import doubt_of_roles
from service.drafts import require_movable, take_over
from service.reading import Reader
from service.signin import person_id
from wiring.errors import NotPossible

Step = tuple[str, str, dict[str, Any]]
"""Of whom it is asked, the command's name, its payload."""

MOST_SEATS = 100


@dataclass(frozen=True, slots=True)
class HandingOver:
    """What it takes that a successor takes over somebody's posts."""

    steps: tuple[Step, ...]
    """What has to be asked, in this order."""
    grants: tuple[str, ...]
    """The giver's grants that the successor has taken over by then, by their ids."""
    doubt: Doubt | None
    """What to ask about before it is sent."""


async def prepare(
    reader: Reader, request: Request, giver: str, successor: str, letter: str, only: str | None
) -> HandingOver:
    """What it takes that a successor takes over somebody's posts, or only one of them. The successor holds each in the
    same post, by a letter of their own. What was done earlier isn't asked again.

    Nothing is sent here, and it is all looked at as if it had been: what can't be done to its end isn't begun. But to
    a successor whom whoever asks may not see, an agency's own administrator may grant nothing: that is sent, to be
    refused where it is recorded.

    Raises:
        Refused: whoever asks may not grant and end these posts, or not see the giver; nobody has the giver's id, or
            they hold no such grant; or the rules take one of the steps from nobody.
        NotPossible: a founder's grant names no post that could be handed over.
        BadRequest: the reason can't be recorded, or nobody can have the id of whoever is to confirm it.
    """
    now, agencies, regions = datetime.now(UTC), await reader.agencies(), await reader.regions()
    reader.who.acting(APPOINTING, now, request.grant)
    viewer = await reader.viewer()
    giving, taking = [await reader.states.get(Person, person_stream(each)) for each in (giver, successor)]
    require(_open_to(viewer, giving), Code.OTHERS_PEOPLE, person=giver)
    require(giving.version, Code.UNKNOWN_PERSON, person=giver)
    chosen, earlier = _handed(giving, successor, only, now)
    if not chosen and not earlier:
        held, _ = _handed(giving, successor, None, now)
        require(held, Code.NOTHING_HELD, person=giver)
        raise refuse(Code.POST_NOT_HELD, person=giver, grant=only, posts=posts_of(held))
    barred = [may(reader.who, each, agencies, now) for each in earlier]
    over = [each for each, refusal in zip(earlier, barred, strict=True) if refusal is None]
    if not chosen and not over:
        raise Refused(next(filter(None, barred)))
    steps: list[Step] = []
    anew: list[tuple[Role, str]] = []
    for grant in chosen:
        if not any(_same(each, grant) and each.in_force(now) for each in taking.grants.values()):
            region = regions.by_id(grant.region) if grant.region else None
            code = region.code if region else None
            anew.append((grant.role, grant.agency))
            steps.append((successor, "grant_role", _granted_anew(grant, successor, letter, code)))
        steps.append((giver, "end_role", {"role": grant.role, "grant": grant.id, "successor": successor}))
    if _open_to(viewer, taking) or not taking.version:
        await _rehearse(reader, request, steps, now)
    posts = [*over, *chosen]
    if any(each.role in PROPOSING for each in posts):
        await require_movable(reader)  # whoever can't move the drafts doesn't begin with the posts
    doubt = of_successor(taking) or await doubt_of_roles(reader, successor, anew, {})
    return HandingOver(tuple(steps), tuple(each.id for each in posts), doubt)


async def as_if_confirmed(reader: Reader, request: Request, giver: str, successor: str) -> Request:
    """The request as `prepare` looks at it before the second administrator is known: as if another confirmed it who
    may, if one is needed and there is one.
    """
    if not reader.who.is_administrator(reader.at):
        return request
    concerned = (reader.who.id, giver, successor)
    for each in await reader.people():
        other = each["id"]
        if other not in concerned and any(grant["role"] == Role.ADMINISTRATOR for grant in each["grants"]):
            person = await reader.states.get(Person, person_stream(other))
            if person.is_administrator(reader.at) and person.key is not None:
                return replace(request, confirmed_by=other)
    return request


async def moved_by(reader: Reader, giver: str, ended: Mapping[str, Any]) -> None:
    """Give the giver's drafts to the successor whom the end of their roles names, once it is recorded. Raises Refused:
    one was changed meanwhile.
    """
    successor = ended.get("successor")
    person = await reader.states.get(Person, person_stream(giver))
    only = [each.id for each in person.grants.values() if successor and each.successor == successor]
    await take_over(reader, giver, only)


@over_url
async def seats_of(reader: Reader, person: str) -> list[str]:
    """The innovations on whose panels a person has still to score: somebody has to replace them there.

    Raises:
        Refused: the reader grants and ends nobody's posts, or may not see the person.
    """
    reader.who.acting(APPOINTING, datetime.now(UTC))
    open_to = _open_to(await reader.viewer(), await reader.states.get(Person, person_stream(person)))
    require(open_to, Code.OTHERS_PEOPLE, person=person)
    tasks = [tasks_of(party(Role.EVALUATOR, person=person))]
    rows = await reader.ledger.waiting(tasks, without=[], after=None, limit=MOST_SEATS)
    return sorted({str(row.body["innovation"]) for row in rows})


async def _rehearse(reader: Reader, request: Request, steps: Sequence[Step], at: datetime) -> None:
    """Go on if the rules take these steps one after the other, signed by the keys of whoever asks and confirms.

    Raises:
        Refused: they don't take one of them.
        BadRequest: the reason can't be recorded, or nobody can have the id of whoever is to confirm it.
    """
    other = person_id(request.confirmed_by) if request.confirmed_by is not None else None
    basis = await reader.states.basis(map(person_stream, filter(None, (reader.who.id, other))))
    key, confirming = (
        basis.state(Person, person_stream(each)).key if each else None for each in (reader.who.id, other)
    )
    for whose, type_name, payload in steps:
        stream = person_stream(whose)
        with sendable():
            command = Command(
                id=uuid4(),
                stream=stream,
                type=type_name,
                payload=payload,
                actor=reader.who.id,
                reason=request.reason,
                at=at,
                key=key,
                grant=request.grant,
                confirmed_by=other,
                confirming_key=confirming,
            )
        basis = await reader.states.basis([stream], basis)
        state = basis.state(Person, stream)
        basis, decision = await decided_on(reader.states, state, command, basis)
        if isinstance(decision, Refusal):
            raise Refused(decision)
        basis = basis.having({stream: reduce(lambda so_far, event: PEOPLE.evolve(so_far, event, at), decision, state)})


def _handed(giving: Person, successor: str, only: str | None, at: datetime) -> tuple[list[Grant], list[Grant]]:
    """The grants that are to be handed over, and those that were earlier."""
    held = [each for each in giving.grants.values() if only in (None, each.id)]
    chosen = [each for each in held if each.valid_until is None or each.valid_until > at]
    return chosen, [each for each in held if each not in chosen and each.successor == successor]


def _open_to(viewer: Viewer, person: Person) -> bool:
    return may_see_person(viewer, person.id, [grant.agency for grant in person.grants.values()])


def _same(held: Grant, wanted: Grant) -> bool:
    """Whether a grant is of the same role, for the same agency and region, in the same post."""
    named = (held.role, held.agency, held.region) == (wanted.role, wanted.agency, wanted.region)
    return named and wanted.post is not None and same_post(held.post, wanted.post)


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
