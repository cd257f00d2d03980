"""Whether an innovation has new events since a page of it was shown, told as they come; the page then offers to be
loaded again.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from console.forms.fields import ordinal
from console.visit import SESSION, Visit
from domain.streams import REFUSALS
from service import sessions
from service.reading import Reader

LOOKS_EVERY_S = 3.0
LASTS_S = 900.0
"""After which a page is told nothing more: so one that was left open keeps nobody signed in."""

MOST = 4
"""Streams of one session at a time."""

_open: Counter[str] = Counter()
"""How many are open, by session."""


async def show(visit: Visit) -> Response:
    """Says once that there are new events, and ends: then, when the session does, the server stops, or it was long."""
    reader, request = visit.reader, visit.request
    innovation = (await reader.standing(request.path_params["innovation"])).innovation.id
    number, token = ordinal(request.query_params.get("sejak", "")), request.cookies[SESSION]
    since = await _count(reader, innovation) if number is None else number
    if _open[token] >= MOST:
        return PlainTextResponse("too many streams", 429, {"Retry-After": "60"})
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(request, reader, innovation, since, token), 200, headers, "text/event-stream")


async def _told(request: Request, reader: Reader, innovation: str, since: int, token: str) -> AsyncIterator[str]:
    stopping, ends = reader.connections.stopping, monotonic() + LASTS_S
    _open[token] += 1
    try:
        yield ": begun\n\n"
        while monotonic() < ends:
            if await _count(reader, innovation) > since:
                yield "event: baru\ndata: 1\n\n"
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), LOOKS_EVERY_S)
            if stopping.is_set() or await sessions.person_of(reader.connections, token) != reader.who.id:
                return
            yield ": still here\n\n"
    finally:
        _open[token] -= 1
        if not _open[token]:
            del _open[token]


async def _count(reader: Reader, innovation: str) -> int:
    """The events of an innovation and its adoptions."""
    heads = await reader.ledger.streams(innovation)
    return sum(each.version for each in heads if not each.stream_id.startswith(f"{REFUSALS}/"))
