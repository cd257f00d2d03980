"""The catalogues as gettext reads them: a `.po` is compiled when its `.mo` is missing or older than the `.po`."""

import os
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from texts.languages import Lang

LOCALE = Path(__file__).parent / "locale"


def files(lang: Lang) -> list[Path]:
    """The catalogues of a language, as people write them."""
    return sorted((LOCALE / lang / "LC_MESSAGES").glob("*.po"))


class InEnglish(NullTranslations):
    """The fallback for what another language lacks; only then are the English catalogues read."""

    def gettext(self, message: str) -> str:
        return catalogue("en").gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return catalogue("en").ngettext(msgid1, msgid2, n)


@cache
def catalogue(lang: Lang) -> NullTranslations:
    """All messages of a language, with the English ones as a fallback."""
    whole = NullTranslations()
    for written in files(lang):
        whole.add_fallback(GNUTranslations(BytesIO(compiled(written))))
    if lang != "en":
        whole.add_fallback(InEnglish())
    return whole


def compiled(written: Path) -> bytes:
    """A catalogue in gettext's binary form: the file beside it, or compiled now and kept there if possible."""
    kept = written.with_suffix(".mo")
    try:
        if kept.stat().st_mtime_ns > written.stat().st_mtime_ns:
            return kept.read_bytes()
    except FileNotFoundError:
        pass
    # Only here: the imports take a hundred times as long as reading a compiled file.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    content = BytesIO()
    with written.open("rb") as file:
        write_mo(content, read_po(file, abort_invalid=True))
    unfinished = kept.with_suffix(f".{os.getpid()}")
    try:
        unfinished.write_bytes(content.getvalue())
        unfinished.replace(kept)
    except OSError:
        unfinished.unlink(missing_ok=True)  # a read-only checkout
    return content.getvalue()
