"""Beranda: the first screen, a part for each role that the reader holds."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

from console.forms.of_acts import FORMS
from console.pages.drafts import forms_left, proposals_left
from console.pages.many import acts_on
from console.pages.tasks import AT_ONCE, shown
from console.visit import Visit
from domain.drafts import agencies_administered_by, agencies_of
from domain.rows import Prompt
from domain.vocabulary import PROPOSING, Role
from domain.waits import WaitKind
from service import accounts, claims
from service.inbox import Counted
from service.listing import Sort, Wanted, innovations
from service.next_acts import counted_to_do, tasks_to_do
from service.seats import seats_of
from service.waiting_acts import waiting
from texts import rows

FEW = 5
"""Of a list: as many as show what is most urgent; the rest is a page away."""

READY, TO_DETERMINE = (WaitKind.DECISION,), (WaitKind.ENDORSEMENT, WaitKind.DECREE, Prompt.REVOCATION)
"""What is decided by proposing, and what by determining."""


async def show(visit: Visit) -> Response:
    """What the reader's roles have to do first, and where the rest is."""
    reader = visit.reader
    held = {role for role in Role if reader.who.grants_of(role, reader.at)}
    tasks = await tasks_to_do(reader, after=None, limit=AT_ONCE)
    counts = await counted_to_do(reader, tasks, limit=AT_ONCE)
    facts: dict[str, Any] = {
        "held": held,
        "forms_of_acts": FORMS,
        "tasks": await shown(visit, tasks[:FEW]),
        "counts": counts,
        "taken": await shown(visit, await claims.own(reader)),
        "forms": (await forms_left(visit))[:FEW],
    }
    for roles, part in PARTS.items():
        if held & set(roles):
            facts |= await part(visit, counts)
    return await visit.page("home", **facts)


async def _proposing(visit: Visit, _: Counted) -> dict[str, Any]:
    """What the reader's agencies proposed, and drafts of it, those that can be handed in first."""
    reader = visit.reader
    agencies = dict.fromkeys(agencies_of(reader.who, reader.at))
    own = [
        each | {"called": rows.stage(each["stage"], visit.lang, suspended=each["suspended"])}
        for agency in list(agencies)[:FEW]
        for each in await innovations(reader, Wanted(agency=agency), sort=Sort.DUE, after=None, limit=2 * FEW)
    ]
    drafts = await proposals_left(visit)
    drafts.sort(key=lambda each: each[2] is not None)
    administered = agencies_administered_by(reader.who, await reader.agencies(), reader.at)
    return {"own": own, "drafts": drafts[:FEW], "all_drafts": len(drafts), "administers": bool(administered)}


async def _operating(visit: Visit, counts: Counted) -> dict[str, Any]:
    """What is overdue, by what it is, and what of it can be done at once."""
    regions = await visit.reader.regions()
    queue = [(what, rows.task(what, "", regions, visit.lang), *both, acts_on(what)) for what, both in counts.by.items()]
    return {"queue": sorted(queue, key=lambda each: (-each[3], -each[2]))}


async def _judging(visit: Visit, _: Counted) -> dict[str, Any]:
    """How many sheets the reader has given of those that they have a seat for, and the next."""
    seats = await seats_of(visit.reader)
    return {"seats": seats, "sheets_given": sum(seat.scored for seat in seats)}


async def _administering(visit: Visit, _: Counted) -> dict[str, Any]:
    """How many ask for an account, and how much waits for a second administrator, besides what the reader signed."""
    acts = [each for each in await waiting(visit.reader) if each.act.actor != visit.person]
    return {"requests": len(await accounts.requests(visit.reader)), "to_confirm": len(acts)}


async def _deciding(visit: Visit, _: Counted) -> dict[str, Any]:
    """What is ready to be decided, and what to be determined."""

    async def those(kinds: tuple[str, ...]) -> list[dict[str, Any]]:
        found = [each for what in kinds for each in await tasks_to_do(visit.reader, after=None, limit=FEW, what=what)]
        return await shown(visit, found)

    return {"ready": await those(READY), "to_determine": await those(TO_DETERMINE)}


PARTS: dict[tuple[Role, ...], Callable[[Visit, Counted], Awaitable[dict[str, Any]]]] = {
    PROPOSING: _proposing,
    (Role.OPERATOR,): _operating,
    (Role.EVALUATOR,): _judging,
    (Role.DECISION_MAKER,): _deciding,
    (Role.ADMINISTRATOR,): _administering,
}
"""What is read for holders of any of these roles."""
