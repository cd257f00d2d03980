"""The log: its newest signed checkpoint, and the proof that it holds what a receipt says."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, JsonValue

from api.caller import Reading
from service.proving import KeptReceipt, prove
from service.public import Public
from wiring.errors import NotPossible

router = APIRouter(prefix="/log", tags=["log"])


class Proof(BaseModel):
    """A proof that the log holds an event, checked by nobody but whoever keeps it."""

    proof: dict[str, JsonValue]
    checkpoint: str
    tlog_proof: str


@router.get("/checkpoint", response_class=PlainTextResponse)
async def show_checkpoint(caller: Reading) -> str:
    """The newest signed checkpoint."""
    found = await Public(caller.connections).checkpoint()
    if found is None:
        raise NotPossible("no_checkpoint")
    return found


@router.post("/proofs", response_model=Proof)
async def prove_receipt(caller: Reading, receipt: KeptReceipt) -> Response:
    """The proof that the newest checkpoint's log holds what a receipt says."""
    return JSONResponse(await prove(caller.connections, receipt))
