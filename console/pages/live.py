"""Whether an innovation has new events since a page of it was shown, told as they come; the page then offers to be
loaded again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic

from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from console.forms.fields import ordinal
from console.visit import SESSION, Visit
from domain.streams import REFUSALS
from service import sessions
from service.at_once import AGAIN_S, AtOnce
from service.reading import Reader

LOOKS_EVERY_S = 3.0
LASTS_S = 900.0
"""After which a page is told nothing more: so one that was left open keeps nobody signed in."""

STREAMS, OF_PERSON = AtOnce(most=4), AtOnce(most=8)
"""Those of each session, and of each person, who may have many."""


class Told(StreamingResponse):
    """A stream of a session's that was counted when it began, and isn't any more once its answer ended, however."""

    def __init__(self, told: AsyncIterator[str], token: str, person: str) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(told, 200, headers, "text/event-stream")
        self._token, self._person = token, person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell what there is to tell."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            STREAMS.ended(self._token)
            OF_PERSON.ended(self._person)


async def show(visit: Visit) -> Response:
    """Says once that there are new events, and ends: then, when the session does, the server stops, or it was long."""
    reader, request = visit.reader, visit.request
    innovation = (await reader.standing(request.path_params["innovation"])).innovation.id
    number, token = ordinal(request.query_params.get("sejak", "")), request.cookies[SESSION]
    since = await _count(reader, innovation) if number is None else number
    refused = PlainTextResponse("too many streams", 429, {"Retry-After": str(AGAIN_S)})
    if not STREAMS.begun(token):
        return refused
    if not OF_PERSON.begun(visit.person):
        STREAMS.ended(token)
        return refused
    return Told(_told(reader, innovation, since, token), token, visit.person)


async def _told(reader: Reader, innovation: str, since: int, token: str) -> AsyncIterator[str]:
    stopping, ends = reader.connections.stopping, monotonic() + LASTS_S
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


async def _count(reader: Reader, innovation: str) -> int:
    """The events of an innovation and its adoptions."""
    heads = await reader.ledger.streams(innovation)
    return sum(each.version for each in heads if not each.stream_id.startswith(f"{REFUSALS}/"))
