"""Overviews: how many innovations stand where, how long stages took, and where innovations are tried and adopted."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from api.caller import Reading
from api.forms import After, Limit, Page, paged, tagged
from api.routes.innovations import Summary
from domain.adoption.state import Status
from domain.model import Key
from domain.vocabulary import Stage
from service.coverage import Province, Standing, coverage, province_of
from service.recap import StageOfEdition, cases, recap

router = APIRouter(tags=["overviews"])


class EditionRecap(BaseModel):
    """An edition's innovations."""

    edition: str
    stages: list[StageOfEdition]


class Case(Summary):
    """An innovation that left a stage."""

    days: int
    """How long it was in it."""


class Cases(Page):
    """A page of them."""

    items: list[Case]


class InRegion(BaseModel):
    """What there is in a kabupaten, a kota, or a province that governs for them."""

    code: str
    name: str
    pilots: int
    adoptions: dict[str, int]
    """By how far they are."""
    overdue: int
    covered: bool
    """Whether some adoption has been completed there."""


class InProvince(BaseModel):
    """What there is in a province."""

    code: str
    name: str
    pilots: int
    adoptions: dict[str, int]
    overdue: int
    governing: int
    """How many of its regions govern something."""
    covered: int
    """In how many of those an adoption has been completed."""


class Country(BaseModel):
    """All provinces, and how far each wave is."""

    provinces: list[InProvince]
    waves: dict[int, dict[str, int]]


@router.get("/recap", response_model=list[EditionRecap])
async def show_recap(request: Request, caller: Reading) -> Response:
    """Stages of every edition, with how long they took."""
    found = await recap(caller.reader)
    return tagged(request, [{"edition": each.edition, "stages": [*map(asdict, each.by_stage())]} for each in found])


@router.get("/recap/cases", response_model=Cases)
async def list_cases(
    request: Request,
    caller: Reading,
    edition: Key,
    stage: Stage,
    days: Annotated[int, Query(ge=0, lt=1_000_000, description="At least so many.")] = 0,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Innovations that left a stage, those that were in it longest first."""
    found = await cases(caller.reader, edition, stage, least=days, after=after, limit=limit)
    return tagged(request, paged(found, limit))


@router.get("/coverage", response_model=Country)
async def show_coverage(request: Request, caller: Reading) -> Response:
    """Where innovations are tried and adopted."""
    found = await coverage(caller.reader)
    return tagged(
        request,
        {
            "provinces": [_in_province(each) for each in found.provinces],
            "waves": {number: _counted(those) for number, those in sorted(found.waves.items())},
        },
    )


@router.get("/coverage/{province}", response_model=list[InRegion])
async def show_province(
    request: Request,
    caller: Reading,
    province: Annotated[str, Path(pattern=r"^[0-9]{2}$", description="A province's code.")],
) -> Response:
    """The same in each of its kabupaten and kota."""
    return tagged(request, [_in_region(each) for each in (await province_of(caller.reader, province)).places])


def _in_province(found: Province) -> dict[str, Any]:
    return {
        "code": found.region.code,
        "name": found.region.name,
        "pilots": found.pilots,
        "adoptions": {status: n for status in Status if (n := found.sum(status))},
        "overdue": found.overdue,
        "governing": found.of,
        "covered": found.covered,
    }


def _in_region(found: Standing) -> dict[str, Any]:
    return {
        "code": found.region.code,
        "name": found.region.name,
        "pilots": found.pilots,
        "adoptions": _counted(found.adoptions),
        "overdue": found.overdue,
        "covered": found.covered,
    }


def _counted(those: Mapping[Status, int]) -> dict[str, int]:
    return {status: n for status, n in those.items() if n}
