"""What is known of an adoption after its events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.changing import replace
from domain.events import Event
from domain.events import adoption as e
from domain.events.innovation import Escalated, Reminded
from domain.model import Place, Role
from domain.waits import WaitRef, Waits, changed, next_instant


class Status(StrEnum):
    """How far an adoption is."""

    NONE = "none"
    OFFERED = "offered"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    COMMITTED = "committed"
    LAPSED = "lapsed"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Milestone:
    """What the innovation is told of, when it was, and whether it came late."""

    name: str
    at: datetime
    late: bool = False


@dataclass(frozen=True)
class Adoption:
    """One adoption. `version` 0 means that nothing of it is recorded."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    innovation: str = ""
    adopter: Place | None = None
    status: Status = Status.NONE
    phase: str | None = None
    reports: int = 0
    """Reports given and missed."""
    wave: int = 0
    wave_ended: bool = False
    volunteered: bool = False
    waits: Waits = field(default_factory=dict)
    frozen_at: datetime | None = None
    released: bool = False
    follows: int = 0
    """The innovation's version up to which this adoption has taken over what concerns it."""
    milestones: Mapping[int, Milestone] = field(default_factory=dict)
    """What the innovation is told, by version of this stream."""

    @property
    def wake_at(self) -> datetime | None:
        """When the next thing happens by itself; None while frozen, released, or nothing is waited for."""
        return None if self.frozen_at is not None or self.released else next_instant(self.waits)

    @property
    def open(self) -> bool:
        """Whether a duty is left that time or a person will move."""
        return bool(self.waits) and not self.released

    @property
    def chapter(self) -> str:
        """What one run of the workflow lives through."""
        return self.status

    def awaiting(self) -> tuple[Role, ...]:
        """The roles whose move it is, sorted."""
        return tuple(sorted({w.wait.awaits for w in self.waits.values() if w.wait.awaits is not None}))


_STEPS: dict[type[Event], Callable[..., Adoption]] = {}


def _on(event_type: type[Event]) -> Callable[[Callable[..., Adoption]], Callable[..., Adoption]]:
    def register(step: Callable[..., Adoption]) -> Callable[..., Adoption]:
        _STEPS[event_type] = step
        return step

    return register


def evolve(state: Adoption, event: Event, at: datetime) -> Adoption:
    """The state after one more event that occurred at `at`.

    Raises:
        KeyError: for an event that isn't one of an adoption's.
    """
    after = _STEPS[type(event)](state, event, at)
    waits = changed(after.waits, event.closes, event.opens) if event.opens or event.closes else after.waits
    return replace(after, version=state.version + 1, last_at=at, waits=waits)


def _told(s: Adoption, milestone: str, at: datetime, *, late: bool = False) -> Adoption:
    return replace(s, milestones={**s.milestones, s.version + 1: Milestone(milestone, at, late)})


@_on(e.AdoptionOffered)
def _(s: Adoption, event: e.AdoptionOffered, at: datetime) -> Adoption:
    return replace(
        s,
        innovation=event.innovation,
        adopter=event.adopter,
        status=Status.OFFERED,
        wave=event.wave,
        follows=event.follows,
    )


@_on(e.AdoptionVolunteered)
def _(s: Adoption, event: e.AdoptionVolunteered, at: datetime) -> Adoption:
    after = replace(
        s,
        innovation=event.innovation,
        adopter=event.adopter,
        status=Status.COMMITTED,
        volunteered=True,
        follows=event.follows,
    )
    return _told(after, "committed", at)


@_on(e.AdoptionCommitted)
def _(s: Adoption, event: e.AdoptionCommitted, at: datetime) -> Adoption:
    after = replace(s, status=Status.COMMITTED, follows=event.follows)
    return _told(after, "committed", at, late=event.late)


@_on(e.AdoptionDeclined)
def _(s: Adoption, event: e.AdoptionDeclined, at: datetime) -> Adoption:
    return _told(replace(s, status=Status.DECLINED, waits={}), "declined", at)


@_on(e.CommitmentUnanswered)
def _(s: Adoption, event: e.CommitmentUnanswered, at: datetime) -> Adoption:
    return _told(replace(s, status=Status.UNANSWERED, waits={}), "unanswered", at)


@_on(e.AdoptionReported)
def _(s: Adoption, event: e.AdoptionReported, at: datetime) -> Adoption:
    return _told(replace(s, phase=event.phase, reports=event.number), f"phase_{event.phase}", at)


@_on(e.AdoptionReportMissed)
def _(s: Adoption, event: e.AdoptionReportMissed, at: datetime) -> Adoption:
    return _told(replace(s, reports=event.number), "report_missed", at)


@_on(e.AdoptionCompleted)
def _(s: Adoption, event: e.AdoptionCompleted, at: datetime) -> Adoption:
    return _told(replace(s, status=Status.COMPLETED, waits={}), "completed", at, late=event.late)


@_on(e.AdoptionLapsed)
def _(s: Adoption, event: e.AdoptionLapsed, at: datetime) -> Adoption:
    return _told(replace(s, status=Status.LAPSED, waits={}), "lapsed", at)


@_on(e.AdoptionFrozen)
def _(s: Adoption, event: e.AdoptionFrozen, at: datetime) -> Adoption:
    return replace(s, frozen_at=at, follows=event.follows)


@_on(e.AdoptionThawed)
def _(s: Adoption, event: e.AdoptionThawed, at: datetime) -> Adoption:
    assert s.frozen_at is not None
    pause = at - s.frozen_at
    waits = {name: wait if wait.fallen_due else wait.shifted(pause) for name, wait in s.waits.items()}
    return replace(s, frozen_at=None, waits=waits, follows=event.follows)


@_on(e.AdoptionReleased)
def _(s: Adoption, event: e.AdoptionReleased, at: datetime) -> Adoption:
    return replace(s, released=True, frozen_at=None, waits={}, follows=event.follows)


@_on(e.WaveClosedForAdoption)
def _(s: Adoption, event: e.WaveClosedForAdoption, at: datetime) -> Adoption:
    return replace(s, wave_ended=True, follows=event.follows)


@_on(Reminded)
def _(s: Adoption, event: Reminded, at: datetime) -> Adoption:
    name = WaitRef(kind=event.kind, subject=event.subject)
    return replace(s, waits={**s.waits, name: replace(s.waits[name], reminded=True)})


@_on(Escalated)
def _(s: Adoption, event: Escalated, at: datetime) -> Adoption:
    name = WaitRef(kind=event.kind, subject=event.subject)
    return replace(s, waits={**s.waits, name: replace(s.waits[name], fallen_due=True)})
