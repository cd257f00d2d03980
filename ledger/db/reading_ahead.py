"""Reading ahead in a large result: the server prepares the next part while this one is processed."""

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
    """The cursor's records in parts of about a quarter of a megabyte; `size` estimates the bytes of one.

    Nothing else may use the connection while a part is processed; queries of its own go into `prepare`.
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
