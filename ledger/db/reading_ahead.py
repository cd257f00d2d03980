"""Going through a large result: the server is already at the next part while this one is being worked on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
from asyncpg.cursor import Cursor

FIRST = 50
MOST = 1000
BYTES_AT_ONCE = 256 * 1024


async def parts(
    cursor: Cursor,
    size: Callable[[asyncpg.Record], int],
    prepare: Callable[[list[asyncpg.Record]], Awaitable[None]] | None = None,
) -> AsyncIterator[list[asyncpg.Record]]:
    """The cursor's records, so many at a time that they take about a quarter of a megabyte (`size` says how much each).

    Nothing else may use the connection while a part is being worked on; what has to goes into `prepare`.
    """
    records = await cursor.fetch(FIRST)
    while records:
        if prepare is not None:
            await prepare(records)
        sample = records[::16]
        average = sum(map(size, sample)) // len(sample) + 1
        ahead = asyncio.ensure_future(cursor.fetch(max(1, min(MOST, BYTES_AT_ONCE // average))))
        await asyncio.sleep(0)  # so that the request leaves
        try:
            yield records
        finally:
            records = await ahead
