"""Stored events as they are hashed and proved: bit for bit what `jejak.append` computes."""

import struct
from base64 import b64encode
from collections.abc import Sequence

from ledger.errors import StreamBroken
from ledger.model import Head, StoredEvent
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


def recompute(stream_id: str, events: Sequence[StoredEvent], head: Head | None) -> bytes:
    """The chain hash at the end of a stream, made of nothing but all of its events; GENESIS where it has none.

    Raises StreamBroken where a stored version, a stored chain hash or the head is another.
    """
    chain = hashes.GENESIS
    for version, event in enumerate(events, 1):
        if event.version != version:
            raise StreamBroken(stream=stream_id, version=version, layer="version")
        try:
            chain = hashes.chain_hash(chain, event_hash(event))
        except struct.error:  # PostgreSQL has more than an event may hold
            raise StreamBroken(stream=stream_id, version=version, layer="chain") from None
        if event.chain != chain:
            raise StreamBroken(stream=stream_id, version=version, layer="chain")
    stored = (head.version, head.chain) if head else (0, hashes.GENESIS)
    if stored != (len(events), chain):
        raise StreamBroken(stream=stream_id, version=len(events), layer="head")
    return chain


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
