"""Signing in and out, and the language of the pages.

In the embedded stack, on this machine, one of its people is chosen from a list; there is no other way in yet.
"""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.rendering import rendered
from console.visit import LANGUAGE, SESSION, connections_of, language_of
from domain.vocabulary import Role
from service import sessions
from service.choosing import present
from service.names import names_of
from texts.languages import LANGUAGES

LONG = 365 * 24 * 3600


async def choose(request: Request) -> Response:
    """Everybody who holds a role now, to choose from."""
    connections = connections_of(request)
    found = await present(connections)
    names = await names_of(found.states, found.names)
    held = {each.id: [grant for role in Role for grant in each.grants_of(role, found.at)] for each in found.people}
    order = list(Role)
    people = sorted(held, key=lambda each: (order.index(held[each][0].role), names.person(each)))
    chosen = [(each, names.person(each), held[each]) for each in people]
    return rendered(
        request, "sign_in", language_of(request), names=names, people=chosen, after=_within(request, "lanjut")
    )


async def begin(request: Request) -> Response:
    """Sign in as who was chosen. Raises as `service.sessions.begin`."""
    connections = connections_of(request)
    async with request.form() as form:
        person, after = str(form.get("orang", "")), str(form.get("lanjut", ""))
    found = await present(connections)
    if person not in {each.id for each in found.people}:
        return RedirectResponse("/masuk", 303)
    await _end(request)
    answer = RedirectResponse(after if _is_path(after) else "/tugas", 303)
    token = await sessions.begin(connections, person)
    answer.set_cookie(SESSION, token, httponly=True, secure=True, samesite="lax", path="/")
    return answer


async def leave(request: Request) -> Response:
    """Sign out, here or everywhere."""
    async with request.form() as form:
        await _end(request, everywhere=bool(form.get("semua")))
    answer = RedirectResponse("/masuk", 303)
    answer.delete_cookie(SESSION, path="/", secure=True, httponly=True, samesite="lax")
    return answer


async def speak(request: Request) -> Response:
    """Choose the language of the pages."""
    async with request.form() as form:
        lang, after = str(form.get("bahasa", "")), str(form.get("lanjut", ""))
    answer = RedirectResponse(after if _is_path(after) else "/", 303)
    if lang in LANGUAGES:
        answer.set_cookie(LANGUAGE, lang, max_age=LONG, httponly=True, secure=True, samesite="lax", path="/")
    return answer


async def _end(request: Request, *, everywhere: bool = False) -> None:
    if token := request.cookies.get(SESSION):
        await sessions.end(connections_of(request), token, everywhere=everywhere)


def _within(request: Request, name: str) -> str:
    """An address of these pages among the query's parameters; the tasks' otherwise."""
    given = request.query_params.get(name, "")
    return given if _is_path(given) else "/tugas"


def _is_path(given: str) -> bool:
    """Whether it leads to one of these pages, and nowhere else."""
    try:
        parts = urlsplit(given)
    except ValueError:
        return False
    return given.startswith("/") and not given.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
