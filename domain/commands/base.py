"""What every command bears, and how its payload is read."""

from datetime import datetime
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import ValidationError

from domain.model import Input, Instant, Role, problems_of
from domain.refusals import Code, refuse

Scope = Literal["innovation", "adoption", "person", "edition", "reference"]
PAYLOADS: dict[str, type["Payload"]] = {}
"""Every payload class by its command's name, filled as the classes are defined."""


class Payload(Input):
    """What a command asks for. Who may ask, and whether a reason is needed, is fixed per command."""

    name: ClassVar[str]
    scope: ClassVar[Scope]
    roles: ClassVar[tuple[Role, ...]]
    """Any of these may ask it."""
    system: ClassVar[bool] = False
    """Only time or another stream asks it, never a person."""
    needs_reason: ClassVar[bool] = False
    while_suspended: ClassVar[bool] = False

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            if cls.name in PAYLOADS:
                raise TypeError(f"two commands are named {cls.name}")
            PAYLOADS[cls.name] = cls

    def named_people(self) -> tuple[str, ...]:
        """The people whose standing the decision depends on, besides the actor."""
        return ()


class Command(Input):
    """A person's (or time's) wish, exactly as it was signed."""

    id: UUID
    stream: str
    type: str
    payload: dict[str, Any] = {}
    actor: str
    reason: str | None = None
    at: Instant
    """When the service received it; `handle` keeps it between the stream's last event and now."""
    on_version: int | None = None
    """The version of the stream that the person saw, if the decision depends on nothing having changed."""

    def same_wish(self, other: "Command") -> bool:
        """Whether both ask the same; a retry is received later, and is still the same."""
        return self.received(other.at) == other

    def received(self, at: datetime) -> Self:
        """The same command as received at another instant."""
        return self.model_copy(update={"at": at})


def parse(command: Command, scope: Scope) -> Payload:
    """Read a command's payload.

    Raises:
        Refused: unknown command, or a payload that breaks its form, each problem with its path.
    """
    cls = PAYLOADS.get(command.type)
    if cls is None or cls.scope != scope:
        raise refuse(Code.UNKNOWN_COMMAND, command=command.type)
    try:
        return cls.model_validate(command.payload)
    except ValidationError as error:
        raise refuse(Code.INVALID_PAYLOAD, problems=problems_of(error)) from None
