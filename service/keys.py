"""The keys that sign commands: made here, trusted by workers, never in the database."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from activities.keys import BadKey, KeyRing, Signer, key_id
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key that workers accept, and whether it is the one that this process signs with."""

    key_id: str
    file: str
    signs: bool


def new_signing_key(settings: Settings) -> str:
    """Make a key pair: the private half to `signing_key_path` (mode 0600), the public half among the trusted.

    The earlier private key gives way; its public half stays trusted, so commands under way still verify. Returns
    the key id.
    """
    private = Ed25519PrivateKey.generate()
    name = key_id(private.public_key())
    public_pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private_pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(settings.trusted_keys_directory / f"{name}.pem", public_pem, 0o644)
    _write(settings.signing_key_path, private_pem, 0o600)
    return name


def trusted_keys(settings: Settings) -> list[TrustedKey]:
    """Every trusted public key, by key id.

    Raises:
        BadKey: none there, or one that can't be read.
    """
    ring = KeyRing.from_directory(settings.trusted_keys_directory)
    try:
        signing = Signer.from_pem(settings.signing_key_pem()).key_id
    except (BadKey, OSError, ValueError):
        signing = ""
    directory = settings.trusted_keys_directory
    return [TrustedKey(name, str(directory / f"{name}.pem"), name == signing) for name in sorted(ring.keys)]


def _write(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    beside.replace(path)
