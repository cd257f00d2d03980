"""How sustainability checks change an innovation."""

from datetime import datetime
from typing import Any

from domain.changing import replace
from domain.events import innovation as e
from domain.events.amendments import CheckReport, Statement
from domain.innovation.state import Check, Correction, Innovation, enter
from domain.innovation.steps import steps
from domain.innovation.steps.changes import ended, with_statement
from domain.vocabulary import Stage


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
    return with_statement(_with_check(s, event.number, reported=True), event, report)


@steps.on(e.RegionalCheckReported)
def regional_check_reported(s: Innovation, event: e.RegionalCheckReported, at: datetime) -> Innovation:
    after = _with_check(s, event.number, regions=(*s.checks[event.number].regions, event.region))
    report = CheckReport(number=event.number, region=event.region, answers=event.answers, evidence=event.evidence)
    return with_statement(after, event, report)


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
    return ended(s, Stage.DISCONTINUED, at)


@steps.on(e.InnovationInstitutionalised)
def innovation_institutionalised(s: Innovation, event: e.InnovationInstitutionalised, at: datetime) -> Innovation:
    return replace(enter(s, Stage.INSTITUTIONALISED), discontinuation_proposed=False, revocation_proposed_by=None)
