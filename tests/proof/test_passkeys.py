"""A passkey signed exactly the bytes that it is said to have signed, on its own site, by somebody whom it verified."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from proof.passkeys import (
    BACKED_UP,
    CREDENTIAL,
    ELIGIBLE,
    EXTENSIONS,
    PRESENT,
    VERIFIED,
    challenge,
    fingerprint,
    signed_by_person,
)
from tests.authenticator import Passkey, es256, rs256

MESSAGE = b"jejak/act/v1\0 what is signed"
KINDS = {"ES256": es256, "EdDSA": Ed25519PrivateKey.generate, "RS256": rs256}


@cache
def own() -> Passkey:
    return Passkey()


@cache
def signed() -> dict[str, Any]:
    return own().asserts(MESSAGE)


def holds(assertion: Any, key: str | None = None, message: bytes = MESSAGE) -> bool:
    return signed_by_person(key or own().key, assertion, message)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("synced", [True, False])
def test_each_kind_of_key_signs(kind: str, synced: bool) -> None:
    passkey = Passkey(KINDS[kind](), synced=synced)
    assertion = passkey.asserts(MESSAGE)
    assert holds(assertion, passkey.key)
    assert not holds(assertion, passkey.key, MESSAGE + b" ")
    assert not holds(assertion, own().key)


def resealed(**changed: Any) -> tuple[str, dict[str, Any]]:
    """An assertion of a passkey that says something else of itself, and whatever key that would be."""
    other = Passkey(own().private)
    other.passkey |= changed
    other.key = fingerprint(other.passkey)
    return other.key, other.asserts(MESSAGE)


def public_of(private: Any) -> str:
    return b64encode(private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


SEEN = PRESENT | VERIFIED | ELIGIBLE
FALSE: dict[str, Callable[[], dict[str, Any]]] = {
    "other nonce": lambda: signed() | {"nonce": "00" * 32},
    "somebody wasn't verified": lambda: own().asserts(MESSAGE, flags=PRESENT | ELIGIBLE),
    "nobody was there": lambda: own().asserts(MESSAGE, flags=VERIFIED | ELIGIBLE),
    "no longer to be copied": lambda: own().asserts(MESSAGE, flags=PRESENT | VERIFIED),
    "a credential in it": lambda: own().asserts(MESSAGE, flags=SEEN | CREDENTIAL),
    "extensions that aren't there": lambda: own().asserts(MESSAGE, flags=SEEN | EXTENSIONS),
    "something behind that isn't said": lambda: own().asserts(MESSAGE, more=b"\xa0"),
    "another site's authenticator data": lambda: own().asserts(MESSAGE, rp="example.go.id"),
    "another origin": lambda: own().asserts(MESSAGE, origin="https://evil.example"),
    "another origin of the same site": lambda: own().asserts(MESSAGE, origin="https://jejak.example.go.id:8443"),
    "a registration": lambda: own().asserts(MESSAGE, type="webauthn.create"),
    "within another site's page": lambda: own().asserts(MESSAGE, crossOrigin=True),
    "below another site": lambda: own().asserts(MESSAGE, topOrigin="https://evil.example"),
    "another challenge": lambda: own().asserts(MESSAGE, challenge=challenge("00" * 32, MESSAGE)),
    "a padded challenge": lambda: own().asserts(
        MESSAGE, nonce="11" * 32, challenge=challenge("11" * 32, MESSAGE) + "="
    ),
    "no object": lambda: own().asserts(MESSAGE, client=b"[]"),
    "no JSON": lambda: own().asserts(MESSAGE, client=b"{"),
    "a member twice": lambda: own().asserts(
        MESSAGE, client=signed()["client_data"].replace('"type"', '"type":"webauthn.get","type"').encode()
    ),
    "a member less": lambda: {name: each for name, each in signed().items() if name != "nonce"},
    "a member more": lambda: signed() | {"more": ""},
    "a loose base64": lambda: signed() | {"signature": signed()["signature"] + "\n"},
    "a nonce in capitals": lambda: own().asserts(MESSAGE, nonce="AB" * 32),
    "no text": lambda: signed() | {"client_data": None},
    "too much": lambda: own().asserts(MESSAGE, padding="x" * 4000),
}


@pytest.mark.parametrize("what", FALSE)
def test_nothing_else_is_a_signature(what: str) -> None:
    forged = FALSE[what]()
    assert not holds(forged)
    assert holds(signed())


def test_an_authenticator_may_say_more_than_it_is_asked() -> None:
    assert holds(
        own().asserts(MESSAGE, flags=SEEN | EXTENSIONS | BACKED_UP, more=b"\xa0", other_keys_can_be_added="yes")
    )


ODD: dict[str, dict[str, Any]] = {
    "a site that isn't the origin's": {"rp": "evil.example"},
    "a site above all": {"rp": "id"},
    "a site that only ends like it": {"rp": "ejak.example.go.id"},
    "an origin without TLS": {"origin": "http://jejak.example.go.id"},
    "an origin with a path": {"origin": "https://jejak.example.go.id/"},
    "an origin in capitals": {"origin": "https://Jejak.example.go.id"},
    "no public key": {"public": b64encode(b"x" * 91).decode()},
    "another curve": {"public": public_of(generate_private_key(SECP384R1()))},
    "too short an RSA key": {"public": public_of(rs256(1024))},
    "what is neither true nor false": {"synced": 1},
    "no credential": {"credential": ""},
}


@pytest.mark.parametrize("what", ODD)
def test_a_passkey_has_one_form(what: str) -> None:
    key, assertion = resealed(**ODD[what])
    assert not holds(assertion, key)


def test_a_passkey_may_be_of_the_site_above_its_origin() -> None:
    key, assertion = resealed(rp="example.go.id")
    assert holds(assertion, key)


def test_a_weak_key_signs_nothing() -> None:
    prefix = bytes.fromhex("302a300506032b6570032100")
    key, assertion = resealed(public=b64encode(prefix + bytes.fromhex("01" + "00" * 31)).decode())
    assert not holds(assertion, key)


@given(st.data())
def test_no_bit_can_be_flipped(data: st.DataObject) -> None:
    forged = json.loads(json.dumps(signed()))
    part = data.draw(st.sampled_from([*sorted(forged.keys() - {"passkey"}), "credential", "origin", "public", "rp"]))
    where = forged["passkey"] if part in forged["passkey"] else forged
    text, binary = where[part], part not in ("client_data", "nonce", "origin", "rp")
    raw = bytearray(b64decode(text) if binary else text.encode())
    bit = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[bit // 8] ^= 1 << bit % 8
    where[part] = b64encode(raw).decode() if binary else raw.decode("latin-1")
    assert not holds(forged)


@given(st.binary())
def test_it_signed_no_other_bytes(message: bytes) -> None:
    assert holds(signed(), message=message) is (message == MESSAGE)
