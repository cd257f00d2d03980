"""The catalogues as people wrote them, for tests that look into every message."""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from texts.catalogues import files
from texts.filling import FACT
from texts.languages import Lang


@cache
def written(lang: Lang) -> dict[str, Message]:
    """Every message of a language, by its code."""
    found: dict[str, Message] = {}
    for file in files(lang):
        for message in _read(file):
            if message.id:
                code = message.id if isinstance(message.id, str) else message.id[0]
                assert code not in found, f"{code} is there twice"
                found[code] = message
    return found


def _read(file: Path) -> Catalog:
    with file.open("rb") as content:
        return read_po(content, abort_invalid=True)


def forms(message: Message) -> list[str]:
    """All that a message may show: one text, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def facts_of(code: str) -> set[str]:
    """The names of the facts in a message; both languages name the same ones."""
    return {name for form in forms(written("en")[code]) for name, _ in FACT.findall(form)}


def under(prefix: str) -> set[str]:
    """What follows `prefix.` in the codes of messages."""
    return {code.removeprefix(f"{prefix}.") for code in written("en") if code.startswith(f"{prefix}.")}
