"""Sessions: who is signed in on which browser, known by a token that the browser alone holds."""

import secrets
from datetime import timedelta
from hashlib import sha256

from ledger import sessions
from service.signin import sign_in
from wiring.connections import CONSOLE, Connections

IDLE = timedelta(hours=2)
"""After which a session that nobody used is over."""

LONGEST = timedelta(hours=12)
"""After which everybody signs in again."""

MOST = 20
"""Of one person's at a time; who begins another loses the one that was left for longest."""


async def begin(connections: Connections, person: str) -> str:
    """Sign somebody in; the session's token. Raises as `sign_in`."""
    person = sign_in(connections, person)
    token = secrets.token_urlsafe(32)
    await sessions.begin(await connections.pool(CONSOLE), _hashed(token), person, IDLE, LONGEST, MOST)
    return token


async def person_of(connections: Connections, token: str) -> str | None:
    """Who is signed in by a token; None if nobody is, or no longer."""
    return await sessions.seen(await connections.pool(CONSOLE), _hashed(token), IDLE, LONGEST)


async def end(connections: Connections, token: str, *, everywhere: bool = False) -> None:
    """Sign out, here or on every browser."""
    await sessions.end(await connections.pool(CONSOLE), _hashed(token), everywhere=everywhere)


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
