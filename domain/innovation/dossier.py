"""The dossier: what those who judge an innovation read about it, put together from its events.

Every part stands for itself, so that somebody who may not see one of them is given the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.amended import Amended, Amending
from domain.editions import Bilingual, Edition
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, CheckReport, Measurement, ScoreSheet
from domain.innovation.deciding import Decided, Deciding
from domain.innovation.evolve import evolve
from domain.innovation.monitoring import Check, Correction, Monitoring
from domain.innovation.state import Innovation
from domain.model import By, Frozen, Instant, Pinned, Place
from domain.tables import PlainDate
from domain.vocabulary import Stage
from domain.waits import WaitKind


class Proposal(Frozen):
    """What the proposer handed in last, but for the answers."""

    title: str
    summary: str
    problem: str
    started_on: str
    complaints: tuple[str, ...]
    agency: str
    origin: Place | None
    edition: Pinned
    handed_in_at: Instant


class Answer(Frozen):
    """What the proposal says to a question.

    None: nothing, so far. A question without a text is one of an edition that isn't known.
    """

    question: str
    text: Bilingual | None
    answer: str | None


class Aspect(Frozen):
    """An aspect of the present edition, with what the proposal says about it."""

    key: str
    name: Bilingual
    weight: Decimal
    answers: tuple[Answer, ...]


class Report(Frozen):
    """A report that a pilot region gave, as it reads after amendments, or (`given_at` is None) that never came."""

    number: int
    due_at: Instant
    given_at: Instant | None
    values: dict[str, Decimal] = {}
    note: str | None = None
    amended_at: Instant | None = None


class Trial(Frozen):
    """A region's pilot in one round, with every report so far."""

    round: int
    place: Place
    ends_at: Instant
    indicators: tuple[e.Indicator, ...]
    reports: tuple[Report, ...]
    own: bool
    """It is the proposer's own region: what it reports is of itself, and doesn't count."""
    aborted: bool

    @property
    def results(self) -> dict[str, Decimal]:
        """What was measured last, by the indicators' keys."""
        return {key: value for report in self.reports for key, value in report.values.items()}


class Sheet(Frozen):
    """What an evaluator handed in, as it reads after amendments. A conflict of interest makes it void."""

    round: int
    evaluator: str
    at: Instant
    total: Decimal
    note: str
    recommendation: str | None
    scores: dict[str, int]
    justifications: dict[str, str]
    amended_at: Instant | None = None
    void: bool = False


class Unnamed(Frozen):
    """What somebody on the panel gave and noted, as who may not see whose sheet it is sees it."""

    round: int
    total: Decimal
    note: str


class Clarification(Frozen):
    """A question to the proposer, and what came of it."""

    number: int
    requested_by: str | None = None
    """The evaluator whose question it is, whom the proposer isn't told of; None: the secretariat's own."""
    request: str | None = None
    """The question as that evaluator put it."""
    question: str | None = None
    """As the proposer was asked it; None: not yet."""
    asked_at: Instant | None = None
    due_at: Instant | None = None
    answer: str | None = None
    """None: none so far, or (`unanswered`) none in time."""
    answered_at: Instant | None = None
    unanswered: bool = False


class Evidence(Frozen):
    """What is to bear out a statement: named by the proposer, or attached by the secretariat."""

    title: str
    sha256: str | None = None
    location: str | None = None
    at: Instant


class Instrument(Frozen):
    """What the scaling up rests on: the decree, what was added to it later, the award's."""

    number: str
    dated: PlainDate | None = None
    """None, and so `title`: it was named in an act here, and nothing else was said of it."""
    title: str | None = None
    sha256: str | None = None
    at: Instant


class Setback(Frozen):
    """A return, a rejection or a suspension: the event's name, who did it and why."""

    what: str
    stage: Stage
    at: Instant
    by: By
    reason: str | None


class AdoptionReported(Frozen):
    """A region's report on its adoption, as it reads after amendments, or (`phase` is None) that it never came."""

    number: int
    phase: str | None = None
    note: str | None = None
    by: By | None = None
    at: Instant
    """When it was given, or was due."""
    amended_at: Instant | None = None


class Adopting(Frozen):
    """What came of one region's adoption."""

    place: Place
    status: str
    phase: str | None
    wave: int | None
    """None: it wasn't named, and adopts of its own accord."""
    late: bool
    """It committed after its wave had ended, or completed after the time for that."""
    completed_at: Instant | None
    reports: tuple[AdoptionReported, ...]
    amendments: tuple[Amended, ...] = ()


class Dossier(Frozen):
    """All of it, each part in the order in which it came about."""

    innovation: str
    stage: Stage
    round: int
    proposal: Proposal
    aspects: tuple[Aspect, ...]
    other_answers: tuple[Answer, ...]
    """To questions that the present edition doesn't ask."""
    trials: tuple[Trial, ...]
    sheets: tuple[Sheet, ...]
    unnamed: tuple[Unnamed, ...] = ()
    """In place of sheets that aren't open to whoever reads."""
    clarifications: tuple[Clarification, ...]
    evidence: tuple[Evidence, ...]
    instruments: tuple[Instrument, ...]
    setbacks: tuple[Setback, ...]
    amendments: tuple[Amended, ...] = ()
    decisions: tuple[Decided, ...] = ()
    adoptions: tuple[Adopting, ...] = ()
    checks: tuple[Check, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def people(self) -> set[str]:
        """Those whom it names."""
        asking = {each.requested_by for each in self.clarifications if each.requested_by}
        acts = [each.by for each in self.setbacks]
        amended = [*self.amendments, *(each for adopting in self.adoptions for each in adopting.amendments)]
        acts += [by for each in amended for by in (each.by, each.answered_by) if by]
        acts += [by for each in self.decisions for by in each.acts]
        acts += [each.by for check in self.checks for each in check.reports]
        acts += [each.assessed_by for each in self.checks if each.assessed_by]
        acts += [by for each in self.corrections for by in (each.required_by, each.reported_by) if by]
        signing = {each.decree.decree.signatory for each in self.decisions if each.decree}
        return asking | signing | {each.evaluator for each in self.sheets} | {by.person for by in acts}

    @property
    def annexed(self) -> set[str]:
        """The innovations in the annexes of decrees, by their ids."""
        return {innovation for each in self.decisions if each.decree for innovation in each.decree.decree.annex}


def dossier_of(
    innovation: str,
    events: Iterable[tuple[Event, datetime]],
    editions: Mapping[str, Edition],
    adoptions: Iterable[Adopting] = (),
) -> Dossier:
    """The dossier by the events of an innovation's own stream, each with when it occurred; there is at least one.

    `editions` has those that it came under, by the SHA-256 of their text; one that it lacks is left unnamed.
    `adoptions` are put together from their own streams (`domain/adoption/dossier.py`).
    """
    gathered = _Gathered(Innovation(innovation))
    for event, at in events:
        gathered.take(event, at)
    return gathered.dossier(editions, tuple(adoptions))


@dataclass(slots=True)
class _Gathered:
    """The state after some events, and what the dossier shows that no state keeps."""

    state: Innovation
    handed_in_at: datetime | None = None
    editions: list[Pinned] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    """Those of earlier rounds."""
    reports: dict[str, list[Report]] = field(default_factory=dict)
    """By region, of the present round."""
    sheets: list[Sheet] = field(default_factory=list)
    clarifications: dict[int, Clarification] = field(default_factory=dict)
    named: list[Evidence] = field(default_factory=list)
    """What the proposal names as evidence."""
    attached: list[Evidence] = field(default_factory=list)
    of_checks: dict[tuple[int, str | None], list[Evidence]] = field(default_factory=dict)
    """What reports on checks name, by the check and the region (None: the proposer's report)."""
    instruments: list[Instrument] = field(default_factory=list)
    setbacks: list[Setback] = field(default_factory=list)
    decision: e.DecisionTaken | None = None
    """The last one that was taken."""
    amending: Amending = field(default_factory=Amending)
    deciding: Deciding = field(default_factory=Deciding)
    monitoring: Monitoring = field(default_factory=Monitoring)

    def take(self, event: Event, at: datetime) -> None:
        """One more event."""
        before, self.state = self.state, evolve(self.state, event, at)
        self.amending.take(event, at, before.statements, before.round)
        self.deciding.take(event, at, before.round)
        self.monitoring.take(event, at, self.state.waits)
        match event:
            case e.InnovationProposed() | e.ProposalRevised():
                self.handed_in_at = at
                self.named = _named(event.content.evidence, at)
            case e.ProposalReturned():
                decided = self.decision if event.from_stage == Stage.DECISION else None
                self._set_back(decided or event, type(event).__name__, before, at)
            case e.InnovationRejected() | e.InnovationSuspended():
                self._set_back(event, type(event).__name__, before, at)
            case e.DecisionTaken():
                self.decision = event
            case e.DecreeConfirmed():
                assert before.decision is not None
                assert before.decision.decree is not None
                decree = before.decision.decree.decree
                self._add(number=decree.number, dated=decree.dated, sha256=decree.sha256, at=at)
            case e.DecisionEndorsed():
                assert self.state.decision is not None
                self._add(number=self.state.decision.instrument, at=at)
            case e.InstrumentAdded():
                self._add(number=event.number, dated=event.dated, title=event.title, sha256=event.sha256, at=at)
            case e.InnovationInstitutionalised():
                self._add(number=event.instrument, at=at)
            case e.ProposalAdmitted() | e.PilotRepeated():
                self.trials += self._trials(before)
                self.reports = {}
            case e.MeasurementReported():
                given = Report(
                    number=event.number,
                    due_at=before.pilots[event.region].reports_due[event.number - 1],
                    given_at=at,
                    values=event.values,
                    note=event.note,
                )
                self.reports.setdefault(event.region, []).append(given)
            case e.MeasurementMissed():
                due_at = before.pilots[event.region].reports_due[event.number - 1]
                missed = Report(number=event.number, due_at=due_at, given_at=None)
                self.reports.setdefault(event.region, []).append(missed)
            case e.ScoreSubmitted():
                self.sheets.append(_sheet(event, self.state.round, at))
            case AmendmentAccepted(statement=Measurement() as later):
                self.reports[later.region] = [_amended(each, later, at) for each in self.reports[later.region]]
            case AmendmentAccepted(statement=ScoreSheet() as later):
                self.sheets = [
                    _sheet(later, each.round, each.at, amended_at=at) if self._is_of(each, later.evaluator) else each
                    for each in self.sheets
                ]
            case e.ConflictDeclared(voids_sheet=True):
                self.sheets = [self._voided(each, event.person) for each in self.sheets]
            case e.ClarificationRequested(number=number, question=question):
                asker = event.by.person if event.by else None
                self.clarifications[number] = Clarification(number=number, requested_by=asker, request=question)
            case e.ClarificationAsked(number=number, question=question):
                self._clarify(number, question=question, asked_at=at)
            case e.ClarificationAnswered(number=number, answer=answer):
                self._clarify(number, answer=answer, answered_at=at)
            case e.ClarificationUnanswered(number=number):
                self._clarify(number, unanswered=True)
            case e.EvidenceAttached():
                attached = Evidence(title=event.title, sha256=event.sha256, location=event.location, at=at)
                self.attached.append(attached)
            case e.CheckReported():
                self.of_checks[event.number, None] = _named(event.evidence, at)
            case e.RegionalCheckReported():
                self.of_checks[event.number, event.region] = _named(event.evidence, at)
            case AmendmentAccepted(statement=CheckReport() as later):
                self.of_checks[later.number, later.region] = _named(later.evidence, at)
        if isinstance(event, e.InnovationProposed | e.EditionMoved):
            self.editions.append(event.edition)
        for name, wait in self.state.waits.items():  # a pause moves them
            if name.kind is WaitKind.CLARIFICATION:
                self._clarify(int(name.subject), due_at=wait.wait.due_at)

    def dossier(self, editions: Mapping[str, Edition], adoptions: tuple[Adopting, ...]) -> Dossier:
        """What they come to."""
        state = self.state
        assert state.stage is not None
        assert state.content is not None
        assert state.edition is not None
        assert self.handed_in_at is not None
        content = state.content
        aspects = _aspects(content, editions.get(state.edition.sha256))
        asked = {answer.question for aspect in aspects for answer in aspect.answers}
        texts = {
            question.key: question.text
            for pin in self.editions
            if pin.sha256 in editions
            for question in editions[pin.sha256].questions
        }
        return Dossier(
            innovation=state.id,
            stage=state.stage,
            round=state.round,
            proposal=Proposal(
                title=content.title,
                summary=content.summary,
                problem=content.problem,
                started_on=content.started_on,
                complaints=content.complaints,
                agency=state.agency,
                origin=state.origin,
                edition=state.edition,
                handed_in_at=self.handed_in_at,
            ),
            aspects=aspects,
            other_answers=tuple(
                Answer(question=key, text=texts.get(key), answer=answer)
                for key, answer in content.answers.items()
                if key not in asked
            ),
            trials=(*self.trials, *self._trials(state)),
            sheets=tuple(self.sheets),
            clarifications=tuple(self.clarifications.values()),
            evidence=(*self.named, *self._later_evidence()),
            instruments=tuple(self.instruments),
            setbacks=tuple(self.setbacks),
            amendments=tuple(self.amending.found.values()),
            decisions=tuple(self.deciding.decisions),
            adoptions=adoptions,
            checks=tuple(self.monitoring.checks.values()),
            corrections=tuple(self.monitoring.corrections),
        )

    def _set_back(self, act: Event, what: str, before: Innovation, at: datetime) -> None:
        assert before.stage is not None
        assert act.by is not None
        self.setbacks.append(Setback(what=what, stage=before.stage, at=at, by=act.by, reason=act.reason))

    def _add(self, **instrument: Any) -> None:
        self.instruments.append(Instrument(**instrument))

    def _later_evidence(self) -> list[Evidence]:
        """What was attached, and what reports on checks name as they read now, in the order in which it came about."""
        of_checks = (each for named in self.of_checks.values() for each in named)
        return sorted((*self.attached, *of_checks), key=lambda each: each.at)

    def _clarify(self, number: int, **changes: object) -> None:
        known = self.clarifications.get(number, Clarification(number=number))
        self.clarifications[number] = known.model_copy(update=changes)

    def _trials(self, state: Innovation) -> list[Trial]:
        """The pilots of the round that a state is in."""
        return [
            Trial(
                round=state.round,
                place=pilot.place,
                ends_at=pilot.ends_at,
                indicators=pilot.indicators,
                reports=tuple(self.reports.get(region, ())),
                own=pilot.own,
                aborted=pilot.aborted,
            )
            for region, pilot in state.pilots.items()
        ]

    def _voided(self, sheet: Sheet, person: str) -> Sheet:
        return sheet.model_copy(update={"void": True}) if self._is_of(sheet, person) else sheet

    def _is_of(self, sheet: Sheet, person: str) -> bool:
        return (sheet.evaluator, sheet.round) == (person, self.state.round)


def _named(titles: Iterable[str], at: datetime) -> list[Evidence]:
    return [Evidence(title=each, at=at) for each in titles]


def _amended(report: Report, later: Measurement, at: datetime) -> Report:
    if report.number != later.number:
        return report
    return report.model_copy(update={"values": later.values, "note": later.note, "amended_at": at})


def _aspects(content: e.ProposalContent, edition: Edition | None) -> tuple[Aspect, ...]:
    if edition is None:
        return ()
    return tuple(
        Aspect(
            key=aspect.key,
            name=aspect.name,
            weight=aspect.weight,
            answers=tuple(
                Answer(question=each.key, text=each.text, answer=content.answers.get(each.key))
                for each in edition.questions
                if each.aspect == aspect.key
            ),
        )
        for aspect in edition.aspects
    )


def _sheet(
    submitted: e.ScoreSubmitted | ScoreSheet, round_: int, at: datetime, amended_at: datetime | None = None
) -> Sheet:
    return Sheet(
        round=round_,
        evaluator=submitted.evaluator,
        at=at,
        total=submitted.total,
        note=submitted.note,
        recommendation=submitted.recommendation,
        scores=submitted.scores,
        justifications=submitted.justifications,
        amended_at=amended_at,
    )
