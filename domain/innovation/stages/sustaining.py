"""Sustaining (pemantauan keberlanjutan): is the innovation still alive, year after year?

A check opens at every period since the award. The proposer reports, an evaluator assesses; who doesn't answer
is recorded as no response. Two failed checks in a row require a correction; another failed one after it puts
the innovation up for discontinuation, which a person decides. It ends institutionalised or discontinued.
"""

from domain.commands.innovation import (
    AdoptionMoved,
    AssessCheck,
    Discontinue,
    Institutionalise,
    ReportCheck,
    ReportCorrection,
    RequireCorrection,
)
from domain.events import Event
from domain.events import innovation as e
from domain.innovation.case import Case, proposes_for, speaks_for
from domain.innovation.stages import scaling
from domain.innovation.stages.base import StageRules
from domain.innovation.state import FAILED_VERDICTS, GOOD_VERDICTS, Check
from domain.model import Place, Role, Stage
from domain.refusals import Code, refuse, require
from domain.waits import Wait, WaitKind, WaitRef

rules = StageRules(Stage.SUSTAINING)
rules.on(AdoptionMoved)(scaling.adoption_moved)
rules.on(Discontinue)(scaling.discontinue)
rules.due(WaitKind.WAVE_OPENS)(scaling.wave_opens)
rules.due(WaitKind.WAVE_ENDS)(scaling.wave_ends)

ROW_THAT_NEEDS_CORRECTION = 2


@rules.due(WaitKind.CHECK_OPENS)
def check_opens(case: Case, wait: Wait) -> list[Event]:
    """One check per period; the next one's opening is set at once, absolute."""
    number = int(wait.subject)
    report = case.wait(WaitKind.CHECK_REPORT, Role.PROPOSER, case.rules.edition.sustaining.report, subject=wait.subject)
    following = Wait(
        kind=WaitKind.CHECK_OPENS,
        subject=str(number + 1),
        due_at=case.not_before(scaling.check_opens_at(case, number + 1)),
    )
    closes = (WaitRef(kind=wait.kind, subject=wait.subject),)
    return [e.CheckOpened(number=number, closes=closes, opens=(report, following))]


@rules.on(ReportCheck)
def report_check(case: Case, command: ReportCheck) -> list[Event]:
    """The proposer answers the check; a region's officer attaches the region's own report to it."""
    check = _check(case, command.check)
    require(check.verdict is None, Code.ALREADY_ASSESSED, check=command.check)
    if command.region is not None:
        return [_regional(case, check, command.region, command)]
    assert case.actor is not None
    require(proposes_for(case.actor, case.state.agency, case.at), Code.OTHER_AGENCY, agency=case.state.agency)
    require(not check.reported, Code.ALREADY_REPORTED, check=command.check)
    subject = str(command.check)
    assessment = case.wait(
        WaitKind.CHECK_ASSESSMENT, Role.EVALUATOR, case.rules.edition.sustaining.assessment, subject=subject
    )
    return [
        e.CheckReported(
            by=case.by,
            reason=case.reason,
            number=command.check,
            answers=command.answers.model_dump(),
            evidence=command.evidence,
            closes=(WaitRef(kind=WaitKind.CHECK_REPORT, subject=subject),),
            opens=(assessment,),
        )
    ]


@rules.due(WaitKind.CHECK_REPORT)
def check_unanswered(case: Case, wait: Wait) -> list[Event]:
    closes = (WaitRef(kind=wait.kind, subject=wait.subject),)
    unanswered = e.CheckUnanswered(number=int(wait.subject), closes=closes)
    return [unanswered, *_after_failure(case.after(unanswered), unanswered.number)]


@rules.on(AssessCheck)
def assess_check(case: Case, command: AssessCheck) -> list[Event]:
    check = _check(case, command.check)
    require(check.verdict is None, Code.ALREADY_ASSESSED, check=command.check)
    require(check.reported, Code.NOT_REPORTED, check=command.check)
    assessed = e.CheckAssessed(
        by=case.by,
        reason=case.reason,
        number=command.check,
        verdict=command.verdict,
        closes=(WaitRef(kind=WaitKind.CHECK_ASSESSMENT, subject=str(command.check)),),
    )
    if command.verdict not in FAILED_VERDICTS:
        return [assessed]
    return [assessed, *_after_failure(case.after(assessed), command.check)]


@rules.due(WaitKind.CHECK_ASSESSMENT)
def assessment_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.rules.edition.sustaining.assessment.escalate_to)


@rules.on(RequireCorrection)
def require_correction(case: Case, command: RequireCorrection) -> list[Event]:
    """At any time; it also answers a proposal to discontinue, until a check fails again."""
    correction = case.state.correction
    require(correction is None or correction.reported, Code.CORRECTION_OPEN)
    latest = max((n for n, check in case.state.checks.items() if check.verdict), default=0)
    return [e.CorrectionRequired(by=case.by, reason=case.reason, check=latest, opens=(_correction_wait(case),))]


@rules.on(ReportCorrection)
def report_correction(case: Case, command: ReportCorrection) -> list[Event]:
    correction = case.state.correction
    require(correction is not None and not correction.reported, Code.NO_CORRECTION_OPEN)
    closes = (WaitRef(kind=WaitKind.CORRECTION_REPORT),)
    return [e.CorrectionReported(by=case.by, reason=case.reason, action=command.action, closes=closes)]


@rules.due(WaitKind.CORRECTION_REPORT)
def correction_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.rules.edition.sustaining.correction.escalate_to)


@rules.on(Institutionalise)
def institutionalise(case: Case, command: Institutionalise) -> list[Event]:
    """After the edition's number of good checks, and none failed since the last good one."""
    good = sum(check.verdict in GOOD_VERDICTS for check in case.state.checks.values())
    needed = case.rules.edition.sustaining.checks_before_institutionalisation
    require(good >= needed and case.state.failures_in_row == 0, Code.TOO_EARLY, good=good, needed=needed)
    return [e.InnovationInstitutionalised(by=case.by, reason=case.reason, instrument=command.instrument)]


def _after_failure(case: Case, number: int) -> list[Event]:
    """Two in a row require a correction; a failed check after one puts the innovation up for discontinuation.

    A good check in between begins the row anew, whether or not the correction was reported.
    """
    state = case.state
    if not state.corrected:
        if state.failures_in_row < ROW_THAT_NEEDS_CORRECTION:
            return []
        latest = max(n for n, check in state.checks.items() if check.verdict in FAILED_VERDICTS)
        return [e.CorrectionRequired(check=latest, automatic=True, opens=(_correction_wait(case),))]
    assert state.correction is not None
    if number > state.correction.check and not state.put_up:
        return [e.DiscontinuationProposed(check=number)]
    return []


def _correction_wait(case: Case) -> Wait:
    return case.wait(WaitKind.CORRECTION_REPORT, Role.PROPOSER, case.rules.edition.sustaining.correction)


def _check(case: Case, number: int) -> Check:
    check = case.state.checks.get(number)
    require(check is not None, Code.NO_SUCH_CHECK, check=number)
    assert check is not None
    return check


def _regional(case: Case, check: Check, code: str, command: ReportCheck) -> Event:
    assert case.actor is not None
    place = _taking_part(case, code)
    if not speaks_for(case.actor, place.id, case.rules, case.at):
        raise refuse(Code.OTHER_REGION, region=code)
    require(place.id not in check.regions, Code.ALREADY_REPORTED, check=check.number)
    return e.RegionalCheckReported(
        by=case.actor.acting_as(Role.REGIONAL_OFFICER),
        reason=case.reason,
        number=check.number,
        region=place.id,
        answers=command.answers.model_dump(),
        evidence=command.evidence,
    )


def _taking_part(case: Case, code: str) -> Place:
    """A region that adopts, piloted, or originated the innovation."""
    state = case.state
    region = case.rules.region(code, case.at)
    adopters = state.decision.adopters if state.decision else ()
    ids = {place.id for place in adopters} | set(state.adoptions) | set(state.pilots)
    if state.origin is not None:
        ids.add(state.origin.id)
    origin_of_split = region.successor_of
    if region.id in ids:
        return region.place
    if origin_of_split in ids:
        predecessor = case.rules.regions.by_id(str(origin_of_split))
        assert predecessor is not None
        return predecessor.place
    raise refuse(Code.NOT_AN_ADOPTER, region=code)
