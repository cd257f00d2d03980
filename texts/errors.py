"""What an error says to a person: by its code and, where one code has several, the reason among its facts.

A `bad_key` for the reason `locked` has the message `error.bad_key.locked`, and what to do by
`error.bad_key.locked.hint` or else `error.bad_key.hint`. The reasons why something isn't proved have their
sentences in `proof`, which works without the catalogues.
"""

import errno
import socket

from proof.errors import JejakError, Unproved
from proof.sentences import reason_of
from texts.filling import filled, known, message, text
from texts.languages import Lang

_NAMES = {getattr(socket, name): name for name in dir(socket) if name.startswith("EAI_")}
"""The names of the errors of host name look-ups."""


def said(error: JejakError, lang: Lang) -> str:
    """What went wrong, in a sentence, with its place where that is known."""
    place = f"error.{error.code}.place"
    sentence = _filled(_own(error), error, lang)
    return f"{sentence} {_filled(place, error, lang)}" if known(place) and "stream" in error.facts else sentence


def advised(error: JejakError, lang: Lang) -> str:
    """What to do about it."""
    own = f"{_own(error)}.hint"
    return _filled(own if known(own) else f"error.{error.code}.hint", error, lang)


def advised_on_page(error: JejakError, lang: Lang) -> str:
    """The same for whoever reads it on a page, and has no command line."""
    own = f"error.{error.code}.hint.page"
    return _filled(own, error, lang) if known(own) else advised(error, lang)


def cause_of(error: BaseException, lang: Lang) -> str:
    """Why something went wrong, as part of a sentence: by a code of ours, of the system or of PostgreSQL."""
    match error:
        case Unproved():
            return reason_of(error, lang)
        case JejakError():
            sentence = said(error, lang).removesuffix(".")
            return sentence[:1].lower() + sentence[1:]
        case OSError(errno=int(number)):
            name = (_NAMES if isinstance(error, socket.gaierror) else errno.errorcode).get(number)
            return text(f"os.{name}" if known(f"os.{name}") else "os.other", lang, number=number)
    if sqlstate := getattr(error, "sqlstate", None):
        code = f"sqlstate.{sqlstate}"
        return text(code if known(code) else "sqlstate.other", lang, sqlstate=sqlstate)
    return text("cause.other", lang, name=type(error).__name__)


def _own(error: JejakError) -> str:
    """The code of its own message."""
    own = f"error.{error.code}.{error.facts.get('reason')}"
    return own if known(own) else f"error.{error.code}"


def _filled(code: str, error: JejakError, lang: Lang) -> str:
    def fact(name: str) -> object:
        # An Unproved is its own cause; other errors may have another error as theirs.
        return error if name == "cause" and isinstance(error, Unproved) else error.facts.get(name, "?")

    def named(value: object, _kind: str | None) -> object:
        return cause_of(value, lang) if isinstance(value, BaseException) else value

    return filled(message(code, lang), fact, lang, named)
