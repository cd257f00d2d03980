"""Runs one command of the command line."""

import traceback
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from cyclopts import CycloptsError

from cli.app import application
from cli.endings import Ending, Exit, say
from texts import LANGUAGES, Lang, language
from texts.languages import BadLanguage, language_of_locale

if TYPE_CHECKING:
    from cli.options import Common


async def main(arguments: Sequence[str]) -> int:
    """Runs the command that the arguments say; returns its exit code."""
    as_json = "--json" in arguments
    try:
        lang = language_of(arguments)
    except BadLanguage as error:
        from texts.errors import advised, said

        lang = language_of_locale()
        return say(Ending(Exit.USAGE, error.code, said(error, lang), advised(error, lang)), as_json=as_json)
    try:
        if not all(map(_is_text, arguments)):
            from cli.usage import not_text

            return say(not_text(lang), as_json=as_json)
        command, given, _ = application(lang).parse_args(arguments, print_error=False, exit_on_error=False)
    except CycloptsError as error:
        from cli.usage import misused

        return say(misused(error, lang), as_json=as_json)
    given.apply_defaults()
    if "options" not in given.arguments:  # help, which comes unasked where no command is named, or the version
        command(*given.args, **given.kwargs)
        return Exit.DONE if {"--help", "--version"} & set(arguments) else Exit.USAGE
    return await bounded(given.arguments["options"], command(*given.args, **given.kwargs))


async def bounded(options: "Common", action: Coroutine[Any, Any, int | None]) -> int:
    """Runs a command; says what went wrong, if anything did, and returns the exit code."""
    try:
        return await action or Exit.DONE
    except BrokenPipeError:
        raise
    except Exception as error:
        from cli.boundary import ending_of

        ending = await ending_of(error, options)
        if ending.exit is Exit.INTERNAL_ERROR:
            traceback.print_exc()
        return say(ending, as_json=options.as_json)


def language_of(arguments: Sequence[str]) -> Lang:
    """The language that arguments ask for, read before they are understood: what is wrong with them is said in it.

    Raises BadLanguage.
    """
    given = " ".join(arguments).replace("--lang=", "--lang ")
    return next((lang for lang in LANGUAGES if f"--lang {lang}" in given), None) or language()


def _is_text(argument: str) -> bool:
    """Whether it was UTF-8: what wasn't comes as lone surrogates, which nothing can store."""
    return not any("\ud800" <= char <= "\udfff" for char in argument)
