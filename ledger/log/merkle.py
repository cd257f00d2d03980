"""Building RFC 6962 trees and their proofs: pure, over perfect subtrees wherever their hashes come from.

A perfect subtree is (level, index): the 2**level leaves from index * 2**level on. Proofs are checked in `proof.merkle`.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from proof.hashes import EMPTY_ROOT, node_hash
from proof.merkle import split_point

Subtree = tuple[int, int]
Range = tuple[int, int]


class Frontier:
    """The perfect subtrees over the leaves added so far: all that is needed for the root, and to add more."""

    def __init__(self) -> None:
        self.size = 0
        self._nodes: list[tuple[int, bytes]] = []

    def add(self, node: bytes, level: int = 0) -> None:
        """Takes the next leaf's hash, or that of the next perfect subtree, whose place must be aligned to its size."""
        if self.size & ((1 << level) - 1):
            raise ValueError(f"a subtree of level {level} can't begin at leaf {self.size}")
        self.size += 1 << level
        nodes = self._nodes
        while nodes and nodes[-1][0] == level:
            node = node_hash(nodes.pop()[1], node)
            level += 1
        nodes.append((level, node))

    def root(self) -> bytes:
        """The root of the tree of all leaves so far."""
        return fold([node for _, node in self._nodes])


def fold(nodes: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that follow each other, from larger to smaller."""
    if not nodes:
        return EMPTY_ROOT
    root = nodes[-1]
    for node in reversed(nodes[:-1]):
        root = node_hash(node, root)
    return root


def subtree_root(hashes: bytes) -> bytes:
    """The root of a perfect subtree from its leaf hashes (32 bytes each, a power of two of them)."""
    while len(hashes) > 32:
        hashes = level_above(hashes)
    return hashes


def level_above(hashes: bytes) -> bytes:
    """The node over each pair of these hashes (32 bytes each); an unpaired last one has none."""
    # node_hash(), written out: a verification spends much of its time here.
    return b"".join([sha256(b"\1" + hashes[at : at + 64]).digest() for at in range(0, len(hashes) - 32, 64)])


def perfect_subtrees(begin: int, end: int) -> list[Subtree]:
    """The perfect subtrees that make up a subtree of an RFC 6962 tree, from left to right."""
    subtrees = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        subtrees.append((level, begin >> level))
        begin += 1 << level
    return subtrees


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The leaves under each hash of the inclusion path of leaf `index`, from the leaf up."""
    begin, end = 0, size
    ranges = []
    while end - begin > 1:
        middle = begin + split_point(end - begin)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, new_size: int) -> list[Range]:
    """The leaves under each hash of the proof that a tree of `new_size` leaves begins with one of `old_size`."""
    if old_size in (0, new_size):
        return []
    begin, end = 0, new_size
    ranges = []
    while end != old_size:
        middle = begin + split_point(end - begin)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin = middle
    if begin > 0:  # otherwise it is the old root itself, which the checker has
        ranges.append((begin, end))
    return ranges[::-1]


def outer_ranges(first: int, end: int, size: int) -> list[Range]:
    """The leaves under each hash of the proof that leaves `first` to `end` are consecutive in a tree of `size`."""

    def within(begin: int, stop: int) -> Iterator[Range]:
        if stop <= first or begin >= end:
            yield (begin, stop)
        elif stop - begin > 1:
            middle = begin + split_point(stop - begin)
            yield from within(begin, middle)
            yield from within(middle, stop)

    return list(within(0, size))


class MemoryTree:
    """A tree whose leaf hashes are in memory, at 64 bytes a leaf."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = bytearray()
        for leaf in leaves:
            level += leaf
        self.size = len(level) // 32
        self._levels = [bytes(level)]
        while len(self._levels[-1]) > 32:
            self._levels.append(level_above(self._levels[-1]))

    def hash(self, begin: int, end: int) -> bytes:
        """The hash over leaves `begin` to `end`, a subtree of the tree."""
        return fold(
            [self._levels[level][32 * index : 32 * (index + 1)] for level, index in perfect_subtrees(begin, end)]
        )

    def root(self) -> bytes:
        """The root of the whole tree."""
        return self.hash(0, self.size)
