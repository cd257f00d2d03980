"""What every answer says to the browser, and which requests are none of these pages' own."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST, SMALL = 25_000_000, 100_000
"""Bytes of a form with its document, and of any other."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Refuses what another site makes a browser send, and adds what browsers are to keep to."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if (refused := refusal(scope)) is not None:
            await refused(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)


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
    most = LARGEST if path.startswith(("/inovasi/", "/rancangan")) else SMALL
    return PlainTextResponse("too large", 413) if len(length) > 12 or int(length) > most else None


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
