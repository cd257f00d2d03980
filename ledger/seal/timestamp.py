"""Time stamps of checkpoints by an authority: RFC 3161 over HTTP."""

from collections.abc import Sequence

import httpx
from cryptography.x509 import Certificate
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from ledger.errors import NotAttested
from ledger.log.attestations import TIMESTAMP, check_timestamp
from ledger.log.checkpoint_directory import CheckpointDirectory
from ledger.seal.attestor import SignedCheckpoint

SUFFIX = ".tsr"
TIMEOUT_S = 30.0


class TimestampAuthority:
    """The authority at `url`, which stamps notes; `roots` are the certificates that it is trusted by.

    The answer is kept beside the checkpoint in `archive`, as `openssl ts -verify` takes it.
    """

    name = TIMESTAMP

    def __init__(self, archive: CheckpointDirectory, url: str, roots: Sequence[Certificate]) -> None:
        self._archive = archive
        self._url = url
        self._roots = roots

    async def attest(self, signed: SignedCheckpoint) -> bytes:
        """As Attestor.attest: the authority's whole answer."""
        note = signed.note.encode()
        request = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).build()
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
                response = await client.post(
                    self._url,
                    content=request.as_bytes(),
                    headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
                )
        except httpx.HTTPError as error:
            raise NotAttested(reason="authority_unreachable", detail=repr(error)) from error
        if response.status_code != httpx.codes.OK:
            raise NotAttested(reason="authority_answered", status=response.status_code)
        check_timestamp(note, response.content, self._roots, nonce=request.nonce)
        await self._archive.attach(signed.checkpoint.size, SUFFIX, response.content)
        return response.content
