"""An authority and a witness that attest a note at once, without a server between."""

import struct
from hashlib import sha256

from asn1crypto import tsp

from ledger.log.attestations import TrustedAttestors
from proof.note import COSIGNATURE, Verifier, signature_line, split_note

from .authority import Authority
from .books import OTHER_KEY

WITNESS = Verifier("witness.example/w1", OTHER_KEY.public_key(), COSIGNATURE)
SEEN_AT = 1_700_000_000


def stamp(authority: Authority, note: str) -> bytes:
    """The answer of `authority` that it saw `note` just now."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256(note.encode()).digest()}
    return authority.stamp(tsp.MessageImprint(imprint), 1)


def cosign(note: str) -> bytes:
    """The line by which the witness cosigns `note`."""
    text, _ = split_note(note)
    signature = OTHER_KEY.sign(f"cosignature/v1\ntime {SEEN_AT}\n{text}".encode())
    return signature_line(WITNESS, struct.pack(">Q", SEEN_AT) + signature).encode()


def trusting(authority: Authority) -> TrustedAttestors:
    """Who trusts that authority, and the witness."""
    return TrustedAttestors([authority.root], [WITNESS])
