"""How a decision changes an innovation."""

from datetime import date, datetime

from domain.changing import replace
from domain.events import innovation as e
from domain.innovation.state import Decision, Innovation, RecordedDecree, enter
from domain.innovation.steps import steps
from domain.innovation.steps.changes import ended, with_acted
from domain.periods import JAKARTA
from domain.vocabulary import Capacity, Stage


@steps.on(e.DecisionTaken)
def decision_taken(s: Innovation, event: e.DecisionTaken, at: datetime) -> Innovation:
    assert event.by is not None
    adopters = {place.id: place for place in event.adopters}
    return replace(s, decision=Decision(event.choice, event.by.person, at, event.instrument, adopters=adopters))


@steps.on(e.DecisionEndorsed)
def decision_endorsed(s: Innovation, event: e.DecisionEndorsed, at: datetime) -> Innovation:
    assert s.decision is not None
    person = event.by.person if event.by else None
    today = at.astimezone(JAKARTA).date()
    return _determined(s, event.instrument or s.decision.instrument, person, today, at)


@steps.on(e.DecreeRecorded)
def decree_recorded(s: Innovation, event: e.DecreeRecorded, at: datetime) -> Innovation:
    assert s.decision is not None
    assert event.by is not None
    return replace(s, decision=replace(s.decision, decree=RecordedDecree(event.decree, event.by.person)))


@steps.on(e.DecreeConfirmed)
def decree_confirmed(s: Innovation, event: e.DecreeConfirmed, at: datetime) -> Innovation:
    assert s.decision is not None
    assert s.decision.decree is not None
    decree = s.decision.decree.decree
    after = _determined(s, decree.number, event.signatory, decree.dated, at)
    return replace(after, acted=with_acted(after.acted, Capacity.DETERMINING, event.signatory))


def _determined(s: Innovation, instrument: str | None, person: str | None, on: date, at: datetime) -> Innovation:
    assert s.decision is not None
    decision = replace(s.decision, in_force=True, instrument=instrument, determined_by=person, determined_on=on)
    return replace(
        enter(s, Stage.SCALING),
        decision=decision,
        instruments=frozenset({instrument} if instrument else ()),
        awarded_at=at,
    )


@steps.on(e.DecisionObjected)
def decision_objected(s: Innovation, event: e.DecisionObjected, at: datetime) -> Innovation:
    return replace(s, decision=None)


@steps.on(e.InnovationDeclined)
def innovation_declined(s: Innovation, event: e.InnovationDeclined, at: datetime) -> Innovation:
    return ended(s, Stage.DECLINED, at)
