"""What if: the commands that were given, decided again under other rules.

Commands are requests: under other rules the same ones may have another outcome. Time isn't replayed as it was
recorded: due instants are calculated again, because other rules set others. Milestones of adoptions are commands too,
and are taken as they were recorded. So are a proposal's answers: what its proposer would have said to other questions
nobody knows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.commands import SYSTEM, Command
from domain.commands.innovation import Propose
from domain.decider import by_time
from domain.editions import Edition
from domain.events import Event
from domain.grants import Person
from domain.innovation.decider import decide_under
from domain.innovation.evolve import fold
from domain.innovation.state import Innovation
from domain.model import Pinned
from domain.refusals import Refusal
from domain.rules import Rules
from domain.streams import innovation_stream

RulesAt = Callable[[Innovation, datetime], Rules]
"""The rules that an innovation in some state is under, as published when what counts at an instant was decided."""


@dataclass(frozen=True, slots=True)
class GivenCommand:
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
    outcome: tuple[Event, ...] | Refusal
    stage: str

    def same_as(self, other: "Step") -> bool:
        """Whether both led to the same kinds of events and what they wait for, or to the same refusal, in the same
        stage.
        """
        return (self.stage, _kinds(self.outcome)) == (other.stage, _kinds(other.outcome))


@dataclass(frozen=True, slots=True)
class Life:
    """A life under some rules: its steps, and where it stands after them."""

    steps: tuple[Step, ...]
    state: Innovation


@dataclass(frozen=True, slots=True)
class StepPair:
    """One step of two lives: the same command in both, or time at the same instant, or time in one of them only."""

    one: Step | None
    other: Step | None

    @property
    def same(self) -> bool:
        """Whether it led to the same in both."""
        return self.one is not None and self.other is not None and self.one.same_as(self.other)


def decide_again(innovation: str, asked: Sequence[GivenCommand], rules_at: RulesAt, until: datetime) -> Life:
    """The timeline that these commands lead to, in their order, with what falls due up to an instant.

    A proposal counts as one for the edition that the rules_at says.
    """
    state, steps = Innovation(innovation), list[Step]()
    for each in asked:
        state = _advance_time(state, rules_at, each.command.at, steps)
        rules = replace(rules_at(state, each.command.at), people=each.people, named_edition=each.named_edition)
        command = each.command.received_at(max(each.command.at, state.last_at or each.command.at))
        if command.type == Propose.name and state.version == 0:
            payload = {**command.payload, "edition": rules.edition_pin.name}
            command = command.model_copy(update={"payload": payload})
        decision = decide_under(state, command, each.actor, rules)
        if isinstance(decision, Refusal):
            steps.append(Step(command.at, command, decision, state.stage or ""))
            continue
        state = fold(state, decision, command.at)
        steps.append(Step(command.at, command, tuple(decision), state.stage or ""))
    state = _advance_time(state, rules_at, until, steps)
    return Life(tuple(steps), state)


def with_form_of(asked: Edition, rules: Rules) -> Rules:
    """The rules with the questions of another edition: that whose questions the proposer was asked."""
    return replace(rules, edition=rules.edition.model_copy(update={"questions": asked.questions}))


def side_by_side(one: Life, other: Life) -> Iterator[StepPair]:
    """Two lives by the same commands, step by step: each command beside itself, time by its instants."""
    ours, theirs = _between_commands(one.steps), _between_commands(other.steps)
    for (mine, my_command), (yours, your_command) in zip(ours, theirs, strict=True):
        by_instant = {step.at: step for step in mine}, {step.at: step for step in yours}
        for at in sorted(by_instant[0].keys() | by_instant[1].keys()):
            yield StepPair(by_instant[0].get(at), by_instant[1].get(at))
        if my_command is not None:
            yield StepPair(my_command, your_command)


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


def _advance_time(state: Innovation, rules_at: RulesAt, until: datetime, steps: list[Step]) -> Innovation:
    """The state after everything that falls due up to an instant, each due item as a step."""
    while (wake_at := state.wake_at) is not None and wake_at <= until:
        at = max(wake_at, state.last_at or wake_at)
        due = by_time(innovation_stream(state.id), at)
        events = decide_under(state, due, Person(SYSTEM), rules_at(state, at))
        if isinstance(events, Refusal) or not events:
            break
        state = fold(state, events, at)
        steps.append(Step(at, None, tuple(events), state.stage or ""))
    return state


def _kinds(outcome: tuple[Event, ...] | Refusal) -> tuple[str, ...]:
    if isinstance(outcome, Refusal):
        return (outcome.code,)
    return tuple(kind for event in outcome for kind in (type(event).__name__, *(wait.kind for wait in event.opens)))
