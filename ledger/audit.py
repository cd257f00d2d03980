"""What an auditor checks with nothing but SHA-256: hashes, Merkle proofs and what they prove.

This module imports the standard library only, so that a bundle's `verify.py` can carry it word for word. Signatures
are not its business: whoever calls it has checked the checkpoint's (`ledger.note`). Hashes in proofs are hex text, so
that a proof is JSON as it stands.

lp(x)      = u32 big-endian length ‖ x
event_hash = SHA256("jejak/event/v1\\0" ‖ lp(stream_id) ‖ u64 version ‖ event_id(16) ‖ lp(type)
                    ‖ u32 schema_version ‖ i64 occurred_us ‖ i64 recorded_us ‖ lp(metadata) ‖ lp(data))
chain[v]   = SHA256("jejak/chain/v1\\0" ‖ chain[v-1] ‖ event_hash),   chain[0] = 32 zero bytes
leaf       = SHA256(0x00 ‖ chain[v])      node = SHA256(0x01 ‖ left ‖ right)              (RFC 6962)
entry      = SHA256(0x00 ‖ lp(stream_id) ‖ u64 version ‖ chain)   a leaf of a closing's tree
"""

import json
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any
from uuid import UUID

from proof.errors import ProofFailed

EVENT_DOMAIN = b"jejak/event/v1\0"
CHAIN_DOMAIN = b"jejak/chain/v1\0"
GENESIS = bytes(32)
EMPTY_ROOT = sha256(b"").digest()
CLOSINGS = "ledger/closings"
BOOKS_CLOSED = "BooksClosed"

_u32 = struct.Struct(">I").pack
_version_id_length = struct.Struct(">Q16sI").pack
_schema_times_length = struct.Struct(">IqqI").pack


# Hashes


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


def closing_leaf(stream_id: str, version: int, chain: bytes) -> bytes:
    """The leaf of a closing's tree that says where a stream ended."""
    name = stream_id.encode()
    return leaf_hash(struct.pack(">I", len(name)) + name + struct.pack(">Q", version) + chain)


# Merkle proofs


def split_point(width: int) -> int:
    """The leaves of the left of the two subtrees of `width` (> 1) leaves: the largest power of two below."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_root(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root of a tree of `size` leaves that has `leaf` at `index`, by its path from the leaf up.

    RFC 9162, 2.1.3.2. Raises ProofFailed when no such path can have this length.
    """
    if not 0 <= index < size:
        raise ProofFailed("no_such_leaf", index=index, size=size)
    node, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofFailed("path_too_long")
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofFailed("path_too_short")
    return result


def check_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """Raises ProofFailed unless `path` shows that the new tree begins with all leaves of the old. RFC 9162, 2.1.4.2."""
    if not 0 <= old_size <= new_size:
        raise ProofFailed("log_shrank", old_size=old_size, new_size=new_size)
    if old_size in (0, new_size):
        expected = EMPTY_ROOT if old_size == 0 else new_root
        if path or old_root != expected or (new_size == 0 and new_root != expected):
            raise ProofFailed("roots_differ")
        return
    hashes = iter(path if old_size & (old_size - 1) else (old_root, *path))
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = next(hashes, b"")
    for sibling in hashes:
        if last == 0:
            raise ProofFailed("path_too_long")
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last or old != old_root or new != new_root:
        raise ProofFailed("log_not_continued", old_size=old_size, new_size=new_size)


def range_root(leaves: Sequence[bytes], first: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root of a tree of `size` leaves that has `leaves` from `first` on, one after the other.

    `path` holds the hashes of the largest subtrees to their left and right, from left to right. Raises ProofFailed.
    """
    end = first + len(leaves)
    if not (0 <= first < end <= size):
        raise ProofFailed("no_such_leaves", first=first, end=end, size=size)
    inside, outside = iter(leaves), iter(path)

    def subtree(begin: int, stop: int) -> bytes:
        if stop <= first or begin >= end:
            return next(outside)
        if stop - begin == 1:
            return next(inside)
        middle = begin + split_point(stop - begin)
        return node_hash(subtree(begin, middle), subtree(middle, stop))

    try:
        root = subtree(0, size)
    except StopIteration:
        raise ProofFailed("path_too_short") from None
    if next(outside, None) is not None:
        raise ProofFailed("path_too_long")
    return root


# What is proved


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log at one size: `origin` names the log, `root` is that of its first `size` leaves."""

    origin: str
    size: int
    root: bytes


def parse_checkpoint(note: str) -> Checkpoint:
    """What a note says (C2SP tlog-checkpoint), whoever signed it. Raises ProofFailed."""
    lines = note.split("\n\n")[0].removesuffix("\n").split("\n")
    try:
        origin, size, root = lines[:3]
        checkpoint = Checkpoint(origin, int(size), b64decode(root, validate=True))
    except ValueError:
        raise ProofFailed("no_checkpoint") from None
    canonical = (str(checkpoint.size), b64encode(checkpoint.root).decode()) == (size, root)
    if not origin or not canonical or checkpoint.size < 0 or len(checkpoint.root) != 32:
        raise ProofFailed("no_checkpoint")
    return checkpoint


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That a stream had `chain` at `version`: its leaf is in the log of `tree_size` leaves.

    A leaf is a chain head, so this covers the stream's whole history up to that version.
    """

    stream_id: str
    version: int
    chain: str
    leaf_index: int
    tree_size: int
    path: tuple[str, ...]

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "InclusionProof":
        """The proof from what `dataclasses.asdict` and JSON made of it."""
        return cls(**{**value, "path": tuple(value["path"])})

    def check(self, checkpoint: Checkpoint) -> None:
        """Raises ProofFailed unless the checkpoint's log has the leaf."""
        check_size(self.tree_size, checkpoint)
        root = inclusion_root(leaf_hash(unhex(self.chain)), self.leaf_index, self.tree_size, unhex_all(self.path))
        if root != checkpoint.root:
            raise ProofFailed("not_that_leaf", stream=self.stream_id, version=self.version, index=self.leaf_index)


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the log of `new_size` leaves begins with the one of `old_size`."""

    old_size: int
    new_size: int
    path: tuple[str, ...]

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "ConsistencyProof":
        """The proof from what `dataclasses.asdict` and JSON made of it."""
        return cls(**{**value, "path": tuple(value["path"])})

    def check(self, old: Checkpoint, new: Checkpoint) -> None:
        """Raises ProofFailed unless both checkpoints are of one log that only grew."""
        if old.origin != new.origin:
            raise ProofFailed("two_logs", one=old.origin, other=new.origin)
        if (old.size, new.size) != (self.old_size, self.new_size):
            raise ProofFailed("other_sizes")
        check_consistency(old.size, old.root, new.size, new.root, unhex_all(self.path))


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """An event with what makes its leaf out of it; `metadata` and `data` are base64, `previous` the chain before."""

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


@dataclass(frozen=True, slots=True)
class Closing:
    """Closed books: `root` is that of the tree of all `streams` streams in the log's first `tree_size` leaves."""

    tree_size: int
    streams: int
    root: bytes


def parse_closing(data: bytes) -> Closing:
    """What a BooksClosed event says. Raises ProofFailed."""
    try:
        value = json.loads(data)
        closing = Closing(value["tree_size"], value["streams"], bytes.fromhex(value["root"]))
        sound = value.keys() == {"tree_size", "streams", "root"} and len(closing.root) == 32
    except (ValueError, TypeError, KeyError, AttributeError):
        sound = False
    if not sound or type(closing.tree_size) is not int or type(closing.streams) is not int:
        raise ProofFailed("no_closing")
    return closing


@dataclass(frozen=True, slots=True)
class ClosingEntry:
    """Where a stream ended when the books were closed."""

    stream_id: str
    version: int
    chain: str


@dataclass(frozen=True, slots=True)
class ClosingProof:
    """Which streams with a prefix there were at a closing, and where each ended; none left out.

    `entries` stand one after the other in the closing's sorted tree, from position `first` on: the streams with the
    prefix, between their neighbours (which are missing only at the tree's ends).
    """

    event: SealedEvent
    leaf_index: int
    tree_size: int
    path: tuple[str, ...]
    prefix: str
    first: int
    entries: tuple[ClosingEntry, ...]
    range_path: tuple[str, ...]

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "ClosingProof":
        """The proof from what `dataclasses.asdict` and JSON made of it."""
        return cls(
            **{
                **value,
                "event": SealedEvent(**value["event"]),
                "path": tuple(value["path"]),
                "entries": tuple(ClosingEntry(**entry) for entry in value["entries"]),
                "range_path": tuple(value["range_path"]),
            }
        )

    def check(self, checkpoint: Checkpoint) -> tuple[ClosingEntry, ...]:
        """The streams with the prefix, and nothing but them. Raises ProofFailed."""
        check_size(self.tree_size, checkpoint)
        if (self.event.stream_id, self.event.type) != (CLOSINGS, BOOKS_CLOSED):
            raise ProofFailed("no_closing_event", type=BOOKS_CLOSED, stream=CLOSINGS)
        leaf = leaf_hash(self.event.chain())
        if inclusion_root(leaf, self.leaf_index, self.tree_size, unhex_all(self.path)) != checkpoint.root:
            raise ProofFailed("closing_not_in_log")
        closing = parse_closing(b64decode(self.event.data))
        if closing.tree_size > self.leaf_index:
            raise ProofFailed("closing_too_early")
        if closing.streams == 0:
            if closing.tree_size > 0:
                raise ProofFailed("leaves_without_streams")
            return ()
        leaves = [closing_leaf(entry.stream_id, entry.version, unhex(entry.chain)) for entry in self.entries]
        if range_root(leaves, self.first, closing.streams, unhex_all(self.range_path)) != closing.root:
            raise ProofFailed("other_streams")
        return tuple(self._with_prefix(closing.streams))

    def _with_prefix(self, streams: int) -> Iterator[ClosingEntry]:
        """The entries with the prefix, once it is clear that their neighbours are outside of it."""
        prefix = self.prefix.encode()
        names = [entry.stream_id.encode() for entry in self.entries]
        if any(before >= after for before, after in pairwise(names)):
            raise ProofFailed("streams_unsorted")
        for position, (entry, name) in enumerate(zip(self.entries, names, strict=True)):
            if name.startswith(prefix):
                # The first and the last of the tree have a neighbour on one side only.
                if (position == 0 and self.first > 0) or (
                    position == len(names) - 1 and self.first + len(names) < streams
                ):
                    raise ProofFailed("neighbour_missing", stream=entry.stream_id)
                yield entry
            elif position not in (0, len(names) - 1):
                raise ProofFailed("no_neighbour", stream=entry.stream_id)
        if not any(name.startswith(prefix) for name in names):
            # Nothing has the prefix: then its place must lie between the two, or at an end.
            before = self.first == 0 or names[0] < prefix
            after = self.first + len(names) == streams or names[-1] > prefix
            if not (before and after):
                raise ProofFailed("prefix_not_enclosed")


def check_size(tree_size: int, checkpoint: Checkpoint) -> None:
    """Raises ProofFailed unless a proof was made for a tree of the checkpoint's size."""
    if tree_size != checkpoint.size:
        raise ProofFailed("other_tree_size", tree_size=tree_size, size=checkpoint.size)


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
