"""How an innovation changes with each fact. Total: an event that was recorded once can always be folded."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from domain.changing import replace
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import (
    AmendmentAccepted,
    AmendmentProposed,
    AmendmentRejected,
    CheckReport,
    Measurement,
    ScoreSheet,
    Statement,
    WavePlan,
)
from domain.events.waits import Escalated, Reminded
from domain.innovation.state import (
    Change,
    ChangeKind,
    Check,
    Clarification,
    Closing,
    Correction,
    Decision,
    Innovation,
    RecordedDecree,
    RunningPilot,
    Seat,
    WaveState,
    enter,
)
from domain.model import By
from domain.steps import Steps
from domain.vocabulary import Capacity, Stage
from domain.waits import Wait, WaitKind, marked, with_changes

WAVE_WAITS = (WaitKind.WAVE_OPENS, WaitKind.WAVE_ENDS)
"""Waves that are under way go on while the innovation is already being sustained."""

steps: Steps[Innovation] = Steps()


def evolve(state: Innovation, event: Event, at: datetime) -> Innovation:
    """The state after one more event that occurred at `at`.

    Raises:
        KeyError: for an event that isn't one of an innovation's.
    """
    after = steps.step(state, event, at)
    waits = after.waits
    if event.opens or event.closes:
        waits = with_changes(waits, event.closes, _opened(after, event, at))
    acted = _with_actor(after.acted, event.by)
    return replace(after, version=state.version + 1, last_at=at, waits=waits, acted=acted)


def _with_actor(acted: Mapping[Capacity, frozenset[str]], by: By | None) -> Mapping[Capacity, frozenset[str]]:
    return acted if by is None or by.capacity is None else _with(acted, by.capacity, by.person)


def _with(
    acted: Mapping[Capacity, frozenset[str]], capacity: Capacity, person: str
) -> Mapping[Capacity, frozenset[str]]:
    known = acted.get(capacity, frozenset())
    return acted if person in known else {**acted, capacity: known | {person}}


def _opened(s: Innovation, event: Event, at: datetime) -> tuple[Wait, ...]:
    """The waits that an event opens; during a suspension as if at its beginning, for resuming to fit them too."""
    if s.suspended_at is None:
        return event.opens
    return tuple(wait.shifted(s.suspended_at - at) for wait in event.opens)


def fold(state: Innovation, events: Iterable[Event], at: datetime) -> Innovation:
    """The state after several events of one decision."""
    return reduce(lambda current, event: evolve(current, event, at), events, state)


# ---- proposal


@steps.on(e.InnovationProposed)
def innovation_proposed(s: Innovation, event: e.InnovationProposed, at: datetime) -> Innovation:
    return replace(
        enter(s, Stage.PROPOSAL),
        content=event.content,
        agency=event.agency,
        proposed_at=at,
        origin=event.origin,
        edition=event.edition,
    )


@steps.on(e.ProposalReturned)
def proposal_returned(s: Innovation, event: e.ProposalReturned, at: datetime) -> Innovation:
    return replace(enter(s, Stage.PROPOSAL), returned=True, decision=None)


@steps.on(e.ProposalRevised)
def proposal_revised(s: Innovation, event: e.ProposalRevised, at: datetime) -> Innovation:
    return replace(s, content=event.content, returned=False)


@steps.on(e.ProposalAdmitted)
def proposal_admitted(s: Innovation, event: e.ProposalAdmitted, at: datetime) -> Innovation:
    return _new_round(s, event.round)


@steps.on(e.PilotRepeated)
def pilot_repeated(s: Innovation, event: e.PilotRepeated, at: datetime) -> Innovation:
    return _new_round(s, event.round)


def _new_round(s: Innovation, number: int) -> Innovation:
    """A new pilot round: older plans, panel and scores stay as history and don't count."""
    return replace(
        enter(s, Stage.PILOT),
        round=number,
        pilots={},
        panel=(),
        evaluation_extended=False,
        amending_extended=False,
        grade=None,
        decision=None,
    )


@steps.on(e.InnovationRejected)
def innovation_rejected(s: Innovation, event: e.InnovationRejected, at: datetime) -> Innovation:
    return _ended(s, Stage.REJECTED, at)


@steps.on(e.InnovationWithdrawn)
def innovation_withdrawn(s: Innovation, event: e.InnovationWithdrawn, at: datetime) -> Innovation:
    return _ended(s, Stage.WITHDRAWN, at)


def _with_change(
    s: Innovation, at: datetime, what: ChangeKind, wave: int = 0, wave_ends_at: datetime | None = None
) -> Innovation:
    """Note what adoptions follow; before the award there are none."""
    if s.awarded_at is None:
        return s
    return replace(s, changes=(*s.changes, Change(s.version + 1, at, what, wave, wave_ends_at)))


def _ended(s: Innovation, stage: Stage, at: datetime) -> Innovation:
    after = replace(enter(s, stage), suspended_at=None, discontinuation_proposed=False, revocation_proposed_by=None)
    return _with_change(after, at, "ended")


def _with_statement(s: Innovation, event: Event, statement: Statement) -> Innovation:
    """Note what its author may amend."""
    return replace(s, statements=s.statements.handed_in(event, statement))


# ---- pilot


@steps.on(e.PilotsPlanned)
def pilots_planned(s: Innovation, event: e.PilotsPlanned, at: datetime) -> Innovation:
    pilots = {
        p.place.id: RunningPilot(p.place, p.indicators, at, p.ends_at, p.reports_due, p.own) for p in event.pilots
    }
    return replace(s, pilots=pilots)


def _with_pilot(s: Innovation, region: str, **changes: Any) -> Innovation:
    return replace(s, pilots={**s.pilots, region: replace(s.pilots[region], **changes)})


@steps.on(e.PilotExtended)
def pilot_extended(s: Innovation, event: e.PilotExtended, at: datetime) -> Innovation:
    return _with_pilot(s, event.region, ends_at=event.ends_at, reports_due=event.reports_due)


@steps.on(e.PilotAborted)
def pilot_aborted(s: Innovation, event: e.PilotAborted, at: datetime) -> Innovation:
    return _with_pilot(s, event.region, aborted=True)


@steps.on(e.MeasurementReported)
def measurement_reported(s: Innovation, event: e.MeasurementReported, at: datetime) -> Innovation:
    after = _with_pilot(s, event.region, reported=(*s.pilots[event.region].reported, event.number))
    report = Measurement(region=event.region, number=event.number, values=event.values, note=event.note)
    return _with_statement(after, event, report)


@steps.on(e.MeasurementMissed)
def measurement_missed(s: Innovation, event: e.MeasurementMissed, at: datetime) -> Innovation:
    return _with_pilot(s, event.region, missed=(*s.pilots[event.region].missed, event.number))


@steps.on(e.PilotsClosed)
def pilots_closed(s: Innovation, event: e.PilotsClosed, at: datetime) -> Innovation:
    return enter(s, Stage.EVALUATION, amendable=True)


# ---- evaluation


@steps.on(e.PanelAssigned)
def panel_assigned(s: Innovation, event: e.PanelAssigned, at: datetime) -> Innovation:
    return replace(s, panel=tuple(Seat(person) for person in event.evaluators))


@steps.on(e.EvaluatorReplaced)
def evaluator_replaced(s: Innovation, event: e.EvaluatorReplaced, at: datetime) -> Innovation:
    seats = tuple(Seat(event.successor) if seat.evaluator == event.evaluator else seat for seat in s.panel)
    return replace(s, panel=seats)


@steps.on(e.ConflictDeclared)
def conflict_declared(s: Innovation, event: e.ConflictDeclared, at: datetime) -> Innovation:
    after = replace(s, conflicts=s.conflicts | {event.person})
    if s.stage not in (Stage.EVALUATION, Stage.DECISION):
        return after
    seats = tuple(replace(x, conflicted=True) if x.evaluator == event.person else x for x in s.panel)

    def voided(statement: Statement) -> bool:
        return isinstance(statement, ScoreSheet) and statement.evaluator == event.person

    return replace(after, panel=seats, statements=s.statements.final(voided))


@steps.on(e.ScoreSubmitted)
def score_submitted(s: Innovation, event: e.ScoreSubmitted, at: datetime) -> Innovation:
    sheet = ScoreSheet(
        evaluator=event.evaluator,
        scores=event.scores,
        total=event.total,
        note=event.note,
        justifications=event.justifications,
        recommendation=event.recommendation,
    )
    return _with_statement(_with_total(s, event.evaluator, event.total), event, sheet)


def _with_total(s: Innovation, evaluator: str, total: Decimal) -> Innovation:
    return replace(s, panel=tuple(replace(x, total=total) if x.evaluator == evaluator else x for x in s.panel))


@steps.on(e.EvaluationExtended)
def evaluation_extended(s: Innovation, event: e.EvaluationExtended, at: datetime) -> Innovation:
    return replace(s, evaluation_extended=True)


@steps.on(e.AmendingExtended)
def amending_extended(s: Innovation, event: e.AmendingExtended, at: datetime) -> Innovation:
    return replace(s, amending_extended=True)


@steps.on(e.EvaluationClosed)
def evaluation_closed(s: Innovation, event: e.EvaluationClosed, at: datetime) -> Innovation:
    seated, totals = tuple(seat.evaluator for seat in s.panel), sorted(event.totals.values(), reverse=True)
    closing = Closing(s.version + 1, seated, tuple(totals))
    after = replace(s, grade=event.grade, closings={**s.closings, s.round: closing})
    return enter(after, Stage.DECISION) if event.passed else after


@steps.on(e.EvaluationReopened)
def evaluation_reopened(s: Innovation, event: e.EvaluationReopened, at: datetime) -> Innovation:
    closings = {number: closing for number, closing in s.closings.items() if number != s.round}
    after = replace(enter(s, Stage.EVALUATION), grade=None, closings=closings, decision=None)
    return replace(after, evaluation_extended=False, amending_extended=False)


# ---- clarification


@steps.on(e.ClarificationRequested)
def clarification_requested(s: Innovation, event: e.ClarificationRequested, at: datetime) -> Innovation:
    return _with_clarification(s, event.number, Clarification(event.question, "requested"))


@steps.on(e.ClarificationAsked)
def clarification_asked(s: Innovation, event: e.ClarificationAsked, at: datetime) -> Innovation:
    return _with_clarification(s, event.number, Clarification(event.question, "asked"))


@steps.on(e.ClarificationAnswered)
def clarification_answered(s: Innovation, event: e.ClarificationAnswered, at: datetime) -> Innovation:
    return _with_clarification(s, event.number, replace(s.clarifications[event.number], status="answered"))


@steps.on(e.ClarificationUnanswered)
def clarification_unanswered(s: Innovation, event: e.ClarificationUnanswered, at: datetime) -> Innovation:
    return _with_clarification(s, event.number, replace(s.clarifications[event.number], status="unanswered"))


def _with_clarification(s: Innovation, number: int, clarification: Clarification) -> Innovation:
    return replace(s, clarifications={**s.clarifications, number: clarification})


# ---- decision


@steps.on(e.DecisionTaken)
def decision_taken(s: Innovation, event: e.DecisionTaken, at: datetime) -> Innovation:
    assert event.by is not None
    adopters = {place.id: place for place in event.adopters}
    return replace(s, decision=Decision(event.choice, event.by.person, at, event.instrument, adopters=adopters))


@steps.on(e.DecisionEndorsed)
def decision_endorsed(s: Innovation, event: e.DecisionEndorsed, at: datetime) -> Innovation:
    assert s.decision is not None
    return _determined(s, event.instrument or s.decision.instrument, at)


@steps.on(e.DecreeRecorded)
def decree_recorded(s: Innovation, event: e.DecreeRecorded, at: datetime) -> Innovation:
    assert s.decision is not None
    assert event.by is not None
    return replace(s, decision=replace(s.decision, decree=RecordedDecree(event.decree, event.by.person)))


@steps.on(e.DecreeConfirmed)
def decree_confirmed(s: Innovation, event: e.DecreeConfirmed, at: datetime) -> Innovation:
    assert s.decision is not None
    assert s.decision.decree is not None
    after = _determined(s, s.decision.decree.decree.number, at)
    return replace(after, acted=_with(after.acted, Capacity.DETERMINING, event.signatory))


def _determined(s: Innovation, instrument: str | None, at: datetime) -> Innovation:
    assert s.decision is not None
    decision = replace(s.decision, in_force=True, instrument=instrument)
    return replace(enter(s, Stage.SCALING), decision=decision, awarded_at=at)


@steps.on(e.DecisionObjected)
def decision_objected(s: Innovation, event: e.DecisionObjected, at: datetime) -> Innovation:
    return replace(s, decision=None)


@steps.on(e.InnovationDeclined)
def innovation_declined(s: Innovation, event: e.InnovationDeclined, at: datetime) -> Innovation:
    return _ended(s, Stage.DECLINED, at)


# ---- scaling


@steps.on(e.WavesPlanned)
def waves_planned(s: Innovation, event: e.WavesPlanned, at: datetime) -> Innovation:
    after = replace(_with_waves(s, event.waves), waves_planned_at=at)
    return _with_statement(after, event, WavePlan(waves=event.waves))


def _with_waves(s: Innovation, plan: tuple[e.Wave, ...]) -> Innovation:
    """The waves as planned; those that have opened are as they were."""
    opened = {wave.number: wave for wave in s.waves if wave.opened}
    waves = (opened.get(w.number, WaveState(w.number, w.adopters, w.opens_after)) for w in plan)
    return replace(s, waves=tuple(waves))


def _with_wave(s: Innovation, number: int, **changes: Any) -> Innovation:
    waves = tuple(replace(w, **changes) if w.number == number else w for w in s.waves)
    return replace(s, waves=waves)


@steps.on(e.WaveOpened)
def wave_opened(s: Innovation, event: e.WaveOpened, at: datetime) -> Innovation:
    after = _with_wave(s, event.number, opened=True, ends_at=event.ends_at)
    return _with_change(after, at, "wave_opened", event.number, event.ends_at)


@steps.on(e.WaveEnded)
def wave_ended(s: Innovation, event: e.WaveEnded, at: datetime) -> Innovation:
    return _with_change(_with_wave(s, event.number, ended=True), at, "wave_ended", event.number)


@steps.on(e.MilestoneReached)
def milestone_reached(s: Innovation, event: e.MilestoneReached, at: datetime) -> Innovation:
    completed = s.completed
    if event.milestone == "completed" and s.decision is not None and s.decision.names(event.adopter):
        completed = completed | {event.adopter}
    adoptions = {**s.adoptions, event.adopter: (event.adoption_version, event.milestone)}
    return replace(s, adoptions=adoptions, completed=completed, acted=_with_actor(s.acted, event.actor))


@steps.on(e.SustainingBegan)
def sustaining_began(s: Innovation, event: e.SustainingBegan, at: datetime) -> Innovation:
    return enter(s, Stage.SUSTAINING, keeping=WAVE_WAITS, amendable=True)


# ---- sustaining


def _with_check(s: Innovation, number: int, **changes: Any) -> Innovation:
    return replace(s, checks={**s.checks, number: replace(s.checks[number], **changes)})


def _with_verdict(s: Innovation, number: int, verdict: str) -> Innovation:
    """What was reported on a check that has its verdict is final."""

    def on_this_check(statement: Statement) -> bool:
        return isinstance(statement, CheckReport) and statement.number == number

    return replace(_with_check(s, number, verdict=verdict), statements=s.statements.final(on_this_check))


@steps.on(e.CheckOpened)
def check_opened(s: Innovation, event: e.CheckOpened, at: datetime) -> Innovation:
    return replace(s, checks={**s.checks, event.number: Check(event.number)})


@steps.on(e.CheckReported)
def check_reported(s: Innovation, event: e.CheckReported, at: datetime) -> Innovation:
    report = CheckReport(number=event.number, answers=event.answers, evidence=event.evidence)
    return _with_statement(_with_check(s, event.number, reported=True), event, report)


@steps.on(e.RegionalCheckReported)
def regional_check_reported(s: Innovation, event: e.RegionalCheckReported, at: datetime) -> Innovation:
    after = _with_check(s, event.number, regions=(*s.checks[event.number].regions, event.region))
    report = CheckReport(number=event.number, region=event.region, answers=event.answers, evidence=event.evidence)
    return _with_statement(after, event, report)


@steps.on(e.CheckUnanswered)
def check_unanswered(s: Innovation, event: e.CheckUnanswered, at: datetime) -> Innovation:
    return _with_verdict(s, event.number, "no_response")


@steps.on(e.CheckAssessed)
def check_assessed(s: Innovation, event: e.CheckAssessed, at: datetime) -> Innovation:
    after = _with_verdict(s, event.number, event.verdict)
    return after if after.corrected else replace(after, discontinuation_proposed=False)


@steps.on(e.CorrectionRequired)
def correction_required(s: Innovation, event: e.CorrectionRequired, at: datetime) -> Innovation:
    return replace(s, correction=Correction(event.check), discontinuation_proposed=False)


@steps.on(e.CorrectionReported)
def correction_reported(s: Innovation, event: e.CorrectionReported, at: datetime) -> Innovation:
    assert s.correction is not None
    return replace(s, correction=replace(s.correction, reported=True))


@steps.on(e.DiscontinuationProposed)
def discontinuation_proposed(s: Innovation, event: e.DiscontinuationProposed, at: datetime) -> Innovation:
    return replace(s, discontinuation_proposed=True)


@steps.on(e.InnovationDiscontinued)
def innovation_discontinued(s: Innovation, event: e.InnovationDiscontinued, at: datetime) -> Innovation:
    return _ended(s, Stage.DISCONTINUED, at)


@steps.on(e.InnovationInstitutionalised)
def innovation_institutionalised(s: Innovation, event: e.InnovationInstitutionalised, at: datetime) -> Innovation:
    return replace(enter(s, Stage.INSTITUTIONALISED), discontinuation_proposed=False, revocation_proposed_by=None)


# ---- in every stage


@steps.on(Reminded)
def reminded(s: Innovation, event: Reminded, at: datetime) -> Innovation:
    return replace(s, waits=marked(s.waits, event.wait, reminded=True))


@steps.on(Escalated)
def escalated(s: Innovation, event: Escalated, at: datetime) -> Innovation:
    return replace(s, waits=marked(s.waits, event.wait, fallen_due=True))


@steps.on(e.InnovationSuspended)
def innovation_suspended(s: Innovation, event: e.InnovationSuspended, at: datetime) -> Innovation:
    return _with_change(replace(s, suspended_at=at), at, "suspended")


@steps.on(e.InnovationResumed)
def innovation_resumed(s: Innovation, event: e.InnovationResumed, at: datetime) -> Innovation:
    assert s.suspended_at is not None
    since = s.suspended_at
    pause = timedelta(microseconds=int(event.paused_seconds * 1_000_000))

    def later(instant: datetime) -> datetime:
        return instant + pause if instant > since else instant

    after = replace(
        s,
        suspended_at=None,
        waits={name: w if w.fallen_due else w.shifted(pause) for name, w in s.waits.items()},
        pilots={
            region: replace(
                p,
                began_at=p.began_at + pause,
                ends_at=later(p.ends_at),
                reports_due=tuple(later(due) for due in p.reports_due),
            )
            for region, p in s.pilots.items()
        },
        waves=tuple(replace(w, ends_at=later(w.ends_at) if w.ends_at else None) for w in s.waves),
        waves_planned_at=s.waves_planned_at + pause if s.waves_planned_at else None,
        paused_since_award=s.paused_since_award + pause if s.awarded_at else s.paused_since_award,
    )
    return _with_change(after, at, "resumed")


@steps.on(AmendmentProposed)
def amendment_proposed(s: Innovation, event: AmendmentProposed, at: datetime) -> Innovation:
    return replace(s, statements=s.statements.amendment_proposed(event))


@steps.on(AmendmentAccepted)
def amendment_accepted(s: Innovation, event: AmendmentAccepted, at: datetime) -> Innovation:
    after = replace(s, statements=s.statements.amendment_accepted(event))
    match event.statement:
        case ScoreSheet(evaluator=evaluator, total=total):
            return _with_total(after, evaluator, total)
        case WavePlan(waves=waves):
            return _with_waves(after, waves)
    return after


@steps.on(AmendmentRejected)
def amendment_rejected(s: Innovation, event: AmendmentRejected, at: datetime) -> Innovation:
    return replace(s, statements=s.statements.amendment_rejected(event))


@steps.on(e.EvidenceAttached, e.NoteMade)
def only_on_the_trail(s: Innovation, event: Event, at: datetime) -> Innovation:
    return s


@steps.on(e.EditionMoved)
def edition_moved(s: Innovation, event: e.EditionMoved, at: datetime) -> Innovation:
    return replace(s, edition=event.edition)


@steps.on(e.RevocationProposed)
def revocation_proposed(s: Innovation, event: e.RevocationProposed, at: datetime) -> Innovation:
    assert event.by is not None
    return replace(s, revocation_proposed_by=event.by.person)


@steps.on(e.InnovationRevoked)
def innovation_revoked(s: Innovation, event: e.InnovationRevoked, at: datetime) -> Innovation:
    return _ended(s, Stage.REVOKED, at)
