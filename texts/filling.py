"""Messages with their facts filled in.

A message names a fact in braces, with the kind that says how it is shown:

| written | shown |
|---|---|
| `{fact}` | text as it is; a number, an instant, a day, a duration or a list as the language writes it |
| `{fact:time}`, `{fact:date}`, `{fact:seconds}` | the same of one that is kept as ISO text or as a number of seconds |
| `{fact:period}` | a period as editions write it, in words |
| `{fact:number}` | a number; without a kind a whole one stays as it is, like a version or a year |
| `{fact:count.event}` | so many things, by the plural message of that name |
| `{fact:or}`, `{fact:or.role}` | a list, any one of which will do: as it is, or of that kind |
| `{fact:all}` | a list, however long |
| `{fact:quoted}` | the alternatives in single quotes in a text: how pydantic lists what it expects |
| `{fact:person}` | a person by the name that the reader may know, else by their id; or each of a list |
| `{fact:agency}`, `{fact:region}` | an agency or a region by its name, else by its id or code; or each of a list |
| `{fact:indicator}` | an indicator, or each of values by indicator, by its name, else by its key |
| `{fact:aspect}` | aspects by their names, in the languages of their edition, and their keys |
| `{fact:post}` | each of a list of posts to choose among: the grant's id, what it is, and the agency |
| `{fact:problem}` | each of a list of problems: its place, and what is wrong there |
| `{fact:stage}`, `{fact:role}`, … | what that is called, or each of a list: by the message `stage.KEY` |
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from domain.names import NAMELESS, Names
from texts.catalogues import catalogue
from texts.languages import Lang
from texts.locales import GAP, counted, day, duration, listed, moment, number, period
from texts.problems import message_of

FACT = re.compile(r"{([A-Za-z0-9_.]+)(?::([a-z_.]+))?}")
QUOTED = re.compile("'([^']*)'")
MOST_REMEMBERED = 10_000
"""More messages than there are. A page asks for hundreds, each of which is looked for in one file after another."""
MOST_NAMED = 6
"""How many items of a longer list are shown."""

Named = Callable[[object, str | None], object]
"""Replaces a value of a kind by a name known to the caller, such as a region's; returns anything else unchanged."""


def under(names: Names) -> Named:
    """Calls people, agencies, regions and indicators, where a message says that a fact is one, by these names."""

    def named(value: object, kind: str | None) -> object:
        match kind, value:
            case "person", str():
                return names.person(value)
            case "agency", str():
                return names.agency(value)
            case "region", str():
                return names.region(value)
            case "indicator", str():
                return names.indicators.get(value, value)
        return value

    return named


BY_ID = under(NAMELESS)


def text(code: str, lang: Lang, names: Names = NAMELESS, /, **facts: object) -> str:
    """The message of that code with its facts. One that isn't given is shown as `?`; nothing is ever raised."""
    return filled(message(code, lang), lambda name: facts.get(name, "?"), lang, under(names))


def title(kind: str, key: object, lang: Lang) -> str:
    """The name of a thing: `title("stage", "pilot", "id")`; its key where it has no name."""
    code = f"{kind}.{key}"
    return message(code, lang) if known(code) else str(key)


@lru_cache(maxsize=MOST_REMEMBERED)
def message(code: str, lang: Lang) -> str:
    """The message of that code as it stands in the catalogue; the code, where there is none."""
    return catalogue(lang).gettext(code)


def known(code: str) -> bool:
    """Whether there is a message of that code in any language."""
    return message(code, "id") != code


def filled(template: str, fact: Callable[[str], object], lang: Lang, named: Named = BY_ID) -> str:
    """A message's text with each fact that it names, looked up by name."""
    return FACT.sub(lambda found: _shown(named(fact(found[1]), found[2]), found[2], lang, named), template)


def _shown(value: object, kind: str | None, lang: Lang, named: Named) -> str:
    match value:
        case None:
            return GAP
        case list() | tuple() if kind == "problem":
            return "; ".join(_problem(each, lang, named) for each in value)
        case list() | tuple() if kind == "post":
            return listed([_post(each, named) if isinstance(each, Mapping) else str(each) for each in value], lang)
        case list() | tuple():
            if kind == "all":
                return listed([_shown(named(each, None), None, lang, named) for each in value], lang)
            either = kind is not None and kind.split(".")[0] == "or"
            inner = kind if kind is None or not either else kind.removeprefix("or").removeprefix(".") or None
            return _several([_shown(named(each, inner), inner, lang, named) for each in value], lang, either=either)
        case Mapping() if kind == "aspect":
            return listed([_aspect(key, name, lang) for key, name in value.items()], lang)
        case Mapping() if kind == "indicator":
            return listed([f"{named(key, kind)} {_plain(each, lang)}" for key, each in value.items()], lang)
        case Mapping():
            return listed(
                [f"{key} {_shown(named(each, kind), kind, lang, named)}" for key, each in value.items()], lang
            )
    try:
        return _one(value, kind, lang)
    except (ValueError, ArithmeticError):  # recorded before it was validated
        return str(value)


def _several(items: list[str], lang: Lang, *, either: bool) -> str:
    rest = len(items) - MOST_NAMED
    if either or rest <= 0:
        return listed(items, lang, either=either)
    facts = {"named": ", ".join(items[:MOST_NAMED]), "n": rest}
    return filled(catalogue(lang).ngettext("list.more", "list.more", rest), facts.__getitem__, lang)


def _one(value: object, kind: str | None, lang: Lang) -> str:
    match kind:
        case None | "person" | "agency" | "region" | "indicator":
            return _plain(value, lang)
        case "time":
            return moment(datetime.fromisoformat(str(value)), lang)
        case "date":
            return day(date.fromisoformat(str(value)), lang)
        case "number":
            return number(Decimal(str(value)), lang)
        case "seconds":
            return duration(timedelta(seconds=float(str(value))), lang)
        case "quoted":
            return listed(QUOTED.findall(str(value)), lang, either=True)
        case "period":
            return period(str(value), lang)
    if kind.startswith("count."):
        return counted(kind.removeprefix("count."), int(str(value)), lang)
    called = title(kind, value, lang)
    return called[:1].lower() + called[1:]


def called_people(code: str, fact: Callable[[str], object]) -> set[str]:
    """The ids of the people whom a message names, of its facts, looked up by name."""
    found = [fact(name) for name, kind in FACT.findall(message(code, "id")) if kind == "person"]
    several = [each if isinstance(each, list | tuple) else [each] for each in found]
    return {person for each in several for person in each if isinstance(person, str)}


def explained(code: str, facts: Mapping[str, object], lang: Lang) -> str:
    """A problem in words, without its place: `must be a whole number`."""
    message_code = message_of(code, facts)
    return text(message_code if known(message_code) else "problem.other", lang, **facts)


def _problem(problem: Mapping[str, Any], lang: Lang, named: Named) -> str:
    what = explained(problem["code"], problem["facts"], lang)
    if "line" in problem:
        return text("error.at_line_and_path" if problem["path"] else "error.at_line", lang, **problem, message=what)
    return f"{_place(problem['path'], named)}: {what}" if problem["path"] else what


def _place(path: str, named: Named) -> str:
    """Where a problem is: in what was measured, by the indicator's name."""
    kind, _, key = path.partition(".")
    name = named(key, "indicator") if kind == "values" else key
    return path if name == key else str(name)


def _post(held: Mapping[str, Any], named: Named) -> str:
    what = ", ".join(str(each) for each in (held.get("post"), named(held.get("agency"), "agency")) if each)
    return f"{held.get('grant')} ({what})"


def _aspect(key: object, name: object, lang: Lang) -> str:
    return f"{name[lang]} ({key})" if isinstance(name, Mapping) and lang in name else str(key)


def _plain(value: object, lang: Lang) -> str:
    match value:
        case datetime():
            return moment(value, lang)
        case date():
            return day(value, lang)
        case timedelta():
            return duration(value, lang)
        case Decimal() | float():
            return number(Decimal(str(value)), lang)
    return str(value)
