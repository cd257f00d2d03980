"""The right to seal, which one process at a time has: a lease in the database, taken over when nobody keeps it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from ledger.db.connect import is_passing
from ledger.db.queries import query
from ledger.db.together import end_if_cancelled, together
from ledger.errors import LeaseLost

KEEP_EVERY_S = 1.0
"""A fifth of the time after which take_lease() gives it to another."""
LEAVE_S = 2.0


@asynccontextmanager
async def leasing(pool: asyncpg.Pool) -> AsyncIterator[int | None]:
    """The token of the lease, kept while the block runs and given back then; None while another process keeps it.

    Every sealing step takes the token and fails once another has the lease. The block is cancelled, and LeaseLost
    raised, when that is found out before. Raises asyncpg errors or OSError (role jejak_sealer).
    """
    token: int | None = await pool.fetchval(query("take_lease"))
    if token is None:
        yield None
        return
    try:
        async with together() as tasks:
            keeping = tasks.create_task(_keep(pool, token))
            yield token
            keeping.cancel()
    finally:
        # If this fails, the next sealer waits a little longer.
        with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            async with asyncio.timeout(LEAVE_S):
                await pool.execute(query("leave_lease"), token)


async def _keep(pool: asyncpg.Pool, token: int) -> None:
    """Keeps the lease until cancelled, also while what it is for takes long. Raises LeaseLost."""
    while True:
        await asyncio.sleep(KEEP_EVERY_S)
        try:
            if not await pool.fetchval(query("keep_lease"), token):
                raise LeaseLost
        except Exception as error:
            end_if_cancelled()
            if not is_passing(error):  # else the next time, if it is still ours then
                raise
