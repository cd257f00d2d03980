"""The base of every model in the domain: frozen, closed to unknown fields, and safe to store for decades."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, LiteralString, TypedDict

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    JsonValue,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from domain.vocabulary import Role

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


def problems_of(error: ValidationError) -> list[Problem]:
    """Everything that pydantic found wrong, as data: its sentences are in English, and change."""
    return [
        Problem(path=".".join(map(str, each["loc"])), code=each["type"], facts=recordable(each.get("ctx", {})))
        for each in error.errors(include_url=False, include_input=False)
    ]


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
_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What nobody sees but acts on a terminal, or turns the order of what is read: controls but tab and line ends, and the
overrides and isolates of direction.
"""


def _storable(text: str) -> str:
    """Refuse what PostgreSQL's text or UTF-8 can't hold, or nobody sees, before it becomes part of a signed command."""
    if _UNSTORABLE.search(text):
        raise wrong("not_storable")
    if _UNSEEN.search(text):
        raise wrong("not_visible")
    return text


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise wrong("time_without_zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise wrong("time_out_of_years") from None


def _walk(value: Any) -> None:
    if isinstance(value, str):
        _storable(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _walk(key)
            _walk(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _walk(item)


class Frozen(BaseModel):
    """A value: it never changes, and refuses fields that it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Input(Frozen):
    """A value that came from outside: every text in it must be storable."""

    @model_validator(mode="before")
    @classmethod
    def _texts_are_storable(cls, value: Any) -> Any:
        _walk(value)
        return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000, strip_whitespace=True)]
"""Free text of a person, up to 10,000 characters, not empty."""

Title = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
"""One line of text, up to 300 characters."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
"""An identifier that people type: lower-case letters, digits, dot, hyphen, underscore."""

Instant = Annotated[datetime, AfterValidator(_utc)]
"""A moment with its zone, kept in UTC with microseconds."""


class By(Frozen):
    """Who did it: the person, the role that allowed it, and the version of the person that was read."""

    person: str
    role: Role
    person_version: int


class Pinned(Frozen):
    """A published text by its name and the SHA-256 of its content."""

    name: str
    sha256: str


class Place(Frozen):
    """A region by its opaque id, and the code that it bore that day."""

    id: str
    code: str
