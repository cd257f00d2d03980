"""What is handed on once, and soon: whoever has its token may take it, the first time."""

import json
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from ledger import once
from wiring.connections import CONSOLE, Connections


async def keep(connections: Connections, facts: dict[str, Any], lasts: timedelta, token: str | None = None) -> str:
    """The token by which these facts are taken: a new one, unless one is given."""
    token = token or secrets.token_urlsafe(32)
    await once.keep(await connections.pool(CONSOLE), _hashed(token), json.dumps(facts), lasts)
    return token


async def take(connections: Connections, token: str) -> dict[str, Any] | None:
    """The facts; None if they were taken before, or too long ago, or never were."""
    facts = await once.take(await connections.pool(CONSOLE), _hashed(token))
    if facts is None:
        return None
    found: dict[str, Any] = json.loads(facts)
    return found


def _hashed(token: str) -> bytes:
    return sha256(token.encode(errors="replace")).digest()
