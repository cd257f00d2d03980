"""What others attest of a checkpoint, checked: time stamps (RFC 3161), and cosignatures of witnesses (C2SP)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.x509 import Certificate
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from ledger.errors import NotAttested
from proof.errors import NoteRefused
from proof.note import Verifier, open_note, split_note

TIMESTAMP, WITNESS = "rfc3161", "witness"
"""The kinds of attestations."""


@dataclass(frozen=True, slots=True)
class TrustedAttestors:
    """Whom a verifier trusts to attest: time stamping authorities by `roots`, witnesses by their keys.

    None: nobody is trusted; then what was attested is checked, but not who attested it.
    """

    roots: Sequence[Certificate] | None = None
    witnesses: Sequence[Verifier] | None = None

    def know(self, kind: str) -> bool:
        """Whether anybody is trusted to attest in that way."""
        return {TIMESTAMP: self.roots, WITNESS: self.witnesses}.get(kind) is not None

    def check(self, kind: str, note: str, body: bytes) -> None:
        """Raises NotAttested unless `body` is an attestation of that kind of `note`."""
        if kind == TIMESTAMP and self.roots is not None:
            check_timestamp(note.encode(), body, self.roots)
        elif kind == TIMESTAMP:
            check_imprint(note.encode(), body)
        elif kind == WITNESS:
            check_cosignature(note, body, self.witnesses)
        else:
            raise NotAttested(reason="unknown_kind", kind=kind)


NOBODY = TrustedAttestors()


def check_timestamp(
    message: bytes, answer: bytes, roots: Sequence[Certificate], *, nonce: int | None = None
) -> datetime:
    """When the authority stamped `message`, by its answer. Raises NotAttested unless the answer is valid."""
    builder = VerifierBuilder(roots=list(roots), nonce=nonce)
    try:
        response = decode_timestamp_response(answer)
        builder.build().verify_message(response, message)
        return response.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise NotAttested(reason="stamp_false", detail=str(error)) from None


def check_imprint(message: bytes, answer: bytes) -> None:
    """Raises NotAttested unless an authority's answer is about `message`, whoever the authority is."""
    try:
        imprint = decode_timestamp_response(answer).tst_info.message_imprint
    except ValueError as error:
        raise NotAttested(reason="stamp_unreadable", detail=str(error)) from None
    if imprint.message != sha256(message).digest():
        raise NotAttested(reason="stamp_of_other")


def check_cosignature(note: str, lines: bytes, verifiers: Sequence[Verifier] | None) -> None:
    """Raises NotAttested unless `lines` below `note` are a signature by one of these (None: by anybody)."""
    cosigned = note + lines.decode(errors="replace")
    try:
        text, _ = split_note(note)
        if not lines or split_note(cosigned)[0] != text:
            raise NoteRefused("broken_signature_line")
        if verifiers is not None:
            open_note(cosigned, verifiers)
    except NoteRefused as error:
        raise NotAttested(reason="cosignature", cause=error) from None
