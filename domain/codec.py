"""Events as bytes and back: compact JSON, and the upcasters that lift an older schema to the present one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from pydantic import ValidationError
from pydantic_core import from_json

from domain.events import EVENTS, Event
from domain.model import problems_of
from proof.errors import JejakError, Kind

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""By type and the schema version that is lifted by one. Empty while every schema is in its first version."""


class UnreadableEvent(JejakError):
    """A recorded event that this version of the rules can't read. Never skipped: it stops whoever reads."""

    code = "unreadable_event"
    kind = Kind.UNPROVED

    def __init__(self, type_name: str, schema_version: int, reason: str, /, **facts: object) -> None:
        super().__init__(reason=reason, event=f"{type_name} v{schema_version}", **facts)

    def place(self, stream: str, version: int) -> None:
        """Say where it stands, once that is known."""
        self.facts |= {"stream": stream, "version": version}


class Stored(Protocol):
    """An event as a ledger keeps it."""

    @property
    def stream_id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def schema_version(self) -> int: ...
    @property
    def data(self) -> bytes: ...


@contextmanager
def placed(stream: str, version: int) -> Iterator[None]:
    """What can't be read in this block is raised with its place."""
    try:
        yield
    except UnreadableEvent as error:
        error.place(stream, version)
        raise


def read(stored: Stored) -> Event:
    """The event that is stored there. Raises UnreadableEvent as `decode`, with its place."""
    try:  # as `placed`, which would cost each event a quarter more
        return decode(stored.type, stored.schema_version, stored.data)
    except UnreadableEvent as error:
        error.place(stored.stream_id, stored.version)
        raise


def parsed(type_name: str, schema_version: int, text: bytes | str) -> dict[str, Any]:
    """The JSON object in an event's stored data or metadata. Raises UnreadableEvent when it is anything else."""
    try:
        value = from_json(text)
    except ValueError as error:
        raise UnreadableEvent(type_name, schema_version, "no_json", detail=str(error)) from error
    if not isinstance(value, dict):
        raise UnreadableEvent(type_name, schema_version, "no_object")
    return value


def encode(event: Event) -> bytes:
    """The event's data as UTF-8 JSON. Fields at their default are left out; defaults never change."""
    return event.model_dump_json(exclude_defaults=True).encode()


def decode(type_name: str, schema_version: int, data: bytes) -> Event:
    """The event from its stored bytes, lifted to the present schema.

    Raises:
        UnreadableEvent: an unknown type or version, or data that doesn't fit it.
    """
    cls = EVENTS.get(type_name)
    if cls is None:
        raise UnreadableEvent(type_name, schema_version, "unknown_type")
    if schema_version > cls.SCHEMA_VERSION:
        raise UnreadableEvent(type_name, schema_version, "unknown_version", known=cls.SCHEMA_VERSION)
    try:
        if schema_version == cls.SCHEMA_VERSION:
            # What model_validate_json calls: a long life is read event by event, and its detour costs a third.
            event: Event = cls.__pydantic_validator__.validate_json(data)
            return event
        raw = from_json(data)
        for version in range(schema_version, cls.SCHEMA_VERSION):
            upcaster = UPCASTERS.get((type_name, version))
            if upcaster is None:
                raise UnreadableEvent(type_name, schema_version, "no_upcaster", lifted=version)
            raw = upcaster(raw)
        return cls.model_validate(raw)
    except ValidationError as error:
        raise UnreadableEvent(type_name, schema_version, "form", problems=problems_of(error)) from error
    except (ValueError, LookupError, TypeError) as error:
        raise UnreadableEvent(type_name, schema_version, "no_json", detail=str(error)) from error
