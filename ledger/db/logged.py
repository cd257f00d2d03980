"""How an error is written into a log: PostgreSQL's detail quotes rows, and what stands in them may be confidential."""

import asyncpg


def logged(error: BaseException) -> str:
    """An error by its type and message; PostgreSQL's with its SQLSTATE, and without the row that it was about."""
    name = type(error).__name__
    if isinstance(error, asyncpg.PostgresError):
        return f"{name} {error.sqlstate}: {error.args[0]}"
    return f"{name}: {error}"
