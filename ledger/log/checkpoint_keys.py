"""The keys of a log: the private key that signs its checkpoints now, and the public keys of all that ever did."""

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from ledger.errors import BadCheckpointKey
from ledger.files import write_whole
from proof.checkpoint import Checkpoint, checkpoint_text
from proof.note import Verifier, open_checkpoint, sign


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The public keys of the log `origin`: the current one and the earlier ones."""

    origin: str
    verifiers: tuple[Verifier, ...]

    @classmethod
    def of(cls, origin: str, public: Iterable[Ed25519PublicKey]) -> "LogKeys":
        """The keys `public` of the log `origin`."""
        return cls(origin, tuple(Verifier(origin, key) for key in public))

    @classmethod
    def from_directory(cls, origin: str, directory: Path) -> "LogKeys":
        """Every `*.pem` public key in `directory`. Raises BadCheckpointKey, also when there is none."""
        keys = [load_public(path) for path in sorted(directory.glob("*.pem"))]
        if not keys:
            raise BadCheckpointKey(reason="none", directory=directory)
        return cls.of(origin, keys)

    def open(self, note: str) -> Checkpoint:
        """The checkpoint in a note of this log. Raises NoteRefused or OtherLog."""
        return open_checkpoint(note, self.origin, self.verifiers)


class CheckpointSigner:
    """Holds the private key that signs checkpoints of the log `origin`."""

    def __init__(self, origin: str, private: Ed25519PrivateKey) -> None:
        self.origin = origin
        self.private = private

    @classmethod
    def from_pem(cls, origin: str, pem: bytes) -> "CheckpointSigner":
        """The signer with a PEM private key, say from a secret. Raises BadCheckpointKey."""
        try:
            private = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise BadCheckpointKey(reason="private_not_pem") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise BadCheckpointKey(reason="private_not_ed25519")
        return cls(origin, private)

    @classmethod
    def from_file(cls, origin: str, path: Path) -> "CheckpointSigner":
        """The signer with the key in a file that only its owner may read. Raises BadCheckpointKey."""
        try:
            mode = path.stat().st_mode
            pem = path.read_bytes()
        except OSError as error:
            raise BadCheckpointKey(reason="private_unreadable", file=path, cause=error) from None
        if stat.S_IMODE(mode) & 0o077:
            raise BadCheckpointKey(reason="open", file=path)
        return cls.from_pem(origin, pem)

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.origin, self.private.public_key())

    def sign(self, size: int, root: bytes) -> str:
        """The note of a checkpoint of this log."""
        return self.sign_text(checkpoint_text(Checkpoint(self.origin, size, root)))

    def sign_text(self, text: str) -> str:
        """A note of something else, which must not begin with the log's name as a checkpoint does."""
        return sign(text, self.origin, self.private)


def write_checkpoint_pair(private: Ed25519PrivateKey, private_path: Path, public_directory: Path) -> Path:
    """Puts a new key's halves in place: the private one with mode 0600, or neither if that fails.

    An earlier private key is replaced; its public half stays where it is, so its checkpoints still verify. Returns the
    public half's path. Raises OSError.
    """
    # The public half goes first: if nothing follows, a trusted key that nobody has does no harm, while a private key
    # that isn't trusted would stop whoever signs with it.
    public = private.public_key()
    name = public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()[:16]
    public_path = public_directory / f"{name}.pem"
    public_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(public_path, public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)
    try:
        write_private(private, private_path)
    except OSError:
        public_path.unlink(missing_ok=True)
        raise
    return public_path


def write_private(private: Ed25519PrivateKey, path: Path, passphrase: str | None = None) -> None:
    """Keeps a private key in a file of mode 0600, locked where there is a passphrase. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    write_whole(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock), 0o600)


def load_public(path: Path) -> Ed25519PublicKey:
    """The Ed25519 public key in a PEM file. Raises BadCheckpointKey."""
    try:
        public = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise BadCheckpointKey(reason="public_unreadable", file=path, cause=error) from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadCheckpointKey(reason="public_not_pem", file=path) from None
    if not isinstance(public, Ed25519PublicKey):
        raise BadCheckpointKey(reason="public_not_ed25519", file=path)
    return public
