"""Signing a checkpoint, after checking that the log has only grown since the last one kept outside."""

from collections.abc import Sequence

import asyncpg

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.errors import CheckpointInconsistent, OutsideLost, TileMissing
from ledger.log.checkpoint_directory import CheckpointDirectory
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.log.merkle import Frontier
from ledger.log.tiles import TileTree
from ledger.seal.attestor import SignedCheckpoint
from ledger.seal.new_closings import check_new_closings
from proof.checkpoint import Checkpoint
from proof.errors import NoteRefused
from proof.hashes import leaf_hash

FETCHED_AT_ONCE = 1000


class Checkpointer:
    """Signs checkpoints of one log and hands them to `outside`, which is also its memory of what it signed.

    `keys` are the public keys of this log, that of `signer` and earlier ones.
    """

    def __init__(
        self, pool: asyncpg.Pool, signer: CheckpointSigner, keys: LogKeys, outside: CheckpointDirectory
    ) -> None:
        self._pool = pool
        self._signer = signer
        self._keys = keys
        self._outside = outside
        self.kept = 0
        """Size of the last checkpoint known to be outside."""

    async def make(self, connection: Connection, lease: int) -> SignedCheckpoint | None:
        """Signs a checkpoint of what is sealed, puts it outside and then into the database; None if nothing is new.

        `lease` is the token of the caller's.
        Outside comes first: a checkpoint known only to a database that is lost could be contradicted later. If the
        database lacks the last one outside, because its sealer was killed in between, it gets that one first. Raises
        CheckpointInconsistent, FalseClosing, OutsideLost, NoteRefused, OtherLog or OSError; then nothing was signed,
        or nothing put outside.
        """
        last_note = await self._outside.latest()
        try:
            last = None if last_note is None else self._keys.open(last_note)
        except NoteRefused as error:
            raise NoteRefused("newest_outside", cause=error) from None
        self.kept = last.size if last else 0
        stored = await connection.fetchrow(query("latest_checkpoint"))
        stored_size = stored["tree_size"] if stored else 0
        if stored_size > self.kept:
            raise OutsideLost(reason="older" if self.kept else "none", signed=stored_size, outside=self.kept)
        size: int = await connection.fetchval(query("log_size"))
        root = await self._continuing_root(connection, last, size)
        if stored_size < self.kept:
            await connection.execute(query("store_checkpoint"), lease, self.kept, last_note)
        if size == self.kept:
            return None
        await check_new_closings(connection, self.kept, size)
        note = self._signer.sign(size, root)
        signed = SignedCheckpoint(note, self._keys.open(note), lambda old_size: self._consistency(old_size, size))
        await self._outside.put(size, note)
        self.kept = size
        await connection.execute(query("store_checkpoint"), lease, size, note)
        return signed

    async def _continuing_root(self, connection: Connection, last: Checkpoint | None, size: int) -> bytes:
        """The root of the first `size` leaves, computed onwards from the last checkpoint outside.

        So the new tree begins with the old one by construction; the tiles, from which proofs will be made, must give
        the same. Raises CheckpointInconsistent.
        """
        old_size = last.size if last else 0
        if size < old_size:
            raise CheckpointInconsistent(reason="shorter", signed=old_size, size=size)
        tree, frontier = TileTree(connection), Frontier()
        try:
            for level, node in await tree.subtrees(old_size):
                frontier.add(node, level)
            if last is not None and frontier.root() != last.root:
                raise CheckpointInconsistent(reason="other_leaves", signed=old_size)
            async with connection.transaction():
                cursor = await connection.cursor(query("leaves_between"), old_size, size)
                while records := await cursor.fetch(FETCHED_AT_ONCE):
                    for index, chain in records:
                        if index != frontier.size:
                            raise CheckpointInconsistent(reason="leaf_missing", signed=old_size, index=frontier.size)
                        frontier.add(leaf_hash(chain))
            if frontier.size != size or frontier.root() != await tree.root(size):
                raise CheckpointInconsistent(reason="other_tiles", signed=old_size)
        except TileMissing as error:
            raise CheckpointInconsistent(reason="tile_missing", signed=old_size, cause=error) from error
        return frontier.root()

    async def _consistency(self, old_size: int, size: int) -> Sequence[bytes]:
        async with self._pool.acquire() as connection:
            return await TileTree(connection).consistency(old_size, size)
