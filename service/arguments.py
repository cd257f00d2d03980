"""What is given to a use-case from elsewhere, held to what it takes: whoever has a token may send anything."""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from inspect import signature
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from wiring.errors import BadRequest

MOST = 1000
"""Items that a page has at most."""

WIDEST = 2**63
"""What a number in the database is smaller than."""


def require_fitting(function: Callable[..., Any], args: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Go on if a function takes these arguments after its first one, by number, name and type. Raises BadRequest."""
    try:
        given = signature(function).bind(None, *args, **named)
    except TypeError:
        raise BadRequest("invalid_request") from None
    parameters = signature(function).parameters
    first = next(iter(parameters))
    fitting = all(fits(value, parameters[name].annotation) for name, value in given.arguments.items() if name != first)
    if not (fitting and 0 < given.arguments.get("limit", 1) <= MOST):
        raise BadRequest("invalid_request")


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, with all that is in it, and can be looked for in the database."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return fits(value, inner[0])
    if origin in (Union, UnionType):
        return any(fits(value, each) for each in inner)
    if origin is Literal:
        return value in inner
    if origin is type:
        return isinstance(value, type)
    if origin is tuple and inner[-1] is not Ellipsis:
        return isinstance(value, tuple) and len(value) == len(inner) and all(map(fits, value, inner))
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            fits(each, inner[0]) and fits(value[each], inner[1]) for each in value
        )
    if origin is not None and issubclass(origin, Iterable):
        many = isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping)
        return many and all(fits(each, inner[0]) for each in value)
    return _is(value, hint)


def _is(value: Any, hint: Any) -> bool:
    """The same of a type that has no types in it."""
    if hint is Any:
        return _is_json(value)  # whatever it is for says more of it, and has sentences for that
    if isinstance(hint, TypeVar):
        return True
    if hint in (None, NoneType):
        return value is None
    if hint is str:
        return isinstance(value, str) and _storable(value)
    if hint is int:
        return type(value) is int and -WIDEST <= value < WIDEST
    if hint is date:
        return type(value) is date  # an instant is one, too, and can't be compared with days
    if not isinstance(value, hint):
        return False
    if not dataclasses.is_dataclass(value):
        return True
    made: Any = type(value)
    parts: dict[str, Any] = _fields(made)
    return all(fits(getattr(value, name), each) for name, each in parts.items())


def _is_json(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, dict):
        return all(isinstance(each, str) for each in value) and all(map(_is_json, value.values()))
    return value is None or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value))


def _storable(value: str) -> bool:
    try:
        return b"\x00" not in value.encode()
    except UnicodeEncodeError:  # half of a character
        return False


@cache
def _fields(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)
