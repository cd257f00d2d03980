"""Another installation, reached by its address with a token: there the servers are, and its service's key."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from wiring.credentials import kept_token
from wiring.errors import NotPossible, Unavailable
from wiring.settings import Settings

API = "/api/v1"


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

    async def _asked(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        import httpx

        headers = {"Authorization": f"Bearer {self._token.get_secret_value()}", "Content-Type": "application/json"}
        try:
            async with httpx.AsyncClient(timeout=self._patience_s) as client:
                answer = await client.request(method, f"{self.url}{API}{path}", content=body, headers=headers)
        except httpx.TimeoutException:
            raise Unavailable(reason="too_slow", timeout=self._patience_s) from None
        except httpx.HTTPError as error:
            raise Unavailable(reason="installation", url=self.url, detail=str(error)) from None
        if answer.status_code == 401:
            raise NotPossible("token_not_taken", url=self.url)
        return answer.status_code, answer.content

    def _json(self, content: bytes) -> Any:
        try:
            return json.loads(content)
        except ValueError:
            raise NotPossible("other_release") from None
