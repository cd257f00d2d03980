"""How an innovation changes in whatever stage it is."""

from datetime import datetime, timedelta

from domain.changing import replace
from domain.events import Event
from domain.events import innovation as e
from domain.events.waits import Escalated, Reminded
from domain.innovation.state import Innovation
from domain.innovation.steps import steps
from domain.innovation.steps.changes import ended, with_change
from domain.vocabulary import Stage
from domain.waits import marked


@steps.on(Reminded)
def reminded(s: Innovation, event: Reminded, at: datetime) -> Innovation:
    return replace(s, waits=marked(s.waits, event.wait, reminded=True))


@steps.on(Escalated)
def escalated(s: Innovation, event: Escalated, at: datetime) -> Innovation:
    return replace(s, waits=marked(s.waits, event.wait, fallen_due=True))


@steps.on(e.InnovationSuspended)
def innovation_suspended(s: Innovation, event: e.InnovationSuspended, at: datetime) -> Innovation:
    return with_change(replace(s, suspended_at=at), at, "suspended")


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
    return with_change(after, at, "resumed")


@steps.on(e.EvidenceAttached, e.NoteMade)
def only_on_the_trail(s: Innovation, event: Event, at: datetime) -> Innovation:
    return s


@steps.on(e.InstrumentAdded)
def instrument_added(s: Innovation, event: e.InstrumentAdded, at: datetime) -> Innovation:
    return replace(s, instruments=s.instruments | {event.number})


@steps.on(e.EditionMoved)
def edition_moved(s: Innovation, event: e.EditionMoved, at: datetime) -> Innovation:
    return replace(s, edition=event.edition)


@steps.on(e.RevocationProposed)
def revocation_proposed(s: Innovation, event: e.RevocationProposed, at: datetime) -> Innovation:
    assert event.by is not None
    return replace(s, revocation_proposed_by=event.by.person)


@steps.on(e.InnovationRevoked)
def innovation_revoked(s: Innovation, event: e.InnovationRevoked, at: datetime) -> Innovation:
    return ended(s, Stage.REVOKED, at)
