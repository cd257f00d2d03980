"""The hash chain of stored events: the hashes of `ledger.audit`, bit for bit what `jejak.append` computes."""

from datetime import UTC, datetime, timedelta

from ledger import audit
from ledger.audit import GENESIS, chain_hash
from ledger.model import StoredEvent

__all__ = ["GENESIS", "chain_hash", "event_hash", "microseconds"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Microseconds from 1970-01-01T00:00:00Z to `moment` (with a zone), exact and negative before it."""
    return (moment - EPOCH) // MICROSECOND


def event_hash(event: StoredEvent) -> bytes:
    """SHA-256 over everything an event says, 32 bytes; its own `chain` is no part of it."""
    return audit.event_hash(
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
