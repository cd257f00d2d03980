"""Runs one command of the command line."""

from collections.abc import Sequence

from cyclopts import CycloptsError

from cli.app import application
from cli.endings import Exit, bounded, say
from cli.options import language_of


async def main(arguments: Sequence[str]) -> int:
    """Runs the command that the arguments say; returns its exit code."""
    lang, as_json = language_of(arguments), "--json" in arguments
    try:
        if not all(map(_is_text, arguments)):
            from cli.usage import not_text

            return say(not_text(lang), as_json=as_json, lang=lang)
        command, given, _ = application(lang).parse_args(arguments, print_error=False, exit_on_error=False)
    except CycloptsError as error:
        from cli.usage import misused

        return say(misused(error, lang), as_json=as_json, lang=lang)
    given.apply_defaults()
    if "options" not in given.arguments:  # help, which comes unasked where no command is named, or the version
        command(*given.args, **given.kwargs)
        return Exit.DONE if {"--help", "--version"} & set(arguments) else Exit.USAGE
    return await bounded(given.arguments["options"], command(*given.args, **given.kwargs))


def _is_text(argument: str) -> bool:
    """Whether it was UTF-8: what wasn't comes as lone surrogates, which nothing can store."""
    return not any("\ud800" <= char <= "\udfff" for char in argument)
