"""The log: its newest signed checkpoint, and the proof that it holds what a receipt says."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, JsonValue

from api.caller import Reading
from api.forms import tagged
from service.proving import KeptReceipt, Size, consistency, prove
from service.public import Public
from wiring.errors import NotPossible

router = APIRouter(prefix="/log", tags=["log"])


class Proof(BaseModel):
    """A proof that the log holds an event, checked by nobody but whoever keeps it."""

    proof: dict[str, JsonValue]
    checkpoint: str
    tlog_proof: str


class Consistency(BaseModel):
    """A proof that the newest checkpoint's log begins with an earlier one, checked by nobody but whoever keeps that."""

    old_size: int
    new_size: int
    path: list[str]
    """Hashes in hex (RFC 6962)."""
    checkpoint: str


@router.get("/checkpoint", response_class=PlainTextResponse)
async def show_checkpoint(caller: Reading) -> str:
    """The newest signed checkpoint."""
    found = await Public(caller.connections).checkpoint()
    if found is None:
        raise NotPossible("no_checkpoint")
    return found


@router.get("/consistency", response_model=Consistency)
async def prove_consistency(request: Request, caller: Reading, since: Annotated[Size, Query()]) -> Response:
    """The proof that the newest checkpoint's log begins with the one of `since` events."""
    return tagged(request, await consistency(caller.connections, since))


@router.post("/proofs", response_model=Proof)
async def prove_receipt(caller: Reading, receipt: KeptReceipt) -> Response:
    """The proof that the newest checkpoint's log holds what a receipt says."""
    return JSONResponse(await prove(caller.connections, receipt))
