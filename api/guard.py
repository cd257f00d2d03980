"""Around every request: its id, its size, how often its address may ask, a line in the log that holds no token."""

import re
from time import monotonic
from uuid import uuid4

import structlog
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.caller import language_of, too_often, weight
from api.problems import of_error
from wiring.errors import BadRequest
from wiring.rates import Rates, of_address

log = structlog.get_logger()

LARGEST = 2_500_000
"""Bytes of a request's body: a table of agencies or regions, as the largest."""

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Gives each request an id, and refuses what is too large or comes too often before anything is read."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, began = Headers(scope=scope), monotonic()
        given = headers.get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else str(uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        status, read = 0, 0

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answered.setdefault(name, value)
                answered["X-Request-Id"] = request_id
            await send(message)

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST:
                raise HTTPException(413)  # it said less of itself than came
            return message

        try:
            if refused := self._refusal(scope, headers):
                await of_error(refused, language_of(Request(scope)))(scope, receive, guarded)
            else:
                await self._app(scope, limited, guarded)
        except Exception as error:
            log.error(
                "api failed", request_id=request_id, path=scope["path"], error=type(error).__name__, exc_info=error
            )
            if not status:
                await of_error(error, language_of(Request(scope)))(scope, receive, guarded)
        finally:
            log.info(
                "api",
                request_id=request_id,
                method=scope["method"],
                path=scope["path"],
                status=status,
                token=scope["state"].get("token_id"),
                seconds=round(monotonic() - began, 3),
            )

    def _refusal(self, scope: Scope, headers: Headers) -> Exception | None:
        client = scope.get("client")
        if wait := self._rates.wait(of_address(client[0]) if client else "", weight(headers)):
            return too_often(wait)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > LARGEST:
            return BadRequest("body_too_large", most=LARGEST)
        return None
