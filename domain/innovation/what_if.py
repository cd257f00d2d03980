"""What if: the commands that were given, decided again under other rules.

Commands are what people wanted; under other rules the same wishes may come to something else. Time is not repeated as
it was recorded: what falls due is reckoned anew, because other rules set other instants. What adoptions tell is a
command as well, and taken as it was told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.commands import SYSTEM, Command
from domain.commands.innovation import Propose
from domain.decider import by_time
from domain.events import Event
from domain.grants import Person
from domain.innovation.decider import decide_under
from domain.innovation.evolve import fold
from domain.innovation.state import Innovation
from domain.model import Pinned
from domain.refusals import Refusal
from domain.rules import Rules
from domain.streams import innovation_stream

Law = Callable[[Innovation, datetime], Rules]
"""The rules that an innovation in some state is under, as published when what counts at an instant was decided."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A command at the instant at which it counted, and what was known when it was decided."""

    command: Command
    actor: Person
    people: Mapping[str, Person] = field(default_factory=dict)
    """Those that the command names."""
    named_edition: Pinned | None = None
    """The one that the command names."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happened at one instant: by a command, or by time (`asked` is None)."""

    at: datetime
    asked: Command | None
    came_to: tuple[Event, ...] | Refusal
    stage: str

    def same_as(self, other: "Step") -> bool:
        """Whether both came to the same kinds of events, or to the same refusal, in the same stage."""
        return (self.stage, _kinds(self.came_to)) == (other.stage, _kinds(other.came_to))


@dataclass(frozen=True, slots=True)
class Life:
    """A life under some rules: its steps, and where it stands after them."""

    steps: tuple[Step, ...]
    state: Innovation


@dataclass(frozen=True, slots=True)
class Pair:
    """One step of two lives: the same command in both, or time at the same instant, or time in one of them only."""

    one: Step | None
    other: Step | None

    @property
    def same(self) -> bool:
        """Whether it came to the same in both."""
        return self.one is not None and self.other is not None and self.one.same_as(self.other)


def relived(innovation: str, asked: Sequence[Asked], law: Law, until: datetime) -> Life:
    """The life that these commands, in their order, come to under a law, with what falls due up to an instant.

    A proposal counts as one for the edition that the law says.
    """
    state, steps = Innovation(innovation), list[Step]()
    for each in asked:
        state = _time(state, law, each.command.at, steps)
        rules = replace(law(state, each.command.at), people=each.people, named_edition=each.named_edition)
        command = each.command.received(max(each.command.at, state.last_at or each.command.at))
        if command.type == Propose.name and state.version == 0:
            payload = {**command.payload, "edition": rules.edition_pin.name}
            command = command.model_copy(update={"payload": payload})
        decision = decide_under(state, command, each.actor, rules)
        if isinstance(decision, Refusal):
            steps.append(Step(command.at, command, decision, state.stage or ""))
            continue
        state = fold(state, decision, command.at)
        steps.append(Step(command.at, command, tuple(decision), state.stage or ""))
    state = _time(state, law, until, steps)
    return Life(tuple(steps), state)


def side_by_side(one: Life, other: Life) -> Iterator[Pair]:
    """Two lives by the same commands, step by step: each command beside itself, time by its instants."""
    ours, theirs = _between_commands(one.steps), _between_commands(other.steps)
    for (mine, my_command), (yours, your_command) in zip(ours, theirs, strict=True):
        by_instant = {step.at: step for step in mine}, {step.at: step for step in yours}
        for at in sorted(by_instant[0].keys() | by_instant[1].keys()):
            yield Pair(by_instant[0].get(at), by_instant[1].get(at))
        if my_command is not None:
            yield Pair(my_command, your_command)


def _between_commands(steps: Sequence[Step]) -> list[tuple[list[Step], Step | None]]:
    """The steps of time before each command, and that command; at last those after all commands, and None."""
    parts: list[tuple[list[Step], Step | None]] = []
    time: list[Step] = []
    for step in steps:
        if step.asked is None:
            time.append(step)
        else:
            parts.append((time, step))
            time = []
    return [*parts, (time, None)]


def _time(state: Innovation, law: Law, until: datetime, steps: list[Step]) -> Innovation:
    """The state after everything that falls due up to an instant, each matter noted as a step."""
    while (wake_at := state.wake_at) is not None and wake_at <= until:
        at = max(wake_at, state.last_at or wake_at)
        due = by_time(innovation_stream(state.id), at)
        events = decide_under(state, due, Person(SYSTEM), law(state, at))
        if isinstance(events, Refusal) or not events:
            break
        state = fold(state, events, at)
        steps.append(Step(at, None, tuple(events), state.stage or ""))
    return state


def _kinds(came_to: tuple[Event, ...] | Refusal) -> tuple[str, ...]:
    if isinstance(came_to, Refusal):
        return (came_to.code,)
    return tuple(type(event).__name__ for event in came_to)
