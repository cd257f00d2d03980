"""Closings: where every stream ended at one size of the log, as one hash.

entry = SHA256(0x00 ‖ lp(stream_id) ‖ u64 version ‖ chain)   a leaf of a closing's tree, sorted by the streams' names
"""

import json
import struct
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from proof.checkpoint import Checkpoint
from proof.errors import ProofFailed
from proof.event import SealedEvent
from proof.hashes import leaf_hash, unhex, unhex_all
from proof.merkle import inclusion_root, range_root
from proof.proofs import check_size

CLOSINGS = "ledger/closings"
BOOKS_CLOSED = "BooksClosed"


def closing_leaf(stream_id: str, version: int, chain: bytes) -> bytes:
    """The leaf of a closing's tree that says where a stream ended."""
    name = stream_id.encode()
    return leaf_hash(struct.pack(">I", len(name)) + name + struct.pack(">Q", version) + chain)


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing: `root` is that of the tree of all `streams` streams in the log's first `tree_size` leaves."""

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

    `entries` are consecutive in the closing's sorted tree, from position `first` on: the streams with the
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
        """The entries with the prefix, after checking that their neighbours don't have it."""
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
