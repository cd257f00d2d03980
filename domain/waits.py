"""Waits: what an innovation or adoption waits for, and when that falls due.

A wait reminds once (`remind_at`), falls due once (`due_at`), and stays open until an event closes it or its
stage is left. What happens when it falls due is in the stage's file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.changing import replace
from domain.model import Frozen, Instant
from domain.vocabulary import Role


class WaitKind(StrEnum):
    """What is waited for. Waits that fall due at one instant are taken in this order."""

    SCREENING = "screening"
    REVISION = "revision"
    CLARIFICATION_REQUEST = "clarification_request"
    CLARIFICATION = "clarification"
    PILOT_PLAN = "pilot_plan"
    MEASUREMENT = "measurement"
    PILOTS_END = "pilots_end"
    PANEL = "panel"
    SCORING = "scoring"
    AMENDING = "amending"
    REJECTION = "rejection"
    DECISION = "decision"
    ENDORSEMENT = "endorsement"
    DECREE = "decree"
    WAVE_PLAN = "wave_plan"
    WAVE_OPENS = "wave_opens"
    COMMITMENT = "commitment"
    ADOPTION_REPORT = "adoption_report"
    COMPLETION = "completion"
    WAVE_ENDS = "wave_ends"
    CHECK_REPORT = "check_report"
    CHECK_ASSESSMENT = "check_assessment"
    CORRECTION_REPORT = "correction_report"
    CHECK_OPENS = "check_opens"


ORDER = {kind: place for place, kind in enumerate(WaitKind)}


class Wait(Frozen):
    """One wait as an event sets it. `subject` distinguishes several of one kind (a region, a wave, a check)."""

    kind: WaitKind
    subject: str = ""
    awaits: Role | None = None
    remind_at: Instant | None = None
    due_at: Instant

    def shifted(self, by: timedelta) -> "Wait":
        """The same wait after a pause of that length."""
        remind_at = self.remind_at + by if self.remind_at else None
        return self.model_copy(update={"due_at": self.due_at + by, "remind_at": remind_at})


class WaitRef(Frozen):
    """Names one open wait."""

    kind: WaitKind
    subject: str = ""


@dataclass(frozen=True)
class OpenWait:
    """A wait in the state, with what of it has happened."""

    wait: Wait
    reminded: bool = False
    fallen_due: bool = False

    @property
    def next_at(self) -> datetime | None:
        """The next instant at which a reminder or the due instant comes, if any."""
        if self.fallen_due:
            return None
        if self.wait.remind_at is not None and not self.reminded:
            return self.wait.remind_at
        return self.wait.due_at

    def shifted(self, by: timedelta) -> "OpenWait":
        """The same wait after a pause of that length."""
        return replace(self, wait=self.wait.shifted(by))


Waits = Mapping[WaitRef, OpenWait]


def ref_of(wait: Wait) -> WaitRef:
    """The name of a wait."""
    return WaitRef(kind=wait.kind, subject=wait.subject)


def with_changes(waits: Waits, closes: Iterable[WaitRef], opens: Iterable[Wait]) -> Waits:
    """The waits after some are closed and others opened; opening one that is open already replaces it."""
    result = dict(waits)
    for closing in closes:
        result.pop(closing, None)
    for wait in opens:
        result[ref_of(wait)] = OpenWait(wait)
    return result


def marked(waits: Waits, name: WaitRef, *, reminded: bool = False, fallen_due: bool = False) -> Waits:
    """The waits after one of them reminded, or fell due; as they were if it isn't open any more."""
    wait = waits.get(name)
    if wait is None:
        return waits
    return {
        **waits,
        name: replace(wait, reminded=wait.reminded or reminded, fallen_due=wait.fallen_due or fallen_due),
    }


def next_instant(waits: Waits) -> datetime | None:
    """The earliest instant at which a wait reminds or falls due, or None."""
    return min((at for open_wait in waits.values() if (at := open_wait.next_at)), default=None)


def next_due(waits: Waits, until: datetime) -> OpenWait | None:
    """The wait that is due first among those whose next instant has come by then, or None."""
    ready = [w for w in waits.values() if (at := w.next_at) is not None and at <= until]
    return min(ready, key=lambda w: (w.next_at, ORDER[w.wait.kind], w.wait.subject), default=None)
