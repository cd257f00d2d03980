"""Tokens: the caller's own, and what an administrator may revoke."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.caller import Acting, Caller, Reading
from api.forms import Person
from domain.model import Input
from service import tokens
from service.tokens import LONGEST, LONGEST_LABEL, Scope, StoredToken
from wiring.errors import NotPossible

router = APIRouter(tags=["tokens"])


class NewToken(Input):
    """What a token is to be for."""

    label: Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=LONGEST.days)]


class Issued(BaseModel):
    """A new token, which is never shown again."""

    token: str


class Known(BaseModel):
    """A token as it is kept."""

    id: UUID
    label: str
    scopes: list[str]
    issued_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    """When it was used last, to the minute."""


@router.get("/tokens", response_model=list[Known])
async def list_tokens(caller: Reading) -> list[dict[str, Any]]:
    """The caller's own."""
    return await _of(caller, caller.person)


@router.post("/tokens", response_model=Issued, status_code=201)
async def issue_token(caller: Acting, wanted: NewToken) -> Issued:
    """Issue one for the caller, for no more than they call with and for no longer."""
    lasts = min(timedelta(days=wanted.days), caller.token.expires_at - caller.reader.at)
    for scope in wanted.scopes:
        if scope not in caller.token.scopes:
            raise NotPossible("scope_missing", scope=str(scope))
    issued = await tokens.issue(
        caller.connections, caller.person, label=wanted.label, scopes=wanted.scopes, lasts=lasts, by=caller.secret
    )
    return Issued(token=issued)


@router.delete("/tokens/{token}", status_code=204)
async def revoke_token(caller: Acting, token: UUID) -> Response:
    """Revoke one of the caller's; an administrator, anybody's."""
    await tokens.revoke(caller.reader, token)
    return Response(status_code=204)


@router.get("/people/{person}/tokens", response_model=list[Known])
async def list_tokens_of(caller: Reading, person: Person) -> list[dict[str, Any]]:
    """Somebody's, for themselves and administrators."""
    return await _of(caller, person)


@router.delete("/people/{person}/tokens", status_code=204)
async def revoke_all_tokens(caller: Acting, person: Person) -> Response:
    """Revoke all of somebody's at once."""
    await tokens.revoke_all(caller.reader, person)
    return Response(status_code=204)


async def _of(caller: Caller, person: str) -> list[dict[str, Any]]:
    return [_json(each) for each in await tokens.of(caller.reader, person)]


def _json(token: StoredToken) -> dict[str, Any]:
    return {
        "id": token.token_id,
        "label": token.label,
        "scopes": list(token.scopes),
        "issued_at": token.issued_at,
        "expires_at": token.expires_at,
        "seen_at": token.seen_at,
    }
