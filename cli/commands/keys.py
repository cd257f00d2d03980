"""The keys that sign commands and checkpoints: made, changed, listed."""

from typing import Annotated

from typer import Option

from cli import output, texts
from cli.app import command, group
from cli.commands.servers import PANEL
from cli.inner_texts import inner
from cli.options import Common
from wiring.keys import Purpose, new_key, public_keys, rotate_key, why_unsigned

keys = group("keys", "Kunci yang menandatangani perintah dan titik periksa / keys that sign commands and checkpoints")

PurposeOption = Annotated[
    Purpose, Option("--for", help="Yang ditandatangani / what it signs: commands, checkpoints", show_choices=False)
]


@command(keys, "new", PANEL)
async def new(common: Common, purpose: PurposeOption = Purpose.COMMANDS) -> None:
    """Buat kunci pertama. / Make the first key."""
    _made(common, purpose, new_key(common.settings(), purpose))


@command(keys, "rotate", PANEL)
async def rotate(common: Common, purpose: PurposeOption = Purpose.COMMANDS) -> None:
    """Ganti kunci; yang lama tetap dipercaya. / Change the key; the earlier one stays trusted."""
    _made(common, purpose, rotate_key(common.settings(), purpose))


@command(keys, "list", PANEL)
async def list_keys(common: Common, purpose: PurposeOption = Purpose.COMMANDS) -> None:
    """Kunci publik yang dipercaya. / The public keys that are trusted."""
    settings = common.settings()
    found = public_keys(settings, purpose)
    if common.as_json:
        output.print_json(
            [{"key_id": key.key_id, "signs": key.signs, "file": key.file, "key": key.text} for key in found]
        )
        return
    output.table(
        texts.columns(("key_id", "signs", "file"), common.language),
        [(key.key_id, "✓" if key.signs else "", key.file) for key in found],
    )
    if why := why_unsigned(settings, purpose, found):
        output.say(texts.told("nothing_signs", common.language, problem=inner(why, common.language)))
    if purpose is Purpose.CHECKPOINTS:
        output.heading(texts.told("public_keys", common.language))
        for key in found:
            output.say(key.text)


def _made(common: Common, purpose: Purpose, key_id: str) -> None:
    if common.as_json:
        output.print_json({"key_id": key_id})
    else:
        output.say(texts.told(f"new_key_{purpose}", common.language, key_id=key_id))
