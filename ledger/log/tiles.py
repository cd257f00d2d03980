"""The Merkle tree as the database keeps it: 256 hashes a tile (C2SP tlog-tiles, the layout, not its files).

At level 0 a tile holds leaf hashes, at level n the roots of 256 full tiles of level n - 1 each.
"""

from collections.abc import Sequence

import asyncpg

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.errors import TileMissing
from ledger.log.merkle import Range, consistency_ranges, fold, inclusion_ranges, perfect_subtrees, subtree_root

HEIGHT = 8
WIDTH = 1 << HEIGHT


class TileTree:
    """Roots and proofs of the log from its tiles, one query each; any size up to what is sealed.

    Every method raises TileMissing.
    """

    def __init__(self, connection: "Connection | asyncpg.Pool") -> None:
        self._connection = connection

    async def root(self, size: int) -> bytes:
        """The root of the log's first `size` leaves."""
        return (await self.hashes([(0, size)]))[0]

    async def inclusion(self, index: int, size: int) -> list[bytes]:
        """The inclusion path of leaf `index` in the log's first `size` leaves."""
        return await self.hashes(inclusion_ranges(index, size))

    async def consistency(self, old_size: int, new_size: int) -> list[bytes]:
        """The proof that the log's first `new_size` leaves begin with its first `old_size`."""
        return await self.hashes(consistency_ranges(old_size, new_size))

    async def subtrees(self, size: int) -> list[tuple[int, bytes]]:
        """(level, hash) of the perfect subtrees that make up the log's first `size` leaves."""
        parts = perfect_subtrees(0, size)
        hashes = await self.hashes([(index << level, (index + 1) << level) for level, index in parts])
        return [(level, one) for (level, _), one in zip(parts, hashes, strict=True)]

    async def hashes(self, ranges: Sequence[Range]) -> list[bytes]:
        """The hash over each range of leaves, all of them subtrees of a tree."""
        parts = [perfect_subtrees(begin, end) for begin, end in ranges]
        wanted = {place(level, index)[:2] for subtrees in parts for level, index in subtrees}
        levels, indexes = zip(*wanted, strict=True) if wanted else ((), ())
        records = await self._connection.fetch(query("tiles"), list(levels), list(indexes))
        tiles = {(record["level"], record["index"]): record["hashes"] for record in records}
        return [fold([read(tiles, level, index) for level, index in subtrees]) for subtrees in parts]


def place(level: int, index: int) -> tuple[int, int, int, int]:
    """Where a perfect subtree is: tile level, tile index, first byte, byte after the last."""
    tile_level, height = divmod(level, HEIGHT)
    tile_index, position = divmod(index << height, WIDTH)
    return tile_level, tile_index, position * 32, (position + (1 << height)) * 32


def read(tiles: dict[tuple[int, int], bytes], level: int, index: int) -> bytes:
    """The hash of a perfect subtree. Raises TileMissing."""
    tile_level, tile_index, begin, end = place(level, index)
    hashes = tiles.get((tile_level, tile_index), b"")[begin:end]
    if len(hashes) < end - begin:
        raise TileMissing(level=tile_level, index=tile_index)
    return subtree_root(hashes)
