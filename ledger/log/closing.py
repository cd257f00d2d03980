"""Closings: where every stream ended at one size of the log, as one hash."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import asyncpg

from ledger.db.connect import Connection
from ledger.db.listen import listening
from ledger.db.queries import query
from ledger.errors import NotSealed
from ledger.log.merkle import Frontier
from ledger.model import Head
from proof.checkpoint import parse_checkpoint
from proof.closing import Closing, closing_leaf, parse_closing
from proof.errors import ProofFailed

REQUESTS = "jejak_close"
CHECKPOINTS = "jejak_checkpoint"
FETCHED_AT_ONCE = 1000
# In case a notification is lost with its connection.
LOOK_AGAIN_S = 2.0


async def compute(connection: Connection, tree_size: int) -> Closing:
    """The closing of the log's first `tree_size` leaves, in constant memory; the caller is in a transaction."""
    frontier = Frontier()
    cursor = await connection.cursor(query("closing_streams"), tree_size)
    while records := await cursor.fetch(FETCHED_AT_ONCE):
        for stream_id, version, chain in records:
            frontier.add(closing_leaf(stream_id, version, chain))
    return Closing(tree_size, frontier.size, frontier.root())


async def ensure_closing(pool: asyncpg.Pool, heads: Sequence[Head] | None, *, timeout: float) -> Closing:
    """A closing that covers these versions (None: all that is recorded by now) and is in a signed checkpoint;
    requests one from the sealer if there is none.

    Raises NotSealed when there is none after `timeout` seconds: no sealer runs, or it can't sign.
    """
    try:
        async with asyncio.timeout(timeout), listening(pool, CHECKPOINTS) as (connection, heard):
            if heads is None:
                heads = [Head(**record) for record in await connection.fetch(query("newest_heads"))]
            while (closing := await covering(connection, heads)) is None:
                heard.clear()
                await connection.execute("SELECT pg_notify($1, '')", REQUESTS)
                with suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), LOOK_AGAIN_S)
            return closing
    except TimeoutError:
        raise NotSealed(reason="no_closing_in_time", seconds=timeout) from None


async def covering(connection: Connection, heads: Sequence[Head]) -> Closing | None:
    """The newest closing in the newest checkpoint, if it covers these versions."""
    checkpoint = await connection.fetchrow(query("latest_checkpoint"))
    if checkpoint is None:
        return None
    closed = await connection.fetchrow(query("sealed_closing"), parse_checkpoint(checkpoint["note"]).size)
    if closed is None:
        return None
    try:
        closing = parse_closing(closed["data"])
    except ProofFailed:
        return None
    streams, versions = [head.stream_id for head in heads], [head.version for head in heads]
    missing = await connection.fetchval(query("uncovered"), streams, versions, closing.tree_size)
    return closing if missing == 0 else None
