"""How an adoption changes with each fact. Total: an event that was recorded once can always be folded."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce

from domain.adoption.state import Adoption, Status
from domain.changing import replace
from domain.events import Event
from domain.events import adoption as e
from domain.events.amendments import AdoptionReport, AmendmentAccepted, AmendmentProposed, AmendmentRejected
from domain.events.waits import Escalated, Reminded
from domain.milestones import Milestone
from domain.steps import Steps
from domain.waits import marked, with_changes

steps: Steps[Adoption] = Steps()


def evolve(state: Adoption, event: Event, at: datetime) -> Adoption:
    """The state after one more event that occurred at `at`.

    Raises:
        KeyError: for an event that isn't one of an adoption's.
    """
    after = steps.step(state, event, at)
    waits = with_changes(after.waits, event.closes, event.opens) if event.opens or event.closes else after.waits
    return replace(after, version=state.version + 1, last_at=at, waits=waits)


def fold(state: Adoption, events: Iterable[Event], at: datetime) -> Adoption:
    """The state after several events of one decision."""
    return reduce(lambda current, event: evolve(current, event, at), events, state)


def _with_milestone(s: Adoption, event: Event, milestone: str, at: datetime, *, late: bool = False) -> Adoption:
    return replace(s, milestones={**s.milestones, s.version + 1: Milestone(milestone, at, late, event.by)})


@steps.on(e.AdoptionOffered)
def adoption_offered(s: Adoption, event: e.AdoptionOffered, at: datetime) -> Adoption:
    return replace(
        s,
        innovation=event.innovation,
        adopter=event.adopter,
        status=Status.OFFERED,
        wave=event.wave,
        follows=event.follows,
    )


@steps.on(e.AdoptionVolunteered)
def adoption_volunteered(s: Adoption, event: e.AdoptionVolunteered, at: datetime) -> Adoption:
    after = replace(
        s,
        innovation=event.innovation,
        adopter=event.adopter,
        status=Status.COMMITTED,
        volunteered=True,
        follows=event.follows,
    )
    return _with_milestone(after, event, "committed", at)


@steps.on(e.AdoptionCommitted)
def adoption_committed(s: Adoption, event: e.AdoptionCommitted, at: datetime) -> Adoption:
    after = replace(s, status=Status.COMMITTED, follows=event.follows)
    return _with_milestone(after, event, "committed", at, late=event.late)


@steps.on(e.AdoptionDeclined)
def adoption_declined(s: Adoption, event: e.AdoptionDeclined, at: datetime) -> Adoption:
    return _with_milestone(replace(s, status=Status.DECLINED, waits={}), event, "declined", at)


@steps.on(e.CommitmentUnanswered)
def commitment_unanswered(s: Adoption, event: e.CommitmentUnanswered, at: datetime) -> Adoption:
    return _with_milestone(replace(s, status=Status.UNANSWERED, waits={}), event, "unanswered", at)


@steps.on(e.AdoptionReported)
def adoption_reported(s: Adoption, event: e.AdoptionReported, at: datetime) -> Adoption:
    report = AdoptionReport(number=event.number, phase=event.phase, note=event.note)
    after = replace(s, reports=event.number, statements=s.statements.handed_in(event, report))
    return _with_phase(after, event, event.phase, at)


def _with_phase(s: Adoption, event: Event, phase: str, at: datetime) -> Adoption:
    return _with_milestone(replace(s, phase=phase), event, f"phase_{phase}", at)


@steps.on(e.AdoptionReportMissed)
def adoption_report_missed(s: Adoption, event: e.AdoptionReportMissed, at: datetime) -> Adoption:
    return _with_milestone(replace(s, reports=event.number), event, "report_missed", at)


@steps.on(e.AdoptionCompleted)
def adoption_completed(s: Adoption, event: e.AdoptionCompleted, at: datetime) -> Adoption:
    return _with_milestone(replace(s, status=Status.COMPLETED, waits={}), event, "completed", at, late=event.late)


@steps.on(e.AdoptionLapsed)
def adoption_lapsed(s: Adoption, event: e.AdoptionLapsed, at: datetime) -> Adoption:
    return _with_milestone(replace(s, status=Status.LAPSED, waits={}), event, "lapsed", at)


@steps.on(e.AdoptionFrozen)
def adoption_frozen(s: Adoption, event: e.AdoptionFrozen, at: datetime) -> Adoption:
    return replace(s, frozen_at=at, follows=event.follows)


@steps.on(e.AdoptionThawed)
def adoption_thawed(s: Adoption, event: e.AdoptionThawed, at: datetime) -> Adoption:
    assert s.frozen_at is not None
    pause = at - s.frozen_at
    waits = {name: wait if wait.fallen_due else wait.shifted(pause) for name, wait in s.waits.items()}
    return replace(s, frozen_at=None, waits=waits, follows=event.follows)


@steps.on(e.AdoptionReleased)
def adoption_released(s: Adoption, event: e.AdoptionReleased, at: datetime) -> Adoption:
    statements = s.statements.final(lambda _: True)
    return replace(s, released=True, frozen_at=None, waits={}, statements=statements, follows=event.follows)


@steps.on(e.WaveClosedForAdoption)
def wave_closed_for_adoption(s: Adoption, event: e.WaveClosedForAdoption, at: datetime) -> Adoption:
    return replace(s, wave_ended=True, follows=event.follows)


@steps.on(AmendmentProposed)
def amendment_proposed(s: Adoption, event: AmendmentProposed, at: datetime) -> Adoption:
    return replace(s, statements=s.statements.amendment_proposed(event))


@steps.on(AmendmentAccepted)
def amendment_accepted(s: Adoption, event: AmendmentAccepted, at: datetime) -> Adoption:
    after = replace(s, statements=s.statements.amendment_accepted(event))
    return _with_phase(after, event, after.reported[-1].phase, at)


@steps.on(AmendmentRejected)
def amendment_rejected(s: Adoption, event: AmendmentRejected, at: datetime) -> Adoption:
    after = replace(s, statements=s.statements.amendment_rejected(event))
    return _with_milestone(after, event, "amendment_rejected", at)


@steps.on(Reminded)
def reminded(s: Adoption, event: Reminded, at: datetime) -> Adoption:
    return replace(s, waits=marked(s.waits, event.wait, reminded=True))


@steps.on(Escalated)
def escalated(s: Adoption, event: Escalated, at: datetime) -> Adoption:
    return replace(s, waits=marked(s.waits, event.wait, fallen_due=True))
