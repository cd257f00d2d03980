"""Callers of the API: each with a token of their own."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from api.app import PATH
from service import tokens
from service.tokens import Scope
from tests.waiting import LIMIT_S
from wiring.connections import Connections

BOTH = (Scope.READ, Scope.ACT)
DAY = timedelta(days=1)


@dataclass
class Office:
    """The API, and people's clients of it."""

    connections: Connections
    transport: httpx.AsyncBaseTransport
    address: str
    """Where the stack serves the same."""
    _clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    async def token(self, person: str, scopes: Collection[Scope] = BOTH) -> str:
        """A new token of somebody's."""
        return await tokens.issue(self.connections, person, label="uji", scopes=scopes, lasts=DAY)

    async def of(self, person: str) -> httpx.AsyncClient:
        """Somebody's client, with one token for all tests."""
        if person not in self._clients:
            self._clients[person] = self.client(await self.token(person))
        return self._clients[person]

    def renew(self, person: str) -> None:
        """Give somebody's client a new token the next time: the one that it has may have been revoked."""
        self._clients.pop(person, None)

    def client(self, token: str | None, **headers: str) -> httpx.AsyncClient:
        """A client with that token."""
        given = headers | ({"Authorization": f"Bearer {token}"} if token else {})
        return httpx.AsyncClient(
            transport=self.transport, base_url=f"http://localhost{PATH}", headers=given, timeout=LIMIT_S
        )

    @asynccontextmanager
    async def served(self, person: str) -> AsyncIterator[httpx.AsyncClient]:
        """Somebody's client of the API that the stack serves."""
        bearer = {"Authorization": f"Bearer {await self.token(person)}"}
        async with httpx.AsyncClient(base_url=self.address + PATH, headers=bearer, timeout=LIMIT_S) as client:
            yield client


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that must have been answered."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert (found["code"], found["status"]) == (code, status), found
    assert found["detail"]
    assert found["hint"]
    assert not found["detail"].startswith(("error.", "refusal."))
    return found
