"""What an act asks, in words, for who is to confirm it."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from texts import Lang, moment, text, title

CALLED = {
    "role": "role",
    "post.tenure": "tenure",
    "post.rank": "rank",
    "post.mandate.rank": "rank",
    "purpose": "purpose",
    "kind": "reference",
}
"""Fields whose value has a name, by the kind of thing that it names."""

INSTANTS = ("valid_from", "valid_until", "ends_at")

WIDTH = 160
"""How many characters of a field are shown; of what is longer, its size and hash are."""


def asked_in(payload: dict[str, Any], lang: Lang) -> list[tuple[str, str]]:
    """Everything that a payload says: what each field is called, and its value."""
    return [(title("field", path, lang), written(path, value, lang)) for path, value in _fields(payload)]


def _fields(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Everything that a payload says, each with its path."""
    match value:
        case dict() | list() if value:
            for name, each in value.items() if isinstance(value, dict) else enumerate(value, 1):
                yield from _fields(each, f"{path}.{name}" if path else str(name))
        case _ if path:
            yield path, value


def written(path: str, value: Any, lang: Lang) -> str:
    """The value of a field, in words where it has any."""
    match value:
        case None | {} | []:
            return ""
        case bool():
            return text("cli.yes" if value else "cli.no", lang)
    shown = str(value).replace("\n", " ⏎ ")
    if path in CALLED:
        return title(CALLED[path], shown, lang)
    if path in INSTANTS:
        try:
            return moment(datetime.fromisoformat(shown), lang)
        except ValueError:
            return shown
    if len(shown) > WIDTH:
        content = str(value).encode()
        return text("cli.long_value", lang, size=len(content), sha256=sha256(content).hexdigest())
    return shown
