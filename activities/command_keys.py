"""Ed25519 private keys that sign acts, receipts and decisions. Whose keys count, the ledger says."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from activities.contract import Envelope, PersonsSignature, Receiving
from proof.acts import act_bytes, possession_bytes, receipt_bytes
from proof.errors import JejakError, Kind


class BadKey(JejakError):
    """A private key is missing, unreadable, of another kind, or locked with another passphrase."""

    code = "bad_key"
    kind = Kind.MISUSED


class PrivateKey:
    """A private key, and its public half as 64 hex digits."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private
        self.key = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    @classmethod
    def generate(cls) -> "PrivateKey":
        """A new one."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: str | None = None) -> "PrivateKey":
        """The key in a PEM text, opened with a passphrase where it is locked.

        Raises:
            BadKey: unreadable, not Ed25519, locked, or locked with another passphrase.
        """
        locked = b"ENCRYPTED" in pem
        if locked and passphrase is None:
            raise BadKey(reason="locked")
        try:
            private = load_pem_private_key(pem, passphrase.encode() if locked and passphrase else None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise BadKey(reason="other_passphrase" if locked else "private_not_pem") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise BadKey(reason="private_not_ed25519")
        return cls(private)

    def sign(self, message: bytes) -> str:
        """The signature over these bytes, as base64."""
        return b64encode(self.private.sign(message)).decode()

    def possession(self, log: str, owner: str) -> str:
        """That it is a person's, or serves a purpose, in the ledger of that log."""
        return self.sign(possession_bytes(self.key, log, owner))

    def signs(self, person: str, act: bytes) -> PersonsSignature:
        """A person's signature under an act."""
        return PersonsSignature(person=person, key=self.key, signature=self.sign(act_bytes(self.key, act)))

    def receives(self, genesis: str, act: bytes, signatures: tuple[PersonsSignature, ...], received: int) -> Envelope:
        """An act as the service received it, at `received` microseconds."""
        under: list[Mapping[str, Any]] = [each.model_dump() for each in signatures]
        signature = self.sign(receipt_bytes(self.key, genesis, act, under, received))
        receipt = Receiving(key=self.key, received=received, signature=signature)
        return Envelope(act=act.decode(), signatures=signatures, receipt=receipt)
