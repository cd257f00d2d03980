"""The desk: editions and reference data are published, each version under the hash of its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.administration.people import administrator
from domain.calendar import Calendar
from domain.commands import Command, parse
from domain.commands.administration import PublishEdition, PublishReference
from domain.editions import EditionInvalid, content_hash, parse_edition
from domain.events import Event
from domain.events.administration import EditionPublished, ReferencePublished
from domain.grants import Person
from domain.refusals import Code, Refusal, Refused, refuse, require
from domain.regions import Regions
from domain.streams import edition_stream, reference_stream
from domain.tables import TableError


@dataclass(frozen=True, slots=True)
class Published:
    """The texts that were published under one name, by their SHA-256, in order; the last one is current."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    current: str | None = None
    """SHA-256 of the text published last."""


def evolve(state: Published, event: Event, at: datetime) -> Published:
    """The publications after one more.

    Raises:
        TypeError: for an event that isn't a publication.
    """
    if not isinstance(event, EditionPublished | ReferencePublished):
        raise TypeError(f"{type(event).__name__} isn't a publication")
    texts = {**state.texts, event.sha256: event.content}
    return replace(state, version=state.version + 1, last_at=at, texts=texts, current=event.sha256)


def decide_edition(state: Published, command: Command, actor: Person) -> list[Event] | Refusal:
    """What publishing an edition comes to. The stream bears the edition's name."""
    try:
        payload = parse(command, "edition")
        assert isinstance(payload, PublishEdition)
        by = administrator(actor, command.at)
        try:
            edition = parse_edition(payload.content)
        except EditionInvalid as error:
            raise refuse(Code.EDITION_INVALID, problems=error.problems) from None
        require(state.id == edition_stream(edition.name), Code.WRONG_STREAM, stream=state.id)
        sha256 = _new(state, payload.content)
    except Refused as refused:
        return refused.refusal
    return [EditionPublished(by=by, reason=command.reason, name=edition.name, content=payload.content, sha256=sha256)]


def decide_reference(state: Published, command: Command, actor: Person) -> list[Event] | Refusal:
    """What publishing reference data comes to. The stream bears its kind."""
    try:
        payload = parse(command, "reference")
        assert isinstance(payload, PublishReference)
        by = administrator(actor, command.at)
        require(state.id == reference_stream(payload.kind), Code.WRONG_STREAM, stream=state.id)
        try:
            Regions.parse(payload.content) if payload.kind == "regions" else Calendar.parse(payload.content)
        except TableError as error:
            raise refuse(Code.REFERENCE_INVALID, line=error.line, problems=error.problems) from None
        sha256 = _new(state, payload.content)
    except Refused as refused:
        return refused.refusal
    return [
        ReferencePublished(
            by=by,
            reason=command.reason,
            kind=payload.kind,
            content=payload.content,
            sha256=sha256,
            source=payload.source,
        )
    ]


def _new(state: Published, content: str) -> str:
    sha256 = content_hash(content)
    require(sha256 != state.current, Code.UNCHANGED, sha256=sha256)
    return sha256
