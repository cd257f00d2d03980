"""The hash chain of a stream: pure functions, bit for bit what `jejak.append` computes.

lp(x)      = u32 big-endian length ‖ x
event_hash = SHA256("jejak/event/v1\\0" ‖ lp(stream_id) ‖ u64 version ‖ event_id(16) ‖ lp(type)
                    ‖ u32 schema_version ‖ i64 occurred_us ‖ i64 recorded_us ‖ lp(metadata) ‖ lp(data))
chain[v]   = SHA256("jejak/chain/v1\\0" ‖ chain[v-1] ‖ event_hash),   chain[0] = 32 zero bytes
"""

import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from ledger.model import StoredEvent

EVENT_DOMAIN = b"jejak/event/v1\0"
CHAIN_DOMAIN = b"jejak/chain/v1\0"
GENESIS = bytes(32)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Microseconds from 1970-01-01T00:00:00Z to `moment` (with a zone), exact and negative before it."""
    return (moment - EPOCH) // MICROSECOND


def event_hash(event: StoredEvent) -> bytes:
    """SHA-256 over everything an event says, 32 bytes; its own `chain` is no part of it."""
    return sha256(
        b"".join(
            (
                EVENT_DOMAIN,
                length_prefixed(event.stream_id.encode()),
                struct.pack(">Q", event.version),
                event.event_id.bytes,
                length_prefixed(event.type.encode()),
                struct.pack(">I", event.schema_version),
                struct.pack(">qq", microseconds(event.occurred_at), microseconds(event.recorded_at)),
                length_prefixed(event.metadata),
                length_prefixed(event.data),
            )
        )
    ).digest()


def chain_hash(previous: bytes, hashed: bytes) -> bytes:
    """The chain after an event hashed to `hashed`; `previous` is the one before it (GENESIS at first)."""
    return sha256(CHAIN_DOMAIN + previous + hashed).digest()


def length_prefixed(value: bytes) -> bytes:
    """`value` after its length in four bytes, so that no two lists of values give the same bytes."""
    return struct.pack(">I", len(value)) + value
