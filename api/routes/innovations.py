"""Innovations: the list, one of them as it is and as it was, what is read about it, its history."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, JsonValue

from api.caller import Reading
from api.forms import After, InnovationId, Limit, Page, Words, paged, tagged
from domain.model import Instant, Key
from domain.next_acts import NextAct
from domain.regions import RegionCode, Regions
from domain.vocabulary import Role, Stage
from service import auditing, dossier
from service.listing import Sort, Wanted, innovations
from service.next_acts import next_acts_of
from service.time_travel import Moment, differences, replay
from wiring.errors import BadRequest

router = APIRouter(prefix="/innovations", tags=["innovations"])


class Summary(BaseModel):
    """An innovation on a list."""

    id: UUID
    title: str
    stage: str
    agency: str
    region: str | None
    """The code of its region of origin."""
    edition: str
    round: int
    suspended: bool
    due_at: datetime | None
    wake_at: datetime | None
    awaiting: list[str]
    discontinuation_proposed: bool


class Summaries(Page):
    """A page of innovations."""

    items: list[Summary]


class PossibleAct(BaseModel):
    """Something that the caller may do next."""

    act: str
    """The command's name."""
    task: str | None
    """What it answers, as `what` of a task; null where nothing waits for it."""
    subject: str
    region: str | None
    due_at: datetime | None
    overdue: bool


class Standing(BaseModel):
    """An innovation and its adoptions as they are now, and what the caller may do next."""

    innovation: dict[str, JsonValue]
    adoptions: list[dict[str, JsonValue]]
    not_open: list[str]
    """The paths of what isn't open to the caller."""
    acts: list[PossibleAct]


class File(BaseModel):
    """What those who judge an innovation read."""

    dossier: dict[str, JsonValue]
    not_open: list[str]


class Recorded(BaseModel):
    """An event, or a refusal."""

    stream: str
    version: int
    event_id: UUID
    type: str
    schema_version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str | None
    role: str | None
    grant: str | None
    reason: str | None
    command_id: UUID | None
    data: dict[str, JsonValue]
    not_open: list[str]
    chain: str | None


class Before(BaseModel):
    """An innovation and its adoptions, by adopter, as they were."""

    innovation: dict[str, JsonValue]
    adoptions: dict[str, JsonValue]
    not_open: list[str]


class Difference(BaseModel):
    """A value that changed."""

    path: str
    before: JsonValue
    after: JsonValue


@router.get("", response_model=Summaries)
async def list_innovations(
    request: Request,
    caller: Reading,
    stage: Stage | None = None,
    edition: Key | None = None,
    region: RegionCode | None = None,
    agency: Key | None = None,
    awaiting: Role | None = None,
    overdue: bool = False,
    search: Annotated[Words | None, Query()] = None,
    graded: bool | None = None,
    proposed_from: date | None = None,
    proposed_to: date | None = None,
    mine: bool = False,
    sort: Sort = Sort.ID,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Innovations, narrowed and sorted: `mine`, those of the caller's agencies, panels and region."""
    wanted = Wanted(stage, edition, region, agency, awaiting, overdue, search, graded, proposed_from, proposed_to, mine)
    found = await innovations(caller.reader, wanted, sort=sort, after=after, limit=limit)
    return tagged(request, paged(found, limit))


@router.get("/{innovation}", response_model=Standing)
async def show_innovation(request: Request, caller: Reading, innovation: InnovationId) -> Response:
    """One innovation as it is now. The tag that is answered may be given as `If-Match` with a command."""
    reader = caller.reader
    standing = await reader.standing(str(innovation))
    regions = await reader.regions()
    body = {
        "innovation": auditing.state_json(standing.innovation),
        "adoptions": [auditing.state_json(each) for each in standing.adoptions],
        "not_open": list(standing.not_open),
        "acts": [possible(each, regions) for each in await next_acts_of(reader, standing)],
    }
    return tagged(request, body, standing.innovation.version)


@router.get("/{innovation}/dossier", response_model=File)
async def show_dossier(request: Request, caller: Reading, innovation: InnovationId) -> Response:
    """What those who judge it read, as far as it is open to the caller."""
    found = await dossier.dossier(caller.reader, str(innovation))
    return tagged(request, {"dossier": found.value.model_dump(mode="json"), "not_open": list(found.not_open)})


@router.get("/{innovation}/history", response_model=list[Recorded])
async def show_history(request: Request, caller: Reading, innovation: InnovationId) -> Response:
    """Every event of all its streams, refusals among them, as far as they are open to the caller."""
    return tagged(request, [each.as_json() for each in await auditing.history(caller.reader, str(innovation))])


@router.get("/{innovation}/state", response_model=Before)
async def show_state(
    request: Request,
    caller: Reading,
    innovation: InnovationId,
    version: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    occurred_by: Instant | None = None,
    known_by: Instant | None = None,
) -> Response:
    """It as of a version of its stream, or of an instant: by what had occurred, what was known, or both."""
    if version is not None and (occurred_by is not None or known_by is not None):
        raise BadRequest("one_of", given=["version", "occurred_by/known_by"])
    return tagged(request, await replay(caller.reader, str(innovation), Moment(occurred_by, known_by, version)))


@router.get("/{innovation}/changes", response_model=list[Difference])
async def show_changes(
    request: Request,
    caller: Reading,
    innovation: InnovationId,
    since: Annotated[int, Query(ge=1, lt=2**31)],
    until: Annotated[int, Query(ge=1, lt=2**31)],
) -> Response:
    """What differs between two versions of it, of what is open to the caller."""
    states = [await replay(caller.reader, str(innovation), Moment(version=each)) for each in (since, until)]
    for each in states:
        each.pop("not_open")
    return tagged(request, list(differences(states[0], states[1])))


@router.get("/{innovation}/refusals", response_model=list[Recorded])
async def show_refusals(request: Request, caller: Reading, innovation: InnovationId) -> Response:
    """What was asked of it and refused, as far as that is open to the caller."""
    entries = await auditing.history(caller.reader, str(innovation))
    return tagged(request, [each.as_json() for each in entries if each.stored.stream_id.startswith("refusals/")])


def possible(act: NextAct, regions: Regions) -> dict[str, Any]:
    """A possible act as JSON."""
    region = regions.by_id(act.region) if act.region else None
    return {
        "act": act.payload.name,
        "task": act.task["what"] if act.task else None,
        "subject": act.subject,
        "region": region.code if region else None,
        "due_at": act.task["due_at"] if act.task else None,
        "overdue": bool(act.task and act.task["overdue"]),
    }
