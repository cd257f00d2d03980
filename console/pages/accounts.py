"""Accounts: who asks to be a person here, who is one, and what administrators did about it."""

from uuid import UUID

from starlette.responses import RedirectResponse, Response

from console import problems
from console.pages.interventions import AT_ONCE, people_in, shown
from console.rendering import Problem
from console.visit import Visit
from proof.errors import JejakError
from service import accounts
from service.interventions import found

HERE = "/pengaturan/permintaan"


async def show(visit: Visit) -> Response:
    """The requests, the accounts, and what was done last."""
    return await _page(visit)


async def answer(visit: Visit) -> Response:
    """Accept or decline a request, or end an account."""
    async with visit.request.form() as form:
        given = {name: str(form.get(name, "")).strip() for name in ("permintaan", "orang", "tindakan")}
    try:
        await _done(visit, given["tindakan"], given["permintaan"], given["orang"])
    except JejakError as error:
        problem = await problems.of(visit, error)
        if problem.status >= 500:
            raise
        return await _page(visit, problem=problem, typed=given)
    return RedirectResponse(HERE, 303)


async def _done(visit: Visit, act: str, request: str, person: str) -> None:
    if act == "akhiri":
        await accounts.end(visit.reader, person)
        return
    try:
        asked = UUID(request)
    except ValueError:
        asked = UUID(int=0)
    if act == "terima":
        await accounts.accept(visit.reader, asked, person)
    else:
        await accounts.decline(visit.reader, asked)


async def _page(visit: Visit, problem: Problem | None = None, typed: dict[str, str] | None = None) -> Response:
    waiting, known = await accounts.requests(visit.reader), await accounts.every(visit.reader)
    done = await found(visit.reader, concerning=None, limit=AT_ONCE)
    people = {each.person for each in known} | {each.bound_by for each in known}
    names = await visit.names(people | people_in(done))
    return await visit.page(
        "accounts",
        names=names,
        waiting=waiting,
        known=known,
        done=[shown(visit, each) for each in done],
        problem=problem,
        typed=typed or {},
    )
