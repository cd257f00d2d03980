"""What an error of ours says to a person: by its code and, where one code has several, the reason among its facts.

A `bad_key` for the reason `not_ed25519` has the message `error.bad_key.not_ed25519`, and what to do by
`error.bad_key.not_ed25519.hint` or else `error.bad_key.hint`.
"""

from proof.errors import JejakError
from texts.catalogues import Lang
from texts.filling import known, text


def said(error: JejakError, lang: Lang) -> str:
    """What went wrong, in a sentence, with its place where that is known."""
    message = text(_own(error), lang, **error.facts)
    place = f"error.{error.code}.place"
    return f"{message} {text(place, lang, **error.facts)}" if known(place) and "stream" in error.facts else message


def advised(error: JejakError, lang: Lang) -> str:
    """What to do about it."""
    own = f"{_own(error)}.hint"
    return text(own if known(own) else f"error.{error.code}.hint", lang, **error.facts)


def _own(error: JejakError) -> str:
    """The code of its own message."""
    own = f"error.{error.code}.{error.facts.get('reason')}"
    return own if known(own) else f"error.{error.code}"
