"""One event as the page says it: what happened, who did it and when, why, and what they wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bundle.trail.words import Both, both, called, figure, plain, when
from domain.commands import SYSTEM
from domain.events import Event
from domain.events import adoption as a
from domain.events import innovation as e
from domain.events.amendments import (
    AdoptionReport,
    AmendmentAccepted,
    AmendmentProposed,
    CheckReport,
    Measurement,
    ScoreSheet,
    Statement,
)
from domain.names import Names
from domain.streams import adopter_of
from service.auditing import Entry
from texts import LANGUAGES
from texts.events import sentence

QUESTIONS = ("renewed", "adopters", "strengthened", "evaluation")
"""What a sustainability check asks, in its order."""

Written = tuple[Both, Both]
"""A heading, and what stands under it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something and when; `person` is None for time and other streams."""

    at: Both
    person: str | None
    post: str | None
    role: Both | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as a sentence with its deed, and in full what its sentence cuts or leaves out.

    `place` is the region whose adoption it belongs to, which its sentence doesn't name; else empty.
    """

    place: str
    sentence: Both
    deed: Deed
    written: tuple[Written, ...]


def deed(entry: Entry) -> Deed:
    """Who did it, when and why."""
    by = entry.event.by
    return Deed(
        at=when(entry.stored.occurred_at),
        person=None if entry.actor == SYSTEM else entry.actor,
        post=entry.post,
        role=called("role", by.role) if by else None,
        reason=entry.event.reason,
    )


def happening(entry: Entry, names: Names) -> Happening:
    """What happened."""
    said = tuple(f"{sentence(entry.event, lang, names).rstrip('.')}." for lang in LANGUAGES)
    adopter = adopter_of(entry.stored.stream_id)
    return Happening(names.regions.get(adopter, adopter), said, deed(entry), tuple(_written(entry.event)))


def _written(event: Event) -> Iterable[Written]:
    match event:
        case e.CheckReported() | e.RegionalCheckReported():
            yield from _answered(event.answers, event.evidence)
        case e.ClarificationRequested() | e.ClarificationAsked():
            yield both("trail.question"), plain(event.question)
        case e.ClarificationAnswered():
            yield both("trail.answer"), plain(event.answer)
        case e.CorrectionReported():
            yield both("trail.correction"), plain(event.action)
        case e.EvidenceAttached():
            yield both("column.title"), plain(event.title)
            if event.location:
                yield both("trail.location"), plain(event.location)
            if event.sha256:
                yield both("column.sha256"), plain(event.sha256)
        case e.InstrumentAdded():
            yield both("trail.instrument"), plain(event.number)
            yield both("column.title"), plain(event.title)
            if event.sha256:
                yield both("column.sha256"), plain(event.sha256)
        case e.NoteMade():
            yield both("trail.note"), plain(event.text)
        case e.InnovationInstitutionalised():
            yield both("trail.instrument"), plain(event.instrument)
        case e.EditionMoved():
            yield both("column.sha256"), plain(event.edition.sha256)
        case a.AdoptionReported(note=str(note)):
            yield both("trail.note"), plain(note)
        case AmendmentProposed() | AmendmentAccepted():
            yield from _amended(event.statement)


def _amended(statement: Statement) -> Iterable[Written]:
    match statement:
        case Measurement(values=figures) | ScoreSheet(scores=figures):
            yield from ((plain(key), figure(each)) for key, each in figures.items())
        case CheckReport():
            yield from _answered(statement.answers, statement.evidence)
    if isinstance(statement, Measurement | AdoptionReport) and statement.note:
        yield both("trail.note"), plain(statement.note)


def _answered(answers: Mapping[str, str], evidence: Iterable[str]) -> Iterable[Written]:
    for question in sorted(answers, key=_place):
        yield called("question", question), plain(answers[question])
    yield from ((both("trail.evidence_named"), plain(each)) for each in evidence)


def _place(question: str) -> tuple[int, str]:
    return (QUESTIONS.index(question) if question in QUESTIONS else len(QUESTIONS), question)
