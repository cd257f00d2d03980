"""Sentences with facts in them, as people read them."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from domain.events.innovation import Pilot, Wave
from domain.model import Place
from domain.periods import JAKARTA
from domain.titles import TITLES

FACT = re.compile(r"{([a-z0-9_.]+)(?::([a-z]+))?}")
_NAMED = 6
"""How many of a list are named."""


def fill(template: str, fact: Callable[[str], object], lang: str) -> str:
    """The template with its facts, each looked up by its name.

    `{name}` is the fact as it is, `{name:kind}` the title of the key of that kind that it holds, or of each of
    several, and `{name:time}` an ISO instant. What has no title stays as it is.
    """
    return FACT.sub(lambda match: _worded(fact(match[1]), match[2], lang), template)


def _worded(fact: object, kind: str | None, lang: str) -> str:
    if kind is None:
        return _shown(fact)
    if kind == "time":
        try:
            return _shown(datetime.fromisoformat(str(fact)))
        except ValueError:
            return str(fact)
    return ", ".join(_called(kind, key, lang) for key in str(fact).split(", "))


def _called(kind: str, key: str, lang: str) -> str:
    called = TITLES[kind].get(key, (key, key))[lang == "en"]
    return called[:1].lower() + called[1:]


def _shown(fact: object) -> str:
    match fact:
        case None:
            return "–"
        case datetime():
            return f"{fact.astimezone(JAKARTA):%Y-%m-%d %H:%M:%S} WIB"
        case Decimal():
            return f"{fact:f}"
        case Place():
            return fact.code
        case Pilot():
            return fact.place.code
        case Wave():
            return f"{fact.number} ({_shown(fact.adopters)})"
        case tuple():
            named = ", ".join(_shown(each) for each in fact[:_NAMED])
            return f"{named} (+{len(fact) - _NAMED})" if len(fact) > _NAMED else named
        case _:
            return str(fact)
