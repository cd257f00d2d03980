"""Publishing: a text with the command that publishes it, and what is in force of its kind until then."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from domain.agencies import Register, parse_agencies
from domain.calendar import Calendar
from domain.commands.administration import PublishEdition
from domain.editions import Edition, EditionInvalid, parse_edition
from domain.model import Frozen, problems_of
from domain.published import Published
from domain.refusals import Code, refuse
from domain.regions import Regions
from domain.streams import AGENCIES, edition_stream, reference_stream
from service.reading import Reader

Rows = Mapping[str, Frozen]
"""The rows of a table, each by what tells it from the others."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A text that is to be published."""

    stream: str
    command: str
    payload: dict[str, Any]


def edition(content: str) -> Publication:
    """An edition, under the name that it bears. Raises Refused: it is too long, or none that keeps its own rules."""
    payload = {"content": content}
    try:
        PublishEdition.model_validate(payload)  # so that no more is read than may be published
    except ValidationError as error:
        raise refuse(Code.INVALID_PAYLOAD, problems=problems_of(error)) from None
    return Publication(edition_stream(_edition(content).name), "publish_edition", payload)


def reference(kind: Literal["regions", "calendar"], content: str, source: str) -> Publication:
    """A table of regions or holidays."""
    payload = {"kind": kind, "content": content, "source": source}
    return Publication(reference_stream(kind), "publish_reference", payload)


def agencies(content: str, source: str) -> Publication:
    """The table of agencies."""
    return Publication(AGENCIES, "publish_agencies", {"content": content, "source": source})


@dataclass(frozen=True, slots=True)
class Editions:
    """An edition, and the one in force that bears its name; their texts besides."""

    now: Edition | None
    then: Edition
    text_now: str
    text_then: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows that are in force, and those that would be."""

    now: Rows
    then: Rows


async def compared(reader: Reader, command: str, payload: Mapping[str, Any]) -> Editions | Tables:
    """What is in force, and what would be once the command is recorded. The agencies that a table doesn't name stay.

    Raises:
        Refused: the text is no edition.
        TableError: it is no such table.
    """
    content = str(payload["content"])
    if command == "publish_edition":
        then = _edition(content)
        before = await _in_force(reader, edition_stream(then.name))
        return Editions(parse_edition(before) if before else None, then, before, content)
    if command == "publish_agencies":
        register = await reader.states.get(Register, AGENCIES)
        return Tables(register.agencies, {**register.agencies, **parse_agencies(content)})
    rows = _regions if payload["kind"] == "regions" else _holidays
    before = await _in_force(reader, reference_stream(str(payload["kind"])))
    return Tables(rows(before) if before else {}, rows(content))


async def _in_force(reader: Reader, stream: str) -> str:
    published = await reader.states.get(Published, stream)
    return published.texts[published.current] if published.current else ""


def _edition(content: str) -> Edition:
    try:
        return parse_edition(content)
    except EditionInvalid as error:
        raise refuse(Code.EDITION_INVALID, problems=error.problems) from None


def _regions(content: str) -> Rows:
    return {f"{each.id} {each.valid_from}": each for each in Regions.parse(content).rows}


def _holidays(content: str) -> Rows:
    return {f"{each.date} {each.name}": each for each in Calendar.parse(content).holidays}
