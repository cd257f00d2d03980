"""The error boundary: the one place where an error, of whatever part, becomes an exit code and a sentence."""

import errno
from datetime import datetime
from typing import Any

import asyncpg
from pydantic import ValidationError
from temporalio.service import RPCError

from activities.signatures import BadKey
from cli import output, texts
from cli.endings import Ending, Exit
from cli.inner_texts import inner
from cli.input.problems import fields
from cli.options import Common
from domain.codec import UnreadableEvent
from domain.refusals import Code, Refusal, Refused
from ledger.db.connect import is_connection_error
from ledger.errors import BadCheckpointKey, LedgerError, NotSealed
from proof.errors import BundleRefused, NothingToCompare, Unproved
from proof.sentences import why
from service.sending import NoAnswer
from stack.errors import StackError
from texts import Lang, errors, text
from wiring.errors import BadRequest
from wiring.settings import NothingRuns, SettingsError
from wiring.temporal import TemporalUnavailable

UNAVAILABLE = "unavailable"
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
"""What a file that is open already may meet with; any other file is named by the error."""

ALARMS = (
    "no_such_event",
    "log_broken",
    "tile_missing",
    "checkpoint_inconsistent",
    "outside_lost",
)
"""What the ledger, or a checkpoint, isn't like when it is intact."""

NOTHING_THERE = (
    "ambiguous_innovation",
    "short_prefix",
    "no_such_version",
    "nothing_by_then",
    "still_to_come",
    "key_exists",
    "no_key",
    "key_is_secret",
    "sealer_elsewhere",
)
"""Well asked, but it can't be had as things are: refused, not misused."""


def refused(refusal: Refusal, lang: Lang, **more: Any) -> Ending:
    """What a refusal by the rules amounts to."""
    exit_code = Exit.INTERNAL_ERROR if refusal.code is Code.INTERNAL_ERROR else Exit.REFUSED
    message, hint = (
        text(code, lang, **refusal.facts) for code in (f"refusal.{refusal.code}", f"refusal.{refusal.code}.hint")
    )
    return Ending(exit_code, refusal.code, message, hint, more)


def ending_of(error: Exception, common: Common) -> Ending:
    """What an error amounts to for whoever gave the command."""
    lang = common.language
    match error:
        case Refused():
            return refused(error.refusal, lang)
        case BadRequest():
            exit_code = Exit.REFUSED if error.code in NOTHING_THERE else Exit.USAGE
            facts = {n: output.when(v) if isinstance(v, datetime) else v for n, v in error.facts.items()}
            problems = facts.pop("problems", None)
            more = {} if problems is None else {"problems": problems}
            return Ending(exit_code, error.code, *_told(error.code, lang, facts), more)
        case NothingRuns():
            return _unavailable("no_stack", lang, home=error.home)
        case SettingsError():
            return _own(Exit.USAGE, "bad_settings", lang, problem=error.message, advice=error.hint)
        case BadKey():
            return _own(Exit.USAGE, "bad_key", lang, problem=error.message, advice=error.hint)
        case StackError():
            return _own(Exit.UNAVAILABLE, error.code, lang, problem=error.message, advice=error.hint)
        case BadCheckpointKey():
            return _own(Exit.USAGE, "bad_checkpoint_key", lang, problem=error.message)
        case NotSealed():
            return _own(Exit.UNAVAILABLE, "not_sealed", lang, problem=error.message)
        case Unproved():
            told = texts.error(error.code, lang, error.facts | {"problem": why(error, lang)})
            exit_code = Exit.USAGE if isinstance(error, NothingToCompare) else Exit.VERIFICATION_FAILED
            more = {"step": error.facts["step"]} if isinstance(error, BundleRefused) else {}
            return Ending(exit_code, error.code, *told, more)
        case LedgerError():
            exit_code = Exit.VERIFICATION_FAILED if error.code in ALARMS else Exit.REFUSED
            told = error.message, error.hint
            if error.code in texts.ERRORS:
                told = texts.error(error.code, lang, {"problem": error.message, "advice": error.hint})
            return Ending(exit_code, error.code, *told)
        case NoAnswer():
            seconds = f"{error.timeout.total_seconds():g}"
            told = texts.error("no_answer", lang, {"seconds": seconds, "command_id": error.command_id})
            return Ending(Exit.UNAVAILABLE, UNAVAILABLE, *told, {"command_id": str(error.command_id)})
        case TemporalUnavailable():
            return _unavailable("temporal_unavailable", lang, address=error.address)
        case RPCError():
            return _unavailable("temporal_refused", lang, problem=error.message)
        case TimeoutError():
            return _unavailable("too_slow", lang, seconds=f"{common.timeout:g}")
        case UnreadableEvent():
            told = errors.said(error, lang), errors.advised(error, lang)
            return Ending(Exit.VERIFICATION_FAILED, error.code, *told)
    if _not_ready(error):
        return _own(Exit.UNAVAILABLE, "database_not_ready", lang, problem=error)
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        return _own(Exit.REFUSED, "not_permitted", lang, problem=error)
    if isinstance(error, OSError) and (error.filename is not None or error.errno in DISK):
        file = error.filename or texts.told("some_file", lang)
        return _unavailable("disk_unavailable", lang, file=file, problem=error.strerror or error)
    if is_connection_error(error) or isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return _unavailable("database_unavailable", lang, problem=str(error) or type(error).__name__)
    return _own(Exit.INTERNAL_ERROR, "internal_error", lang, problem=f"{type(error).__name__}: {error}")


def _not_ready(error: Exception) -> bool:
    """Whether the database, its roles or its schema were never made."""
    missing_role = isinstance(error, asyncpg.InvalidParameterValueError) and "role" in str(error)
    absent = asyncpg.InvalidCatalogNameError | asyncpg.UndefinedTableError | asyncpg.InvalidSchemaNameError
    return missing_role or isinstance(error, absent | asyncpg.UndefinedFunctionError)


def _unavailable(code: str, lang: Lang, **facts: object) -> Ending:
    return Ending(Exit.UNAVAILABLE, UNAVAILABLE, *_told(code, lang, facts))


def _own(exit_code: Exit, code: str, lang: Lang, **facts: object) -> Ending:
    return Ending(exit_code, code, *_told(code, lang, facts))


def _told(code: str, lang: Lang, facts: dict[str, object]) -> tuple[str, str]:
    """The message and the hint; a problem that is told in a sentence of its own is in the reader's language too."""
    problem = facts.get("problem")
    if isinstance(problem, ValidationError):
        facts = facts | {"problem": fields(problem, lang)}
    elif problem is not None:
        facts = facts | {"problem": inner(str(problem), lang)}
    return texts.error(code, lang, facts)
