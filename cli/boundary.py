"""The error boundary: the one place where an error, of whatever part, becomes an exit code and a sentence."""

from collections.abc import Mapping
from typing import Any

from cli.endings import Ending, Exit
from cli.options import Common, Reading, connected
from domain.names import NAMELESS, Names
from domain.refusals import Code, Refusal, Refused
from proof.errors import JejakError, Kind
from texts import Lang, errors, text
from texts.filling import explained
from texts.refusals import calls_by_name, people_in_answer

EXITS = {
    Kind.MISUSED: Exit.USAGE,
    Kind.REFUSED: Exit.REFUSED,
    Kind.UNAVAILABLE: Exit.UNAVAILABLE,
    Kind.UNPROVED: Exit.VERIFICATION_FAILED,
    Kind.OURS: Exit.INTERNAL_ERROR,
}
"""How a command ends, by what its error amounts to."""

FOR_PROGRAMS = ("command_id", "step", "detail")
"""Facts that `--json` has besides the sentences."""


async def ending_of(error: Exception, common: Common) -> Ending:
    """What an error amounts to for whoever gave the command."""
    if isinstance(error, Refused):
        return await refused(error.refusal, common)
    if not isinstance(error, JejakError):
        from service.failures import as_ours  # only now: it needs the libraries

        error = as_ours(error, common.timeout)
    return _ending(error, common.language)


async def refused(refusal: Refusal, common: Common, **more: Any) -> Ending:
    """What a refusal by the rules amounts to."""
    exit_code = Exit.INTERNAL_ERROR if refusal.code is Code.INTERNAL_ERROR else Exit.REFUSED
    lang, names = common.language, await _names(refusal, common)
    message, hint = (
        text(code, lang, names, **refusal.facts) for code in (f"refusal.{refusal.code}", f"refusal.{refusal.code}.hint")
    )
    if isinstance(problems := refusal.facts.get("problems"), list):
        more["problems"] = [_problem(each, lang) for each in problems if isinstance(each, dict)]
    return Ending(exit_code, refusal.code, message, hint, more)


async def _names(refusal: Refusal, common: Common) -> Names:
    """What those are called whom a refusal names, as far as whoever gave the command may know; programs get ids."""
    if common.as_json or not isinstance(common, Reading) or not calls_by_name(refusal.code):
        return NAMELESS
    from service.names import names_open_to
    from service.reading import Reader

    try:
        async with connected(common) as connections:  # whose role has ended may still see their own name
            reader = await Reader.asking(connections, common.person)
            return await names_open_to(reader, people_in_answer(refusal.code, refusal.facts))
    except Exception:  # nothing can be looked up: what was refused is said all the same
        return NAMELESS


def _ending(error: JejakError, lang: Lang) -> Ending:
    more: dict[str, Any] = {name: error.facts[name] for name in FOR_PROGRAMS if name in error.facts}
    details = str(error.facts.get("detail", "")).splitlines()
    cause = error.facts.get("cause")
    if isinstance(cause, Exception):
        more["detail"] = cause.strerror if isinstance(cause, OSError) else str(cause)
    if hasattr(cause, "sqlstate"):  # PostgreSQL's
        details = [str(cause)]
    if isinstance(problems := error.facts.get("problems"), list):
        more["problems"] = [_problem(each, lang) for each in problems]
        details = [_line(each, lang) for each in more["problems"] if "line" in each]
    return Ending(EXITS[error.kind], error.code, errors.said(error, lang), errors.advised(error, lang), more, details)


def _problem(found: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """A problem as JSON has it: with its sentence, and what a library said as a detail."""
    message = explained(found["code"], found["facts"], lang)
    return {**{name: found[name] for name in ("line", "path", "code", "detail") if name in found}, "message": message}


def _line(problem: Mapping[str, Any], lang: Lang) -> str:
    return text("error.at_line_and_path" if problem["path"] else "error.at_line", lang, **problem)
