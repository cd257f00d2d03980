"""Adoption (replikasi): a region's officer commits, reports and completes; time and the innovation move it.

Phases go forward only. A region that declined or didn't answer may still commit, late once its wave has ended;
an adoption that lapsed may still complete. Suspension of the innovation freezes it; an end for cause releases
it. Any agency may copy an innovation without having been named. A report may be amended (ralat): its author proposes
the later version, and the secretariat accepts or rejects it.
"""

from typing import get_args

from domain import amending
from domain.adoption.case import Case
from domain.adoption.state import Status
from domain.commands.adoption import (
    AcceptAdoptionAmendment,
    Adopt,
    AmendAdoptionReport,
    CommitAdoption,
    CompleteAdoption,
    DeclineAdoption,
    Follow,
    RejectAdoptionAmendment,
    ReportAdoption,
)
from domain.editions import Deadline
from domain.events import Event
from domain.events import adoption as e
from domain.events.amendments import AdoptionReport, Statement
from domain.model import Place
from domain.policy import Policy
from domain.refusals import Code, refuse, require
from domain.vocabulary import Phase, Role, Stage
from domain.waits import Wait, WaitKind, WaitRef

policy: Policy[Case] = Policy()

PHASES: tuple[str, ...] = get_args(Phase)
ADOPTABLE = (Stage.SCALING, Stage.SUSTAINING, Stage.INSTITUTIONALISED)
MAY_STILL_COMMIT = (Status.OFFERED, Status.DECLINED, Status.UNANSWERED)


@policy.on(Adopt, by=Role.REGIONAL_OFFICER)
def adopt(case: Case, command: Adopt) -> list[Event]:
    """Any agency may copy; an innovation that has ended otherwise can't be adopted."""
    adopter = case.rules.region(command.region, case.at).place
    require(case.state.adopter_id == adopter.id, Code.WRONG_STREAM, stream=case.state.id)
    stage = case.innovation.stage
    require(stage in ADOPTABLE, Code.NOT_ADOPTABLE, stage=stage)
    if case.state.status is not Status.NONE:
        return _committed(case)
    return [
        e.AdoptionVolunteered(
            innovation=case.innovation.id, adopter=adopter, follows=case.follows, opens=_duties(case, adopter)
        )
    ]


@policy.on(CommitAdoption, by=Role.REGIONAL_OFFICER)
def commit(case: Case, command: CommitAdoption) -> list[Event]:
    return _committed(case)


@policy.on(DeclineAdoption, by=Role.REGIONAL_OFFICER, reason=True)
def decline(case: Case, command: DeclineAdoption) -> list[Event]:
    status = case.state.status
    require(status is not Status.NONE, Code.NOT_OFFERED)
    require(status is not Status.DECLINED, Code.ALREADY_DECLINED)
    require(status in (Status.OFFERED, Status.UNANSWERED), Code.ALREADY_COMMITTED, status=status)
    return [e.AdoptionDeclined()]


@policy.on(ReportAdoption, by=Role.REGIONAL_OFFICER)
def report(case: Case, command: ReportAdoption) -> list[Event]:
    _require_committed(case, Status.COMMITTED)
    reached = case.state.phase
    forward = reached is None or PHASES.index(command.phase) >= PHASES.index(reached)
    require(forward, Code.PHASE_BACKWARDS, phase=command.phase, reached=reached)
    opens = (_report_wait(case, case.adopter),)
    return [e.AdoptionReported(phase=command.phase, number=case.state.reports + 1, note=command.note, opens=opens)]


@policy.on(AmendAdoptionReport, by=Role.REGIONAL_OFFICER, reason=True)
def amend_report(case: Case, command: AmendAdoptionReport) -> list[Event]:
    """Also after the adoption was completed."""
    later = AdoptionReport(number=command.report, phase=command.phase, note=command.note)
    proposed = amending.proposed(case, later)
    _require_forward(case, later)
    return proposed


@policy.on(AcceptAdoptionAmendment, by=Role.OPERATOR)
def accept_amendment(case: Case, command: AcceptAdoptionAmendment) -> list[Event]:
    """Another report may have come since it was proposed."""
    accepted = amending.accepted(case, command.amendment)
    _require_forward(case, accepted.statement)
    return [accepted]


@policy.on(RejectAdoptionAmendment, by=Role.OPERATOR, reason=True)
def reject_amendment(case: Case, command: RejectAdoptionAmendment) -> list[Event]:
    return [amending.rejected(case, command.amendment)]


@policy.on(CompleteAdoption, by=Role.REGIONAL_OFFICER)
def complete(case: Case, command: CompleteAdoption) -> list[Event]:
    _require_committed(case, Status.COMMITTED, Status.LAPSED)
    return [e.AdoptionCompleted(late=case.state.status is Status.LAPSED)]


@policy.due(WaitKind.COMMITMENT)
def commitment_unanswered(case: Case, wait: Wait) -> list[Event]:
    return [e.CommitmentUnanswered()]


@policy.due(WaitKind.ADOPTION_REPORT)
def report_missed(case: Case, wait: Wait) -> list[Event]:
    return [e.AdoptionReportMissed(number=case.state.reports + 1, opens=(_report_wait(case, case.adopter),))]


@policy.due(WaitKind.COMPLETION)
def lapsed(case: Case, wait: Wait) -> list[Event]:
    return [e.AdoptionLapsed()]


@policy.on(Follow)
def follow(case: Case, command: Follow) -> list[Event]:
    """What the innovation's stream holds, once: the wave opens or ends, suspension, the end."""
    follows = command.innovation_version
    if follows <= case.state.follows:
        return []
    match command.what:
        case "wave_opened":
            assert command.wave_ends_at is not None
            adopter = Place(id=case.state.adopter_id, code=command.adopter_code)
            return [
                e.AdoptionOffered(
                    innovation=case.innovation.id,
                    adopter=adopter,
                    wave=command.wave,
                    wave_ends_at=command.wave_ends_at,
                    follows=follows,
                    opens=(case.duty(WaitKind.COMMITMENT, case.edition.scaling.commitment, adopter),),
                )
            ]
        case "wave_ended":
            return [e.WaveClosedForAdoption(follows=follows)]
        case "suspended":
            return [e.AdoptionFrozen(follows=follows)]
        case "resumed":
            return [e.AdoptionThawed(follows=follows)]
        case "ended":
            return [e.AdoptionReleased(follows=follows)]


def _committed(case: Case) -> list[Event]:
    adopter, status = case.adopter, case.state.status
    require(status in MAY_STILL_COMMIT, Code.ALREADY_COMMITTED, status=status)
    return [
        e.AdoptionCommitted(
            follows=case.follows,
            late=case.state.wave_ended,
            closes=(WaitRef(kind=WaitKind.COMMITMENT),),
            opens=_duties(case, adopter),
        )
    ]


def _duties(case: Case, adopter: Place) -> tuple[Wait, ...]:
    """What an adopter that commits takes on: regular reports, and completion in time."""
    return _report_wait(case, adopter), case.duty(WaitKind.COMPLETION, case.edition.scaling.completion, adopter)


def _report_wait(case: Case, adopter: Place) -> Wait:
    scaling = case.edition.scaling
    deadline = Deadline(due=scaling.report_every, remind=scaling.report_remind)
    return case.duty(WaitKind.ADOPTION_REPORT, deadline, adopter)


def _require_committed(case: Case, *allowed: Status) -> None:
    if case.state.status not in allowed:
        raise refuse(Code.ALREADY_COMPLETED if case.state.status is Status.COMPLETED else Code.NOT_COMMITTED)


def _require_forward(case: Case, later: Statement) -> None:
    """Go on if phases still go forward only when this report reads so. Raises Refused."""
    assert isinstance(later, AdoptionReport)
    reached = 0
    for report in case.state.reported:
        phase = later.phase if report.number == later.number else report.phase
        require(PHASES.index(phase) >= reached, Code.PHASE_BACKWARDS, phase=phase, reached=PHASES[reached])
        reached = PHASES.index(phase)
