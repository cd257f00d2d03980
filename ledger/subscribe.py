"""Reading the log as it grows: every event once, in the order of the log, for effects that share its transaction."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import asyncpg

from ledger.db.connect import Connection
from ledger.db.listen import listening
from ledger.db.queries import query
from ledger.errors import LogBroken
from ledger.model import StoredEvent

SEALED = "jejak_sealed"
# In case a notification is lost with its connection.
LOOK_AGAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Events from leaf `first` on, one a leaf, and the connection whose transaction moves the cursor past them."""

    first: int
    events: tuple[StoredEvent, ...]
    connection: Connection


class Subscription:
    """The log for one subscriber, whose cursor of that `name` is kept in the database (role jejak_worker).

    Nothing is skipped or delivered twice: leaves are gapless and become visible in their order, and the cursor moves
    with the effect or not at all. Of several processes with the same name one works while the others wait for it.
    """

    def __init__(self, pool: asyncpg.Pool, name: str, *, batch: int = 500) -> None:
        self._pool = pool
        self._name = name
        self._batch = batch

    @asynccontextmanager
    async def next_batch(self) -> AsyncIterator[Batch]:
        """Waits for the next events and yields them; the block's effect goes over the batch's connection.

        When the block ends without an error its effect and the cursor are committed together; if it raises, neither is,
        and the same events come again. Raises LogBroken when a leaf or its event is missing.
        """
        while True:
            async with self._taken() as batch:
                if batch.events:
                    yield batch
                    return
            await self._wait(batch.first)

    @asynccontextmanager
    async def _taken(self) -> AsyncIterator[Batch]:
        """The events from the cursor on, maybe none; moves the cursor when the block ends without an error."""
        async with self._pool.acquire() as connection, connection.transaction():
            first: int = await connection.fetchval(query("take_cursor"), self._name)
            records = await connection.fetch(query("read_log"), first, self._batch)
            batch = Batch(first, tuple(event(record, first + n) for n, record in enumerate(records)), connection)
            yield batch
            if batch.events:
                await connection.execute(query("move_cursor"), self._name, first + len(batch.events))

    async def _wait(self, size: int) -> None:
        """Returns when the log may have more than `size` leaves."""
        async with listening(self._pool, SEALED) as (connection, heard):
            if await connection.fetchval(query("log_size")) <= size:  # sealed before we listened
                with suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), LOOK_AGAIN_S)


def event(record: asyncpg.Record, index: int) -> StoredEvent:
    """The event at leaf `index`. Raises LogBroken when the record is of another leaf or of no event."""
    if record["leaf_index"] != index or record["stream_id"] is None or record["version"] is None:
        raise LogBroken(reason="leaf_missing", index=index)
    return StoredEvent(**{name: value for name, value in record.items() if name != "leaf_index"})
