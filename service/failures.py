"""What an error of a library or of the system amounts to, as one of ours; its own words are a detail."""

import errno

import asyncpg
from temporalio.service import RPCError

from ledger.db.connect import is_passing
from proof.errors import JejakError
from wiring.errors import NotPossible, Unavailable

PATIENCE_S = 30.0
"""How long pages and programs wait for a server at most, and for a closing."""

DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
"""What a file that is open already may meet with; any other file is named by the error."""

NOT_READY = (
    asyncpg.InvalidCatalogNameError,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.UndefinedFunctionError,
)
"""The database, its roles or its schema were never made."""


class NotReady(Unavailable):
    """The database was never migrated."""

    code = "database_not_ready"


def as_ours(error: Exception, timeout: float = PATIENCE_S) -> JejakError:
    """The error that says so, of whoever waited at most `timeout` seconds."""
    match error:
        case RPCError():
            return Unavailable(reason="temporal_refused", status=error.status.name, detail=error.message)
        case TimeoutError():
            return Unavailable(reason="too_slow", timeout=timeout)
        case asyncpg.InsufficientPrivilegeError():
            return NotPossible("not_permitted", cause=error)
        case asyncpg.PostgresError() if isinstance(error, NOT_READY) or _lacks_role(error):
            return NotReady(cause=error)
        case OSError(filename=str(file)) | OSError(filename=bytes(file)):
            return Unavailable(reason="disk", file=file, cause=error)
        case OSError() if error.errno in DISK:
            return Unavailable(reason="open_file", cause=error)
    if is_passing(error) or isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return Unavailable(reason="database", cause=error)
    return JejakError("internal_error", name=type(error).__name__, detail=str(error))


def _lacks_role(error: asyncpg.PostgresError) -> bool:
    return isinstance(error, asyncpg.InvalidParameterValueError) and "role" in str(error)
