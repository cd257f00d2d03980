"""A decree with an annex: what somebody recorded or confirmed of it, so that the same is done for all that it lists."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from domain import codec
from domain.events.innovation import Decree, DecreeConfirmed, DecreeRecorded
from domain.parties import party
from domain.rows import tasks_of
from domain.streams import innovation_stream
from domain.vocabulary import Role
from domain.waits import WaitKind
from service.reading import Reader

MOST_LISTED = 200
"""Of how many innovations whose decision waits to be determined a decree may list any."""


@dataclass(frozen=True, slots=True)
class OfDecree:
    """What somebody did about a decree, in the stream of one innovation."""

    decree: Decree
    event: UUID
    reason: str | None


async def undetermined(reader: Reader) -> dict[str, str]:
    """The titles of the innovations whose proposed decision waits to be determined, by their ids, the most urgent
    first; also of those for which a decree was recorded: until it is confirmed, another may replace it.
    """
    waiting = [tasks_of(party(Role.DECISION_MAKER))]
    rows = await reader.ledger.waiting(waiting, what=WaitKind.ENDORSEMENT, limit=MOST_LISTED)
    return {row.body["innovation"]: row.body["title"] for row in rows}


async def own_part(reader: Reader, innovation: str, act: Literal["record_decree", "confirm_decree"]) -> OfDecree | None:
    """What the reader did last of that kind about an innovation, by its whole id; None if they did nothing."""
    kind = DecreeRecorded if act == "record_decree" else DecreeConfirmed
    decree, found = None, None
    for stored in await reader.ledger.read(innovation_stream(innovation)):
        event = codec.read(stored)
        if isinstance(event, DecreeRecorded):
            decree = event.decree
        if isinstance(event, kind) and event.by is not None and event.by.person == reader.who.id and decree:
            found = OfDecree(decree, stored.event_id, event.reason)
    return found
