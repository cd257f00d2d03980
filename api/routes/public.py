"""What everybody may know, without a token."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel

from api.forms import After, InnovationId, Limit, Page, paged, tagged
from domain.vocabulary import SHOWN_TO_ALL, Stage
from service.public import Public
from wiring.errors import BadRequest, NotPossible

router = APIRouter(prefix="/public", tags=["public"])


class Outlined(BaseModel):
    """An innovation on the public list."""

    id: UUID
    title: str
    agency: str


class Outlines(Page):
    """A page of the public list."""

    items: list[Outlined]


class Outline(BaseModel):
    """As much of an innovation as everybody may know."""

    id: UUID
    title: str
    summary: str
    started_on: date
    agency: str
    region: str | None
    edition: str
    stage: str
    adoptions: dict[str, int]
    """How many regions adopt it, by how far they are."""


@router.get("/innovations", response_model=Outlines)
async def list_public(
    request: Request, stage: Annotated[Stage, Query()], limit: Limit = 50, after: After = None
) -> Response:
    """Innovations of a stage, by title."""
    if stage not in SHOWN_TO_ALL:
        raise BadRequest("not_public", stages=[*SHOWN_TO_ALL])
    return tagged(request, paged(await _public(request).listed(stage, after=after, limit=limit), limit))


@router.get("/innovations/{innovation}", response_model=Outline)
async def show_public(request: Request, innovation: InnovationId) -> Response:
    """One innovation."""
    found = await _public(request).outline(str(innovation))
    state = found.innovation
    assert state.content is not None
    assert state.edition is not None
    body = {
        "id": state.id,
        "title": state.content.title,
        "summary": state.content.summary,
        "started_on": str(state.content.started_on),
        "agency": state.agency,
        "region": state.origin.code if state.origin else None,
        "edition": state.edition.name,
        "stage": str(state.stage),
        "adoptions": found.adoptions,
    }
    return tagged(request, body)


@router.get("/checkpoint", response_class=PlainTextResponse)
async def show_public_checkpoint(request: Request) -> str:
    """The log's newest signed checkpoint, for whoever keeps one to compare with later."""
    found = await _public(request).checkpoint()
    if found is None:
        raise NotPossible("no_checkpoint")
    return found


def _public(request: Request) -> Public:
    return Public(request.app.state.connections)
