"""What the rules go by: agencies, regions, editions, tables of reference data."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, JsonValue

from api.caller import Reading
from api.forms import Words, tagged
from domain.model import Key
from domain.streams import EDITION, REFERENCE
from domain.vocabulary import AgencyKind
from service.agencies import agencies

router = APIRouter(tags=["register"])


class RegisteredAgency(BaseModel):
    """An agency as it is registered."""

    id: str
    name: str
    kind: str
    parent: str | None
    region: str | None
    """The opaque id of the region that it governs, or where it has its place."""
    valid_from: date | None
    valid_until: date | None
    predecessors: list[str]


class ListedRegion(BaseModel):
    """A region as a decree lists it."""

    id: str
    code: str
    name: str
    kind: str
    province: str
    zone: str
    valid_from: date
    valid_until: date | None
    decree: str
    successor_of: str | None


class Publication(BaseModel):
    """An edition, or a table of reference data, as it was published last."""

    name: str
    sha256: str
    versions: int
    published_at: datetime


class PublishedEdition(BaseModel):
    """An edition's text, read."""

    sha256: str
    edition: dict[str, JsonValue]


@router.get("/agencies", response_model=list[RegisteredAgency])
async def list_agencies(
    request: Request,
    caller: Reading,
    search: Annotated[Words | None, Query()] = None,
    kind: AgencyKind | None = None,
    within: Key | None = None,
) -> Response:
    """The registered agencies by name."""
    found = await agencies(caller.reader, search=search, kind=kind, within=within)
    return tagged(request, [each.model_dump(mode="json") for each in found])


@router.get("/regions", response_model=list[ListedRegion])
async def list_regions(request: Request, caller: Reading) -> Response:
    """Every region, past and present."""
    return tagged(request, [each.model_dump(mode="json") for each in (await caller.reader.regions()).rows])


@router.get("/editions", response_model=list[Publication])
async def list_editions(request: Request, caller: Reading) -> Response:
    """The editions."""
    return tagged(request, await caller.reader.publications(EDITION))


@router.get("/editions/{edition}", response_model=PublishedEdition)
async def show_edition(request: Request, caller: Reading, edition: Key) -> Response:
    """One edition."""
    found, pin = await caller.reader.edition(edition)
    return tagged(request, {"sha256": pin.sha256, "edition": found.model_dump(mode="json")})


@router.get("/reference", response_model=list[Publication])
async def list_reference(request: Request, caller: Reading) -> Response:
    """The tables of reference data."""
    return tagged(request, await caller.reader.publications(REFERENCE))
