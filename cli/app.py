"""The one Typer application, and how commands are registered with it.

A command is an async function. Its first parameter is one of `options`' classes, whose fields become options; the
others are its own arguments, as Typer knows them. It returns its exit code, or None for 0.
"""

from collections.abc import Callable, Coroutine
from dataclasses import fields
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints

from typer import Typer

from cli.endings import bounded
from cli.options import Common

Action = Callable[..., Coroutine[Any, Any, int | None]]

app = Typer(
    name="starter.py",
    help="Jejak: perjalanan setiap inovasi pelayanan publik / the trail of every public-service innovation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def group(name: str, help_text: str) -> Typer:
    """A new group of commands under the application."""
    made = Typer(name=name, help=help_text, no_args_is_help=True)
    app.add_typer(made)
    return made


def command(under: Typer, name: str, panel: str) -> Callable[[Action], Action]:
    """Registers an action as a command. Its docstring is the help; `panel` is where the help lists it."""

    def register(action: Action) -> Action:
        under.command(name, rich_help_panel=panel)(typed(action))
        return action

    return register


def typed(action: Action) -> Callable[..., Coroutine[Any, Any, int]]:
    """What Typer calls: the action's own parameters, followed by the fields of its options."""
    own = list(signature(action).parameters.values())[1:]
    hints = get_type_hints(action, include_extras=True)
    options = next(iter(hints.values()))
    assert issubclass(options, Common)
    shared = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type)
        for field in fields(options)
    ]

    def called(**given: Any) -> Coroutine[Any, Any, int]:
        common = options(**{field.name: given.pop(field.name) for field in fields(options)})
        return bounded(common, action(common, **given))

    mine = [each.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[each.name]) for each in own]
    called.__signature__ = Signature([*mine, *shared])  # type: ignore[attr-defined]  # what `inspect`, and so Typer, reads
    called.__annotations__ = {each.name: each.annotation for each in [*mine, *shared]}
    called.__doc__ = action.__doc__
    return called
