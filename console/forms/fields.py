"""Fields of a form: how each is shown, and what was typed as the value that a command takes."""

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from domain.editions import Question
from texts import Lang, text
from texts.filling import explained
from texts.typed import meant, with_point


class Kind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    PROSE = "prose"
    LINES = "lines"
    """One thing a line."""
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"
    """One of its options; of few, all are seen at once."""
    MANY = "many"
    TICK = "tick"
    FILE = "file"
    """A document, of which the hash is recorded."""
    CONTENT = "content"
    """A document that is sent whole; its bytes as base64."""
    HIDDEN = "hidden"
    READ = "read"
    """Nothing to fill in: what whoever fills in the rest has to know."""


WHOLE = re.compile(r"-?[0-9]{1,15}")
"""A number that is recorded as such; a longer one as text."""

COUNT = re.compile(r"0*[1-9][0-9]{0,8}")
"""A number of months, days or the like."""

MOST_LINES = 600
"""Of what is typed one a line: there are 514 regions."""

Options = tuple[tuple[str, str], ...]
"""What may be chosen, each with what it is called."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `name` is its place in the payload: `answers.renewed` is `renewed` in `answers`."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = True
    condition: str = ""
    """When it is needed, if not always."""
    options: Options = ()
    value: str = ""
    """What stands in it."""
    chosen: tuple[str, ...] = ()
    """Of `MANY`."""
    problem: str = ""
    """What is wrong with it."""
    section: str = ""
    """The heading below which it stands; a form with several is long."""
    counts: bool = False
    """Of `NUMBER`, whether it counts something, so that only a whole one above zero will do."""
    answers: Question | None = None
    """The edition's question that it answers."""

    def typed(self, form: Mapping[str, list[str]]) -> "Field":
        """The field with what was typed."""
        given = form.get(self.name, [])
        if self.kind in (Kind.HIDDEN, Kind.READ):
            return self
        return replace(self, value=given[0] if given else "", chosen=tuple(given))

    @property
    def content(self) -> bytes:
        """Of `CONTENT`, the document; nothing where there is none."""
        try:
            return b64decode(self.value, validate=True)
        except ValueError:
            return b""

    def doubted(self, lang: Lang) -> str:
        """What is to be said of a number that may mean two, or counts nothing, or of too many lines or words; of any
        other value nothing.
        """
        if self.answers is not None and (words := self.answers.too_many(self.value)):
            return explained("too_many_words", {"words": words, "most": self.answers.words}, lang)
        if self.kind is Kind.LINES and self.value.count("\n") >= MOST_LINES:
            return text("console.too_many_lines", lang, most=MOST_LINES)
        found = meant(self.value.strip()) if self.kind is Kind.NUMBER else None
        facts = {"given": self.value.strip(), **found._asdict()} if found else {}
        if self.counts and not found and self.value.strip() and not COUNT.fullmatch(self.value.strip()):
            return text("console.no_count", lang)
        return explained("ambiguous_number", facts, lang) if found else ""

    def payload(self) -> Any:
        """The value for the command; None where nothing was typed."""
        match self.kind:
            case Kind.READ:
                return None
            case Kind.MANY:
                return list(self.chosen) or None
            case Kind.TICK:
                return True if self.value else None
            case Kind.CONTENT:
                return self.value if self.content else None
            case Kind.LINES:
                return [line.strip() for line in self.value.splitlines() if line.strip()] or None
            case Kind.NUMBER:
                number = with_point(self.value.strip())
                return int(number) if WHOLE.fullmatch(number) else number or None
            case Kind.PROSE:
                return self.value.replace("\r\n", "\n").strip() or None
        return self.value.strip() or None


def ordinal(given: str) -> int | None:
    """Which of several is meant; None if that is no number of one."""
    return int(given) if re.fullmatch(r"[0-9]{1,9}", given) else None


def payload_of(fields: list[Field]) -> dict[str, Any]:
    """What all fields say together."""
    found: dict[str, Any] = {}
    for field in fields:
        value = field.payload()
        if value is None:
            continue
        *above, name = field.name.split(".")
        within = found
        for each in above:
            within = within.setdefault(each, {})
        within[name] = value
    return found
