"""Reading many events one after the other in one snapshot, whatever is appended meanwhile."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.model import StoredEvent

FETCHED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """An event with its correlation and its leaf index in the log (None while it isn't sealed)."""

    event: StoredEvent
    correlation_id: str
    leaf_index: int | None


class Snapshot:
    """The ledger as it was at one moment, read in constant memory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def events(
        self,
        correlation_id: str | None = None,
        *,
        types: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
    ) -> AsyncIterator[Placed]:
        """Events of a correlation (None: of all) by correlation, then by (recorded_at, stream_id, version).

        `types`: only events of these. `kinds`: only streams whose name begins with one of these and a slash.
        """
        cursor = self._connection.cursor(query("scan"), correlation_id, types, kinds, prefetch=FETCHED_AT_ONCE)
        async for *event, correlation, leaf_index in cursor:
            yield Placed(StoredEvent(*event), correlation, leaf_index)


@asynccontextmanager
async def snapshot(pool: asyncpg.Pool) -> AsyncIterator[Snapshot]:
    """The ledger as it is when the block first reads; the role needs SELECT on streams, events and leaves."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield Snapshot(connection)
