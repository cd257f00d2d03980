"""The error boundary: the one place where an error, of whatever part, becomes an exit code and a sentence."""

import errno
from collections.abc import Mapping
from typing import Any

import asyncpg
from temporalio.service import RPCError

from activities.command_keys import BadKey
from cli.endings import Ending, Exit
from cli.options import Common
from domain.codec import UnreadableEvent
from domain.refusals import Code, Refusal, Refused
from ledger.db.connect import is_connection_error
from ledger.errors import Alarm, BadCheckpointKey, LedgerError, NotSealed
from proof.errors import JejakError, NothingToCompare, Unproved
from service.sending import NoAnswer
from stack.errors import StackError
from texts import Lang, errors, text
from texts.filling import explained
from wiring.errors import BadRequest, NotPossible
from wiring.settings import NothingRuns, SettingsError
from wiring.temporal import TemporalUnavailable

EXITS: dict[type[JejakError], Exit] = {
    BadRequest: Exit.USAGE,
    NotPossible: Exit.REFUSED,
    SettingsError: Exit.USAGE,
    NothingRuns: Exit.UNAVAILABLE,
    BadKey: Exit.USAGE,
    BadCheckpointKey: Exit.USAGE,
    StackError: Exit.UNAVAILABLE,
    TemporalUnavailable: Exit.UNAVAILABLE,
    NoAnswer: Exit.UNAVAILABLE,
    NotSealed: Exit.UNAVAILABLE,
    LedgerError: Exit.REFUSED,
    Alarm: Exit.VERIFICATION_FAILED,
    Unproved: Exit.VERIFICATION_FAILED,
    NothingToCompare: Exit.USAGE,
    UnreadableEvent: Exit.VERIFICATION_FAILED,
    JejakError: Exit.INTERNAL_ERROR,
}
"""How a command ends by the class of the error, or the nearest one above it."""

FOR_PROGRAMS = ("command_id", "step", "detail")
"""Facts that `--json` has besides the sentences."""

DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
"""What a file that is open already may meet with; any other file is named by the error."""

NOT_READY = (
    asyncpg.InvalidCatalogNameError,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.UndefinedFunctionError,
)
"""The database, its roles or its schema were never made."""


def ending_of(error: Exception, common: Common) -> Ending:
    """What an error amounts to for whoever gave the command."""
    if isinstance(error, Refused):
        return refused(error.refusal, common.language)
    if isinstance(error, JejakError):
        return _ending(EXITS[next(each for each in type(error).__mro__ if each in EXITS)], error, common.language)
    return _ending(*_of_others(error, common), common.language)


def refused(refusal: Refusal, lang: Lang, **more: Any) -> Ending:
    """What a refusal by the rules amounts to."""
    exit_code = Exit.INTERNAL_ERROR if refusal.code is Code.INTERNAL_ERROR else Exit.REFUSED
    message, hint = (
        text(code, lang, **refusal.facts) for code in (f"refusal.{refusal.code}", f"refusal.{refusal.code}.hint")
    )
    if isinstance(problems := refusal.facts.get("problems"), list):
        more["problems"] = [_problem(each, lang) for each in problems if isinstance(each, dict)]
    return Ending(exit_code, refusal.code, message, hint, more)


def _ending(exit_code: Exit, error: JejakError, lang: Lang) -> Ending:
    more: dict[str, Any] = {name: error.facts[name] for name in FOR_PROGRAMS if name in error.facts}
    details = str(error.facts.get("detail", "")).splitlines()
    because = error.facts.get("because")
    if isinstance(because, Exception):
        more["detail"] = because.strerror if isinstance(because, OSError) else str(because)
    if isinstance(because, asyncpg.PostgresError):
        details = [str(because)]
    if isinstance(problems := error.facts.get("problems"), list):
        more["problems"] = [_problem(each, lang) for each in problems]
        details = [_line(each, lang) for each in more["problems"] if "line" in each]
    return Ending(exit_code, error.code, errors.said(error, lang), errors.advised(error, lang), more, details)


def _problem(found: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """A problem as JSON has it: with its sentence, and what a library said as a detail."""
    message = explained(found["code"], found["facts"], lang)
    return {**{name: found[name] for name in ("line", "path", "code", "detail") if name in found}, "message": message}


def _line(problem: Mapping[str, Any], lang: Lang) -> str:
    return text("error.at_line_and_path" if problem["path"] else "error.at_line", lang, **problem)


def _of_others(error: Exception, common: Common) -> tuple[Exit, JejakError]:
    """What an error of a library or of the system amounts to, as one of ours; its own words are a detail."""
    match error:
        case RPCError():
            status, detail = error.status.name, error.message
            return Exit.UNAVAILABLE, JejakError("unavailable", reason="temporal_refused", status=status, detail=detail)
        case TimeoutError():
            return Exit.UNAVAILABLE, JejakError("unavailable", reason="too_slow", timeout=common.timeout)
        case asyncpg.InsufficientPrivilegeError():
            return Exit.REFUSED, JejakError("not_permitted", because=error)
        case asyncpg.PostgresError() if isinstance(error, NOT_READY) or _lacks_role(error):
            return Exit.UNAVAILABLE, JejakError("database_not_ready", because=error)
        case OSError(filename=str(file)) | OSError(filename=bytes(file)):
            return Exit.UNAVAILABLE, JejakError("unavailable", reason="disk", file=file, because=error)
        case OSError() if error.errno in DISK:
            return Exit.UNAVAILABLE, JejakError("unavailable", reason="open_file", because=error)
    if is_connection_error(error) or isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return Exit.UNAVAILABLE, JejakError("unavailable", reason="database", because=error)
    return Exit.INTERNAL_ERROR, JejakError("internal_error", name=type(error).__name__, detail=str(error))


def _lacks_role(error: asyncpg.PostgresError) -> bool:
    return isinstance(error, asyncpg.InvalidParameterValueError) and "role" in str(error)
