"""What every kind of stream is decided by: the few functions that engine and activities need to know of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from domain.basis import Basis
from domain.commands import SYSTEM, Command, TimeReached
from domain.events import Event
from domain.grants import Person
from domain.progress import Progress
from domain.refusals import Refusal
from domain.rows import ViewRow
from domain.streams import person_stream
from proof import ids

S = TypeVar("S")


class Audience(NamedTuple):
    """The agency and the region whose people receive a stream's notices, and the people on its panel."""

    agency: str = ""
    region: str | None = None
    panel: tuple[str, ...] = ()


def _follows_nothing(stream: str, signalled_by: str | None) -> tuple[str, ...]:
    return ()


def _nothing_due(state: S, basis: Basis, until: datetime, moved_until: datetime) -> Command | None:
    return None


def _nobody(state: S, basis: Basis) -> Audience:
    return Audience()


@dataclass(frozen=True, slots=True)
class Decider(Generic[S]):
    """How streams of one kind are decided, folded and shown. Everything here is pure."""

    initial: Callable[[str], S]
    """The state before the first event, by the stream's name."""

    evolve: Callable[[S, Event, datetime], S]
    """The state after one more event, which occurred at an instant. Raises KeyError for one of another kind."""

    reads: Callable[[S, Command, Basis], set[str]]
    """The streams that a decision is made on, besides this one and those that it follows."""

    decide: Callable[[S, Command, Basis], list[Event] | Refusal]
    """The events that a command leads to (none, if time or another stream brought nothing), or a refusal."""

    view: Callable[[S], Sequence[ViewRow]]
    """What lists show of it."""

    progress: Callable[[S, Basis], Progress]
    """What its workflow has to know."""

    follows: Callable[[str, str | None], tuple[str, ...]] = _follows_nothing
    """The streams that move this one: always, or because one of them says that it has moved."""

    due: Callable[[S, Basis, datetime, datetime], Command | None] = _nothing_due
    """What moves it next: time up to the first instant, or the streams that it follows up to the second one."""

    audience: Callable[[S, Basis], Audience] = _nobody
    """Whose people receive its notices."""


def streams_of_actor(command: Command) -> set[str]:
    """The streams of whoever acts and of whoever confirms it; none where time or another stream acts."""
    people = () if command.actor == SYSTEM else (command.actor, command.confirmed_by)
    return {person_stream(person) for person in people if person}


def actor_of(command: Command, basis: Basis) -> Person:
    """Whoever acts, as their stream grants it."""
    return Person(SYSTEM) if command.actor == SYSTEM else basis.state(Person, person_stream(command.actor))


def by_time(stream: str, at: datetime) -> Command:
    """The command by which time moves a stream at that instant."""
    return Command(id=ids.time_id(stream, at), stream=stream, type=TimeReached.name, actor=SYSTEM, at=at)
