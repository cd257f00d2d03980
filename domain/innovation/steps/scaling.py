"""How scaling up changes an innovation."""

from datetime import datetime
from typing import Any

from domain.changing import replace
from domain.events import innovation as e
from domain.events.amendments import WavePlan
from domain.innovation.state import Innovation, WaveState, enter
from domain.innovation.steps import steps
from domain.innovation.steps.changes import with_actor, with_change, with_statement
from domain.vocabulary import Stage
from domain.waits import WaitKind

WAVE_WAITS = (WaitKind.WAVE_OPENS, WaitKind.WAVE_ENDS)
"""Waves that are under way go on while the innovation is already being sustained."""


@steps.on(e.WavesPlanned)
def waves_planned(s: Innovation, event: e.WavesPlanned, at: datetime) -> Innovation:
    after = replace(with_waves(s, event.waves), waves_planned_at=at)
    return with_statement(after, event, WavePlan(waves=event.waves))


def with_waves(s: Innovation, plan: tuple[e.Wave, ...]) -> Innovation:
    """The waves as planned; those that have opened are as they were."""
    opened = {wave.number: wave for wave in s.waves if wave.opened}
    waves = (opened.get(w.number, WaveState(w.number, w.adopters, w.opens_after)) for w in plan)
    return replace(s, waves=tuple(waves))


def _with_wave(s: Innovation, number: int, **changes: Any) -> Innovation:
    waves = tuple(replace(w, **changes) if w.number == number else w for w in s.waves)
    return replace(s, waves=waves)


@steps.on(e.WaveOpened)
def wave_opened(s: Innovation, event: e.WaveOpened, at: datetime) -> Innovation:
    after = _with_wave(s, event.number, opened=True, ends_at=event.ends_at)
    return with_change(after, at, "wave_opened", event.number, event.ends_at)


@steps.on(e.WaveEnded)
def wave_ended(s: Innovation, event: e.WaveEnded, at: datetime) -> Innovation:
    return with_change(_with_wave(s, event.number, ended=True), at, "wave_ended", event.number)


@steps.on(e.MilestoneReached)
def milestone_reached(s: Innovation, event: e.MilestoneReached, at: datetime) -> Innovation:
    completed = s.completed
    if event.milestone == "completed" and s.decision is not None and s.decision.names(event.adopter):
        completed = completed | {event.adopter}
    adoptions = {**s.adoptions, event.adopter: (event.adoption_version, event.milestone)}
    return replace(s, adoptions=adoptions, completed=completed, acted=with_actor(s.acted, event.actor))


@steps.on(e.SustainingBegan)
def sustaining_began(s: Innovation, event: e.SustainingBegan, at: datetime) -> Innovation:
    return enter(s, Stage.SUSTAINING, keeping=WAVE_WAITS, amendable=True)
