"""Merkle proofs checked by RFC 9162 with nothing but SHA-256."""

from collections.abc import Sequence

from proof.errors import ProofFailed
from proof.hashes import EMPTY_ROOT, node_hash


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
