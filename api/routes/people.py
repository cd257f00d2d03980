"""People: who holds which role, and their keys."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, JsonValue

from api.caller import Reading
from api.forms import Person, tagged
from service.people import everybody, keys_of

router = APIRouter(tags=["people"])


class Held(BaseModel):
    """A role that somebody holds or held."""

    id: str
    role: str
    agency: str
    region: str | None
    post: dict[str, JsonValue] | None
    valid_from: datetime
    valid_until: datetime | None
    successor: str | None
    in_force: bool


class Somebody(BaseModel):
    """A person, as far as they are open to the caller."""

    id: str
    name: str | None
    email: str | None
    grants: list[Held]


class OwnKey(BaseModel):
    """A key of a person's."""

    key: str
    retired_at: datetime | None
    """Null: it is in use."""


class Me(BaseModel):
    """Who calls, and with what."""

    person: str
    scopes: list[str]
    expires_at: datetime


@router.get("/me", response_model=Me)
async def show_me(caller: Reading) -> Me:
    """The person of the token, and what it is for."""
    return Me(person=caller.person, scopes=list(caller.token.scopes), expires_at=caller.token.expires_at)


@router.get("/people", response_model=list[Somebody])
async def list_people(request: Request, caller: Reading) -> Response:
    """Everybody who holds or held a role, of those who are open to the caller."""
    return tagged(request, await everybody(caller.reader, names=True, contacts=True))


@router.get("/people/{person}/keys", response_model=list[OwnKey])
async def list_keys(request: Request, caller: Reading, person: Person) -> Response:
    """A person's own keys."""
    found = await keys_of(caller.reader, person)
    return tagged(request, [{"key": key, "retired_at": at.isoformat() if at else None} for key, at in found.items()])
