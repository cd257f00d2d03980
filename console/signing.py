"""Signing on pages: an act goes to the browser with a challenge, and comes back with what a passkey signed."""

from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

from pydantic import ValidationError

from console.rendering import Problem
from console.typed import Typed, one
from console.visit import Visit
from domain.keys import Assertion, Passkey
from proof.acts import Act, act_bytes, check_signatures, parse_act
from proof.errors import Malformed, Unfounded
from proof.passkeys import challenge, signed_by_person
from service.asking import Asked, act_of
from service.commanding import PersonsSignature, Request
from service.confirming import act_to_sign
from texts import text

ACT, NONCE, KEY, DATA, CLIENT, SIGNATURE = "naskah", "acak", "kunci", "autentikator", "peramban", "tanda"
SIGNED = (ACT, NONCE, KEY, DATA, CLIENT, SIGNATURE)
"""Fields of a form in which something is signed; the script fills in the last four."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A passkey that may sign, and what it is given to sign, as base64."""

    key: str
    passkey: Passkey
    challenge: str


@dataclass(frozen=True, slots=True)
class ToSign:
    """What waits for a signature: the passkeys that may make it, and the nonce that is in every challenge."""

    nonce: str
    choices: tuple[Choice, ...]

    @classmethod
    def of(cls, passkeys: Mapping[str, Passkey], message: Callable[[str], bytes]) -> "ToSign":
        """With a fresh nonce; `message` is what a key is to sign."""
        nonce = token_hex(32)
        return cls(nonce, tuple(Choice(key, each, _given(nonce, message(key))) for key, each in passkeys.items()))


def bytes_of(given: str) -> bytes:
    """What a form brings as base64. Raises ValueError."""
    return b64decode(given, validate=True)


def act_waits(act: Act, passkeys: Mapping[str, Passkey]) -> ToSign:
    """An act that waits for one of these passkeys."""
    return ToSign.of(passkeys, lambda key: act_bytes(key, act.text))


def _given(nonce: str, message: bytes) -> str:
    return b64encode(urlsafe_b64decode(challenge(nonce, message) + "=")).decode()


def assertion_in(typed: Typed, passkeys: Mapping[str, Passkey], message: Callable[[str], bytes]) -> Assertion | None:
    """What one of these passkeys signed, by what a form brings; None where it didn't sign that."""
    key = one(typed, KEY)
    if key not in passkeys:
        return None
    try:
        found = Assertion(
            authenticator_data=one(typed, DATA),
            client_data=b64decode(one(typed, CLIENT)).decode(),
            nonce=one(typed, NONCE),
            passkey=passkeys[key],
            signature=one(typed, SIGNATURE),
        )
    except (ValidationError, ValueError):
        return None
    return found if signed_by_person(key, found.model_dump(), message(key)) else None


def act_in(typed: Typed) -> Act | None:
    """The act that a form brings back; None if it brings none."""
    try:
        return parse_act(one(typed, ACT).encode()) if one(typed, ACT) else None
    except (Malformed, ValueError, RecursionError):
        return None


def signature_in(visit: Visit, act: Act, typed: Typed, passkeys: Mapping[str, Passkey]) -> PersonsSignature | Problem:
    """The reader's signature under an act, or why it is none."""
    found = assertion_in(typed, passkeys, lambda key: act_bytes(key, act.text))
    if found is None:
        return said(visit, "console.sign.false", "console.sign.false.hint")
    signature = PersonsSignature(person=visit.person, key=one(typed, KEY), signature=found)
    try:
        if act.actor == visit.person:
            check_signatures(act, [signature.model_dump()])
    except Unfounded:
        return said(visit, "console.sign.changed", "console.sign.changed.hint")
    if act.expires is None or act.expires < datetime.now(UTC):
        return said(visit, "console.sign.expired", "console.sign.expired.hint")
    return signature


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An act that its person's passkey is still to sign, and what was wrong with what came instead."""

    act: Act
    to_sign: ToSign
    problem: Problem | None


async def signed(
    visit: Visit, stream: str, name: str, payload: dict[str, Any], request: Request, typed: Typed
) -> tuple[Act, PersonsSignature] | Unsigned:
    """What the reader asks, with their passkey's signature, if the form brings one under exactly that.

    Raises as `act_to_sign`.
    """
    passkeys, problem = visit.passkeys, None
    if (given := act_in(typed)) is not None:
        found = signature_in(visit, given, typed, passkeys)
        if not _asks(given, Asked(given.id, stream, name, payload, visit.person, request.reason), request):
            found = said(visit, "console.sign.changed", "console.sign.changed.hint")
        if not isinstance(found, Problem):
            return given, found
        problem = found
    act = await act_to_sign(visit.connections, stream, name, payload, request)
    return Unsigned(act, act_waits(act, passkeys), problem)


def _asks(given: Act, asked: Asked, request: Request) -> bool:
    """Whether an act says exactly what is asked, at whatever instant and after whatever was seen."""
    version, chain = given.seen or (0, "")
    asked = replace(asked, on_version=request.on_version, grant=request.grant)
    text = act_of(asked, given.log, signed_at=given.signed_at, seen=(version, bytes.fromhex(chain)))
    return given.id == request.command_id and text == given.text


def said(visit: Visit, code: str, hint: str) -> Problem:
    """A problem with what was signed, and what to do."""
    return Problem(409, text(code, visit.lang), text(hint, visit.lang))


def facts_of(act: Act, to_sign: ToSign) -> dict[str, Any]:
    """What a page shows of an act that waits for a signature, besides what it asks in words."""
    seen = act.seen or (0, "")
    return {
        "to_sign": to_sign,
        "act_text": act.text.decode(),
        "act_hash": sha256(act.text).hexdigest(),
        "expires": act.expires,
        "seen_version": seen[0],
        "seen_chain": seen[1],
    }
