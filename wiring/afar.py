"""Another installation, reached by its address with a token: there the servers are, and its service's key."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from pydantic import SecretStr

from wiring.credentials import kept_token
from wiring.errors import NotPossible, Unavailable
from wiring.settings import Settings

API = "/api/v1"

MAKING_S = 60.0
"""How much longer a file is waited for than an answer, which has to be made first."""


class Afar:
    """The API at an address."""

    def __init__(self, url: str, token: SecretStr, *, patience_s: float) -> None:
        self.url = url
        self._token = token
        self._patience_s = patience_s

    @classmethod
    def of(cls, settings: Settings, *, patience_s: float) -> "Afar":
        """The API at the address in the settings, with the token that they have, or that was kept for it at sign-in.

        Raises:
            NotPossible: there is none.
            SettingsError, OpenKey: those that are kept can't be read.
        """
        assert settings.url is not None
        token = settings.token.get_secret_value() if settings.token else kept_token(settings.url)
        if token is None:
            raise NotPossible("no_token", url=settings.url)
        return cls(settings.url, SecretStr(token), patience_s=patience_s)

    async def post(self, path: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        """What is answered: the status, and the JSON. Raises as `get`."""
        status, content = await self._asked("POST", path, json.dumps(body).encode())
        return status, self._json(content)

    async def get(self, path: str) -> tuple[int, bytes]:
        """What is answered: the status, and the content.

        Raises:
            NotPossible: the token doesn't count there.
            Unavailable: it can't be reached, or doesn't answer in time.
        """
        return await self._asked("GET", path, None)

    @asynccontextmanager
    async def download(self, path: str) -> AsyncIterator[tuple[int, AsyncIterator[bytes]]]:
        """What is answered: the status, and the content as it comes; for as long as that takes, if it goes on.

        Raises, also while the content comes:
            NotPossible: the token doesn't count there.
            Unavailable: it can't be reached, says nothing for too long, or the connection breaks before the end.
        """
        import httpx

        patience_s = self._patience_s + MAKING_S
        with self._said(patience_s):
            async with (
                httpx.AsyncClient(timeout=httpx.Timeout(self._patience_s, read=patience_s)) as client,
                client.stream("GET", f"{self.url}{API}{path}", headers=self._headers()) as answer,
            ):
                if answer.status_code == 401:
                    raise NotPossible("token_not_taken", url=self.url)
                yield answer.status_code, answer.aiter_bytes()

    @contextmanager
    def _said(self, patience_s: float) -> Iterator[None]:
        """Says of what keeps a server from answering what it is. Raises Unavailable."""
        import httpx

        try:
            yield
        except httpx.TimeoutException:
            raise Unavailable(reason="too_slow", timeout=patience_s) from None
        except httpx.RemoteProtocolError as error:
            raise Unavailable(reason="broken_off", url=self.url, detail=str(error)) from None
        except httpx.HTTPError as error:
            raise Unavailable(reason="installation", url=self.url, detail=str(error)) from None

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token.get_secret_value()}"}

    async def _asked(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        import httpx

        headers = self._headers() | {"Content-Type": "application/json"}
        with self._said(self._patience_s):
            async with httpx.AsyncClient(timeout=self._patience_s) as client:
                answer = await client.request(method, f"{self.url}{API}{path}", content=body, headers=headers)
        if answer.status_code == 401:
            raise NotPossible("token_not_taken", url=self.url)
        return answer.status_code, answer.content

    def _json(self, content: bytes) -> Any:
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise NotPossible("other_release") from None
