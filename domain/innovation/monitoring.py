"""What the dossier says of an innovation that is scaled up: its checks, and the corrections that they led to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, CheckReport
from domain.model import By, Frozen, Instant
from domain.waits import OpenWait, WaitKind, WaitRef


class Reported(Frozen):
    """What the proposer or a region answered to a check, as it reads after amendments."""

    region: str | None
    """By its opaque id; None: the proposer's report."""
    answers: dict[str, str]
    """By the questions' keys, in their order."""
    evidence: tuple[str, ...]
    by: By
    at: Instant
    amended_at: Instant | None = None


class Check(Frozen):
    """A sustainability check, with every report on it."""

    number: int
    opened_at: Instant
    due_at: Instant | None = None
    """Until when the proposer reports, or was to."""
    reports: tuple[Reported, ...] = ()
    verdict: str | None = None
    """None: it isn't assessed yet. `no_response`: nothing was reported in time."""
    assessed_by: By | None = None
    assessed_at: Instant | None = None
    reason: str | None = None
    """Why it was assessed so, where the evaluator says so."""


class Correction(Frozen):
    """A correction that was required after a check, and what was done."""

    check: int
    required_at: Instant
    required_by: By | None = None
    """None: the rules require it after checks that failed in a row."""
    reason: str | None = None
    due_at: Instant | None = None
    action: str | None = None
    """None: nothing was reported so far."""
    reported_by: By | None = None
    reported_at: Instant | None = None


@dataclass(slots=True)
class Monitoring:
    """What came of checks and corrections after some events."""

    checks: dict[int, Check] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)

    def take(self, event: Event, at: datetime, waits: Mapping[WaitRef, OpenWait]) -> None:
        """One more event, with what is waited for after it."""
        match event:
            case e.CheckOpened(number=number):
                self.checks[number] = Check(number=number, opened_at=at)
            case e.CheckReported():
                self._report(event, None, at)
            case e.RegionalCheckReported():
                self._report(event, event.region, at)
            case AmendmentAccepted(statement=CheckReport() as later):
                reports = self.checks[later.number].reports
                self._change(later.number, reports=tuple(_amended(each, later, at) for each in reports))
            case e.CheckUnanswered(number=number):
                self._change(number, verdict="no_response")
            case e.CheckAssessed(number=number, verdict=verdict):
                told = {"assessed_by": event.by, "assessed_at": at, "reason": event.reason}
                self._change(number, verdict=verdict, **told)
            case e.CorrectionRequired(check=number, automatic=automatic):
                told = (
                    {"required_by": None, "reason": None}
                    if automatic
                    else {"required_by": event.by, "reason": event.reason}
                )
                self.corrections.append(Correction(check=number, required_at=at, **told))
            case e.CorrectionReported(action=action):
                done = {"action": action, "reported_by": event.by, "reported_at": at}
                self.corrections[-1] = self.corrections[-1].model_copy(update=done)
        for name, wait in waits.items():  # a pause moves them
            if name.kind is WaitKind.CHECK_REPORT:
                self._change(int(name.subject), due_at=wait.wait.due_at)
            elif name.kind is WaitKind.CORRECTION_REPORT:
                self.corrections[-1] = self.corrections[-1].model_copy(update={"due_at": wait.wait.due_at})

    def _report(self, event: e.CheckReported | e.RegionalCheckReported, region: str | None, at: datetime) -> None:
        assert event.by is not None
        given = Reported(region=region, answers=event.answers, evidence=event.evidence, by=event.by, at=at)
        self._change(event.number, reports=(*self.checks[event.number].reports, given))

    def _change(self, number: int, **changes: object) -> None:
        self.checks[number] = self.checks[number].model_copy(update=changes)


def _amended(report: Reported, later: CheckReport, at: datetime) -> Reported:
    if report.region != later.region:
        return report
    return report.model_copy(update={"answers": later.answers, "evidence": later.evidence, "amended_at": at})
