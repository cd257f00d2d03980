"""The command line's own door: use-cases as it calls them, between two installations of one release.

Programs have the addresses that are described; these change with the code.
"""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, JsonValue

from api.caller import Credentials, acts, reads
from proof.errors import JejakError, Kind
from service import (  # noqa: F401  they define the use-cases
    access,
    accounts,
    auditing,
    commanding,
    confirming,
    dossier,
    doubts,
    drafts,
    listing,
    next_acts,
    own_signatures,
    people,
    proving,
    time_travel,
    verifying_afar,
    what_if,
)
from service.afar import USE_CASES, answer_of, told
from service.failures import as_ours
from service.statuses import status_of
from wiring.errors import BadRequest

router = APIRouter(prefix="/calls", include_in_schema=False)


class Call(BaseModel):
    """Arguments, as parcels."""

    args: list[JsonValue] = []
    named: dict[str, JsonValue] = {}


@router.post("/{name}")
async def call(
    request: Request,
    given: Credentials,
    name: Annotated[str, Path(pattern=r"^[A-Za-z_.]{1,80}$")],
    body: Annotated[Call, Body()],
) -> Response:
    """Do what is asked, and answer with what it answers or raises."""
    if (found := USE_CASES.get(name)) is None:
        raise BadRequest("no_such_address")
    try:
        caller = await (acts if found.acts else reads)(request, given)
        value = await answer_of(name, caller.reader, body.model_dump())
    except Exception as error:
        ours = error if isinstance(error, JejakError) else as_ours(error)
        if ours.kind is Kind.OURS and not isinstance(error, JejakError):
            raise
        if ours.code == "invalid_request":
            raise ours from None  # no command line of ours sends that
        return JSONResponse(told(ours), status_of(ours))
    return JSONResponse({"value": value})
