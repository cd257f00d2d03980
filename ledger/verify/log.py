"""Recomputes the log: leaves without gaps, every tile over them, the root at every checkpoint."""

from collections.abc import AsyncIterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from asyncpg.cursor import Cursor

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.log.checkpoint_keys import LogKeys
from ledger.log.merkle import Frontier, subtree_root
from ledger.log.tiles import HEIGHT, WIDTH
from ledger.seal.sinks import Kept
from ledger.verify.problems import Layer, Problem
from proof.checkpoint import parse_checkpoint
from proof.errors import Unproved
from proof.hashes import EMPTY_ROOT, leaf_hash
from proof.sentences import why

STORED = "checkpoints"
"""The place of the notes in the database; elsewhere it is "outside/" and a name."""

FETCHED_AT_ONCE = 4 * WIDTH
TILES_AT_ONCE = 32


@dataclass(slots=True)
class LogChecked:
    """How many leaves and checkpoints were checked, the size of the largest right checkpoint, and what was wrong."""

    leaves: int = 0
    checkpoints: int = 0
    signed: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Claim:
    """A root that somebody signed for a size of the log, and where that is kept."""

    size: int
    root: bytes
    place: str

    @property
    def layer(self) -> Layer:
        """The layer that finds a problem with it."""
        return layer_of(self.place)

    def problem(self, expected: str, found: str) -> Problem:
        """That the log isn't what was signed."""
        return claim_problem(self.place, self.size, expected, found)


def claim_problem(place: str, size: int, expected: str, found: str) -> Problem:
    """What is wrong with a note, by where it is kept."""
    return Problem(place, size, layer_of(place), expected, found)


def layer_of(place: str) -> Layer:
    """The layer that a note belongs to, by where it is kept."""
    return "checkpoint" if place == STORED else "outside"


async def check_log(connection: Connection, keys: LogKeys | None, outside: Sequence[Kept]) -> LogChecked:
    """Checks leaves, tiles, the stored checkpoints and those of the notes `outside`; the caller holds the snapshot.

    Without `keys` signatures aren't checked, only what was signed.
    """
    checked = LogChecked()
    tree = TreeCheck(connection, checked)
    claims = all_claims(connection, keys, outside, checked)
    claim = await anext(claims, None)
    cursor = await connection.cursor(query("verify_leaves"))
    while records := await cursor.fetch(FETCHED_AT_ONCE):
        gap = first_gap(checked.leaves, [index for index, _ in records])
        if gap is not None:
            checked.problems.append(Problem("", gap[0], "leaf", f"leaf {gap[0]}", f"leaf {gap[1]}"))
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
            checked.problems.append(claim.problem(f"at least {claim.size} leaves", f"{checked.leaves} leaves"))
        claim = await anext(claims, None)
    return checked


def first_gap(begin: int, indexes: Sequence[int]) -> tuple[int, int] | None:
    """(expected, found) of the first of `indexes` that doesn't follow the one before; they begin at `begin`."""
    if indexes[0] == begin and indexes[-1] == begin + len(indexes) - 1 and len(set(indexes)) == len(indexes):
        return None
    return next((expected, found) for expected, found in enumerate(indexes, begin) if expected != found)


class TreeCheck:
    """Builds the tree over the leaves, tile by tile, and compares it with the stored one and with what was signed."""

    def __init__(self, connection: Connection, checked: LogChecked) -> None:
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
            self._checked.problems.append(Problem(f"tiles/{level}/{index}", 0, "tile", "no such tile", "a tile"))

    def check(self, claim: Claim, partial: Sequence[bytes]) -> None:
        """Compares the root over the full tiles and `partial` leaf hashes with a signed one."""
        frontier = deepcopy(self._frontier)
        for one in partial:
            frontier.add(one)
        root = frontier.root() if claim.size else EMPTY_ROOT
        if root != claim.root:
            self._checked.problems.append(claim.problem(claim.root.hex(), root.hex()))
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
                    Problem(f"tiles/{level}/{index}", position, "tile", hex_or_none(expected), hex_or_none(one))
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


async def all_claims(
    connection: Connection, keys: LogKeys | None, outside: Sequence[Kept], checked: LogChecked
) -> AsyncIterator[Claim]:
    """What was signed, from the smallest log to the largest; notes that aren't good are reported.

    So are those outside that the database lacks, but for the last: a sealer that is killed puts it outside and no
    further. What only the database has may be with somebody who wasn't asked.
    """
    opened = (claim(f"outside/{one.place}", one.size, one.note, keys, checked) for one in outside)
    kept = sorted((one for one in opened if one), key=lambda one: one.size)
    lacking, largest = {one.size: one for one in kept}, 0
    cursor = await connection.cursor(query("verify_checkpoints"))
    while records := await cursor.fetch(FETCHED_AT_ONCE):
        for record in records:
            largest = record["tree_size"]
            lacking.pop(largest, None)
            stored = claim(STORED, largest, record["note"], keys, checked)
            while stored and kept and kept[0].size <= stored.size:
                yield kept.pop(0)
            if stored:
                yield stored
    for one in kept:
        yield one
    if lacking and max(lacking) > largest:
        del lacking[max(lacking)]
    for size, one in lacking.items():
        checked.problems.append(Problem(STORED, size, "checkpoint", f"the checkpoint of {one.place}", "none"))


def claim(place: str, size: int | None, note: str, keys: LogKeys | None, checked: LogChecked) -> Claim | None:
    """What a note claims, or None when that is reported as a problem. `size`: that it has by its row or its name."""
    checked.checkpoints += 1
    try:
        checkpoint = keys.open(note) if keys else parse_checkpoint(note)
    except Unproved as error:
        expected = f"a signed checkpoint of {keys.origin}" if keys else "a checkpoint"
        checked.problems.append(claim_problem(place, size or 0, expected, why(error, "en")))
        return None
    if size not in (None, checkpoint.size):
        found = f"one of {checkpoint.size}"
        checked.problems.append(claim_problem(place, size or 0, f"a checkpoint of {size} leaves", found))
        return None
    return Claim(checkpoint.size, checkpoint.root, place)


def hex_or_none(value: bytes | None) -> str:
    """A hash for a person, or that there is none."""
    return "nothing" if value is None else value.hex()
