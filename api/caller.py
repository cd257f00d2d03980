"""Who calls: the person of a token, in the language that they ask for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import Headers

from domain.readings import Via
from service import tokens
from service.reading import Reader
from service.tokens import Scope, StoredToken
from texts import Lang
from texts.languages import LANGUAGES
from wiring.connections import Connections
from wiring.errors import NotPossible
from wiring.rates import Rates, weight_of

BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="A token of a person's: `jejak_…`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


@dataclass(frozen=True, slots=True)
class Caller:
    """A request of a person's, by one of their tokens."""

    connections: Connections
    reader: Reader
    token: StoredToken
    secret: str
    lang: Lang

    @property
    def person(self) -> str:
        """Who it is."""
        return self.reader.who.id

    async def again(self) -> "Caller":
        """The same as of now. Raises as `reads`."""
        return await _caller(self.connections, self.secret, self.lang, Scope.READ)


async def reads(request: Request, given: Credentials) -> Caller:
    """Whoever reads.

    Raises:
        NotPossible: there is no token, or it isn't valid any more, or not for that; or it is used too often.
        Refused: its person holds no role now.
    """
    return await _of(request, given, Scope.READ)


async def acts(request: Request, given: Credentials) -> Caller:
    """Whoever acts. Raises as `reads`, but for roles: those the rules ask for."""
    return await _of(request, given, Scope.ACT)


Reading = Annotated[Caller, Depends(reads)]
Acting = Annotated[Caller, Depends(acts)]


async def _of(request: Request, given: HTTPAuthorizationCredentials | None, scope: Scope) -> Caller:
    connections: Connections = request.app.state.connections
    caller = await _caller(connections, given.credentials if given else "", language_of(request), scope)
    request.state.token_id = str(caller.token.token_id)
    rates: Rates = request.app.state.rates
    if wait := rates.wait(caller.person, weight(request.headers)):  # a person may have any number of tokens
        raise too_often(wait)
    return caller


async def _caller(connections: Connections, secret: str, lang: Lang, scope: Scope) -> Caller:
    token = await tokens.find(connections, secret) if secret else None
    if token is None:
        raise NotPossible("no_valid_token")
    if scope not in token.scopes:
        raise NotPossible("scope_missing", scope=str(scope))
    asked = Reader.on if scope is Scope.READ else Reader.asking
    reader = await asked(connections, token.person, via=Via.API)
    return Caller(connections, reader, token, secret, lang)


def weight(headers: Headers) -> int:
    """How many requests one counts as, by how large its body is."""
    return weight_of(headers.get("content-length", "" if "transfer-encoding" in headers else "0"))


def too_often(seconds: float) -> NotPossible:
    """Somebody asks too often, and may go on in so many seconds."""
    return NotPossible("too_often", seconds=int(seconds) + 1)


def language_of(request: Request) -> Lang:
    """The language that is asked for; Indonesian, if none of ours is."""
    wanted = []
    for part in request.headers.get("accept-language", "").split(","):
        name, _, quality = part.partition(";q=")
        try:
            wanted.append((-float(quality or 1), name.strip().partition("-")[0].lower()))
        except ValueError:
            continue
    asked = [name for quality, name in sorted(wanted, key=lambda each: each[0]) if quality < 0]
    return next((lang for name in asked for lang in LANGUAGES if lang == name), LANGUAGES[0])
