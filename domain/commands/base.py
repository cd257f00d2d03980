"""What every command has, and how its payload is read."""

import re
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, ValidationError

from domain.model import Input, Instant, problems_of
from domain.refusals import Code, refuse, require
from domain.streams import Kind

PAYLOADS: dict[str, type["Payload"]] = {}
"""Every payload class by its command's name, filled as the classes are defined."""

SYSTEM = "system"
"""The actor of commands that time or another stream causes. No person can have this id."""

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Payload(Input):
    """What a command asks for. Who may ask it, and on which terms, is stated where it is answered."""

    name: ClassVar[str]
    """The command's name: that of the class, `ReturnProposal` as `return_proposal`."""
    scope: ClassVar[Kind | None]
    """The kind of stream that it may be asked of; None for any that time moves."""
    system: ClassVar[bool] = False
    """Only time or another stream asks it, never a person."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.name = _CAPITAL.sub("_", cls.__name__).lower()
        if cls.name in PAYLOADS:
            raise TypeError(f"two commands are named {cls.name}")
        PAYLOADS[cls.name] = cls

    def named_people(self) -> tuple[str, ...]:
        """The people whose standing the decision depends on, besides the actor."""
        return ()

    def named_edition(self) -> str | None:
        """The edition, by its name, that the decision depends on as it was published last."""
        return None


class TimeReached(Payload):
    """An instant came for which something was set; only the stream's own workflow may say so."""

    scope = None
    system = True


class Command(Input):
    """What a person (or time) asks for. Whatever names a key here was signed by it."""

    id: UUID
    stream: str
    type: str
    payload: dict[str, Any] = {}
    actor: str
    reason: Annotated[str, Field(max_length=10_000)] | None = None
    at: Instant
    """When the service received it; a worker keeps it between the stream's last event and now."""
    on_version: int | None = None
    """The version of the stream that the person saw, if the decision depends on nothing having changed."""
    key: str | None = None
    """The key by which the actor signed it; None where only the service vouches for who asked."""
    grant: str | None = None
    """The id of the actor's grant under which they act; None where only one of theirs comes into question."""
    confirmed_by: str | None = None
    """Another person who signed the same, where it takes two."""
    confirming_key: str | None = None

    def same_request(self, other: "Command") -> bool:
        """Whether both ask the same; a retry is received later, and is still the same."""
        return self.received_at(other.at) == other

    def received_at(self, at: Instant) -> Self:
        """The same command as received at another instant."""
        return self.model_copy(update={"at": at})


def parse(command: Command, scope: Kind, version: int) -> Payload:
    """A command's payload, for a stream of that scope which is at that version.

    Raises:
        Refused: unknown command, a payload that breaks its form (each problem with its path), an actor whose command
            it can't be, or a version that is no longer the stream's.
    """
    cls = PAYLOADS.get(command.type)
    if cls is None or cls.scope not in (scope, None):
        raise refuse(Code.UNKNOWN_COMMAND, command=command.type)
    try:
        payload = cls.model_validate(command.payload)
    except ValidationError as error:
        raise refuse(Code.INVALID_PAYLOAD, problems=problems_of(error)) from None
    require(cls.system == (command.actor == SYSTEM), Code.SYSTEM_ONLY, command=command.type)
    if command.on_version is not None and not cls.system:
        require(command.on_version == version, Code.VERSION_MOVED, expected=command.on_version, actual=version)
    return payload


def named_in(command: Command) -> Payload | None:
    """A command's payload, if it has one of its form; a decision refuses one that hasn't."""
    cls = PAYLOADS.get(command.type)
    try:
        return cls.model_validate(command.payload) if cls else None
    except ValidationError:
        return None
