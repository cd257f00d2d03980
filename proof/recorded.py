"""An event of a bundle, as its bytes were recorded."""

from base64 import b64decode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from proof.errors import Malformed
from proof.event import SealedEvent


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event whose `chain` was checked; times are microseconds since 1970 UTC."""

    stream: str
    version: int
    event_id: UUID
    type: str
    schema_version: int
    occurred: int
    recorded: int
    metadata: bytes
    data: bytes
    chain: bytes

    @classmethod
    def of(cls, event: SealedEvent, chain: bytes) -> "Recorded":
        """The same event, its bytes decoded."""
        return cls(
            event.stream_id,
            event.version,
            UUID(event.event_id),
            event.type,
            event.schema_version,
            event.occurred_us,
            event.recorded_us,
            b64decode(event.metadata),
            b64decode(event.data),
            chain,
        )


def member(value: Any, name: str, kind: type) -> Any:
    """A field of a JSON object, which must be of that type. Raises Malformed."""
    found = value.get(name) if isinstance(value, dict) else None
    if type(found) is not kind:
        raise Malformed("act_field", field=name)
    return found
