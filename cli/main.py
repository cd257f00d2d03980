"""Runs one command of the command line, in whichever module it is registered."""

from collections.abc import Sequence
from importlib import import_module

from typer import TyperException

from cli import texts
from cli.app import app
from cli.endings import Ending, Exit, say
from cli.options import language_by_default
from texts import Lang

PROGRAM = "starter.py"
MODULES = (
    "servers",
    "keys",
    "sealing",
    "demo",
    "lists",
    "writing",
    "simple",
    "regions",
    "history",
    "replay",
    "verify",
    "bundle",
    "what_if",
    "export",
    "rebuild",
    "people",
    "editions",
)
"""Every module that registers commands, in the order in which the help lists them."""

for _module in MODULES:
    import_module(f"cli.commands.{_module}")


async def main(arguments: Sequence[str]) -> int:
    """Runs the command that the arguments say; returns its exit code."""
    if not all(map(_is_text, arguments)):
        ending = Ending(Exit.USAGE, "usage", *texts.error("not_text", _language(arguments), {}))
        return say(ending, as_json="--json" in arguments, lang=_language(arguments))
    try:
        result = app(args=list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except TyperException as error:
        if not error.format_message():  # no command was named: its help was printed
            return Exit.USAGE
        return say(_misused(error, arguments), as_json="--json" in arguments, lang=_language(arguments))
    # `--help` is over by now and gives its exit code; a command gives its coroutine.
    return result if isinstance(result, int) else await result


def _is_text(argument: str) -> bool:
    """Whether it was UTF-8: what wasn't comes as lone surrogates, which nothing can store."""
    return not any("\ud800" <= char <= "\udfff" for char in argument)


def _misused(error: TyperException, arguments: Sequence[str]) -> Ending:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else PROGRAM
    problem = texts.usage_problem(error.format_message(), _language(arguments))
    message, hint = texts.error("usage", _language(arguments), {"problem": problem, "command": command})
    return Ending(Exit.USAGE, "usage", message, hint)


def _language(arguments: Sequence[str]) -> Lang:
    """The language asked for, where the arguments as a whole couldn't be read."""
    given = " ".join(arguments).replace("--lang=", "--lang ")
    if "--lang en" in given:
        return "en"
    return "id" if "--lang id" in given else language_by_default()
