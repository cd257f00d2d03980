"""The identity provider: it says who somebody is (OpenID Connect, authorization code with PKCE), and nothing else."""

import time
from dataclasses import dataclass
from typing import Any

import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from httpx2 import AsyncClient, HTTPError
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from proof.errors import JejakError, Kind
from proof.visible import visible
from wiring.addresses import is_safe
from wiring.errors import Unavailable
from wiring.settings import Settings

log = structlog.get_logger()

RETURN = "/masuk/kembali"
"""The path of ours to which the provider brings people back."""

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
"""Signatures by which a provider may say who somebody is: by a private key of its own, each of them."""

METHODS = ("client_secret_basic", "client_secret_post")
TIMEOUT_S = 10.0
FRESH_S = 3600.0
LEEWAY_S = 60
LONGEST = 255
"""Characters of a subject, and of what somebody is called there."""


class SignInRefused(JejakError):
    """What the provider or the browser brought back proves nothing; the fact `reason` is for logs."""

    code = "sign_in_refused"
    kind = Kind.MISUSED


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the provider. Only issuer and subject say so; what they are called there is for people."""

    issuer: str
    subject: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class _Known:
    configuration: dict[str, Any]
    keys: KeySet
    since: float


class Provider:
    """The provider that the settings name, its configuration and keys remembered for an hour.

    Every method raises Unavailable when it doesn't answer, or not as it should.
    """

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer
        assert settings.oidc_client_id
        assert settings.url
        self._issuer = settings.oidc_issuer
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
        self._return = settings.url + RETURN
        self._known: _Known | None = None

    async def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where somebody is sent to sign in."""
        configuration = (await self._current()).configuration
        async with self._client(configuration) as client:
            address, _ = client.create_authorization_url(
                configuration["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
            )
        return str(address)

    async def who(self, code: str, *, nonce: str, verifier: str, issuer: str | None) -> Identity:
        """Who came back with a code; `issuer` as the address says, if it does.

        Raises:
            SignInRefused: nobody, by what the provider says.
        """
        configuration = (await self._current()).configuration
        named = issuer is not None or configuration.get("authorization_response_iss_parameter_supported") is True
        if named and issuer != self._issuer:
            raise SignInRefused(reason="other issuer")
        try:
            async with self._client(configuration) as client:
                answer = await client.fetch_token(
                    configuration["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
                )
        except OAuthError as error:
            raise SignInRefused(reason=f"code: {visible(str(error.error))}") from None
        except (HTTPError, ValueError) as error:
            raise _unreachable(self._issuer, error) from error
        claims = await self._claims(answer.get("id_token"), nonce)
        called = (str(claims.get(each) or "")[:LONGEST] for each in ("name", "email"))
        return Identity(self._issuer, claims["sub"], *(_shown(each) for each in called))

    async def _claims(self, token: object, nonce: str) -> dict[str, Any]:
        if not isinstance(token, str):
            raise SignInRefused(reason="no id token")
        known = await self._current()
        try:
            try:
                claims = jwt.decode(token, known.keys, algorithms=ALGORITHMS).claims
            except InvalidKeyIdError:  # a key that the provider has begun to use
                self._known = None
                claims = jwt.decode(token, (await self._current()).keys, algorithms=ALGORITHMS).claims
            essential: dict[str, Any] = {name: {"essential": True} for name in ("sub", "exp", "iat")}
            expected = {"iss": self._issuer, "aud": self._client_id, "nonce": nonce}
            essential |= {name: {"essential": True, "value": value} for name, value in expected.items()}
            jwt.JWTClaimsRegistry(leeway=LEEWAY_S, **essential).validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise SignInRefused(reason=f"id token: {type(error).__name__}") from None
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (others or "azp" in claims) and claims.get("azp") != self._client_id:
            raise SignInRefused(reason="other party")
        subject = claims["sub"]
        if not (isinstance(claims["nonce"], str) and 0 < len(subject) <= LONGEST and subject.isprintable()):
            raise SignInRefused(reason="unfit claims")
        return claims

    async def _current(self) -> _Known:
        if self._known is None or time.monotonic() - self._known.since > FRESH_S:
            self._known = await self._looked_up()
        return self._known

    async def _looked_up(self) -> _Known:
        try:
            async with AsyncClient(timeout=TIMEOUT_S) as client:
                configuration = await _json(client, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
                if configuration.get("issuer") != self._issuer:
                    raise ValueError("it calls itself otherwise")
                for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    if not is_safe(str(configuration.get(endpoint))):
                        raise ValueError(f"no safe {endpoint}")
                found = (await _json(client, configuration["jwks_uri"])).get("keys")
                signing = [each for each in found or () if each.get("use", "sig") == "sig" and each.get("kty") != "oct"]
                return _Known(configuration, KeySet.import_key_set({"keys": signing}), time.monotonic())
        except (HTTPError, JoseError, ValueError, TypeError, AttributeError) as error:
            raise _unreachable(self._issuer, error) from error

    def _client(self, configuration: dict[str, Any]) -> AsyncOAuth2Client:
        methods = configuration.get("token_endpoint_auth_methods_supported", METHODS)
        method = next((each for each in METHODS if each in methods), METHODS[0]) if self._secret else "none"
        return AsyncOAuth2Client(
            self._client_id,
            self._secret,
            token_endpoint_auth_method=method,
            scope="openid profile email",
            redirect_uri=self._return,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
        )


def _shown(called: str) -> str:
    """What somebody is called there, on one line in which everything is seen."""
    return " ".join(visible(called.encode(errors="replace").decode()).split())


async def _json(client: AsyncClient, url: str) -> dict[str, Any]:
    answer = await client.get(url, headers={"Accept": "application/json"})
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found


def _unreachable(issuer: str, error: Exception) -> Unavailable:
    log.warning("identity provider unavailable", issuer=issuer, error=f"{type(error).__name__}: {error}")
    return Unavailable(reason="provider", issuer=issuer)
