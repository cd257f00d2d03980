"""Accounts: who is known at the identity provider as whom, and who asks to be."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import TypeAdapter

from api.caller import Acting, Reading
from api.forms import Person, tagged
from domain.model import Input, Key
from service import accounts
from service.accounts import Account, AccountRequest

router = APIRouter(tags=["accounts"])

_ACCOUNTS, _REQUESTS = TypeAdapter(list[Account]), TypeAdapter(list[AccountRequest])


class Accepted(Input):
    """Whom somebody is to be."""

    person: Key


@router.get("/accounts", response_model=list[Account])
async def list_accounts(request: Request, caller: Reading) -> Response:
    """Every account, by the person, for administrators."""
    return tagged(request, _ACCOUNTS.dump_python(await accounts.every(caller.reader), mode="json"))


@router.get("/account-requests", response_model=list[AccountRequest])
async def list_account_requests(request: Request, caller: Reading) -> Response:
    """Who waits for an account, the first one first, for administrators."""
    return tagged(request, _REQUESTS.dump_python(await accounts.requests(caller.reader), mode="json"))


@router.post("/account-requests/{asked}/accept", status_code=204)
async def accept_account_request(caller: Acting, asked: UUID, accepted: Accepted) -> Response:
    """Let who asked be that person from now on; an administrator's to do, and not for themselves."""
    await accounts.accept(caller.reader, asked, accepted.person)
    return Response(status_code=204)


@router.post("/account-requests/{asked}/decline", status_code=204)
async def decline_account_request(caller: Acting, asked: UUID) -> Response:
    """Decline a request; an administrator's to do."""
    await accounts.decline(caller.reader, asked)
    return Response(status_code=204)


@router.delete("/accounts/{person}", status_code=204)
async def end_account(caller: Acting, person: Person) -> Response:
    """End somebody's account, with all their sessions and tokens; an administrator's to do."""
    await accounts.end(caller.reader, person)
    return Response(status_code=204)
