"""Passkeys: what an authenticator signed (WebAuthn), checked from bytes that are kept, by `cryptography` alone.

docs/auditing.md says every byte.

key       = SHA256("jejak/passkey/v1\\0" ‖ canonical JSON of the passkey), in hex
challenge = SHA256("jejak/webauthn/v1\\0" ‖ nonce ‖ SHA256(what is signed))
signature over authenticator data ‖ SHA256(client data), which has the challenge in it
"""

import re
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from proof.errors import Malformed
from proof.signatures import public_key, signed_by
from proof.strict_json import HASH, canonical, is_base64, read_json

PASSKEY = {"credential": str, "origin": str, "public": str, "rp": str, "synced": bool}
"""A passkey's members: the credential's id, the origin and the relying party that it signs for, its public key as
SubjectPublicKeyInfo (bytes as base64), and whether it may be copied to other devices.
"""

ASSERTION = {"authenticator_data": str, "client_data": str, "nonce": str, "passkey": dict, "signature": str}
"""What a passkey signed, with everything that it takes to check it."""

LONGEST = {
    "authenticator_data": 1400,
    "client_data": 4000,
    "credential": 1400,
    "nonce": 64,
    "origin": 300,
    "public": 1200,
    "rp": 300,
    "signature": 700,
}
"""In characters."""

BASE64 = ("authenticator_data", "credential", "public", "signature")

RSA_BITS = range(2048, 4097)

HEAD = 37
"""Bytes of authenticator data: the hash of the relying party, the flags, the counter."""

PRESENT, VERIFIED, ELIGIBLE, BACKED_UP, CREDENTIAL, EXTENSIONS = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
"""Flags: somebody was there, and was known by a gesture or a PIN; the key may be copied, and was; what else follows."""

_NAME = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ORIGIN = re.compile(rf"(?:https://((?:{_NAME}\.)*{_NAME})|http://(localhost))(?::[1-9][0-9]{{0,4}})?")

PersonsSignature = str | Mapping[str, Any]
"""A person's signature: by an Ed25519 key its 64 bytes as base64, by a passkey an assertion."""


def fingerprint(passkey: Mapping[str, Any]) -> str:
    """What a passkey is known by: the key's 64 hex digits."""
    return sha256(b"jejak/passkey/v1\0" + canonical(dict(passkey))).hexdigest()


def challenge(nonce: str, message: bytes) -> str:
    """What an authenticator is given to sign these bytes, as base64url; the nonce in 64 hex digits."""
    digest = sha256(b"jejak/webauthn/v1\0" + bytes.fromhex(nonce) + sha256(message).digest()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def signed_by_person(key: str, signature: PersonsSignature, message: bytes) -> bool:
    """Whether a person's key signed exactly these bytes. Anything that isn't in its form signed nothing."""
    if isinstance(signature, str):
        return signed_by(key, signature, message)
    try:
        return _asserted(key, read_assertion(signature), message)
    except (Malformed, ValueError, InvalidSignature, UnsupportedAlgorithm, RecursionError):
        return False


def read_assertion(value: Any) -> dict[str, Any]:
    """An assertion, true or not. Raises Malformed, ValueError unless it is in its one form."""
    found = _members(value, ASSERTION)
    if not HASH.fullmatch(found["nonce"]):
        raise Malformed("act_field", field="nonce")
    read_passkey(found["passkey"])
    return found


def read_passkey(value: Any) -> dict[str, Any]:
    """A passkey. Raises Malformed, ValueError unless it is in its one form, and signs for where it is used."""
    found = _members(value, PASSKEY)
    origin = _ORIGIN.fullmatch(found["origin"])
    host = (origin[1] or origin[2]) if origin else ""
    if not host or not (host == found["rp"] or (host.endswith("." + found["rp"]) and "." in found["rp"])):
        raise Malformed("act_field", field="origin")
    if _public(found["public"]) is None:
        raise Malformed("act_field", field="public")
    return found


def _members(value: Any, kinds: Mapping[str, type]) -> dict[str, Any]:
    """An object of these members and no others, each in its form."""
    if not isinstance(value, dict) or value.keys() != kinds.keys():
        raise Malformed("act_field", field="signature")
    for name, kind in kinds.items():
        each = value[name]
        if not isinstance(each, kind) or (isinstance(each, str) and len(each) > LONGEST[name]):
            raise Malformed("act_field", field=name)
        if name in BASE64 and not (each and is_base64(str(each))):
            raise Malformed("act_field", field=name)
    return value


def _asserted(key: str, assertion: Mapping[str, Any], message: bytes) -> bool:
    passkey = assertion["passkey"]
    if fingerprint(passkey) != key:
        return False
    client, data = assertion["client_data"].encode(), b64decode(assertion["authenticator_data"])
    if not _said_by_browser(client, passkey["origin"], challenge(assertion["nonce"], message)):
        return False
    if len(data) < HEAD or data[:32] != sha256(passkey["rp"].encode()).digest():
        return False
    flags = data[32]
    if not (flags & PRESENT and flags & VERIFIED) or flags & CREDENTIAL:
        return False
    if bool(flags & ELIGIBLE) is not passkey["synced"] or (flags & BACKED_UP and not flags & ELIGIBLE):
        return False
    if bool(flags & EXTENSIONS) is not (len(data) > HEAD):
        return False
    _verify(_public(passkey["public"]), b64decode(assertion["signature"]), data + sha256(client).digest())
    return True


def _said_by_browser(client: bytes, origin: str, wanted: str) -> bool:
    """Whether the client data says that this was to be signed, on that origin's own pages."""
    said = read_json(client)
    return (
        isinstance(said, dict)
        and said.get("type") == "webauthn.get"
        and said.get("challenge") == wanted
        and said.get("origin") == origin
        and said.get("crossOrigin", False) is False
        and "topOrigin" not in said
    )


PublicKey = EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey


@lru_cache(maxsize=10_000)
def _public(text: str) -> PublicKey | None:
    """A public key of one of the three kinds, in its one canonical form; None for anything else."""
    raw = b64decode(text)
    try:
        found = load_der_public_key(raw)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if found.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != raw:
        return None
    match found:
        case EllipticCurvePublicKey() if isinstance(found.curve, SECP256R1):
            return found
        case Ed25519PublicKey():
            return public_key(found.public_bytes(Encoding.Raw, PublicFormat.Raw).hex())
        case RSAPublicKey() if found.key_size in RSA_BITS:
            return found
    return None


def _verify(public: PublicKey | None, signature: bytes, message: bytes) -> None:
    """By the algorithm that goes with the kind of key: ES256, EdDSA or RS256. Raises InvalidSignature."""
    match public:
        case EllipticCurvePublicKey():
            public.verify(signature, message, ECDSA(SHA256()))
        case Ed25519PublicKey():
            public.verify(signature, message)
        case RSAPublicKey():
            public.verify(signature, message, PKCS1v15(), SHA256())
        case _:
            raise InvalidSignature
