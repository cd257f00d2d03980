"""Drafts: proposals that aren't handed in yet, outside of the record."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, JsonValue

from api.caller import Acting, Caller, Reading
from api.forms import tagged
from service.drafts import Desk, StoredDraft, content_of

router = APIRouter(prefix="/drafts", tags=["drafts"])


class Draft(BaseModel):
    """A draft of a proposal."""

    id: UUID
    version: int
    agency: str
    author: str
    saved_by: str
    saved_at: datetime
    content: dict[str, JsonValue]
    submitted: bool


async def _desk(caller: Caller) -> Desk:
    return await Desk.of(caller.connections, caller.person)


async def _read(caller: Reading) -> Desk:
    return await _desk(caller)


async def _write(caller: Acting) -> Desk:
    return await _desk(caller)


Content = Annotated[dict[str, JsonValue], Body()]
Read = Annotated[Desk, Depends(_read)]
Written = Annotated[Desk, Depends(_write)]


@router.get("", response_model=list[Draft])
async def list_drafts(request: Request, desk: Read) -> Response:
    """The caller's own, and all of the agencies that they administer."""
    return tagged(request, [_json(each) for each in await desk.all()])


@router.get("/{draft}", response_model=Draft)
async def show_draft(request: Request, draft: UUID, desk: Read) -> Response:
    """One of them."""
    found = await desk.find(str(draft))
    return tagged(request, _json(found), found.version)


@router.post("", response_model=Draft, status_code=201)
async def save_draft(content: Content, desk: Written) -> dict[str, Any]:
    """Keep a new one; it need not be complete."""
    return _json(await desk.save(content, None))


@router.put("/{draft}", response_model=Draft)
async def replace_draft(draft: UUID, content: Content, desk: Written) -> dict[str, Any]:
    """Keep other content in its place."""
    return _json(await desk.save(content, str(draft)))


@router.delete("/{draft}", status_code=204)
async def discard_draft(draft: UUID, desk: Written) -> Response:
    """Remove one."""
    await desk.discard(str(draft))
    return Response(status_code=204)


def _json(draft: StoredDraft) -> dict[str, Any]:
    return {
        "id": str(draft.draft_id),
        "version": draft.version,
        "agency": draft.agency,
        "author": draft.author,
        "saved_by": draft.saved_by,
        "saved_at": draft.saved_at.isoformat(),
        "content": content_of(draft),
        "submitted": draft.submitted,
    }
