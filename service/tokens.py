"""Tokens: with one a program, or the command line on another machine, reads and acts for a person.

Whoever gets one sees it once; here it is known by its hash.
"""

import secrets
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid4

from ledger import tokens
from ledger.tokens import StoredToken as StoredToken
from service.reading import Reader
from service.signin import person_id
from wiring.connections import CONSOLE, Connections
from wiring.errors import BadRequest, NotPossible

PREFIX = "jejak_"
"""By which a token that was left lying about is found."""

LONGEST = timedelta(days=366)
LONGEST_LABEL = 100

MOST = 50
"""Of one person's that count."""


class Scope(StrEnum):
    """What a token is for."""

    READ = "read"
    ACT = "act"


async def issue(
    connections: Connections,
    person: str,
    *,
    label: str,
    scopes: Collection[Scope],
    lasts: timedelta,
    by: str | None = None,
) -> str:
    """A new token of a person's, which nobody can see again; `by`: the token, or that of the session, by which they ask
    for it.

    Raises:
        BadRequest: nobody can have that id; or it has no label, or lasts longer than a token may.
        NotPossible: the person has as many as anybody may; or that by which they ask has ended meanwhile.
    """
    person, label = person_id(person), label.strip()
    if not (label.isprintable() and 0 < len(label) <= LONGEST_LABEL):
        raise BadRequest("bad_token_label", most=LONGEST_LABEL)
    if not timedelta(0) < lasts <= LONGEST:
        raise BadRequest("bad_token_life", days=LONGEST.days)
    token = PREFIX + secrets.token_urlsafe(32)
    pool = await connections.pool(CONSOLE)
    asked_by = None if by is None else _hashed(by)
    kept = await tokens.issue(pool, uuid4(), _hashed(token), person, label, sorted(set(scopes)), lasts, MOST, asked_by)
    if kept is None:
        raise NotPossible("no_valid_token")
    if not kept:
        raise NotPossible("too_many_tokens", most=MOST)
    return token


async def find(connections: Connections, token: str) -> StoredToken | None:
    """What a token is; None if it was revoked, has expired, or never was one."""
    return await tokens.seen(await connections.pool(CONSOLE), _hashed(token))


async def of(reader: Reader, person: str) -> list[StoredToken]:
    """A person's tokens, the latest first. Raises NotPossible: they aren't the reader's own to see."""
    _require_own(reader, person)
    return await tokens.of(await reader.connections.pool(CONSOLE), person)


async def revoke(reader: Reader, token_id: UUID) -> None:
    """Revoke a token of the reader's; an administrator, anybody's. Raises NotPossible: there is none."""
    person = None if reader.who.is_administrator(reader.at) else reader.who.id
    if not await tokens.revoke(await reader.connections.pool(CONSOLE), token_id, person, reader.who.id):
        raise NotPossible("unknown_token", token=str(token_id))


async def revoke_all(reader: Reader, person: str) -> int:
    """Revoke all of a person's tokens; how many there were. Raises NotPossible: they aren't the reader's to revoke."""
    _require_own(reader, person)
    return await tokens.revoke(await reader.connections.pool(CONSOLE), None, person, reader.who.id)


def _require_own(reader: Reader, person: str) -> None:
    if person != reader.who.id and not reader.who.is_administrator(reader.at):
        raise NotPossible("not_own_tokens", person=person)


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
