"""Signing in the command line: whoever is signed in to the pages lets it act for them, there or with a code.

Where a browser is at hand it brings the command line a code to a port of the same machine; only who began that can turn
the code into a token (PKCE). Elsewhere the command line shows a short code that somebody types into the pages.
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from service import once, tokens
from service.reading import Reader
from service.tokens import Scope
from wiring.connections import Connections

LASTS = timedelta(days=30)
"""How long the command line stays signed in."""

SOON = timedelta(minutes=2)
CODES_LAST = timedelta(minutes=10)
EVERY_S = 5
"""Seconds after which a command line asks again."""

PKCE, DEVICE = "authorization_code", "urn:ietf:params:oauth:grant-type:device_code"
"""What the command line gives for a token: a code that its browser brought, or the one that it waits with."""

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Of codes that people type: no vowels, so that they are no words."""


@dataclass(frozen=True, slots=True)
class Device:
    """A command line that waits to be let in: what it asks with, and what somebody types."""

    device_code: str
    user_code: str


def challenge_of(verifier: str) -> str:
    """By what whoever began is known until they show the verifier (S256)."""
    return urlsafe_b64encode(sha256(verifier.encode(errors="replace")).digest()).rstrip(b"=").decode()


async def allow(connections: Connections, person: str, challenge: str, label: str) -> str:
    """The code that the browser brings to the command line which knows what the challenge was made of."""
    return await once.keep(connections, {"person": person, "challenge": challenge, "label": label}, SOON)


async def redeem(connections: Connections, code: str, verifier: str) -> str | None:
    """The token for a code; None where there is none for it any more, or another began it."""
    facts = await once.take(connections, code)
    if facts is None or not compare_digest(str(facts.get("challenge", "")).encode(), challenge_of(verifier).encode()):
        return None
    return await _issued(connections, facts)


async def begin_device(connections: Connections, label: str) -> Device:
    """Let a command line wait."""
    code = "".join(secrets.choice(LETTERS) for _ in range(8))
    device = secrets.token_urlsafe(32)
    facts = {"device": device, "label": _shown(label), "until": (datetime.now(UTC) + CODES_LAST).isoformat()}
    await once.keep(connections, facts, CODES_LAST, _typed(code))
    return Device(device, f"{code[:4]}-{code[4:]}")


async def waiting(connections: Connections, code: str) -> str | None:
    """What the command line that waits with a code is called; None: none does."""
    facts = await once.take(connections, _typed(code))
    if facts is None:
        return None
    left = datetime.fromisoformat(facts["until"]) - datetime.now(UTC)  # looking at it makes it last no longer
    await once.keep(connections, facts, left, _typed(code))
    return str(facts["label"])


async def allow_device(connections: Connections, person: str, code: str, *, allowed: bool) -> bool:
    """Let it in, or don't; whether it still waited."""
    facts = await once.take(connections, _typed(code))
    if facts is None:
        return False
    answer = {"person": person if allowed else None, "label": facts["label"]}
    await once.keep(connections, answer, CODES_LAST, _answered(facts["device"]))
    return True


async def redeem_device(connections: Connections, device_code: str) -> tuple[str | None, bool]:
    """The token for who waits, once somebody let it in; and whether somebody answered."""
    facts = await once.take(connections, _answered(device_code))
    if facts is None or facts["person"] is None:
        return None, facts is not None
    return await _issued(connections, facts), True


async def revoke(connections: Connections, token: str) -> None:
    """Revoke a token, if it counts."""
    if (found := await tokens.find(connections, token)) is not None:
        await tokens.revoke(await Reader.asking(connections, found.person), found.token_id)


async def _issued(connections: Connections, facts: dict[str, Any]) -> str:
    label = _shown(str(facts["label"])) or "jejak login"
    scopes = (Scope.READ, Scope.ACT)
    return await tokens.issue(connections, facts["person"], label=label, scopes=scopes, lasts=LASTS)


def _shown(label: str) -> str:
    """What a command line calls itself, as people read it who let it in: on one line, with nothing unseen."""
    return " ".join("".join(each if each.isprintable() else " " for each in label).split())[: tokens.LONGEST_LABEL]


def _typed(code: str) -> str:
    """By what a code is known that somebody types, in whichever way."""
    return "typed " + "".join(each for each in code.upper() if each in LETTERS)


def _answered(device_code: str) -> str:
    return f"answered {device_code}"
