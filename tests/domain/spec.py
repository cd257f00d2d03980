"""The language of the domain's specs: given a history, when somebody asks something, then this is recorded.

life = Life()                                   # nothing yet; people and rules of tests/domain/world.py
life.when("operator", "admit").then(ProposalAdmitted)
life.when("operator", "admit").refused("wrong_stage")
life.wait_until_due()                           # time moves to the next wake-up, and what falls due is recorded
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar
from uuid import uuid4

from domain.commands import SYSTEM, Command
from domain.events import Event
from domain.grants import Person
from domain.innovation.decider import decide_under
from domain.innovation.evolve import evolve
from domain.innovation.state import Innovation
from domain.refusals import Refusal
from domain.waits import Wait, WaitKind
from tests.domain.world import PEOPLE, START, rules

E = TypeVar("E", bound=Event)


class Answered:
    """What the last command came to."""

    last: list[Event] | Refusal

    def then(self, *expected: type[Event]) -> Self:
        """Exactly these events were recorded."""
        assert not isinstance(self.last, Refusal), f"refused: {self.last.code} {self.last.facts}"
        assert [type(event) for event in self.last] == list(expected)
        return self

    def refused(self, code: str) -> Self:
        """Nothing was recorded, for this reason."""
        assert isinstance(self.last, Refusal), f"recorded {[type(event).__name__ for event in self.last]}"
        assert self.last.code == code, f"refused as {self.last.code}: {self.last.facts}"
        return self


class Life(Answered):
    """One innovation in a test: its state, its clock, and what the last command came to."""

    def __init__(self, state: Innovation | None = None) -> None:
        self.state = state or Innovation("innovation/test")
        self.rules = rules()
        self.people = dict(PEOPLE)
        self.now = START
        self.last: list[Event] | Refusal = []
        self.events: list[Event] = []
        self.instants: list[datetime] = []
        """When each of `events` occurred."""

    def at(self, moment: datetime) -> Self:
        """Move the clock."""
        self.now = moment
        return self

    def later(self, **span: float) -> Self:
        """Move the clock by a `timedelta`'s keyword arguments."""
        return self.at(self.now + timedelta(**span))

    def when(
        self, person: str, command: str, *, reason: str | None = "Alasan", under: str | None = None, **payload: Any
    ) -> Self:
        """A person asks something now, under a grant if they choose one. What falls due up to now is recorded first,
        as `handle` does.
        """
        self.fall_due(self.now)
        self._ask(person, command, payload, reason, under)
        return self

    def system(self, command: str, **payload: Any) -> Self:
        """What time or another stream asks."""
        self._ask(SYSTEM, command, payload, None)
        return self

    def event(self, kind: type[E]) -> E:
        """The last recorded event of that type."""
        return next(event for event in reversed(self.events) if isinstance(event, kind))

    def wait(self, kind: WaitKind, subject: str = "") -> Wait:
        """The open wait of that kind and subject."""
        open_wait = self.state.waits_for(kind, subject)
        assert open_wait is not None, f"no {kind} is waited for, only {[w.kind for w in self.state.waits]}"
        return open_wait.wait

    def wait_until_due(self) -> Self:
        """The clock moves to the next wake-up, and what falls due there is recorded."""
        assert self.state.wake_at is not None, "nothing is waited for"
        self.now = max(self.now, self.state.wake_at)
        self.last = self.fall_due(self.now)
        return self

    def fall_due(self, until: datetime) -> list[Event]:
        """Every wake-up up to `until`, each at its own instant."""
        recorded: list[Event] = []
        while (wake_at := self.state.wake_at) is not None and wake_at <= until:
            events = self._decided(self._command(SYSTEM, "time_reached", {}, None, None, wake_at))
            assert not isinstance(events, Refusal), f"refused: {events.code} {events.facts}"
            assert events, f"nothing came of the wake-up at {wake_at}"
            self._fold(events, wake_at)
            recorded += events
        return recorded

    def _ask(
        self, person: str, command: str, payload: dict[str, Any], reason: str | None, under: str | None = None
    ) -> None:
        self.last = self._decided(self._command(person, command, payload, reason, under, self.now))
        if not isinstance(self.last, Refusal):
            self._fold(self.last, self.now)

    def _command(
        self,
        person: str,
        command: str,
        payload: dict[str, Any],
        reason: str | None,
        under: str | None,
        at: datetime,
    ) -> Command:
        return Command(
            id=uuid4(),
            stream=self.state.id,
            type=command,
            payload=payload,
            actor=person,
            reason=reason,
            grant=under,
            at=at,
        )

    def _decided(self, asked: Command) -> list[Event] | Refusal:
        actor = self.people.get(asked.actor, Person(asked.actor))
        return decide_under(self.state, asked, actor, replace(self.rules, people=self.people))

    def _fold(self, events: Sequence[Event], at: datetime) -> None:
        for event in events:
            self.state = evolve(self.state, event, at)
            self.events.append(event)
            self.instants.append(at)
