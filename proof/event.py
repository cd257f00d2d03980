"""An event as proofs and bundles carry it: with everything that its hash is made of."""

import struct
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from proof.errors import ProofFailed
from proof.hashes import chain_hash, event_hash, unhex
from proof.strict_json import read_json

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Microseconds from 1970-01-01T00:00:00Z to `moment` (with a zone), exact and negative before it."""
    return (moment - EPOCH) // MICROSECOND


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """An event with all that makes its leaf: `metadata` and `data` are base64, `previous` is the chain before."""

    stream_id: str
    version: int
    event_id: str
    type: str
    schema_version: int
    occurred_us: int
    recorded_us: int
    metadata: str
    data: str
    previous: str

    def chain(self) -> bytes:
        """The chain hash that this event gives its stream. Raises ProofFailed when a field can't be an event's."""
        try:
            hashed = event_hash(
                self.stream_id.encode(),
                self.version,
                UUID(self.event_id).bytes,
                self.type.encode(),
                self.schema_version,
                self.occurred_us,
                self.recorded_us,
                b64decode(self.metadata, validate=True),
                b64decode(self.data, validate=True),
            )
        except (ValueError, struct.error) as error:
            raise ProofFailed("no_event", problem=str(error)) from None
        return chain_hash(unhex(self.previous), hashed)


def view_of(event: SealedEvent) -> dict[str, Any]:
    """An event's times and bytes as a person reads them."""
    return {
        "occurred_at": (EPOCH + timedelta(microseconds=event.occurred_us)).isoformat(),
        "recorded_at": (EPOCH + timedelta(microseconds=event.recorded_us)).isoformat(),
        "metadata": read_json(b64decode(event.metadata)),
        "data": read_json(b64decode(event.data)),
    }
