"""Arguments that can't be read: what is wrong, by the kind of the library's error and its facts, never by its words."""

from collections.abc import Iterable
from difflib import get_close_matches
from uuid import UUID

from cyclopts import (
    Argument,
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    Parameter,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)
from cyclopts.validators import Number

from cli.app import PROGRAM
from cli.endings import Ending, Exit
from texts import Lang, text

KINDS: dict[object, str] = {int: "not_whole", float: "not_number", UUID: "not_uuid"}
"""What isn't of a type."""


def misused(error: CycloptsError, lang: Lang) -> Ending:
    """How a command ends whose arguments can't be read."""
    code, facts = _problem(error)
    command = " ".join((PROGRAM, *(error.command_chain or ())))
    return Ending(Exit.USAGE, "usage", text(f"usage.{code}", lang, **facts), text("usage.hint", lang, command=command))


def not_text(lang: Lang) -> Ending:
    """How a command ends whose arguments aren't UTF-8."""
    return Ending(Exit.USAGE, "usage", text("usage.not_text", lang), text("usage.not_text.hint", lang))


def _problem(error: CycloptsError) -> tuple[str, dict[str, object]]:
    """The name of what is wrong, and its facts."""
    match error:
        case UnknownCommandError(unused_tokens=[given, *_]):
            return _unknown("command", given, error.app or ())
        case UnknownOptionError():
            names = (name for each in error.argument_collection for name in each.names)
            return _unknown("option", error.token.keyword or error.token.value, names)
        case UnusedCliTokensError(unused_tokens=[given, *_]):
            return "superfluous", {"given": given}
        case MissingArgumentError(argument=Argument() as argument):
            code = "missing_value" if error.keyword else "missing_option" if argument.index is None else "missing"
            return code, {"name": error.keyword or argument.name}
        case CoercionError(argument=Argument() as argument):
            facts = _given(argument)
            if choices := argument.get_choices():
                return "not_one_of", facts | {"choices": choices}
            return KINDS.get(error.target_type, "unfit"), facts
        case ValidationError(argument=Argument(parameter=Parameter(validator=[Number() as bounds])) as argument):
            code = "too_small" if bounds.lte is None else "out_of_range"
            return code, _given(argument) | {"least": bounds.gte, "most": bounds.lte}
    return "unreadable", {}


def _unknown(kind: str, given: str, known: Iterable[str]) -> tuple[str, dict[str, object]]:
    """Something that there isn't, and what may have been meant."""
    near = get_close_matches(given, list(known), n=1)
    return f"unknown_{kind}{'.near' if near else ''}", {"given": given, "near": "".join(near)}


def _given(argument: Argument) -> dict[str, object]:
    """An argument's name, and what was given for it."""
    token = argument.tokens[0]
    return {"name": token.keyword or argument.name, "given": token.value}
