"""Editions and reference data: published whole, each version under the hash of its text."""

from dataclasses import replace
from datetime import datetime

from domain.administration.case import Case, decided
from domain.basis import Basis
from domain.calendar import Calendar
from domain.commands import Command
from domain.commands.administration import PublishEdition, PublishReference
from domain.decider import Decider, streams_of_actor
from domain.editions import EditionInvalid, content_hash, parse_edition
from domain.events import Event
from domain.events.administration import EditionPublished, ReferencePublished
from domain.policy import Policy
from domain.progress import Progress
from domain.published import Published
from domain.refusals import Code, Refusal, refuse, require
from domain.regions import Regions
from domain.rows import ViewRow, iso
from domain.steps import Steps
from domain.streams import edition_stream, kind_of, reference_stream
from domain.tables import TableError
from domain.vocabulary import Role

policy: Policy[Case[Published]] = Policy()
steps: Steps[Published] = Steps()


@policy.on(PublishEdition, by=Role.ADMINISTRATOR, confirmed=True)
def publish_edition(case: Case[Published], command: PublishEdition) -> list[Event]:
    """An edition that keeps its own rules, under its own name."""
    try:
        edition = parse_edition(command.content)
    except EditionInvalid as error:
        raise refuse(Code.EDITION_INVALID, problems=error.problems) from None
    require(case.state.id == edition_stream(edition.name), Code.WRONG_STREAM, stream=case.state.id)
    return [EditionPublished(name=edition.name, content=command.content, sha256=_new(case, command.content))]


@policy.on(PublishReference, by=Role.ADMINISTRATOR, confirmed=True)
def publish_reference(case: Case[Published], command: PublishReference) -> list[Event]:
    """A table that can be read, under its own kind, with the source that it was taken from."""
    require(case.state.id == reference_stream(command.kind), Code.WRONG_STREAM, stream=case.state.id)
    try:
        Regions.parse(command.content) if command.kind == "regions" else Calendar.parse(command.content)
    except TableError as error:
        raise refuse(Code.REFERENCE_INVALID, line=error.line, count=error.count, problems=error.problems) from None
    sha256 = _new(case, command.content)
    return [
        ReferencePublished(kind=command.kind, content=command.content, sha256=sha256, source=command.source),
    ]


@steps.on(EditionPublished, ReferencePublished)
def published(state: Published, event: EditionPublished | ReferencePublished, at: datetime) -> Published:
    return replace(state, texts={**state.texts, event.sha256: event.content}, current=event.sha256)


def evolve(state: Published, event: Event, at: datetime) -> Published:
    """The publications after one more. Raises KeyError for an event that isn't a publication."""
    return replace(steps.step(state, event, at), version=state.version + 1, last_at=at)


def reads(state: Published, command: Command, basis: Basis) -> set[str]:
    """Who acts."""
    return streams_of_actor(command)


def decide(state: Published, command: Command, basis: Basis) -> list[Event] | Refusal:
    """What publishing leads to."""
    return decided(state, state.version, command, kind_of(state.id), basis, policy)


def view(state: Published) -> list[ViewRow]:
    """One row per name: what is current, and since when."""
    body = {
        "name": state.name,
        "sha256": state.current,
        "versions": state.version,
        "published_at": iso(state.last_at),
    }
    return [ViewRow(kind_of(state.id), "", body)]


def progress(state: Published, basis: Basis) -> Progress:
    """Nothing is waited for."""
    return Progress(stream=state.id, version=state.version)


PUBLICATIONS = Decider(initial=Published, evolve=evolve, reads=reads, decide=decide, view=view, progress=progress)


def _new(case: Case[Published], content: str) -> str:
    sha256 = content_hash(content)
    require(sha256 != case.state.current, Code.UNCHANGED, sha256=sha256)
    return sha256
