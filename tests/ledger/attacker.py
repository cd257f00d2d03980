"""What an attacker of the tables works with: a connection for which no trigger fires, and ways to recompute."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import asyncpg

from ledger.log.chain import event_hash
from ledger.log.checkpoint_directory import Kept
from ledger.log.checkpoint_keys import CheckpointSigner
from ledger.log.merkle import MemoryTree, subtree_root
from ledger.log.tiles import WIDTH
from ledger.model import StoredEvent
from proof.hashes import GENESIS, chain_hash, leaf_hash

Layers = set[str] | None
Pick = Callable[[int], int]
"""A number below the given one."""


@dataclass
class Scene:
    """A ledger to attack: the connection, the notes kept outside (a copy), and the choice."""

    connection: asyncpg.Connection
    outside: list[Kept]
    pick: Pick

    async def row(self, table: str, where: str = "true") -> asyncpg.Record | None:
        """Some row of a table, with its ctid as `place`."""
        rows = await self.connection.fetch(f"SELECT ctid AS place, * FROM jejak.{table} WHERE {where} ORDER BY 2, 3")
        return rows[self.pick(len(rows))] if rows else None

    async def run(self, statement: str, *arguments: Any) -> None:
        """Runs a statement."""
        await self.connection.execute(statement, *arguments)

    async def change(self, table: str, row: asyncpg.Record, assignments: str, *values: Any) -> None:
        """Updates one row."""
        await self.run(f"UPDATE jejak.{table} SET {assignments} WHERE ctid = $1", row["place"], *values)


def flipped(text: str, pick: Pick) -> str:
    """`text` with another character somewhere."""
    return flipped_at(text, pick(len(text)))


def flipped_at(text: str, at: int) -> str:
    """`text` with another character at this place."""
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


async def leaf_count(scene: Scene) -> int:
    """The size of the log."""
    count: int = await scene.connection.fetchval("SELECT count(*) FROM jejak.leaves")
    return count


async def signed_size(scene: Scene) -> int:
    """The size of the newest checkpoint."""
    size: int = await scene.connection.fetchval("SELECT coalesce(max(tree_size), 0) FROM jejak.checkpoints")
    return size


async def reorder(scene: Scene, below: int | None = None) -> bool:
    """Exchanges two leaves; False when there aren't two."""
    size = await leaf_count(scene) if below is None else below
    if size < 2:
        return False
    one = scene.pick(size)
    other = (one + 1 + scene.pick(size - 1)) % size
    for found, place in ((one, -1), (other, one), (-1, other)):
        await scene.run("ALTER TABLE jejak.leaves DROP CONSTRAINT IF EXISTS leaves_leaf_index_check")
        await scene.run("UPDATE jejak.leaves SET leaf_index = $2 WHERE leaf_index = $1", found, place)
    return True


async def rewrite(scene: Scene, below: int | None = None) -> bool:
    """Forges an event that is sealed (below leaf `below`) and recomputes its stream; False when there is none."""
    leaf = await scene.row("leaves", "true" if below is None else f"leaf_index < {below}")
    if leaf is None:
        return False
    stream_id = leaf["stream_id"]
    await scene.run(
        "UPDATE jejak.events SET metadata = metadata || '\\x20' WHERE stream_id = $1 AND version = $2",
        *(stream_id, leaf["version"]),
    )
    chain = GENESIS
    records = await scene.connection.fetch(
        "SELECT * FROM jejak.events WHERE stream_id = $1 ORDER BY version", stream_id
    )
    for record in records:
        chain = chain_hash(chain, event_hash(StoredEvent(**record)))
        await scene.run(
            "UPDATE jejak.events SET chain = $3 WHERE stream_id = $1 AND version = $2",
            *(stream_id, record["version"], chain),
        )
    await set_head_back(scene, stream_id)
    return True


async def set_head_back(scene: Scene, stream_id: str) -> None:
    """Makes the stream's head row fit its last event, or removes it."""
    await scene.run(
        "UPDATE jejak.streams s SET version = e.version, head = e.chain, recorded_at = e.recorded_at"
        " FROM (SELECT * FROM jejak.events WHERE stream_id = $1 ORDER BY version DESC LIMIT 1) e"
        " WHERE s.stream_id = $1",
        stream_id,
    )
    await scene.run(
        "DELETE FROM jejak.streams WHERE stream_id = $1 AND NOT EXISTS (SELECT FROM jejak.events WHERE stream_id = $1)",
        stream_id,
    )


async def refit_leaves(scene: Scene) -> None:
    """Makes every leaf's chain that of its event."""
    await scene.run(
        "UPDATE jejak.leaves l SET chain = e.chain FROM jejak.events e"
        " WHERE e.stream_id = l.stream_id AND e.version = l.version"
    )


async def tree_of(scene: Scene) -> MemoryTree:
    """The tree over the leaves as they are now."""
    records = await scene.connection.fetch("SELECT chain FROM jejak.leaves ORDER BY leaf_index")
    return MemoryTree([leaf_hash(record["chain"]) for record in records])


async def rebuild_tiles(scene: Scene) -> None:
    """Makes the tiles those of the leaves as they are now."""
    await scene.run("TRUNCATE jejak.tiles")
    records = await scene.connection.fetch("SELECT chain FROM jejak.leaves ORDER BY leaf_index")
    hashes, level = [leaf_hash(record["chain"]) for record in records], 0
    while hashes:
        tiles = [b"".join(hashes[at : at + WIDTH]) for at in range(0, len(hashes), WIDTH)]
        await scene.connection.executemany(
            "INSERT INTO jejak.tiles VALUES ($1, $2, $3)", [(level, index, tile) for index, tile in enumerate(tiles)]
        )
        hashes, level = [subtree_root(tile) for tile in tiles if len(tile) == WIDTH * 32], level + 1


async def sign_all(scene: Scene, signer: CheckpointSigner) -> None:
    """Signs every stored checkpoint anew, with the roots of the leaves as they are now."""
    tree = await tree_of(scene)
    for record in await scene.connection.fetch("SELECT tree_size FROM jejak.checkpoints"):
        size = record["tree_size"]
        note = signer.sign(size, tree.hash(0, size))
        await scene.run("UPDATE jejak.checkpoints SET note = $2 WHERE tree_size = $1", size, note)
