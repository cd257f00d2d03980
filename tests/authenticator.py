"""An authenticator made of software, and the browser around it: they sign as passkeys do, and whatever else a test asks
them to say.
"""

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.contract import PersonsSignature
from domain.keys import Assertion
from proof.acts import act_bytes, possession_bytes
from proof.passkeys import ELIGIBLE, PRESENT, VERIFIED, challenge, fingerprint

ORIGIN, RP = "https://jejak.example.go.id", "jejak.example.go.id"

Private = EllipticCurvePrivateKey | Ed25519PrivateKey | RSAPrivateKey


def es256() -> Private:
    """A key on P-256, as most authenticators have it."""
    return generate_ec(SECP256R1())


def rs256(bits: int = 2048) -> Private:
    """An RSA key, as older computers have it."""
    return generate_rsa(65537, bits)


class Passkey:
    """One passkey, and the browser in which it is used."""

    def __init__(self, private: Private | None = None, *, origin: str = ORIGIN, rp: str = RP, synced: bool = True):
        self.private = private or es256()
        public = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.passkey: dict[str, Any] = {
            "credential": b64encode(uuid4().bytes).decode(),
            "origin": origin,
            "public": b64encode(public).decode(),
            "rp": rp,
            "synced": synced,
        }
        self.key = fingerprint(self.passkey)

    def asserts(
        self,
        message: bytes,
        *,
        nonce: str | None = None,
        flags: int | None = None,
        origin: str | None = None,
        rp: str | None = None,
        more: bytes = b"",
        client: bytes | None = None,
        **said: Any,
    ) -> dict[str, Any]:
        """What it signs; `said` is what the browser says besides or instead, `client` all that it says."""
        nonce = nonce or sha256(uuid4().bytes).hexdigest()
        members = {
            "type": "webauthn.get",
            "challenge": challenge(nonce, message),
            "origin": origin or self.passkey["origin"],
            "crossOrigin": False,
        }
        client = client or json.dumps(members | said, separators=(",", ":")).encode()
        if flags is None:
            flags = PRESENT | VERIFIED | (ELIGIBLE if self.passkey["synced"] else 0)
        data = sha256((rp or self.passkey["rp"]).encode()).digest() + bytes([flags]) + bytes(4) + more
        return {
            "authenticator_data": b64encode(data).decode(),
            "client_data": client.decode(),
            "nonce": nonce,
            "passkey": dict(self.passkey),
            "signature": b64encode(self._sign(data + sha256(client).digest())).decode(),
        }

    def _sign(self, message: bytes) -> bytes:
        match self.private:
            case EllipticCurvePrivateKey():
                return self.private.sign(message, ECDSA(SHA256()))
            case Ed25519PrivateKey():
                return self.private.sign(message)
        return self.private.sign(message, PKCS1v15(), SHA256())

    def signs(self, person: str, act: bytes, **changed: Any) -> PersonsSignature:
        """A person's signature under an act."""
        assertion = self.asserts(act_bytes(self.key, act), **changed)
        return PersonsSignature(person=person, key=self.key, signature=Assertion(**assertion))

    def enrolment(self, log: str, person: str) -> dict[str, Any]:
        """What is enrolled: the key, and its signature that it is that person's."""
        return {"key": self.key, "possession": self.asserts(possession_bytes(self.key, log, person))}
