"""Parcels: what a use-case takes and answers, as JSON between this release here and the same release elsewhere.

A value keeps its type: an instant stays one, a state of an innovation too. Only classes of ours that hold values are
made again, and nothing of them runs but what makes them.
"""

import dataclasses
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import PurePath
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel

from domain.commands import PAYLOADS, Payload
from proof.errors import JejakError, Kind, Unproved
from wiring.errors import NotPossible

ROOMS = (
    "domain.", "service.", "activities.contract", "ledger.model", "ledger.drafts", "ledger.accounts",
    "ledger.verify.report", "proof.acts",
)  # fmt: skip
"""Where classes are that may be in a parcel."""

TAG = "$"
PLAIN = (str, int, float, bool, type(None))


def packed(value: Any) -> Any:
    """A value as JSON. Raises TypeError: it can't be in a parcel."""
    if isinstance(value, Enum):
        return {TAG: "enum", "class": _name(type(value)), "of": value.value}
    if isinstance(value, PLAIN):
        return value
    match value:
        case Decimal():
            return {TAG: "decimal", "of": str(value)}
        case datetime():
            return {TAG: "instant", "of": value.isoformat()}
        case date():
            return {TAG: "date", "of": value.isoformat()}
        case timedelta():
            return {TAG: "duration", "of": [value.days, value.seconds, value.microseconds]}
        case UUID():
            return {TAG: "uuid", "of": str(value)}
        case PurePath():
            return str(value)
        case bytes():
            return {TAG: "bytes", "of": b64encode(value).decode()}
        case list():
            return [packed(each) for each in value]
        case tuple():
            return {TAG: "tuple", "of": [packed(each) for each in value]}
        case frozenset() | set():
            return {TAG: "set", "of": [packed(each) for each in value]}
        case Counter():
            return {TAG: "counts", "of": dict(value)}
        case Mapping():
            return {TAG: "map", "of": [[packed(key), packed(each)] for key, each in value.items()]}
        case type() if issubclass(value, Payload):
            return {TAG: "command", "of": value.name}
        case JejakError():
            return _packed_error(value)
    fields = {name: packed(getattr(value, name)) for name in _fields(type(value))}
    return {TAG: "object", "class": _name(type(value)), "of": fields}


def _packed_error(error: JejakError) -> dict[str, Any]:
    """An error with those of its facts that can be told: what a library or the system said isn't."""
    facts = {}
    for name, fact in error.facts.items():
        with suppress(TypeError):
            facts[name] = packed(fact)
    unproved = isinstance(error, Unproved)
    return {TAG: "error", "code": str(error.code), "kind": error.kind.name, "unproved": unproved, "of": facts}


def unpacked(parcel: Any, *, trusted: bool) -> Any:
    """The value in a parcel. One from a server that was chosen is `trusted`: what is left out of a record doesn't keep
    to the form of the whole; of anybody else's each form is checked.

    Raises NotPossible: it holds what this release doesn't know.
    """
    try:
        return _unpacked(parcel, trusted)
    except (KeyError, TypeError, ValueError, AttributeError, ImportError, RecursionError, ArithmeticError) as error:
        raise NotPossible("other_release") from error


def _unpacked(parcel: Any, trusted: bool) -> Any:
    if isinstance(parcel, PLAIN):
        return parcel
    if isinstance(parcel, list):
        return [_unpacked(each, trusted) for each in parcel]
    of = parcel["of"]
    match parcel[TAG]:
        case "enum":
            return _class(parcel["class"], Enum)(of)
        case "decimal":
            return Decimal(of)
        case "instant":
            return datetime.fromisoformat(of)
        case "date":
            return date.fromisoformat(of)
        case "duration":
            return timedelta(*of)
        case "uuid":
            return UUID(of)
        case "bytes":
            return b64decode(of, validate=True)
        case "tuple":
            return tuple(_unpacked(each, trusted) for each in of)
        case "set":
            return frozenset(_looked_up(each, trusted) for each in of)
        case "map":
            return {_looked_up(key, trusted): _unpacked(each, trusted) for key, each in of}
        case "counts":
            return Counter({**of})
        case "command":
            return PAYLOADS[of]
        case "error":
            return _error(parcel, {name: _unpacked(each, trusted) for name, each in of.items()})
        case "object":
            fields = {name: _unpacked(each, trusted) for name, each in of.items()}
            made = _class(parcel["class"], object)
            if issubclass(made, BaseModel):
                return made.model_construct(**fields) if trusted else made.model_validate(fields)
            if not dataclasses.is_dataclass(made):
                raise TypeError(parcel["class"])
            return cast(Any, made)(**fields)
    raise ValueError(parcel[TAG])


def _looked_up(parcel: Any, trusted: bool) -> Any:
    """What is looked up by its hash. Raises ValueError: from elsewhere comes something else than text. Numbers can be
    chosen that have one hash, and then each of them takes as long as all before it.
    """
    if not (trusted or isinstance(parcel, str)):
        raise ValueError("no text")
    return _unpacked(parcel, trusted)


def _error(parcel: Any, facts: dict[str, object]) -> JejakError:
    """The error that was packed; of its class only what its sentence depends on."""
    cls = Unproved if parcel["unproved"] else JejakError
    error: JejakError = cls.__new__(cls)
    JejakError.__init__(error, str(parcel["code"]), **facts)
    error.kind = Kind[parcel["kind"]]
    return error


def _fields(cls: type[Any]) -> list[str]:
    """The names of what makes a value of a class. Raises TypeError: it holds no values."""
    if issubclass(cls, BaseModel):
        return list(cls.model_fields)
    return [each.name for each in dataclasses.fields(cls) if each.init]


def _name(cls: type) -> str:
    name = f"{cls.__module__}:{cls.__qualname__}"
    if not name.startswith(ROOMS):
        raise TypeError(f"a {name} can't be in a parcel")
    return name


@cache
def _class(name: str, kind: type) -> Any:
    if not name.startswith(ROOMS):
        raise TypeError(name)
    module, _, qualified = name.partition(":")
    found: Any = import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part)
    if not (isinstance(found, type) and issubclass(found, kind) and _name(found) == name):  # not one imported there
        raise TypeError(name)
    return cast(Any, found)
