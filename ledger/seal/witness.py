"""Cosignatures of a witness, who saw the log only grow: C2SP tlog-witness over HTTP."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence

import httpx

from ledger.errors import NotAttested
from ledger.log.attestations import WITNESS, check_cosignature
from ledger.log.checkpoint_directory import CheckpointDirectory
from ledger.seal.attestor import SignedCheckpoint
from proof.checkpoint import parse_checkpoint
from proof.note import Verifier

SUFFIX = ".cosignature"
TIMEOUT_S = 30.0


class Witness:
    """The witness at `url`, which cosigns checkpoints; `verifiers` are its public keys.

    The signature lines are kept beside the checkpoint in `archive`: appended to its note they make it a cosigned one.
    """

    name = WITNESS

    def __init__(self, archive: CheckpointDirectory, url: str, verifiers: Sequence[Verifier]) -> None:
        self._archive = archive
        self._url = url.rstrip("/") + "/add-checkpoint"
        self._verifiers = verifiers

    async def attest(self, signed: SignedCheckpoint) -> bytes:
        """As Attestor.attest: the signature lines."""
        known = await asyncio.to_thread(self._archive.newest, SUFFIX)
        old_size = parse_checkpoint(known).size if known else 0
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
                response = await client.post(self._url, content=await request(signed, old_size))
                if response.status_code == httpx.codes.CONFLICT:
                    # It has seen another one last, and says which.
                    old_size = int(response.text)
                    response = await client.post(self._url, content=await request(signed, old_size))
        except (httpx.HTTPError, ValueError) as error:
            raise NotAttested(reason="witness_unreachable", detail=repr(error)) from error
        if response.status_code != httpx.codes.OK:
            raise NotAttested(reason="witness_answered", status=response.status_code, old_size=old_size)
        check_cosignature(signed.note, response.content, self._verifiers)
        await self._archive.attach(signed.checkpoint.size, SUFFIX, response.content)
        return response.content


async def request(signed: SignedCheckpoint, old_size: int) -> bytes:
    """The body of add-checkpoint. Raises NotAttested when the witness knows a larger log than ours."""
    if old_size > signed.checkpoint.size:
        raise NotAttested(reason="witness_ahead", seen=old_size, size=signed.checkpoint.size)
    proof = await signed.consistency(old_size) if old_size else []
    lines = [f"old {old_size}", *(b64encode(one).decode() for one in proof), "", signed.note]
    return "\n".join(lines).encode()
