"""Proofs about a log at a checkpoint, whose signature was checked before.

Hashes in proofs are hex text, so that a proof is JSON as it stands.
"""

from dataclasses import dataclass
from typing import Any

from proof.checkpoint import Checkpoint
from proof.errors import ProofFailed
from proof.hashes import leaf_hash, unhex, unhex_all
from proof.merkle import check_consistency, inclusion_root


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


def check_size(tree_size: int, checkpoint: Checkpoint) -> None:
    """Raises ProofFailed unless a proof was made for a tree of the checkpoint's size."""
    if tree_size != checkpoint.size:
        raise ProofFailed("other_tree_size", tree_size=tree_size, size=checkpoint.size)
