"""Cosignatures of a witness, who saw the log only grow: C2SP tlog-witness over HTTP."""

from base64 import b64encode
from collections.abc import Sequence

import httpx

from ledger.errors import SinkRefused
from ledger.seal.sinks import FileSink, SignedCheckpoint
from proof.checkpoint import parse_checkpoint
from proof.errors import NoteRefused
from proof.note import Verifier, open_note, split_note

SUFFIX = ".cosignature"
TIMEOUT_S = 30.0


class WitnessSink:
    """Has the witness at `url` cosign each checkpoint; `verifiers` are its public keys.

    The signature lines are kept beside the checkpoint in `archive`: appended to its note they make it a cosigned one.
    """

    name = "witness"

    def __init__(self, archive: FileSink, url: str, verifiers: Sequence[Verifier]) -> None:
        self._archive = archive
        self._url = url.rstrip("/") + "/add-checkpoint"
        self._verifiers = verifiers

    async def latest(self) -> str | None:
        """As Sink.latest."""
        return self._archive.newest(SUFFIX)

    async def put(self, signed: SignedCheckpoint) -> bytes:
        """As Sink.put; returns the signature lines."""
        known = await self.latest()
        old_size = parse_checkpoint(known).size if known else 0
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
                response = await client.post(self._url, content=await request(signed, old_size))
                if response.status_code == httpx.codes.CONFLICT:
                    # It has seen another one last, and says which.
                    old_size = int(response.text)
                    response = await client.post(self._url, content=await request(signed, old_size))
        except (httpx.HTTPError, ValueError) as error:
            raise SinkRefused(reason="witness_unreachable", detail=repr(error)) from error
        if response.status_code != httpx.codes.OK:
            raise SinkRefused(reason="witness_answered", status=response.status_code, old_size=old_size)
        check_cosignature(signed.note, response.content, self._verifiers)
        await self._archive.attach(signed.checkpoint.size, SUFFIX, response.content)
        return response.content


def check_cosignature(note: str, lines: bytes, verifiers: Sequence[Verifier] | None) -> None:
    """Raises SinkRefused unless `lines` below `note` are a signature by one of these (None: by anybody)."""
    cosigned = note + lines.decode(errors="replace")
    try:
        text, _ = split_note(note)
        if not lines or split_note(cosigned)[0] != text:
            raise NoteRefused("broken_signature_line")
        if verifiers is not None:
            open_note(cosigned, verifiers)
    except NoteRefused as error:
        raise SinkRefused(reason="cosignature", because=error) from None


async def request(signed: SignedCheckpoint, old_size: int) -> bytes:
    """The body of add-checkpoint. Raises SinkRefused when the witness knows a larger log than ours."""
    if old_size > signed.checkpoint.size:
        raise SinkRefused(reason="witness_ahead", seen=old_size, size=signed.checkpoint.size)
    proof = await signed.consistency(old_size) if old_size else []
    lines = [f"old {old_size}", *(b64encode(one).decode() for one in proof), "", signed.note]
    return "\n".join(lines).encode()
