"""Sustaining (pemantauan keberlanjutan): is the innovation still alive, year after year?

A check opens at every period since the award. The proposer reports, an evaluator assesses; who doesn't answer
is recorded as no response. Two failed checks in a row require a correction; another failed one after it puts
the innovation up for discontinuation, which a person decides. It ends institutionalised or discontinued.
"""

from domain import amending
from domain.commands.innovation import (
    AdoptionMoved,
    AmendCheckReport,
    AmendWaves,
    AssessCheck,
    Discontinue,
    Institutionalise,
    ReportCheck,
    ReportCorrection,
    RequireCorrection,
)
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import CheckReport
from domain.innovation.case import Case
from domain.innovation.policy import StagePolicy
from domain.innovation.stages import scaling
from domain.innovation.state import FAILED_VERDICTS, GOOD_VERDICTS, Check
from domain.model import Place
from domain.refusals import Code, require, required
from domain.vocabulary import PROPOSING, Role, Stage
from domain.waits import Wait, WaitKind, WaitRef, ref_of

policy = StagePolicy(Stage.SUSTAINING)
policy.as_in(scaling.policy, AdoptionMoved, AmendWaves, Discontinue, WaitKind.WAVE_OPENS, WaitKind.WAVE_ENDS)

FAILURES_BEFORE_CORRECTION = 2


@policy.due(WaitKind.CHECK_OPENS)
def check_opens(case: Case, wait: Wait) -> list[Event]:
    """One check per period; the next one's opening is set at once, absolute."""
    number = int(wait.subject)
    report = case.wait(WaitKind.CHECK_REPORT, Role.PROPOSER, case.edition.sustaining.report, subject=wait.subject)
    following = Wait(
        kind=WaitKind.CHECK_OPENS,
        subject=str(number + 1),
        due_at=case.not_before(scaling.check_opens_at(case, number + 1)),
    )
    closes = (ref_of(wait),)
    return [e.CheckOpened(number=number, closes=closes, opens=(report, following))]


@policy.on(ReportCheck, by=(*PROPOSING, Role.REGIONAL_OFFICER))
def report_check(case: Case, command: ReportCheck) -> list[Event]:
    """The proposer answers the check; a region's officer attaches the region's own report to it."""
    check = case.check(command.check)
    require(check.verdict is None, Code.ALREADY_ASSESSED, check=command.check)
    if command.region is not None:
        return [_regional(case, check, command.region, command)]
    by = case.proposer_of(case.state.agency)
    require(not check.reported, Code.ALREADY_REPORTED, check=command.check)
    subject = str(command.check)
    assessment = case.wait(
        WaitKind.CHECK_ASSESSMENT, Role.EVALUATOR, case.edition.sustaining.assessment, subject=subject
    )
    return [
        e.CheckReported(
            by=by,
            number=command.check,
            answers=command.answers.model_dump(),
            evidence=command.evidence,
            closes=(WaitRef(kind=WaitKind.CHECK_REPORT, subject=subject),),
            opens=(assessment,),
        )
    ]


@policy.on(AmendCheckReport, by=(*PROPOSING, Role.REGIONAL_OFFICER), reason=True)
def amend_check_report(case: Case, command: AmendCheckReport) -> list[Event]:
    """Until the check is assessed: the proposer's answers, or those of a region."""
    check = case.check(command.check)
    require(check.verdict is None, Code.ALREADY_ASSESSED, check=command.check)
    answered = {"number": command.check, "answers": command.answers.model_dump(), "evidence": command.evidence}
    if command.region is None:
        by = case.proposer_of(case.state.agency)
        return amending.proposed(case, CheckReport(**answered), by)
    region = _taking_part(case, command.region)
    return amending.proposed(case, CheckReport(**answered, region=region.id), case.officer_of(region))


@policy.due(WaitKind.CHECK_REPORT)
def check_unanswered(case: Case, wait: Wait) -> list[Event]:
    closes = (ref_of(wait),)
    unanswered = e.CheckUnanswered(number=int(wait.subject), closes=closes)
    return [unanswered, *_after_failure(case.after(unanswered), unanswered.number)]


@policy.on(AssessCheck, by=Role.EVALUATOR, impartial=True)
def assess_check(case: Case, command: AssessCheck) -> list[Event]:
    check = case.check(command.check)
    require(check.verdict is None, Code.ALREADY_ASSESSED, check=command.check)
    require(check.reported, Code.NOT_REPORTED, check=command.check)
    assessed = e.CheckAssessed(
        number=command.check,
        verdict=command.verdict,
        closes=(WaitRef(kind=WaitKind.CHECK_ASSESSMENT, subject=str(command.check)),),
    )
    if command.verdict not in FAILED_VERDICTS:
        return [assessed]
    return [assessed, *_after_failure(case.after(assessed), command.check)]


@policy.due(WaitKind.CHECK_ASSESSMENT)
def assessment_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.sustaining.assessment.escalate_to)


@policy.on(RequireCorrection, by=Role.DECISION_MAKER, impartial=True, reason=True)
def require_correction(case: Case, command: RequireCorrection) -> list[Event]:
    """At any time; it also answers a proposal to discontinue, until a check fails again."""
    correction = case.state.correction
    require(correction is None or correction.reported, Code.CORRECTION_OPEN)
    latest = max((n for n, check in case.state.checks.items() if check.verdict), default=0)
    return [e.CorrectionRequired(check=latest, opens=(_correction_wait(case),))]


@policy.on(ReportCorrection, by=PROPOSING, own_agency=True)
def report_correction(case: Case, command: ReportCorrection) -> list[Event]:
    correction = case.state.correction
    require(correction is not None and not correction.reported, Code.NO_CORRECTION_OPEN)
    closes = (WaitRef(kind=WaitKind.CORRECTION_REPORT),)
    return [e.CorrectionReported(action=command.action, closes=closes)]


@policy.due(WaitKind.CORRECTION_REPORT)
def correction_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.sustaining.correction.escalate_to)


@policy.on(Institutionalise, by=Role.DECISION_MAKER, impartial=True, reason=True)
def institutionalise(case: Case, command: Institutionalise) -> list[Event]:
    """After the edition's number of good checks, and none failed since the last good one."""
    good = sum(check.verdict in GOOD_VERDICTS for check in case.state.checks.values())
    needed = case.edition.sustaining.checks_before_institutionalisation
    require(good >= needed and case.state.consecutive_failures == 0, Code.TOO_EARLY, good=good, needed=needed)
    return [e.InnovationInstitutionalised(instrument=command.instrument)]


def _after_failure(case: Case, number: int) -> list[Event]:
    """Two in a row require a correction; a failed check after one puts the innovation up for discontinuation.

    A good check in between resets the count, whether or not the correction was reported.
    """
    state = case.state
    if not state.corrected:
        if state.consecutive_failures < FAILURES_BEFORE_CORRECTION:
            return []
        latest = max(n for n, check in state.checks.items() if check.verdict in FAILED_VERDICTS)
        return [e.CorrectionRequired(check=latest, automatic=True, opens=(_correction_wait(case),))]
    if state.correction and number > state.correction.check and not state.discontinuation_proposed:
        return [e.DiscontinuationProposed(check=number)]
    return []


def _correction_wait(case: Case) -> Wait:
    return case.wait(WaitKind.CORRECTION_REPORT, Role.PROPOSER, case.edition.sustaining.correction)


def _regional(case: Case, check: Check, code: str, command: ReportCheck) -> Event:
    place = _taking_part(case, code)
    by = case.officer_of(place)
    require(place.id not in check.regions, Code.ALREADY_REPORTED, check=check.number)
    return e.RegionalCheckReported(
        by=by,
        number=check.number,
        region=place.id,
        answers=command.answers.model_dump(),
        evidence=command.evidence,
    )


def _taking_part(case: Case, code: str) -> Place:
    """A region that adopts, piloted, or originated the innovation."""
    region, ids = case.rules.region(code, case.at), case.state.taking_part
    if region.id in ids:
        return region.place
    origin = region.successor_of
    split_from = case.rules.regions.by_id(origin) if origin is not None and origin in ids else None
    return required(split_from, Code.NOT_AN_ADOPTER, region=code).place
