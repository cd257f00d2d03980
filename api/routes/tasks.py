"""Tasks: what waits for the caller."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from api.caller import Reading
from api.forms import After, Limit, Page, paged, tagged
from api.routes.innovations import PossibleAct, possible
from service.next_acts import tasks_to_do

router = APIRouter(prefix="/tasks", tags=["tasks"])


class Task(BaseModel):
    """Something that waits for the caller, and what they may do about it."""

    id: str
    innovation: UUID
    title: str | None
    what: str
    subject: str
    role: str
    region: str | None
    """The code of the region that it is about."""
    due_at: datetime | None
    overdue: bool
    acts: list[PossibleAct]


class Tasks(Page):
    """A page of tasks."""

    items: list[Task]


@router.get("", response_model=Tasks)
async def list_tasks(request: Request, caller: Reading, limit: Limit = 50, after: After = None) -> Response:
    """What waits for the caller, the most urgent first."""
    regions = await caller.reader.regions()
    found = await tasks_to_do(caller.reader, after=after, limit=limit)
    for task in found:
        region = regions.by_id(task["region"]) if task["region"] else None
        task["region"] = region.code if region else task["region"]
        task["acts"] = [possible(act, regions) for act in task["acts"]]
    return tagged(request, paged(found, limit))
