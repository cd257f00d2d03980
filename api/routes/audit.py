"""What auditors look for in the whole record: events, interventions, and what would have been under another edition."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, JsonValue

from api.caller import Reading
from api.forms import After, InnovationId, Limit, Page, paged, tagged
from api.routes.innovations import Recorded
from domain.interventions import Intervention as What
from domain.model import Instant, Key
from service.interventions import cursor_of, found
from service.searching import Sought, searched
from service.what_if import what_if

router = APIRouter(tags=["audit"])

Type = Annotated[str, Query(pattern="^[A-Za-z]{1,60}$", description="A type of events, as `InnovationProposed`.")]


class Events(Page):
    """A page of events. It may hold fewer than were asked for, though more follow."""

    items: list[Recorded]


class RecordedIntervention(BaseModel):
    """What somebody did with what is another's."""

    at: datetime
    person: str
    what: What
    about: str
    """Whom it concerns; empty where that is nobody's here yet."""
    subject: str
    reason: str


class Interventions(Page):
    """A page of them."""

    items: list[RecordedIntervention]


class Supposed(BaseModel):
    """A life as it was recorded beside the one under another edition, as `what-if --json` gives it."""

    innovation: UUID
    edition: dict[str, JsonValue]
    reproduced: bool
    deviation: dict[str, JsonValue] | None
    first_difference: int | None
    recorded: dict[str, JsonValue]
    otherwise: dict[str, JsonValue]
    steps: list[dict[str, JsonValue]]


@router.get("/events", response_model=Events)
async def search_events(
    request: Request,
    caller: Reading,
    type: Annotated[list[Type] | None, Query(max_length=50)] = None,
    by: Annotated[list[Key] | None, Query(max_length=50)] = None,
    innovation: UUID | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Events of the whole record, the newest first, for auditors: of these types, by these people, recorded within a
    time.
    """
    sought = Sought(type, by, str(innovation) if innovation else None, since, until)
    page = await searched(caller.reader, sought, after=after, limit=limit)
    return tagged(request, {"items": [each.as_json() for each in page.found], "next": page.cursor})


@router.get("/interventions", response_model=Interventions)
async def list_interventions(
    request: Request,
    caller: Reading,
    concerning: Annotated[Key | None, Query(description="The person who did it, or whom it concerns.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """What was done with what is another's, the newest first: all of it for auditors, what concerns them for others."""
    done = [
        {
            "at": each.at.isoformat(),
            "person": each.person,
            "what": each.what,
            "about": each.about,
            "subject": each.subject,
            "reason": each.reason,
            "cursor": cursor_of(each),
        }
        for each in await found(caller.reader, concerning=concerning, after=after, limit=limit)
    ]
    return tagged(request, paged(done, limit))


@router.get("/innovations/{innovation}/what-if", response_model=Supposed)
async def suppose(request: Request, caller: Reading, innovation: InnovationId, edition: Key) -> Response:
    """What would have become of an innovation under another edition, for whoever may see all of it."""
    supposed = await what_if(caller.reader, str(innovation), edition)
    return tagged(request, supposed.as_json(str(innovation)))
