"""The keys that sign commands and checkpoints: made, changed, listed."""

from typing import Annotated, Literal

from cyclopts import Parameter

from cli import output
from cli.options import Common
from texts import text
from texts.errors import said

Signed = Annotated[
    Literal["commands", "checkpoints"],
    Parameter(name="--for", help="cli.option.for", metavar="PURPOSE", show_default=True),
]


async def new(*, signed: Signed = "commands", options: Common = Common()) -> None:
    """Make the first key."""
    from wiring.keys import Purpose, new_key

    _made(options, signed, new_key(options.settings(), Purpose(signed)))


async def rotate(*, signed: Signed = "commands", options: Common = Common()) -> None:
    """Change the key; the earlier one stays trusted."""
    from wiring.keys import Purpose, rotate_key

    _made(options, signed, rotate_key(options.settings(), Purpose(signed)))


async def list_keys(*, signed: Signed = "commands", options: Common = Common()) -> None:
    """The public keys that are trusted."""
    from wiring.keys import Purpose, public_keys, why_unsigned

    settings, purpose = options.settings(), Purpose(signed)
    found = public_keys(settings, purpose)
    if options.as_json:
        output.print_json(
            [{"key_id": key.key_id, "signs": key.signs, "file": key.file, "key": key.text} for key in found]
        )
        return
    output.table(
        output.columns(("key_id", "signs", "file"), options.language),
        [(key.key_id, "✓" if key.signs else "", key.file) for key in found],
    )
    if why := why_unsigned(settings, purpose, found):
        output.say(f"{text('cli.nothing_signs', options.language)} {said(why, options.language)}")
    if purpose is Purpose.CHECKPOINTS:
        output.heading(text("cli.public_keys", options.language))
        for key in found:
            output.say(key.text)


def _made(options: Common, signed: str, key_id: str) -> None:
    if options.as_json:
        output.print_json({"key_id": key_id})
    else:
        output.say(text(f"cli.new_key_{signed}", options.language, key_id=key_id))
