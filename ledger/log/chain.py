"""Stored events as they are hashed and proved: bit for bit what `jejak.append` computes."""

from base64 import b64encode

from ledger.model import StoredEvent
from proof import hashes
from proof.event import SealedEvent, microseconds


def event_hash(event: StoredEvent) -> bytes:
    """SHA-256 over all of an event except its own `chain`, 32 bytes."""
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


def sealed_event(event: StoredEvent, previous: bytes) -> SealedEvent:
    """An event as proofs and bundles carry it; `previous` is the chain before it."""
    return SealedEvent(
        stream_id=event.stream_id,
        version=event.version,
        event_id=str(event.event_id),
        type=event.type,
        schema_version=event.schema_version,
        occurred_us=microseconds(event.occurred_at),
        recorded_us=microseconds(event.recorded_at),
        metadata=b64encode(event.metadata).decode(),
        data=b64encode(event.data).decode(),
        previous=previous.hex(),
    )
