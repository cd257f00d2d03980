"""Connection pools that carry one role's rights, and what a lost connection looks like."""

from typing import TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection | asyncpg.pool.PoolConnectionProxy"


async def open_pool(dsn: str, *, role: str | None, min_size: int, max_size: int, application_name: str) -> asyncpg.Pool:
    """A pool on `dsn` whose connections act as `role` from their first statement (None: as the login itself).

    The login must be a member of `role`. Raises OSError or an asyncpg error when the server can't be reached.
    """
    settings = {
        "application_name": application_name,
        "timezone": "UTC",
        # append() relies on each of its statements seeing what others committed meanwhile.
        "default_transaction_isolation": "read committed",
    }
    if role is not None:
        settings["role"] = role
    return await asyncpg.create_pool(dsn, min_size=min_size, max_size=max_size, server_settings=settings)


def is_connection_error(error: BaseException) -> bool:
    """Whether the server wasn't reached or went away; what became of a call under way is then unknown.

    Repeating an append with the same ids is safe.
    """
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, ValueError)  # one that is a ValueError is about an argument
    return isinstance(
        error,
        OSError
        | asyncpg.InternalClientError  # what the driver says when a session ends just while it begins to speak
        | asyncpg.PostgresConnectionError
        | asyncpg.AdminShutdownError
        | asyncpg.CrashShutdownError
        | asyncpg.CannotConnectNowError
        | asyncpg.TooManyConnectionsError,
    )
