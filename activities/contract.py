"""The names and types with which workflows call activities and commands are sent."""

from hashlib import sha256
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, RootModel, model_validator

from domain.keys import Assertion, Hash, Signature
from domain.model import Frozen, Instant
from domain.progress import Progress
from domain.refusals import Refusal

HANDLE = "handle"
LOAD = "load"
ENSURE_ADOPTIONS = "ensure_adoptions"
SIGNAL_INNOVATION = "signal_innovation"

INNOVATION_WORKFLOW = "InnovationWorkflow"
ADOPTION_WORKFLOW = "AdoptionWorkflow"
ADMINISTRATION_WORKFLOW = "AdministrationWorkflow"

EXECUTE = "execute"
SUBMIT = "submit"
ADOPTION_MOVED = "adoption_moved"
INNOVATION_MOVED = "innovation_moved"


LARGEST_ENVELOPE = 1_900_000
"""Bytes of JSON: Temporal ends a workflow that passes on more than 2 MiB, including its own encoding."""


class AdoptionStream(RootModel[Annotated[str, Field(pattern=r"^adoption/[0-9a-f-]{36}/[a-z0-9._-]{1,63}$")]]):
    """The name of an adoption's stream; only its form is checked."""


class PersonsSignature(Frozen):
    """A person's own signature under an act, and the key that made it."""

    person: Annotated[str, Field(max_length=63)]
    key: Hash
    signature: Signature | Assertion


class Receiving(Frozen):
    """The service's signature that it received an act, at microseconds since 1970."""

    key: Hash
    received: Annotated[int, Field(ge=0, lt=2**53)]
    signature: Signature


class Envelope(Frozen):
    """An act on its way: its canonical text, the signatures under it, and the service's receipt (docs/auditing.md)."""

    act: str
    signatures: Annotated[tuple[PersonsSignature, ...], Field(max_length=2)] = ()
    receipt: Receiving

    @model_validator(mode="after")
    def _fits_through_temporal(self) -> Self:
        if len(self.model_dump_json().encode()) > LARGEST_ENVELOPE:
            raise ValueError(f"a command's envelope has at most {LARGEST_ENVELOPE:,} bytes")
        return self

    def digest(self) -> str:
        """SHA-256 of the act's text, in hex."""
        return sha256(self.act.encode("utf-8", "surrogatepass")).hexdigest()


class Receipt(Frozen):
    """The final outcome of a command."""

    kind: Literal["receipt"] = "receipt"
    command_id: UUID
    stream: str
    version: int
    event_ids: tuple[UUID, ...]
    chain: str
    """The stream's chain hash after these events, in hex."""


class RefusedCommand(Frozen):
    """A command that changed nothing, and why."""

    kind: Literal["refusal"] = "refusal"
    command_id: UUID | None
    """None when the envelope isn't authentic, so that nothing in it can be trusted."""
    refusal: Refusal


Outcome = Annotated[Receipt | RefusedCommand, Field(discriminator="kind")]


class Work(Frozen):
    """What `handle` has to do for a stream: a command, an adoption's signal, or what is due."""

    stream: str
    now: Instant
    """The workflow's clock."""
    envelope: Envelope | None = None
    signalled_by: AdoptionStream | None = None
    """The adoption that signalled new events; its stream is read, the signal isn't trusted."""


class Handled(Frozen):
    """The outcome. `progress` is None when the stream can't be read by the rules."""

    outcome: Outcome | None = None
    progress: Progress | None = None
