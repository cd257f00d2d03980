"""Ed25519 keys that sign commands; workers trust the public halves."""

import re
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from activities.contract import Envelope
from proof.errors import JejakError, Kind

KEY_ID = re.compile(r"[0-9a-f]{16}")


class BadKey(JejakError):
    """A key of commands is missing, unreadable, or of another kind."""

    code = "bad_key"
    kind = Kind.MISUSED


def key_id(public: Ed25519PublicKey) -> str:
    """The name of a key: the first 16 hex digits of the SHA-256 of its 32 raw bytes."""
    return sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


class Signer:
    """Holds the private key with which the service signs commands."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key_id = key_id(private.public_key())

    @classmethod
    def from_pem(cls, pem: bytes) -> "Signer":
        """The signer of a PEM private key.

        Raises:
            BadKey: unreadable, or not Ed25519.
        """
        try:
            private = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise BadKey(reason="private_not_pem") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise BadKey(reason="private_not_ed25519")
        return cls(private)

    def sign(self, command: str) -> Envelope:
        """An envelope around a command's exact text."""
        signature = self._private.sign(command.encode())
        return Envelope(command=command, key_id=self.key_id, signature=b64encode(signature).decode())


class KeyRing:
    """The public keys that a worker trusts, by key id."""

    def __init__(self, keys: dict[str, Ed25519PublicKey], directory: Path | None = None) -> None:
        self.keys = keys
        self._directory = directory

    @classmethod
    def from_directory(cls, directory: Path) -> "KeyRing":
        """Every `*.pem` public key in a directory. A key added there later as `<key id>.pem` is trusted too.

        Raises:
            BadKey: no such directory, no key in it, or one that isn't Ed25519.
        """
        public_keys = [_public_key(path) for path in sorted(directory.glob("*.pem"))]
        if not public_keys:
            raise BadKey(reason="none", directory=directory)
        return cls({key_id(public): public for public in public_keys}, directory)

    def trusts(self, envelope: Envelope) -> bool:
        """Whether a trusted key signed exactly these bytes."""
        public = self.keys.get(envelope.key_id) or self._added(envelope.key_id)
        if public is None:
            return False
        try:
            public.verify(b64decode(envelope.signature, validate=True), envelope.command.encode())
        except (InvalidSignature, BadBase64, UnicodeEncodeError, ValueError):
            return False
        return True

    def _added(self, name: str) -> Ed25519PublicKey | None:
        """The key of that id, if it was put into the directory since it was read."""
        if self._directory is None or not KEY_ID.fullmatch(name):
            return None
        path = self._directory / f"{name}.pem"
        try:
            public = _public_key(path)
        except (OSError, BadKey):
            return None
        if key_id(public) != name:
            return None
        self.keys[name] = public
        return public


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        public = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        raise BadKey(reason="public_not_pem", file=path) from None
    if not isinstance(public, Ed25519PublicKey):
        raise BadKey(reason="public_not_ed25519", file=path)
    return public
