"""Time stamps of checkpoints by an authority: RFC 3161 over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import httpx
from cryptography.x509 import Certificate
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from ledger.errors import SinkRefused
from ledger.seal.sinks import FileSink, SignedCheckpoint

SUFFIX = ".tsr"
TIMEOUT_S = 30.0


class TimestampSink:
    """Has the authority at `url` stamp each note; `roots` are the certificates that it is trusted by.

    The answer is kept beside the checkpoint in `archive`, as `openssl ts -verify` takes it.
    """

    name = "rfc3161"

    def __init__(self, archive: FileSink, url: str, roots: Sequence[Certificate]) -> None:
        self._archive = archive
        self._url = url
        self._roots = roots

    async def latest(self) -> str | None:
        """As Sink.latest."""
        return self._archive.newest(SUFFIX)

    async def put(self, signed: SignedCheckpoint) -> bytes:
        """As Sink.put; returns the authority's whole answer."""
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
            raise SinkRefused(reason="authority_unreachable", detail=repr(error)) from error
        if response.status_code != httpx.codes.OK:
            raise SinkRefused(reason="authority_answered", status=response.status_code)
        check_timestamp(note, response.content, self._roots, nonce=request.nonce)
        await self._archive.attach(signed.checkpoint.size, SUFFIX, response.content)
        return response.content


def check_timestamp(
    message: bytes, answer: bytes, roots: Sequence[Certificate], *, nonce: int | None = None
) -> datetime:
    """When the authority saw `message`, by its answer. Raises SinkRefused unless that holds."""
    builder = VerifierBuilder(roots=list(roots), nonce=nonce)
    try:
        response = decode_timestamp_response(answer)
        builder.build().verify_message(response, message)
        return response.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise SinkRefused(reason="stamp_false", detail=str(error)) from None


def check_imprint(message: bytes, answer: bytes) -> None:
    """Raises SinkRefused unless an authority's answer is about `message`, whoever the authority is."""
    try:
        imprint = decode_timestamp_response(answer).tst_info.message_imprint
    except ValueError as error:
        raise SinkRefused(reason="stamp_unreadable", detail=str(error)) from None
    if imprint.message != sha256(message).digest():
        raise SinkRefused(reason="stamp_of_other")
