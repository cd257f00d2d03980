"""The hash chain of stored events: the hashes of `proof.hashes`, bit for bit what `jejak.append` computes."""

from ledger.model import StoredEvent
from proof import hashes
from proof.event import microseconds


def event_hash(event: StoredEvent) -> bytes:
    """SHA-256 over everything an event says, 32 bytes; its own `chain` is no part of it."""
    return hashes.event_hash(
        event.stream_id.encode(),
        event.version,
        event.event_id.bytes,
        event.type.encode(),
        event.schema_version,
        microseconds(event.occurred_at),
        microseconds(event.recorded_at),
        event.metadata,
        event.data,
    )
