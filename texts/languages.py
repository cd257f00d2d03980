"""The language that texts are shown in."""

import os
from typing import TYPE_CHECKING, Literal, get_args

from proof.errors import JejakError, Kind

if TYPE_CHECKING:
    from domain.editions import Bilingual

Lang = Literal["id", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
SETTING = "JEJAK_LANG"


class BadLanguage(JejakError):
    """There are no texts in that language."""

    code = "bad_language"
    kind = Kind.MISUSED


def language(asked: str | None = None) -> Lang:
    """The language asked for, or that of JEJAK_LANG, or else the locale's.

    Raises:
        BadLanguage: what was asked for, or set, is neither Indonesian nor English.
    """
    chosen = asked or os.environ.get(SETTING)
    if not chosen:
        return language_of_locale()
    for known in LANGUAGES:
        if chosen == known:
            return known
    raise BadLanguage(given=chosen)


def language_of_locale() -> Lang:
    """English where the locale says so, Indonesian everywhere else."""
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, variables), "").startswith("en") else "id"


def in_language(name: "Bilingual", lang: Lang) -> str:
    """What an edition calls something, in that language."""
    return name.id if lang == "id" else name.en
