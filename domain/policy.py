"""How a policy is stated: what may be asked, by whom and on which terms, and what happens when a wait falls due.

An innovation has a policy for each stage; an adoption, people and publications have one each.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

from domain.case import CaseOf
from domain.commands import Payload
from domain.events import Event
from domain.events.waits import Reminded
from domain.refusals import Code, require
from domain.vocabulary import Role
from domain.waits import OpenWait, Wait, WaitKind, next_due

C = TypeVar("C")
W = TypeVar("W", bound=CaseOf[Any])
P = TypeVar("P", bound=Payload)
R = TypeVar("R", bound="Rule[Any]")

Answer = Callable[[C, P], list[Event]]
"""Answers a request with its events: the first is the act, the others are its consequences."""

DueAnswer = Callable[[C, Wait], list[Event]]


@dataclass(frozen=True, slots=True)
class Rule(Generic[C]):
    """One thing that may be asked: who may, on which terms, and what answers it."""

    answer: Callable[[C, Any], list[Event]]
    by: tuple[Role, ...]
    """Whoever holds one of these, the first that they hold; none: only time or another stream asks it."""
    reason: bool
    """It takes a reason."""
    confirmed: bool
    """It takes a second person, an administrator, who signs the same."""
    alone: tuple[Role, ...] = field(default=(), kw_only=True)
    """Whoever acts in one of these needs no second person."""

    def require_reason(self, given: str | None) -> None:
        """Go on if a reason is given where it takes one.

        Raises:
            Refused: otherwise.
        """
        require(not self.reason or (given and given.strip()), Code.REASON_REQUIRED)


class PolicyOf(Generic[C, R]):
    """What may be asked, by rules of one kind, and what falls due."""

    def __init__(self) -> None:
        self.rules: dict[type[Payload], R] = {}
        self.dues: dict[WaitKind, DueAnswer[C]] = {}
        self.reminders: dict[WaitKind, DueAnswer[C]] = {}

    def as_in(self, other: Self, *those: type[Payload] | WaitKind) -> None:
        """State that these may be asked on the same terms, or fall due with the same consequences, as there."""
        for each in those:
            if isinstance(each, WaitKind):
                self.dues[each] = other.dues[each]
            else:
                self.rules[each] = other.rules[each]

    def take_over(self, other: Self) -> None:
        """State all that is stated there, in place of what was stated here of the same."""
        self.rules |= other.rules
        self.dues |= other.dues
        self.reminders |= other.reminders

    def due(self, *kinds: WaitKind) -> Callable[[DueAnswer[C]], DueAnswer[C]]:
        """State what happens when a wait of one of these kinds falls due."""

        def register(answer: DueAnswer[C]) -> DueAnswer[C]:
            self.dues |= dict.fromkeys(kinds, answer)
            return answer

        return register

    def reminder(self, kind: WaitKind) -> Callable[[DueAnswer[C]], DueAnswer[C]]:
        """State who is reminded, where it isn't simply the role that is awaited."""

        def register(answer: DueAnswer[C]) -> DueAnswer[C]:
            self.reminders[kind] = answer
            return answer

        return register

    def on_due(self, case: C, due: OpenWait) -> list[Event]:
        """What happens when a wait's next instant has come: it reminds, or falls due."""
        wait = due.wait
        if wait.remind_at is None or due.reminded:
            return self.dues[wait.kind](case, wait)
        if wait.kind in self.reminders:
            return self.reminders[wait.kind](case, wait)
        return [Reminded(kind=wait.kind, subject=wait.subject, role=wait.awaits)]


class Policy(PolicyOf[C, Rule[C]]):
    """The policy of streams that have no stages."""

    def on(
        self,
        payload: type[P],
        *,
        by: Role | tuple[Role, ...] = (),
        reason: bool = False,
        confirmed: bool = False,
        alone: Role | tuple[Role, ...] = (),
    ) -> Callable[[Answer[C, P]], Answer[C, P]]:
        """State who may ask something, on which terms (see `Rule`), and what answers it."""

        def register(answer: Answer[C, P]) -> Answer[C, P]:
            self.rules[payload] = Rule(answer, as_roles(by), reason, confirmed, alone=as_roles(alone))
            return answer

        return register


def as_roles(by: Role | tuple[Role, ...]) -> tuple[Role, ...]:
    """The roles, where one alone may be given as it is."""
    return (by,) if isinstance(by, Role) else by


def fall_due(case: W, policy_of: Callable[[W], PolicyOf[W, Any]]) -> list[Event]:
    """Everything that falls due up to the case's instant, in the order of its instants."""
    events: list[Event] = []
    while case.state.wake_at is not None and (due := next_due(case.state.waits, case.at)) is not None:
        more = policy_of(case).on_due(case, due)
        case = case.after(*more)
        events += more
    return events
