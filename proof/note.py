"""Signed notes and checkpoints: C2SP signed-note, tlog-checkpoint and tlog-cosignature, with Ed25519."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from proof.checkpoint import Checkpoint, parse_checkpoint
from proof.errors import NoteRefused, OtherLog, ProofFailed

ED25519 = b"\x01"
COSIGNATURE = b"\x04"
MAX_NOTE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key, the name it signs under, and what its signatures are (a log's, or a witness's)."""

    name: str
    public: Ed25519PublicKey
    kind: bytes = ED25519

    @property
    def raw(self) -> bytes:
        """The key's 32 bytes."""
        return self.public.public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key's 32 bytes, in hex."""
        return sha256(self.raw).hexdigest()

    @property
    def key_id(self) -> bytes:
        """The four bytes that name the key in a signature line."""
        return sha256(self.name.encode() + b"\n" + self.kind + self.raw).digest()[:4]

    def __str__(self) -> str:
        """The key in the text form of signed-note (a "vkey")."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self.kind + self.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """The key in that text form. Raises NoteRefused."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            key = b64decode(encoded, validate=True)
            verifier = cls(name, Ed25519PublicKey.from_public_bytes(key[1:]), key[:1])
        except ValueError:
            raise NoteRefused("no_public_key", key=text.strip()) from None
        if key_id != verifier.key_id.hex() or verifier.kind not in (ED25519, COSIGNATURE):
            raise NoteRefused("wrong_key_id", key=text.strip())
        return verifier

    def check(self, text: str, signature: bytes) -> None:
        """Raises cryptography's InvalidSignature unless this key signed `text` with `signature`."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            if len(signature) != 72:
                raise InvalidSignature
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8]) + message
            signature = signature[8:]
        self.public.verify(signature, message)


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """`text`, which ends with a newline, as a note signed under `name`."""
    verifier = Verifier(name, private.public_key())
    return f"{text}\n{signature_line(verifier, private.sign(text.encode()))}"


def signature_line(verifier: Verifier, signature: bytes) -> str:
    """One line of a note's signatures."""
    return f"— {verifier.name} {b64encode(verifier.key_id + signature).decode()}\n"


def open_note(note: str, verifiers: Iterable[Verifier]) -> tuple[str, list[Verifier]]:
    """A note's text, and which of `verifiers` signed it.

    Unknown signatures are ignored. Raises NoteRefused when the note is broken, a signature that a known key should
    have made is false, or no known key signed.
    """
    text, signatures = split_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed = []
    for name, signature in signatures:
        verifier = known.get((name, signature[:4]))
        if verifier is None:
            continue
        try:
            verifier.check(text, signature[4:])
        except InvalidSignature:
            raise NoteRefused("false_signature", name=name) from None
        signed.append(verifier)
    if not signed:
        raise NoteRefused("not_signed")
    return text, signed


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """A note's text, and (name, key id and signature) of each line below. Raises NoteRefused when it is broken."""
    text, separator, below = note.rpartition("\n\n")
    lines = below.removesuffix("\n").split("\n")
    if not separator or not below.endswith("\n") or len(note) > MAX_NOTE:
        raise NoteRefused("note_cut_off")
    if any(character < " " and character != "\n" for character in note):
        raise NoteRefused("note_characters")
    signatures = []
    for line in lines:
        try:
            dash, name, encoded = line.split(" ")
            signature = b64decode(encoded, validate=True)
        except ValueError:
            raise NoteRefused("broken_signature_line") from None
        # No bit that base64 leaves over may be set: so a note has only one form, and any change is found.
        canonical = b64encode(signature).decode() == encoded
        if dash != "—" or not name or "+" in name or len(signature) < 5 or not canonical:
            raise NoteRefused("broken_signature_line")
        signatures.append((name, signature))
    return text + "\n", signatures


def open_checkpoint(note: str, origin: str, verifiers: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint in a note of the log `origin`. Raises NoteRefused or OtherLog."""
    try:
        claimed = parse_checkpoint(note)
    except ProofFailed as error:
        raise NoteRefused(error) from None
    if claimed.origin != origin:
        raise OtherLog(claimed.origin, origin)
    text, _ = open_note(note, verifiers)
    return parse_checkpoint(text)
