"""Token: with one a program, or the command line on another machine, acts for its person; it is shown once."""

from datetime import timedelta
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from console import problems
from console.pages.settings.errands import DONE
from console.rendering import Problem
from console.visit import SESSION, Visit
from proof.errors import JejakError
from service import tokens
from service.tokens import Scope
from texts import text
from wiring.errors import NotPossible

HERE = "/pengaturan/token"
LASTS = {"7": timedelta(days=7), "30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365)}
"""How long one may count, by days."""


async def show(visit: Visit) -> Response:
    """The reader's tokens."""
    return await _page(visit)


async def answer(visit: Visit) -> Response:
    """Issue one, which is shown now and never again; or revoke one, or all."""
    async with visit.request.form() as form:
        typed = {name: str(form.get(name, "")).strip() for name in ("nama", "hari", "cabut", "semua")}
        scopes = [scope for scope in Scope if scope in form.getlist("guna")]
    try:
        if typed["semua"]:
            await tokens.revoke_all(visit.reader, visit.person)
        elif typed["cabut"]:
            await tokens.revoke(visit.reader, _uuid(typed["cabut"]))
        else:
            return await _issue(visit, typed, scopes)
    except JejakError as error:
        return await _page(visit, problem=problems.of_error(error, visit.lang))
    return RedirectResponse(f"{HERE}?{DONE}=ya", 303)


async def _issue(visit: Visit, typed: dict[str, str], scopes: list[Scope]) -> Response:
    wrong, lang = dict[str, str](), visit.lang
    for name, missing in (("nama", not typed["nama"]), ("guna", not scopes), ("hari", typed["hari"] not in LASTS)):
        if missing:
            wrong[name] = text("console.missing", lang)
    if wrong:
        problem = Problem(422, text("console.incomplete", lang), text("console.incomplete.hint", lang))
        return await _page(visit, problem=problem, typed=typed, scopes=scopes, wrong=wrong)
    try:
        token = await tokens.issue(
            visit.connections,
            visit.person,
            label=typed["nama"],
            scopes=scopes,
            lasts=LASTS[typed["hari"]],
            by=visit.request.cookies.get(SESSION),
        )
    except JejakError as error:
        problem = problems.of_error(error, lang)
        return await _page(visit, problem=problem, typed=typed, scopes=scopes, wrong={"nama": problem.message})
    return await _page(visit, issued=token)


async def _page(
    visit: Visit,
    *,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
    scopes: list[Scope] | None = None,
    wrong: dict[str, str] | None = None,
    issued: str = "",
) -> Response:
    return await visit.page(
        "settings/tokens",
        found=await tokens.of(visit.reader, visit.person),
        lasts=list(LASTS),
        scopes=list(Scope),
        chosen=scopes or [],
        typed=typed or {"nama": "", "hari": "30"},
        wrong=wrong or {},
        problem=problem,
        issued=issued,
        done=visit.request.query_params.get(DONE) == "ya",
    )


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotPossible("unknown_token", token=given) from None
