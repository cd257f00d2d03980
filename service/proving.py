"""Proving: a receipt that was kept becomes a proof that anybody can check."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from domain.model import problems_of
from ledger.log.proofs import proving, tlog_proof
from wiring.connections import AUDITOR, Connections
from wiring.errors import BadRequest
from wiring.keys import log_keys


class KeptReceipt(BaseModel):
    """What a proof needs of a receipt; the rest of it may say anything."""

    stream: Annotated[str, Field(pattern=r"^[^\x00]*$")]
    version: Annotated[int, Field(ge=1, lt=2**63)]
    chain: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def read_receipt(text: str) -> KeptReceipt:
    """A receipt, as `--json` prints it. Raises BadRequest."""
    try:
        return KeptReceipt.model_validate_json(text)
    except ValidationError as error:
        raise BadRequest("bad_receipt", problems=problems_of(error)) from None


async def prove(connections: Connections, receipt: KeptReceipt) -> dict[str, Any]:
    """The proof that the newest checkpoint's log holds what a receipt says, as JSON; it was checked before.

    Raises:
        BadCheckpointKey: the log's public keys aren't here.
        NotSealed: no checkpoint covers it yet.
        NoSuchEvent: the ledger has something else there, or nothing.
        NoteRefused, OtherLog, ProofFailed, TileMissing: the log isn't intact.
    """
    keys = log_keys(connections.settings)
    async with proving(await connections.pool(AUDITOR)) as prover:
        checkpoint = keys.open(prover.note)
        proof = await prover.receipt(receipt.stream, receipt.version, bytes.fromhex(receipt.chain))
    proof.check(checkpoint)
    return {"proof": asdict(proof), "checkpoint": prover.note, "tlog_proof": tlog_proof(proof, prover.note)}
