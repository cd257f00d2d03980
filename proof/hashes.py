"""Hashes of events, of chains of them, and of the nodes of a Merkle tree.

lp(x)      = u32 big-endian length ‖ x
event_hash = SHA256("jejak/event/v1\\0" ‖ lp(stream_id) ‖ u64 version ‖ event_id(16) ‖ lp(type)
                    ‖ u32 schema_version ‖ i64 occurred_us ‖ i64 recorded_us ‖ lp(metadata) ‖ lp(data))
chain[v]   = SHA256("jejak/chain/v1\\0" ‖ chain[v-1] ‖ event_hash),   chain[0] = 32 zero bytes
leaf       = SHA256(0x00 ‖ chain[v])      node = SHA256(0x01 ‖ left ‖ right)              (RFC 6962)
"""

import struct
from collections.abc import Sequence
from hashlib import sha256

from proof.errors import ProofFailed

EVENT_DOMAIN = b"jejak/event/v1\0"
CHAIN_DOMAIN = b"jejak/chain/v1\0"
GENESIS = bytes(32)
EMPTY_ROOT = sha256(b"").digest()

_u32 = struct.Struct(">I").pack
_version_id_length = struct.Struct(">Q16sI").pack
_schema_times_length = struct.Struct(">IqqI").pack


def event_hash(
    stream_id: bytes,
    version: int,
    event_id: bytes,
    event_type: bytes,
    schema_version: int,
    occurred_us: int,
    recorded_us: int,
    metadata: bytes,
    data: bytes,
) -> bytes:
    """SHA-256 over everything an event says, 32 bytes. Text is UTF-8, times are microseconds since 1970 UTC."""
    return sha256(
        b"".join(
            (
                EVENT_DOMAIN,
                _u32(len(stream_id)),
                stream_id,
                _version_id_length(version, event_id, len(event_type)),
                event_type,
                _schema_times_length(schema_version, occurred_us, recorded_us, len(metadata)),
                metadata,
                _u32(len(data)),
                data,
            )
        )
    ).digest()


def chain_hash(previous: bytes, hashed: bytes) -> bytes:
    """The chain after an event hashed to `hashed`; `previous` is the one before it (GENESIS at first)."""
    return sha256(CHAIN_DOMAIN + previous + hashed).digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf that holds `entry`."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return sha256(b"\1" + left + right).digest()


def unhex(value: str) -> bytes:
    """A hash from hex text. Raises ProofFailed."""
    try:
        result = bytes.fromhex(value)
    except (ValueError, TypeError):
        result = b""
    if len(result) != 32:
        raise ProofFailed("no_hash", value=value)
    return result


def unhex_all(values: Sequence[str]) -> list[bytes]:
    """Hashes from hex text. Raises ProofFailed."""
    return [unhex(value) for value in values]
