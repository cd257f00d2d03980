"""Trees and proofs against published vectors and an independent implementation."""

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from ledger.log.merkle import Frontier, MemoryTree, consistency_ranges, inclusion_ranges, outer_ranges
from ledger.log.tiles import TileTree
from ledger.store import Ledger
from proof.errors import ProofFailed
from proof.hashes import EMPTY_ROOT, leaf_hash
from proof.merkle import check_consistency, inclusion_root, range_root

from .books import Books
from .builders import append, event

# The eight leaves and roots with which implementations of RFC 6962 are tested since the first one.
PUBLISHED = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
]
LEAVES = [leaf_hash(bytes.fromhex(data)) for data, _ in PUBLISHED]
ROOTS = [bytes.fromhex(root) for _, root in PUBLISHED]
TREE = MemoryTree(LEAVES)


def test_roots_are_the_published_ones() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert MemoryTree([]).root() == Frontier().root() == EMPTY_ROOT
    frontier = Frontier()
    for size, root in enumerate(ROOTS, 1):
        frontier.add(LEAVES[size - 1])
        assert frontier.root() == TREE.hash(0, size) == MemoryTree(LEAVES[:size]).root() == root


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            *(0, 8),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            *(5, 8),
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_inclusion_paths_are_the_published_ones(index: int, size: int, path: list[str]) -> None:
    made = [TREE.hash(*one) for one in inclusion_ranges(index, size)]
    assert [one.hex() for one in made] == path
    assert inclusion_root(LEAVES[index], index, size, made) == ROOTS[size - 1]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, []),
        (
            *(1, 8),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            *(6, 8),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            *(2, 5),
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_consistency_paths_are_the_published_ones(old: int, new: int, path: list[str]) -> None:
    made = [TREE.hash(*one) for one in consistency_ranges(old, new)]
    assert [one.hex() for one in made] == path
    check_consistency(old, ROOTS[old - 1], new, ROOTS[new - 1], made)


def test_roots_and_proofs_of_small_trees_agree_with_an_independent_library() -> None:
    independent = InmemoryTree(algorithm="sha256")
    leaves: list[bytes] = []
    for size in range(1, 40):
        independent.append_entry(bytes([size]))
        leaves.append(leaf_hash(bytes([size])))
        tree = MemoryTree(leaves)
        assert tree.root() == independent.get_root(size)
        for index in range(size):
            path = [tree.hash(*one) for one in inclusion_ranges(index, size)]
            theirs = independent.prove_inclusion(index + 1, size)
            assert [leaves[index], *path] == theirs.path
            assert inclusion_root(leaves[index], index, size, path) == tree.root()
        for old in range(1, size + 1):
            path = [tree.hash(*one) for one in consistency_ranges(old, size)]
            check_consistency(old, independent.get_root(old), size, independent.get_root(size), path)


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int, int]:
    """(size, first, end) of leaves in a row in a tree."""
    size = draw(st.integers(1, 300))
    first = draw(st.integers(0, size - 1))
    return size, first, draw(st.integers(first + 1, size))


@given(spans())
def test_leaves_in_a_row_are_proved_at_once_and_nothing_else_passes(span: tuple[int, int, int]) -> None:
    size, first, end = span
    leaves = [leaf_hash(bytes([n % 256, n // 256])) for n in range(size)]
    tree = MemoryTree(leaves)
    path = [tree.hash(*one) for one in outer_ranges(first, end, size)]
    assert range_root(leaves[first:end], first, size, path) == tree.root()
    changed = [*leaves[first : end - 1], leaf_hash(b"forged")]
    assert range_root(changed, first, size, path) != tree.root()
    with pytest.raises(ProofFailed):
        range_root(leaves[first:end], first, size, [*path, EMPTY_ROOT])
    if path:
        with pytest.raises(ProofFailed):
            range_root(leaves[first:end], first, size, path[:-1])


@given(st.integers(0, 300), st.integers(0, 300), st.data())
def test_a_changed_consistency_proof_fails(one: int, other: int, data: st.DataObject) -> None:
    old, new = sorted((one, other))
    tree = MemoryTree([leaf_hash(bytes([n % 256, n // 256])) for n in range(new)])
    path = [tree.hash(*part) for part in consistency_ranges(old, new)]
    check_consistency(old, tree.hash(0, old), new, tree.root(), path)
    with pytest.raises(ProofFailed):
        check_consistency(old, leaf_hash(b"x"), new, tree.root(), path)
    with pytest.raises(ProofFailed):
        check_consistency(old, tree.hash(0, old), new, tree.root(), [*path, EMPTY_ROOT])
    if path:
        position = data.draw(st.integers(0, len(path) - 1))
        with pytest.raises(ProofFailed):
            check_consistency(
                old, tree.hash(0, old), new, tree.root(), [*path[:position], EMPTY_ROOT, *path[position + 1 :]]
            )
        with pytest.raises(ProofFailed):
            check_consistency(old, tree.hash(0, old), new, tree.root(), path[:-1])


@pytest.mark.parametrize(("old", "new"), [(EMPTY_ROOT, bytes(32)), (bytes(32), EMPTY_ROOT), (bytes(32), bytes(32))])
def test_a_log_of_no_leaves_has_one_root(old: bytes, new: bytes) -> None:
    check_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    with pytest.raises(ProofFailed):
        check_consistency(0, old, 0, new, [])


async def test_the_database_s_tiles_give_the_same_roots_and_proofs(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    """Over two levels of tiles, built in batches that end anywhere."""
    size = 0
    for number, batch in enumerate([1, 254, 1, 1, 300, 700]):
        await ledger.append(append(f"s/{number}", 0, *(event(b"%d" % n) for n in range(batch))))
        size = await books.seal()
    assert size == 1257
    chains = await admin.fetch("SELECT chain FROM jejak.leaves ORDER BY leaf_index")
    expected = MemoryTree([leaf_hash(record["chain"]) for record in chains])
    tree = TileTree(admin)
    for at in (0, 1, 2, 255, 256, 257, 511, 512, 513, 1000, 1257):
        assert await tree.root(at) == expected.hash(0, at)
        assert await tree.consistency(at, size) == [expected.hash(*one) for one in consistency_ranges(at, size)]
    for index in (0, 255, 256, 600, 1256):
        path = await tree.inclusion(index, size)
        assert inclusion_root(expected.hash(index, index + 1), index, size, path) == expected.root()
    widths = await admin.fetch("SELECT level, index, octet_length(hashes) / 32 FROM jejak.tiles ORDER BY 1, 2")
    assert [tuple(one) for one in widths] == [*((0, n, 256) for n in range(4)), (0, 4, 233), (1, 0, 4)]
