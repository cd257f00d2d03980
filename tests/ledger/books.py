"""A sealer with a fixed key, in a test's hand."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.db.queries import query
from ledger.log.checkpoint_directory import CheckpointDirectory, Kept
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.log.tiles import TileTree
from ledger.seal.attestor import Attestor
from ledger.seal.checkpointing import Checkpointer
from ledger.seal.lease import leasing
from ledger.seal.sealer import Sealer

ORIGIN = "example.org/jejak"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = LogKeys.of(ORIGIN, [KEY.public_key()])


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time


class Books:
    """A sealer that signs at every step that brings anything new."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        outside: Path,
        *,
        signer: CheckpointSigner | None = None,
        keys: LogKeys = KEYS,
        attestors: Sequence[Attestor] = (),
        every: float = 0,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.pool = pool
        self.outside = CheckpointDirectory(outside)
        self.keys = keys
        self.clock = clock or Clock()
        self.signer = signer or CheckpointSigner(ORIGIN, KEY)
        checkpointer = Checkpointer(pool, self.signer, keys, self.outside)
        self.sealer = Sealer(pool, checkpointer, attestors, every=every, clock=self.clock)

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[int]:
        """The right to seal, while the block runs."""
        async with leasing(self.pool) as lease:
            assert lease is not None
            yield lease

    async def step(self, *, requested: bool = False) -> None:
        """Does everything that is due."""
        async with self.lease() as lease, self.pool.acquire() as connection:
            await self.sealer.step(connection, lease, requested=requested)

    async def seal(self) -> int:
        """Seals what is committed, and nothing else; returns the size of the log."""
        async with self.lease() as lease:
            size: int = await self.pool.fetchval("SELECT tree_size FROM jejak.seal_batch($1, 100000)", lease)
        return size

    async def close_falsely(self, tree_size: int, streams: int, root: bytes) -> None:
        """Closes the books with what whoever has the sealer's rights may say."""
        async with self.lease() as lease:
            call = "SELECT jejak.close_books($1, $2, $3, $4, now())"
            await self.pool.execute(call, lease, tree_size, streams, root)

    async def sign_blindly(self) -> None:
        """Seals and signs whatever there is, as whoever has the key may."""
        size = await self.seal()
        async with self.lease() as lease, self.pool.acquire() as connection:
            note = self.signer.sign(size, await TileTree(connection).root(size))
            await self.outside.put(size, note)
            await connection.execute(query("store_checkpoint"), lease, size, note)

    def kept(self) -> list[Kept]:
        """What is kept outside, from the smallest log to the largest."""
        return list(self.outside.notes())

    def notes(self) -> list[str]:
        """The notes of that."""
        return [one.note for one in self.kept()]

    @property
    def refusal(self) -> str:
        """What keeps the sealer from signing, if anything does."""
        return str(self.sealer.status.refusals.get("checkpoint", ""))
