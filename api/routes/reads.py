"""The record of reads: who was shown what isn't open to everybody, and whether its closed days are as they were."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from api.caller import Reading
from api.forms import After, Limit, Page, paged, tagged
from domain.model import Key
from domain.readings import Reading as What
from domain.readings import Via
from service.access import Wanted, checked, readings

router = APIRouter(prefix="/reads", tags=["reads"])


class Read(BaseModel):
    """Something that somebody was shown."""

    at: datetime
    by: str
    what: What
    subject: str
    """The stream that it is about; `ledger` or `innovations` where it is about no single one."""
    via: Via


class Reads(Page):
    """A page of the record."""

    items: list[Read]


class Closed(BaseModel):
    """Days whose reads were closed by one event, and what their rows come to now."""

    first: date
    last: date
    rows: int
    found: int
    version: int
    ok: bool


class Days(BaseModel):
    """All days that were closed, and how many reads no hash covers yet."""

    ok: bool
    days: list[Closed]
    problems: int
    """What is wrong besides: closings and reads that belong to no day."""
    open: int
    open_since: date | None
    overdue: bool


@router.get("", response_model=Reads)
async def list_reads(
    request: Request,
    caller: Reading,
    by: Key | None = None,
    of: Annotated[Key | None, Query(description="The person of whom it was read.")] = None,
    innovation: UUID | None = None,
    day: Annotated[date | None, Query(description="A day of Jakarta.")] = None,
    what: Annotated[list[What] | None, Query(description="Of these kinds alone.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Who was shown what, the newest first: all of it for auditors, what they read or concerns them for others."""
    wanted = Wanted(by, of, str(innovation) if innovation else None, day, tuple(what or ()))
    return tagged(request, paged(await readings(caller.reader, wanted, after=after, limit=limit), limit))


@router.get("/days", response_model=Days)
async def check_reads(request: Request, caller: Reading) -> Response:
    """Every closed day, recomputed from its rows."""
    return tagged(request, (await checked(caller.reader)).as_json())
