"""Use-cases over the address of an installation: what is asked here is done there, by the same function.

A function that is marked `@over_url` takes a reader first. Where the reader is of another installation, the call is
sent to it as a parcel; what comes back, or what it raised, is the same as if it had been done here.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from domain.basis import NOTHING, Basis
from domain.refusals import Code, Refusal, Refused
from proof.errors import JejakError, Kind
from service.arguments import require_fitting
from service.parcels import packed, unpacked
from wiring.errors import BadRequest, NotPossible

if TYPE_CHECKING:
    from wiring.afar import Afar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class UseCase:
    """A function that may be asked for from elsewhere."""

    function: Callable[..., Awaitable[Any]]
    acts: bool
    """Whether it changes something: a token that only reads isn't enough."""


KINDS: dict[Any, Kind] = {
    400: Kind.MISUSED,
    422: Kind.MISUSED,
    429: Kind.UNAVAILABLE,
    500: Kind.UNPROVED,
    503: Kind.UNAVAILABLE,
}
"""What a problem amounts to that was answered to programs, by its status; any other is a refusal."""

MOST_AT_ONCE = 1000
"""Of how many things a call asks at most; whoever needs more asks again."""

USE_CASES: dict[str, UseCase] = {}
"""Those that there are, by their names, filled as they are defined."""


def over_url(
    function: Callable[Concatenate[R, P], Awaitable[T]],
) -> Callable[Concatenate[R, P], Awaitable[T]]:
    """A use-case that reads, also for readers of another installation."""
    return _marked(function, acts=False)


def over_url_acting(
    function: Callable[Concatenate[R, P], Awaitable[T]],
) -> Callable[Concatenate[R, P], Awaitable[T]]:
    """The same of one that changes something."""
    return _marked(function, acts=True)


def _marked(
    function: Callable[Concatenate[R, P], Awaitable[T]], *, acts: bool
) -> Callable[Concatenate[R, P], Awaitable[T]]:
    name = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"
    assert name not in USE_CASES, name
    USE_CASES[name] = UseCase(function, acts)

    @wraps(function)
    async def asked(first: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        reader: Any = first
        if (afar := reader.connections.afar) is None:
            return await function(first, *args, **kwargs)
        found: T = await call(afar, name, args, kwargs)
        return found

    return asked


async def call(afar: "Afar", name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """What a use-case answers there. Raises what it raises there, and as `Afar.post`."""
    body = {"args": [packed(each) for each in args], "named": {key: packed(each) for key, each in kwargs.items()}}
    status, answer = await afar.post(f"/calls/{name}", body)
    if status == 200:
        match answer:
            case {"value": parcel}:
                return unpacked(parcel, trusted=True)
        raise NotPossible("other_release")
    raise raised(answer)


@asynccontextmanager
async def downloaded(afar: "Afar", path: str) -> AsyncIterator[AsyncIterator[bytes]]:
    """A file as it comes from there. Raises as `Afar.download`, and NotPossible or Refused: it isn't given out."""
    async with afar.download(path) as (status, parts):
        if status != 200:
            content = b"".join([part async for part in parts])
            try:
                answer = json.loads(content)
            except ValueError:
                raise NotPossible("other_release") from None
            raise raised(answer)
        yield parts


async def answer_of(name: str, reader: Any, body: Mapping[str, Any]) -> Any:
    """What a use-case answers to a call from elsewhere, as a parcel. Raises what it raises, and BadRequest for what it
    doesn't take.
    """
    args = [unpacked(each, trusted=False) for each in body["args"]]
    kwargs = {key: unpacked(each, trusted=False) for key, each in body["named"].items()}
    for each in (*args, *kwargs.values()):
        if isinstance(each, Collection) and not isinstance(each, str | bytes) and len(each) > MOST_AT_ONCE:
            raise BadRequest("too_many_at_once", most=MOST_AT_ONCE)
    function = USE_CASES[name].function
    require_fitting(function, args, kwargs)
    desk, _, method = function.__qualname__.rpartition(".")
    first = reader if not method or desk in ("", "Reader") else await function.__globals__[desk].of_reader(reader)
    return packed(await function(first, *args, **kwargs))


def told(error: JejakError) -> dict[str, Any]:
    """What is told of an error, so that it can be raised again elsewhere."""
    if isinstance(error, Refused):
        return {"refusal": packed(error.refusal)}
    return {"error": packed(error)}


def raised(answer: Any) -> JejakError:
    """The error that was told, or a problem that was answered to programs."""
    match answer:
        case {"refusal": parcel}:
            refusal = unpacked(parcel, trusted=True)
            if isinstance(refusal, Refusal):
                return Refused(refusal)
        case {"error": parcel}:
            error = unpacked(parcel, trusted=True)
            if isinstance(error, JejakError):
                return error
        case {"code": "no_such_address"}:
            return NotPossible("other_release")
        case {"code": str(code), "facts": dict(facts)} if code in set(Code):
            return Refused(Refusal(code=Code(code), facts=facts))
        case {"code": str(code), "detail": str(detail), **more}:
            error = NotPossible("refused_there", given=code, detail=detail)
            error.kind = KINDS.get(more.get("status"), Kind.REFUSED)
            return error
    return NotPossible("other_release")


def in_parts(wanted: Sequence[str]) -> Iterator[list[str]]:
    """The same in lists of no more than a call may ask of."""
    for at in range(0, len(wanted), MOST_AT_ONCE):
        yield list(wanted[at : at + MOST_AT_ONCE])


class StatesAfar:
    """The states of what the rules go by, and of people, as another installation has them now."""

    def __init__(self, afar: "Afar") -> None:
        self._afar = afar
        self._known = NOTHING

    async def get(self, kind: type[T], stream: str) -> T:
        """The state of one stream. Raises as `basis`."""
        return (await self.basis([stream])).state(kind, stream)

    async def basis(self, streams: Iterable[str], known: Basis = NOTHING) -> Basis:
        """`known`, and the states of the other streams. Raises Refused: they aren't open."""
        wanted = [stream for stream in dict.fromkeys(streams) if stream not in self._known]
        for part in in_parts(wanted):
            self._known = self._known.having(await call(self._afar, "reading.states_of", (part,), {}))
        return self._known.having(dict(known.items()))


class NotHere:
    """In place of what only the installation itself has. Raises NotPossible whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise NotPossible("not_over_url", url="")
