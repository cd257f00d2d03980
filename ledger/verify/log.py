"""Recomputes the log: leaves without gaps, every tile over them, the root at every checkpoint."""

from collections.abc import Sequence
from copy import deepcopy

from asyncpg.cursor import Cursor

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.log.checkpoint_directory import Kept
from ledger.log.checkpoint_keys import LogKeys
from ledger.log.merkle import Frontier, subtree_root
from ledger.log.tiles import HEIGHT, WIDTH
from ledger.verify.claims import Claim, all_claims
from ledger.verify.report import Problem, Report, hash_value, value
from proof.hashes import EMPTY_ROOT, leaf_hash

FETCHED_AT_ONCE = 4 * WIDTH
TILES_AT_ONCE = 32


async def check_log(connection: Connection, keys: LogKeys | None, outside: Sequence[Kept]) -> Report:
    """Checks leaves, tiles, the stored checkpoints and those of the notes `outside`; the caller holds the snapshot.

    Without `keys` signatures aren't checked, only what was signed.
    """
    checked = Report()
    tree = TreeCheck(connection, checked)
    claims = all_claims(connection, keys, outside, checked)
    claim = await anext(claims, None)
    cursor = await connection.cursor(query("verify_leaves"))
    while records := await cursor.fetch(FETCHED_AT_ONCE):
        gap = first_gap(checked.leaves, [index for index, _ in records])
        if gap is not None:
            checked.problems.append(
                Problem("", gap[0], "leaf", value("leaf", index=gap[0]), value("leaf", index=gap[1]))
            )
            break  # without it, nothing above can be computed
        hashes = [leaf_hash(chain) for _, chain in records]
        for at in range(0, len(hashes), WIDTH):
            tile = hashes[at : at + WIDTH]
            while claim is not None and claim.size <= checked.leaves + len(tile):
                tree.check(claim, tile[: claim.size - checked.leaves])
                claim = await anext(claims, None)
            await tree.add(tile)
            checked.leaves += len(tile)
    else:
        await tree.end()
    while claim is not None:
        if claim.size == 0:
            tree.check(claim, [])
        else:
            checked.problems.append(
                claim.problem(value("leaves_from", size=claim.size), value("leaves", size=checked.leaves))
            )
        claim = await anext(claims, None)
    return checked


def first_gap(begin: int, indexes: Sequence[int]) -> tuple[int, int] | None:
    """(expected, found) of the first of `indexes` that doesn't follow the one before; they begin at `begin`."""
    if indexes[0] == begin and indexes[-1] == begin + len(indexes) - 1 and len(set(indexes)) == len(indexes):
        return None
    return next((expected, found) for expected, found in enumerate(indexes, begin) if expected != found)


class TreeCheck:
    """Builds the tree over the leaves, tile by tile, and compares it with the stored one and with what was signed."""

    def __init__(self, connection: Connection, checked: Report) -> None:
        self._connection = connection
        self._checked = checked
        self._frontier = Frontier()
        self._growing: list[list[bytes]] = [[]]  # of each level: the hashes of its last tile
        self._stored: list[StoredTiles] = []

    async def add(self, tile: list[bytes]) -> None:
        """Takes the next 256 leaf hashes, or the last ones."""
        self._growing[0] = tile
        level = 0
        while len(self._growing[level]) == WIDTH:
            root = subtree_root(b"".join(self._growing[level]))
            if level == 0:
                self._frontier.add(root, HEIGHT)
            await self._compare(level)
            level += 1
            if level == len(self._growing):
                self._growing.append([])
            self._growing[level].append(root)

    async def end(self) -> None:
        """Compares the tiles that aren't full, and finds those that shouldn't be there."""
        for level, hashes in enumerate(self._growing):
            if hashes:
                await self._compare(level)
        beyond = await self._connection.fetch(query("verify_tiles_beyond"), self._checked.leaves)
        for level, index in beyond:
            self._checked.problems.append(Problem(f"tiles/{level}/{index}", 0, "tile", value("nothing"), value("tile")))

    def check(self, claim: Claim, partial: Sequence[bytes]) -> None:
        """Compares the root over the full tiles and `partial` leaf hashes with a signed one."""
        frontier = deepcopy(self._frontier)
        for one in partial:
            frontier.add(one)
        root = frontier.root() if claim.size else EMPTY_ROOT
        if root != claim.root:
            self._checked.problems.append(claim.problem(hash_value(claim.root), hash_value(root)))
        else:
            self._checked.signed = max(self._checked.signed, claim.size)

    async def _compare(self, level: int) -> None:
        """Compares the last tile of a level with the stored one; a full one gives way to the next."""
        if level == len(self._stored):
            self._stored.append(StoredTiles(self._connection, level))
        hashes = self._growing[level]
        index, stored = await self._stored[level].next()
        if len(hashes) == WIDTH:
            self._growing[level] = []
        if stored == b"".join(hashes):
            return
        found = [stored[at : at + 32] for at in range(0, len(stored), 32)]
        for position, expected in enumerate([*hashes, None]):
            one = found[position] if position < len(found) else None
            if one != expected:
                self._checked.problems.append(
                    Problem(f"tiles/{level}/{index}", position, "tile", hash_value(expected), hash_value(one))
                )
                return


class StoredTiles:
    """The stored tiles of one level, in their order."""

    def __init__(self, connection: Connection, level: int) -> None:
        self._connection = connection
        self._level = level
        self._index = 0
        self._cursor: Cursor | None = None
        self._fetched: dict[int, bytes] = {}

    async def next(self) -> tuple[int, bytes]:
        """(index, hashes) of the next tile; no hashes when it is missing."""
        if self._cursor is None:
            self._cursor = await self._connection.cursor(query("verify_tiles"), self._level)
        if not self._fetched:
            for index, hashes in await self._cursor.fetch(TILES_AT_ONCE):
                self._fetched[index] = hashes
        self._index += 1
        return self._index - 1, self._fetched.pop(self._index - 1, b"")
