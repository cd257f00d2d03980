"""An innovation's events as they are recorded: a stream that is resumed after the last one that came."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.caller import Reading, too_often
from api.forms import UUID_FORM, InnovationId
from proof.errors import JejakError
from service.at_once import AGAIN_S, AtOnce
from service.auditing import Entry, history

router = APIRouter(prefix="/innovations", tags=["events"])

LOOK_S = 1.0
"""How often it is looked for new ones, and whether they are still open to whoever follows."""

MEANWHILE = timedelta(seconds=5)
"""So long before the last event that came, others may have been recorded that became visible behind it."""

STREAMS = AtOnce(most=8)
"""Those of each person."""

LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", pattern=UUID_FORM)]


async def _open(caller: Reading, innovation: InnovationId) -> AsyncIterator[Sequence[Entry]]:
    """What there is of it already; counted as a stream until the answer has ended.

    Raises:
        Refused: there is no such innovation.
        NotPossible: too many of the caller's are open.
    """
    if not STREAMS.begun(caller.person):
        raise too_often(AGAIN_S)
    try:
        yield await history(caller.reader, str(innovation))
    finally:
        STREAMS.ended(caller.person)


@router.get("/{innovation}/events", response_class=EventSourceResponse)
async def follow_events(
    caller: Reading,
    innovation: InnovationId,
    begun: Annotated[Sequence[Entry], Depends(_open)],
    last: LastEventId = None,
) -> AsyncIterator[ServerSentEvent]:
    """Each event and refusal as `history` has it, as far as it is open to the caller when it is sent.

    One may come twice after a break, and none not at all. The stream ends when the token does, with the server, and
    where nothing more can be shown: whoever asks again is told why.
    """
    stopping = caller.connections.stopping
    sent, heads = _before(begun, UUID(last) if last else None), None
    while not stopping.is_set():
        for entry in begun:
            if entry.stored.event_id not in sent:
                sent.add(entry.stored.event_id)
                yield ServerSentEvent(data=entry.as_json(), event=entry.stored.type, id=str(entry.stored.event_id))
        begun = ()
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), LOOK_S)
        try:
            caller = await caller.again()
            if (now := await caller.reader.ledger.streams(str(innovation))) != heads:
                heads, begun = now, await history(caller.reader, str(innovation))
        except JejakError:
            return


def _before(entries: Sequence[Entry], last: UUID | None) -> set[UUID]:
    """The events that came before a break, up to the last one; none, where that isn't known."""
    known = next((each.stored for each in entries if each.stored.event_id == last), None)
    if known is None:
        return set()
    since = known.recorded_at - MEANWHILE
    return {each.stored.event_id for each in entries if each.stored.recorded_at < since} | {known.event_id}
