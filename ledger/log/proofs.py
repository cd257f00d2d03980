"""Proofs made from the database, for `proof` to check: of a receipt, consistency, and which streams there were."""

from base64 import b64encode
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import starmap

import asyncpg

from ledger.db.queries import query
from ledger.errors import LogBroken, NoSuchEvent, NotSealed
from ledger.log.chain import sealed_event
from ledger.log.closing import FETCHED_AT_ONCE
from ledger.log.merkle import MemoryTree, outer_ranges
from ledger.log.packed import PackedEntries
from ledger.log.tiles import TileTree
from ledger.model import StoredEvent
from proof.checkpoint import parse_checkpoint
from proof.closing import Closing, ClosingEntry, ClosingProof, closing_leaf, parse_closing
from proof.errors import ProofFailed
from proof.hashes import GENESIS
from proof.proofs import ConsistencyProof, InclusionProof


async def newest_prover(pool: asyncpg.Pool) -> "Prover":
    """Proofs for the newest signed checkpoint. Raises NotSealed when none was signed yet."""
    record = await pool.fetchrow(query("latest_checkpoint"))
    if record is None:
        raise NotSealed(reason="no_checkpoint")
    return Prover(pool, record["note"])


class Prover:
    """Makes proofs for the checkpoint `note`, whose signature the caller checks.

    The log only grows: a proof for a checkpoint is the same whenever it is made, and nothing is held open in the
    database meanwhile. Every method raises TileMissing when the Merkle tree is damaged.
    """

    def __init__(self, pool: asyncpg.Pool, note: str) -> None:
        self.note = note
        self.checkpoint = parse_checkpoint(note)
        self._pool = pool
        self._tree = TileTree(pool)

    async def receipt(self, stream_id: str, version: int, chain: bytes | None = None) -> InclusionProof:
        """That the stream had this chain at this version (None: whichever it has).

        Raises NoSuchEvent, also when the ledger has another chain there, and NotSealed when the checkpoint doesn't
        cover it.
        """
        record = await self._pool.fetchrow(query("leaf"), stream_id, version)
        if record is None:
            raise NoSuchEvent(reason="no_version", stream=stream_id, version=version)
        if chain is not None and record["chain"] != chain:
            raise NoSuchEvent(reason="other_event", stream=stream_id, version=version)
        index, size = record["leaf_index"], self.checkpoint.size
        if index is None or index >= size:
            raise NotSealed(reason="not_covered", stream=stream_id, version=version)
        path = await self._tree.inclusion(index, size)
        return InclusionProof(stream_id, version, record["chain"].hex(), index, size, hexes(path))

    async def consistency(self, old_size: int) -> ConsistencyProof:
        """That the checkpoint's log begins with the one of `old_size` leaves. Raises LogBroken when it is smaller."""
        size = self.checkpoint.size
        if old_size > size:
            raise LogBroken(reason="smaller", size=size, old_size=old_size)
        return ConsistencyProof(old_size, size, hexes(await self._tree.consistency(old_size, size)))

    async def attestations(self) -> dict[str, bytes]:
        """What others attest of the checkpoint, by kind: a time stamp, cosignatures."""
        records = await self._pool.fetch(query("attestations"), self.checkpoint.size)
        return {record["kind"]: record["body"] for record in records}

    async def closed_books(self) -> "ClosedBooks":
        """The newest closing in the checkpoint. Raises NotSealed when there is none, LogBroken when it isn't true."""
        record = await self._pool.fetchrow(query("sealed_closing"), self.checkpoint.size)
        if record is None:
            raise NotSealed(reason="no_closing")
        *event, leaf_index, previous = record
        closed = StoredEvent(*event)
        try:
            closing = parse_closing(closed.data)
        except ProofFailed as error:
            raise LogBroken(reason="closing_unreadable", cause=error) from None
        entries = PackedEntries()
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            cursor = await connection.cursor(query("closing_streams"), closing.tree_size)
            while streams := await cursor.fetch(FETCHED_AT_ONCE):
                for stream_id, version, chain in streams:
                    entries.add(stream_id, version, chain)
        tree = MemoryTree(starmap(closing_leaf, entries))
        if tree.root() != closing.root:
            raise LogBroken(reason="other_closing", size=closing.tree_size)
        proof = ClosingProof(
            event=sealed_event(closed, previous or GENESIS),
            leaf_index=leaf_index,
            tree_size=self.checkpoint.size,
            path=hexes(await self._tree.inclusion(leaf_index, self.checkpoint.size)),
            prefix="",
            first=0,
            entries=(),
            range_path=(),
        )
        return ClosedBooks(closing, proof, entries, tree)


class ClosedBooks:
    """A closing with all of its streams in memory, less than 200 bytes each, for any number of proofs."""

    def __init__(self, closing: Closing, proof: ClosingProof, entries: PackedEntries, tree: MemoryTree) -> None:
        self.closing = closing
        self._proof = proof  # of the closing itself; entries are still to come
        self._entries = entries
        self._tree = tree

    def streams(self, prefix: str) -> list[str]:
        """The ids of all streams that begin with `prefix`, sorted by their bytes."""
        return [self._entries[place][0] for place in self._places(prefix)]

    def prove(self, prefix: str) -> ClosingProof:
        """Which streams begin with `prefix`, where each ended, and that there are no others.

        A stream's whole id is a prefix as well: then it proves which version was the stream's latest.
        """
        places, size = self._places(prefix), len(self._entries)
        first, stop = max(places.start - 1, 0), min(places.stop + 1, size)
        ranges = outer_ranges(first, stop, size) if first < stop else []
        entries = (self._entries[place] for place in range(first, stop))
        return replace(
            self._proof,
            prefix=prefix,
            first=first,
            entries=tuple(ClosingEntry(stream_id, version, chain.hex()) for stream_id, version, chain in entries),
            range_path=hexes([self._tree.hash(*one) for one in ranges]),
        )

    def _places(self, prefix: str) -> range:
        """Where the streams that begin with `prefix` stand, or would."""
        name, entries = prefix.encode(), self._entries
        begin = end = bisect_left(range(len(entries)), name, key=entries.name)
        while end < len(entries) and entries.name(end).startswith(name):
            end += 1
        return range(begin, end)


def tlog_proof(proof: InclusionProof, note: str) -> str:
    """A receipt's proof and its checkpoint as one text, in the format of C2SP tlog-proof."""
    hashes = [b64encode(bytes.fromhex(one)).decode() for one in proof.path]
    return "\n".join(["c2sp.org/tlog-proof@v1", f"index {proof.leaf_index}", *hashes, "", note])


def hexes(hashes: Sequence[bytes]) -> tuple[str, ...]:
    """Hashes as hex text."""
    return tuple(one.hex() for one in hashes)
