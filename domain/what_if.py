"""What if: the commands that were given, decided again under other rules.

Commands are what people wanted; under other rules the same wishes may come to something else. Time is not repeated as
it was recorded: what falls due is reckoned anew, because other rules set other instants.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain import decider
from domain.commands import Command
from domain.events import Event
from domain.evolve import evolve, fold
from domain.grants import Person
from domain.refusals import Refusal
from domain.rules import Rules
from domain.state import Innovation


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as it counted, the actor as the person's stream stood, and the people that it named."""

    command: Command
    actor: Person
    people: dict[str, Person]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened at one instant: by a command, or by time (`asked` is None)."""

    at: datetime
    asked: Command | None
    came_to: tuple[Event, ...] | Refusal
    stage: str

    def same_as(self, other: "Step") -> bool:
        """Whether both came to the same kinds of events, or to the same refusal, in the same stage."""
        return (self.at, self.stage, _kinds(self.came_to)) == (other.at, other.stage, _kinds(other.came_to))


@dataclass(frozen=True, slots=True)
class Life:
    """A life under some rules: its steps, and where it stands after them."""

    steps: tuple[Step, ...]
    state: Innovation


def relived(innovation: str, asked: Sequence[Asked], rules: Rules, until: datetime) -> Life:
    """The life that these commands, in their order, come to under these rules, up to an instant."""
    state, steps = Innovation(innovation), list[Step]()
    for each in asked:
        state, fallen_due = _time(state, rules, each.command.at)
        steps += fallen_due
        decision = decider.decide(state, each.command, each.actor, replace(rules, people=each.people))
        if isinstance(decision, Refusal):
            steps.append(Step(each.command.at, each.command, decision, state.stage or ""))
            continue
        state = fold(state, decision, each.command.at)
        steps.append(Step(each.command.at, each.command, tuple(decision), state.stage or ""))
    state, fallen_due = _time(state, rules, until)
    return Life((*steps, *fallen_due), state)


def first_difference(one: Life, other: Life) -> tuple[Step | None, Step | None] | None:
    """The first step at which two lives part, from each; None if they never do."""
    for mine, theirs in zip(one.steps, other.steps, strict=False):
        if not mine.same_as(theirs):
            return mine, theirs
    shorter = min(len(one.steps), len(other.steps))
    if len(one.steps) == len(other.steps):
        return None
    return (
        one.steps[shorter] if shorter < len(one.steps) else None,
        other.steps[shorter] if shorter < len(other.steps) else None,
    )


def _time(state: Innovation, rules: Rules, until: datetime) -> tuple[Innovation, list[Step]]:
    steps = []
    while (wake_at := state.wake_at) is not None and wake_at <= until:
        events = decider.fall_due(state, rules, wake_at)
        for event in events:
            state = evolve(state, event, wake_at)
        steps.append(Step(wake_at, None, tuple(events), state.stage or ""))
    return state, steps


def _kinds(came_to: tuple[Event, ...] | Refusal) -> tuple[str, ...]:
    if isinstance(came_to, Refusal):
        return (came_to.code,)
    return tuple(type(event).__name__ for event in came_to)
