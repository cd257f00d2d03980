"""What every answer says to the browser, and which requests are none of these pages' own, or too many."""

import math
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.rendering import rendered
from console.visit import SESSION, language_of
from texts import text
from wiring.rates import Rates, of_address

LARGEST, SMALL = 25_000_000, 100_000
"""Bytes of a form with its document, and of any other."""

WITH_DOCUMENTS = ("/inovasi/", "/rancangan", "/pengaturan/terbitkan/")
"""Where forms bring documents."""

MOST_SEPARATORS = 2_000
"""Of a form that isn't sent in parts. No form of ours has as many fields, and empty ones take long to read."""

HEAVY = (".pdf", ".xlsx", "/audit/bundel", "/audit/andaikan")
"""How addresses end whose answer takes long to make."""

READ_AT_ONCE, READ_A_SECOND = 300, 10
"""Pages that an address reads without signing in."""

SHOWN_AT_ONCE, SHOWN_A_SECOND = 1_000, 20
"""Pages that a session is shown: more than anybody turns over, and few enough to leave others their turn."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


COMMAND_LINE = "/masuk/perintah"
TO_THIS_MACHINE = ("form-action 'self'", "form-action 'self' http://127.0.0.1:*")
"""The one form that leads elsewhere: to the command line of the same machine, with its code."""


class Guard:
    """Refuses what another site makes a browser send, and adds what browsers are to keep to."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # Of an address more, behind which there may be a whole office.
        self._signing_in = Rates(at_once=100, per_second=2)
        self._of_address = Rates(at_once=600, per_second=20)
        self._of_session = Rates(at_once=60, per_second=2)
        self._heavy = Rates(at_once=20, per_second=0.5)
        self._reading = Rates(at_once=READ_AT_ONCE, per_second=READ_A_SECOND)
        self._shown = Rates(at_once=SHOWN_AT_ONCE, per_second=SHOWN_A_SECOND)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope["path"] == COMMAND_LINE:
                    headers["Content-Security-Policy"] = HEADERS["Content-Security-Policy"].replace(*TO_THIS_MACHINE)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if (refused := refusal(scope) or self._too_many(scope)) is not None:
            await refused(scope, receive, guarded)
            return
        await self._app(scope, _with_few_fields(scope, receive), guarded)

    def _too_many(self, scope: Scope) -> Response | None:
        """What is answered to who asks too often: to sign in, for a change, or for pages."""
        request = Request(scope)
        address = of_address(request.client.host) if request.client else ""
        waits = [0.0]
        if scope["path"].startswith("/masuk/"):
            waits.append(self._signing_in.wait(address))
        if scope["path"].startswith("/publik"):
            waits.append(self._reading.wait(address))
        changes = scope["method"] not in ("GET", "HEAD")
        if changes:
            waits.append(self._of_address.wait(address))
        if token := request.cookies.get(SESSION):
            session = sha256(token.encode()).hexdigest()
            waits.append((self._of_session if changes else self._shown).wait(session))
            waits += [self._heavy.wait(session)] if scope["path"].endswith(HEAVY) else []
        if not (wait := math.ceil(max(waits))):
            return None
        lang = language_of(request)
        answer = rendered(request, "too_many", lang, status=429, hint=text("console.too_many.hint", lang, seconds=wait))
        answer.headers["Retry-After"] = str(wait)
        return answer


def refusal(scope: Scope) -> PlainTextResponse | None:
    """What is answered to a request that no page of ours makes a browser send."""
    headers, path = Headers(scope=scope), scope["path"]
    if "\x00" in path or b"%00" in scope["query_string"]:
        return PlainTextResponse("no such page", 404)
    if scope["method"] in ("GET", "HEAD"):
        return None
    if not from_here(headers):
        return PlainTextResponse("cross-site request", 403)
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return PlainTextResponse("length required", 411)
    most = LARGEST if path.startswith(WITH_DOCUMENTS) else SMALL
    return PlainTextResponse("too large", 413) if len(length) > 12 or int(length) > most else None


def _with_few_fields(scope: Scope, receive: Receive) -> Receive:
    """The same request, which breaks off with HTTPException where a form has more fields than any of ours."""
    if "multipart/form-data" in Headers(scope=scope).get("content-type", "").lower():
        return receive
    found = 0

    async def counted() -> Message:
        nonlocal found
        message = await receive()
        found += message.get("body", b"").count(b"&")
        if found > MOST_SEPARATORS:
            raise HTTPException(413)
        return message

    return counted


def from_here(headers: Headers) -> bool:
    """Whether a request that changes something comes from one of these pages.

    Browsers say so in `Sec-Fetch-Site`; those that don't, in `Origin`.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    try:
        return urlsplit(headers.get("origin", "")).netloc == headers.get("host")
    except ValueError:
        return False
