"""Sentences with facts in them, as people read them."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from domain.events.innovation import Pilot, Wave
from domain.model import Place
from domain.periods import JAKARTA
from domain.titles import TITLES

FACT = re.compile(r"{([a-z0-9_.]+)(?::([a-z]+))?}")
_NAMED = 6
"""How many of a list are named."""

NO_PLACES: Mapping[str, str] = {}
"""Where nobody knows what regions are called."""


def fill(template: str, fact: Callable[[str], object], lang: str, places: Mapping[str, str] = NO_PLACES) -> str:
    """The template with its facts, each looked up by its name.

    `{name}` is the fact as it is, `{name:kind}` the title of the key of that kind that it holds, or of each of
    several, and `{name:time}` an ISO instant. What has no title stays as it is. A region is called by its name in
    `places`.
    """
    return FACT.sub(lambda match: _worded(fact(match[1]), match[2], lang, places), template)


def _worded(fact: object, kind: str | None, lang: str, places: Mapping[str, str]) -> str:
    if kind is None:
        return _shown(fact, places)
    if kind == "time":
        try:
            return _shown(datetime.fromisoformat(str(fact)), places)
        except ValueError:
            return str(fact)
    return ", ".join(_called(kind, key, lang) for key in str(fact).split(", "))


def _called(kind: str, key: str, lang: str) -> str:
    called = TITLES[kind].get(key, (key, key))[lang == "en"]
    return called[:1].lower() + called[1:]


def _shown(fact: object, places: Mapping[str, str]) -> str:
    match fact:
        case None:
            return "–"
        case datetime():
            return f"{fact.astimezone(JAKARTA):%Y-%m-%d %H:%M:%S} WIB"
        case Decimal():
            return f"{fact:f}"
        case Place():
            return places.get(fact.id, fact.code)
        case Pilot():
            return _shown(fact.place, places)
        case Wave():
            return f"{fact.number} ({_shown(fact.adopters, places)})"
        case tuple():
            named = ", ".join(_shown(each, places) for each in fact[:_NAMED])
            return f"{named} (+{len(fact) - _NAMED})" if len(fact) > _NAMED else named
        case str():
            return places.get(fact, fact)
        case _:
            return str(fact)
