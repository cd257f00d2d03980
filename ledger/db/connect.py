"""Connection pools that carry one role's rights, and what a lost connection looks like."""

from typing import TypeAlias

import asyncpg

from ledger.db.migrate import check

Connection: TypeAlias = "asyncpg.Connection | asyncpg.pool.PoolConnectionProxy"


READER = "jejak_reader"
"""The role that reads lists, a page at a time."""

FOR_PAGES = {
    # Which index serves a list best depends on its filters: a generic plan sorts everything that matches.
    "plan_cache_mode": "force_custom_plan",
    # To start another process takes longer than a page does.
    "max_parallel_workers_per_gather": "0",
}


async def nothing_to_reset(_connection: Connection) -> None:
    """What is done when a connection goes back to a pool: nothing, since our statements leave nothing in a session.

    The driver itself ends a transaction that was left open, and listeners have been removed. Resetting the session
    as well would be a round trip to the server after every statement.
    """


async def open_pool(dsn: str, *, role: str, min_size: int, max_size: int, application_name: str) -> asyncpg.Pool:
    """A pool on `dsn` whose connections act as `role` from their first statement.

    The login must be a member of `role`. Raises EarlierSchema when the database isn't this release's, OSError or an
    asyncpg error when it can't be reached or has no schema of ours.
    """
    settings = {
        "application_name": application_name,
        "timezone": "UTC",
        # append() relies on each of its statements seeing what others committed meanwhile.
        "default_transaction_isolation": "read committed",
        "role": role,
    }
    if role == READER:
        settings |= FOR_PAGES
    pool = await asyncpg.create_pool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        server_settings=settings,
        reset=nothing_to_reset,
    )
    try:
        await check(pool)
    except BaseException:
        pool.terminate()
        raise
    return pool


def is_passing(error: BaseException) -> bool:
    """Whether the server wasn't reached, went away, or can't do it for now; the outcome of the call is then unknown.

    Repeating an append with the same ids is safe.
    """
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, ValueError)  # one that is a ValueError is about an argument
    return isinstance(
        error,
        OSError
        | asyncpg.InternalClientError  # what the driver says when a session ends just while it begins to speak
        | asyncpg.PostgresConnectionError
        | asyncpg.OperatorInterventionError  # shut down, crashed, starting, or somebody cancelled the call
        | asyncpg.InsufficientResourcesError  # a full disk, memory or connections
        | asyncpg.ReadOnlySQLTransactionError,  # a standby, until it is promoted
    )
