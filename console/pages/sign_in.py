"""Signing in and out, and the language of the pages.

Where they are served, by the identity provider; in the embedded stack, on this machine, one of its people is chosen
from a list.
"""

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.rendering import rendered
from console.visit import LANGUAGE, SESSION, connections_of, language_of
from domain.vocabulary import Role
from service import accounts, once, sessions
from service.choosing import present
from service.names import names_of
from service.provider import Provider, SignInRefused
from texts.languages import LANGUAGES

log = structlog.get_logger()

LONG = 365 * 24 * 3600

BROWSER = "__Host-masuk"
"""The cookie of who is on the way to the provider: what comes back counts in the same browser alone."""

ON_THE_WAY = timedelta(minutes=15)


async def choose(request: Request) -> Response:
    """The way to the provider; in the embedded stack everybody who holds a role now, to choose from."""
    connections, after = connections_of(request), _within(request, "lanjut")
    if connections.vouched:
        issuer = urlsplit(connections.settings.oidc_issuer or "").hostname
        away = f"/masuk/penyedia?lanjut={quote(after)}"
        return rendered(request, "sign_in/provider", language_of(request), issuer=issuer, away=away)
    found = await present(connections)
    names = await names_of(found.states, found.names)
    held = {each.id: [grant for role in Role for grant in each.grants_of(role, found.at)] for each in found.people}
    order = list(Role)
    people = sorted(held, key=lambda each: (order.index(held[each][0].role), names.person(each)))
    chosen = [(each, names.person(each), held[each]) for each in people]
    return rendered(request, "sign_in", language_of(request), names=names, people=chosen, after=after)


async def begin(request: Request) -> Response:
    """Sign in as who was chosen. Raises as `service.sessions.begin`."""
    connections = connections_of(request)
    async with request.form() as form:
        person, after = str(form.get("orang", "")), str(form.get("lanjut", ""))
    found = await present(connections)
    if person not in {each.id for each in found.people}:
        return RedirectResponse("/masuk", 303)
    return await _signed_in(request, person, after)


async def go(request: Request) -> Response:
    """Send somebody to the provider; each tab on a way of its own. Raises as `Provider.address`."""
    if not connections_of(request).vouched:
        return RedirectResponse("/masuk", 303)
    browser = request.cookies.get(BROWSER) or secrets.token_urlsafe(32)
    facts = {"nonce": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(48)}
    state = secrets.token_urlsafe(32)
    address = await _provider(request).address(state=state, **facts)
    facts["after"] = _within(request, "lanjut")
    await once.keep(connections_of(request), facts, ON_THE_WAY, _way(state, browser))
    answer = RedirectResponse(address, 303)
    answer.set_cookie(BROWSER, browser, httponly=True, secure=True, samesite="lax", path="/")
    return answer


async def come_back(request: Request) -> Response:
    """Sign in who comes back from the provider; whoever is nobody here has asked for an account. Raises as
    `Provider.who`.
    """
    said = request.query_params
    way = _way(said.get("state", ""), request.cookies.get(BROWSER, ""))
    facts: dict[str, Any] | None = await once.take(connections_of(request), way)
    try:
        if facts is None:
            raise SignInRefused(reason="unknown state")
        if not (code := said.get("code")):
            raise SignInRefused(reason="not signed in there")
        proof = {"nonce": facts["nonce"], "verifier": facts["verifier"]}
        identity = await _provider(request).who(code, issuer=said.get("iss"), **proof)
    except SignInRefused as error:
        log.warning("sign-in refused", reason=error.facts["reason"])
        return rendered(request, "sign_in/anew", language_of(request), status=400)
    person = await accounts.person_of(connections_of(request), identity)
    if person is None:
        return rendered(request, "sign_in/waits", language_of(request), status=403, identity=identity)
    return await _signed_in(request, person, facts["after"])


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
    answer = RedirectResponse(after if is_path(after) else "/", 303)
    if lang in LANGUAGES:
        answer.set_cookie(LANGUAGE, lang, max_age=LONG, httponly=True, secure=True, samesite="lax", path="/")
    return answer


async def _signed_in(request: Request, person: str, after: str) -> Response:
    """Begin a new session, in place of whatever the browser held."""
    await _end(request)
    answer = RedirectResponse(after if is_path(after) else "/beranda", 303)
    token = await sessions.begin(connections_of(request), person)
    answer.set_cookie(SESSION, token, httponly=True, secure=True, samesite="lax", path="/")
    return answer


async def _end(request: Request, *, everywhere: bool = False) -> None:
    if token := request.cookies.get(SESSION):
        await sessions.end(connections_of(request), token, everywhere=everywhere)


def _provider(request: Request) -> Provider:
    """The one that the settings name, with what is remembered of it."""
    state = request.app.state
    if not hasattr(state, "provider"):
        state.provider = Provider(connections_of(request).settings)
    found: Provider = state.provider
    return found


def _way(state: str, browser: str) -> str:
    """By what a way to the provider is known: its state, in its browser."""
    return f"{state} {browser}"


def _within(request: Request, name: str) -> str:
    """An address of these pages among the query's parameters; the first screen's otherwise."""
    given = request.query_params.get(name, "")
    return given if is_path(given) else "/beranda"


def is_path(given: str) -> bool:
    """Whether it leads to one of these pages, and nowhere else."""
    try:
        parts = urlsplit(given)
    except ValueError:
        return False
    return given.startswith("/") and not given.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
