"""How an innovation changes with each fact. Total: an event that was recorded once can always be folded."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce

from domain.changing import replace
from domain.events import Event
from domain.innovation.state import Innovation
from domain.innovation.steps import (  # noqa: F401  importing one adds its steps
    amendments,
    anywhere,
    clarification,
    decision,
    evaluation,
    pilot,
    proposal,
    scaling,
    steps,
    sustaining,
)
from domain.innovation.steps.changes import with_actor, with_new_round
from domain.vocabulary import Stage
from domain.waits import Wait, with_changes


def evolve(state: Innovation, event: Event, at: datetime) -> Innovation:
    """The state after one more event that occurred at `at`.

    Raises:
        KeyError: for an event that isn't one of an innovation's.
    """
    after = steps.step(state, event, at)
    waits = after.waits
    if event.opens or event.closes:
        waits = with_changes(waits, event.closes, _opened(after, event, at))
    acted = with_actor(after.acted, event.by)
    if after.round > state.round:  # after its own act: who repeats the pilot begins the round
        acted = with_new_round(acted)
    if after.stage is not state.stage:
        after = replace(after, stage_since=at, spent=_spent(state, at))
    return replace(after, version=state.version + 1, last_at=at, waits=waits, acted=acted)


def _spent(s: Innovation, at: datetime) -> Mapping[Stage, timedelta]:
    """How long it was in each stage, once it leaves the present one."""
    if s.stage is None or s.stage_since is None:
        return s.spent
    return {**s.spent, s.stage: s.spent.get(s.stage, timedelta()) + (at - s.stage_since)}


def _opened(s: Innovation, event: Event, at: datetime) -> tuple[Wait, ...]:
    """The waits that an event opens; during a suspension as if at its beginning, for resuming to fit them too."""
    if s.suspended_at is None:
        return event.opens
    return tuple(wait.shifted(s.suspended_at - at) for wait in event.opens)


def fold(state: Innovation, events: Iterable[Event], at: datetime) -> Innovation:
    """The state after several events of one decision."""
    return reduce(lambda current, event: evolve(current, event, at), events, state)
