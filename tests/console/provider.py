"""A small identity provider of the tests' own, which lies in whichever way a test wants."""

import hmac
import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from processes.health import served

CLIENT, SECRET = "jejak", "rahasia-uji"

LIES: dict[str, dict[str, Any]] = {
    "issuer": {"iss": "https://evil.example"},
    "audience": {"aud": "somebody-else"},
    "audience among others, party": {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
    "nonce": {"nonce": "guessed"},
    "no nonce": {"nonce": None},
    "expired": {"exp": 1_000_000_000},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
}
"""Claims of an id token that proves nothing."""


class Provider:
    """Signs in whoever is `subject` at once, and tells the truth unless `lie` says otherwise."""

    def __init__(self) -> None:
        self.issuer = ""
        self.subject, self.name, self.email = "ratih", "Ratih Rekaan", "ratih@example.go.id"
        self.lie = ""
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})
        self.seen: list[str] = []
        """Codes and tokens, none of which may be found anywhere."""
        self._codes: dict[str, dict[str, str]] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _configuration(self, request: Request) -> Response:
        if self.lie == "down":
            return Response(status_code=502)
        return JSONResponse(
            {
                "issuer": "https://evil.example" if self.lie == "configuration" else self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _keys(self, request: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.seen.append(code)
        self._codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        if self.lie == "mixed up":
            back["iss"] = "https://evil.example"
        if self.lie == "denied":
            back = {"error": "access_denied", "state": asked["state"], "iss": self.issuer}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def _token(self, request: Request) -> Response:
        if self.lie == "down later":
            return Response(status_code=502)
        async with request.form() as form:
            given = {name: str(value) for name, value in form.items()}
        client = b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        asked = self._codes.pop(given["code"], None)
        challenge = urlsafe_b64encode(sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked is None or client != f"{CLIENT}:{SECRET}" or challenge != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], "name": self.name, "email": self.email}
        claims = {name: value for name, value in (claims | LIES.get(self.lie, {})).items() if value is not None}
        token = self._signed(claims)
        self.seen.append(token)
        answer = {"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": token}
        if self.lie == "no id token":
            del answer["id_token"]
        return JSONResponse(answer)

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.lie in ("alg none", "alg HS256"):
            algorithm = self.lie.removeprefix("alg ")
            signed = f"{_encoded({'alg': algorithm, 'kid': 'one'})}.{_encoded(claims)}"
            public = self.key.as_pem(private=False)
            mac = hmac.digest(public, signed.encode(), "sha256") if algorithm == "HS256" else b""
            return f"{signed}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        if self.lie == "other key":
            other = ECKey.generate_key("P-256", {"kid": "one"})
            return jwt.encode({"alg": "ES256", "kid": "one"}, claims, other)
        if self.lie == "unknown key":
            return jwt.encode({"alg": "ES256", "kid": "two"}, claims, self.key)
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims, self.key)


def _encoded(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


@asynccontextmanager
async def providing() -> AsyncIterator[Provider]:
    """A provider that is served while the block runs."""
    provider = Provider()
    async with served(provider.app, "127.0.0.1", 0) as address:
        provider.issuer = address
        yield provider
