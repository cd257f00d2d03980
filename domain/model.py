"""The base of every model in the domain: frozen, closed to unknown fields, and safe to store for decades."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, LiteralString, TypedDict

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    JsonValue,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from domain.vocabulary import Capacity, Role
from proof.visible import UNSEEN

Facts = dict[str, JsonValue]
"""What a code's sentence names, as it can be recorded: text, lists of it, and problems."""


class Problem(TypedDict):
    """One thing that is wrong with what was given: where, and a code with its facts."""

    path: str
    """Like `pilots.0.region`; empty where all of it is meant."""
    code: str
    """Ours, or pydantic's type of error."""
    facts: Facts


def wrong(code: LiteralString, /, **facts: object) -> PydanticCustomError:
    """What a validator raises: a problem of our own, with its code and facts."""
    return PydanticCustomError(code, code, facts)


def problem(path: str, code: str, /, **facts: object) -> Problem:
    """One of our own, found without pydantic."""
    return Problem(path=path, code=code, facts=recordable(facts))


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that pydantic found wrong, where it stands, and what the library says of it in English."""

    loc: tuple[str | int, ...]
    problem: Problem
    detail: str


def found_in(error: ValidationError) -> list[Found]:
    """Everything that pydantic found wrong.

    That something holds too little isn't said where what it holds is wrong: pydantic counts only what is right.
    """
    found = error.errors(include_url=False, include_input=False)
    above = {each["loc"][:depth] for each in found for depth in range(len(each["loc"]))}
    return [
        Found(each["loc"], _problem(each["loc"], each["type"], each.get("ctx", {})), each["msg"])
        for each in found
        if each["type"] != "too_short" or each["loc"] not in above
    ]


def _problem(loc: tuple[str | int, ...], code: str, facts: Mapping[str, object]) -> Problem:
    return Problem(path=".".join(map(str, loc)), code=code, facts=recordable(facts))


def problems_of(error: ValidationError) -> list[Problem]:
    """What pydantic found wrong first, as data: its sentences are in English, and change."""
    return [each.problem for each in found_in(error)[:MOST_PROBLEMS]]


def recordable(facts: Mapping[str, object]) -> Facts:
    """Facts as they can be recorded: whatever is no list and no mapping as text."""
    return {name: _recordable(fact) for name, fact in facts.items()}


def _recordable(fact: object) -> JsonValue:
    match fact:
        case Mapping():
            return recordable(fact)
        case list() | tuple():
            return [_recordable(each) for each in fact]
    return str(fact)


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    """Refuse what PostgreSQL's text or UTF-8 can't hold, or nobody sees, before it becomes part of a signed command."""
    if _UNSTORABLE.search(text):
        raise wrong("not_storable")
    if UNSEEN.search(text.replace("\r\n", "\n")):
        raise wrong("not_visible")
    return text


LAST_YEAR = 2999
"""No instant lies beyond it: each can be shown in any zone, and moved by any pause."""


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise wrong("time_without_zone")
    try:
        at = moment.astimezone(UTC)
    except OverflowError:
        raise wrong("time_out_of_years", last=LAST_YEAR) from None
    if at.year > LAST_YEAR:
        raise wrong("time_out_of_years", last=LAST_YEAR)
    return at


MOST_VALUES = 20_000
"""How many keys and values one input may hold: they are looked at before anybody asks who sent them."""

MOST_PROBLEMS = 20
"""How many problems of one input are named."""


def _values(value: Any) -> Iterator[Any]:
    """A value, and all keys and values inside of it."""
    yield value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _values(key)
            yield from _values(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _values(item)


class Frozen(BaseModel):
    """A value: it never changes, and refuses fields that it doesn't know."""

    # What pydantic says of an error goes to logs, and what was given may be confidential.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Input(Frozen):
    """A value that came from outside: every text in it must be storable."""

    @model_validator(mode="before")
    @classmethod
    def _texts_are_storable(cls, value: Any) -> Any:
        for number, each in enumerate(_values(value)):
            if number > MOST_VALUES:
                raise wrong("too_many_values", most=MOST_VALUES)
            if isinstance(each, str):
                _storable(each)
        return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000, strip_whitespace=True)]
"""Free text of a person, up to 10,000 characters, not empty."""

_BREAKS = re.compile("[\t-\r\x1c-\x1e\x85\u2028\u2029]")


def unbroken(text: str) -> str:
    """Refuse line breaks and tabs: no subject of a mail and no row of a table can hold them."""
    if _BREAKS.search(text):
        raise wrong("not_one_line")
    return text


def one_line(text: str) -> str:
    """A text on one line, with single spaces: what was recorded may have others."""
    return " ".join(text.split())


Title = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True), AfterValidator(unbroken)]
"""One line of text, up to 300 characters."""

Reference = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(unbroken)
]
"""What something is found by, such as a number or an address, on one line of up to 500 characters."""

_DATED = re.compile(r"\d{4}-\d\d-\d\d")

_KEY = r"^[a-z0-9][a-z0-9._-]{0,62}$"

Key = Annotated[str, StringConstraints(pattern=_KEY)]
"""An identifier that people type: lower-case letters, digits, dot, hyphen, underscore."""


def is_key(text: str) -> bool:
    """Whether a text has the form of a `Key`."""
    return re.fullmatch(_KEY, text) is not None


def _no_number(value: Any) -> Any:
    """Seconds since 1970 are no writing of an instant: `20261231` would be one of 1970."""
    if isinstance(value, int | float) or (isinstance(value, str) and not _DATED.match(value)):
        raise PydanticKnownError("datetime_parsing", {"error": "input is too short"})
    return value


Instant = Annotated[datetime, BeforeValidator(_no_number), AfterValidator(_utc)]
"""A moment with its zone, kept in UTC with microseconds."""


class By(Frozen):
    """Who did it: the person, the grant under which they did, its role, and the version of the person that was read."""

    person: str
    role: Role
    grant: str
    person_version: int
    capacity: Capacity | None = None
    """In which capacity they act on an innovation; None elsewhere, and where it excludes nothing."""


class Pinned(Frozen):
    """A published text by its name and the SHA-256 of its content."""

    name: str
    sha256: str


class Place(Frozen):
    """A region by its opaque id, and the code that it bore that day."""

    id: str
    code: str
