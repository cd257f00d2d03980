"""The kinds of streams: how each is read, decided, shown, and moved by time or by another stream."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from domain import adoption, progress, views
from domain.administration import people, publications
from domain.administration.publications import Published
from domain.adoption import decider as adoption_decider
from domain.adoption.state import Adoption
from domain.commands import PAYLOADS, Command
from domain.commands.adoption import AdoptionTimeReached
from domain.commands.innovation import AdoptionMoved, MoveEdition, Propose, TimeReached
from domain.events import Event
from domain.grants import Person
from domain.innovation import decider
from domain.innovation.evolve import evolve
from domain.innovation.state import Innovation
from domain.model import Role
from domain.progress import Progress
from domain.refusals import Code, Refusal, refuse, require
from domain.streams import (
    ADOPTION,
    EDITION,
    INNOVATION,
    PERSON,
    REFERENCE,
    correlation_of,
    innovation_stream,
    person_stream,
)
from domain.views import ViewRow
from engine.rulebook import Rulebook
from engine.states import States
from ledger.store import Ledger
from proof import ids

S = TypeVar("S")


class Kind(Protocol[S]):
    """What `handle` needs of a kind of stream."""

    states: States[Any]

    async def system_command(self, state: S, until: datetime, told_by: str | None, waiting: bool) -> Command | None:
        """What time or another stream moves next, no later than `until`; None when nothing does.

        `waiting`: a person's command comes next, stamped `until`; otherwise it is the present, by a clock that
        another worker's may be ahead of.
        """

    async def decide(self, state: S, command: Command, actor: Person) -> list[Event] | Refusal:
        """What a command comes to. May raise `Refused` as well as answer with a refusal."""

    def evolve(self, state: S, event: Event, at: datetime) -> S:
        """The state after one more event."""

    def rows(self, state: S) -> Sequence[ViewRow]:
        """What lists show of it."""

    async def audience(self, state: S) -> tuple[str, str | None]:
        """The agency and region whose people are told of its events."""

    async def progress(self, state: S) -> Progress:
        """What its workflow has to know."""


class Innovations:
    """Streams `innovation/…`."""

    def __init__(self, ledger: Ledger, rulebook: Rulebook, adoptions: States[Adoption]) -> None:
        self.states = States(ledger, lambda stream: Innovation(correlation_of(stream)), evolve)
        self._rulebook = rulebook
        self._adoptions = adoptions

    async def system_command(
        self, state: Innovation, until: datetime, told_by: str | None, waiting: bool
    ) -> Command | None:
        """Time first; then the oldest milestone that the telling adoption's own stream holds."""
        if told_by is not None and (moved := await self._milestone(state, told_by)) is not None:
            until = min(until, max(moved.at, state.last_at or moved.at))
        else:
            moved = None
        if state.wake_at is not None and state.wake_at <= until:
            return _by_time(innovation_stream(state.id), TimeReached.name, state.wake_at)
        return moved

    async def _milestone(self, state: Innovation, told_by: str) -> Command | None:
        innovation, _, adopter = told_by.removeprefix(f"{ADOPTION}/").partition("/")
        if innovation != state.id or state.stage is None or not state.stage.open:
            return None
        told, _ = state.adoptions.get(adopter, (0, ""))
        adopting = await self._adoptions.get(told_by)
        for version in sorted(adopting.milestones):
            milestone = adopting.milestones[version]
            if version > told:
                payload = AdoptionMoved(
                    adopter=adopter, adoption_version=version, milestone=milestone.name, late=milestone.late
                )
                return Command(
                    id=ids.milestone_id(told_by, version),
                    stream=innovation_stream(state.id),
                    type=AdoptionMoved.name,
                    payload=payload.model_dump(mode="json"),
                    actor=decider.SYSTEM,
                    at=milestone.at,
                )
        return None

    async def decide(self, state: Innovation, command: Command, actor: Person) -> list[Event] | Refusal:
        pin, named = state.edition, None
        if command.type == Propose.name and state.version == 0:
            require(state.id == ids.innovation_id(command.id), Code.WRONG_STREAM, stream=command.stream)
            pin = await self._rulebook.edition_named(str(command.payload.get("edition", "")))
        elif command.type == MoveEdition.name:
            named = str(command.payload.get("edition", ""))
        if pin is None:
            raise refuse(Code.UNKNOWN_INNOVATION, innovation=state.id)
        rules = await self._rulebook.rules(pin, people=named_people(command), named=named)
        return decider.decide(state, command, actor, rules)

    def evolve(self, state: Innovation, event: Event, at: datetime) -> Innovation:
        return evolve(state, event, at)

    def rows(self, state: Innovation) -> Sequence[ViewRow]:
        return views.innovation_rows(state)

    async def audience(self, state: Innovation) -> tuple[str, str | None]:
        return state.agency, state.origin.id if state.origin else None

    async def progress(self, state: Innovation) -> Progress:
        return progress.of_innovation(state, innovation_stream(state.id))


class Adoptions:
    """Streams `adoption/…`."""

    def __init__(self, states: States[Adoption], rulebook: Rulebook, innovations: States[Innovation]) -> None:
        self.states = states
        self._rulebook = rulebook
        self._innovations = innovations

    async def system_command(
        self, state: Adoption, until: datetime, told_by: str | None, waiting: bool
    ) -> Command | None:
        """Time, or news of the innovation, whichever came first."""
        adopter = state.id.rsplit("/", 1)[1]
        innovation = await self._innovation(state.id)
        news = adoption_decider.pending(state, innovation, adopter)
        wake_at = state.wake_at
        if wake_at is not None and wake_at <= until and (news is None or wake_at <= news.at):
            return _by_time(state.id, AdoptionTimeReached.name, wake_at)
        if news is None or (waiting and news.at > until):
            return None
        payload = adoption_decider.follow_payload(innovation, news, adopter)
        return Command(
            id=ids.follow_id(state.id, news.version),
            stream=state.id,
            type=payload.name,
            payload=payload.model_dump(mode="json"),
            actor=decider.SYSTEM,
            at=news.at,
        )

    async def decide(self, state: Adoption, command: Command, actor: Person) -> list[Event] | Refusal:
        innovation = await self._innovation(state.id)
        if innovation.edition is None:
            raise refuse(Code.UNKNOWN_INNOVATION, innovation=innovation.id)
        rules = await self._rulebook.rules(innovation.edition)
        return adoption_decider.decide(state, command, actor, rules, innovation)

    def evolve(self, state: Adoption, event: Event, at: datetime) -> Adoption:
        return adoption.state.evolve(state, event, at)

    def rows(self, state: Adoption) -> Sequence[ViewRow]:
        return views.adoption_rows(state)

    async def audience(self, state: Adoption) -> tuple[str, str | None]:
        innovation = await self._innovation(state.id)
        return innovation.agency, state.adopter.id if state.adopter else None

    async def progress(self, state: Adoption) -> Progress:
        return progress.of_adoption(state, await self._innovation(state.id))

    async def _innovation(self, stream: str) -> Innovation:
        return await self._innovations.get(innovation_stream(stream.split("/")[1]))


class _Desk:
    """What people, editions and reference data have in common: nothing waits there, nobody is told."""

    async def system_command(self, state: Any, until: datetime, told_by: str | None, waiting: bool) -> Command | None:
        return None

    async def audience(self, state: Any) -> tuple[str, str | None]:
        return "", None


class People(_Desk):
    """Streams `person/…`."""

    def __init__(self, ledger: Ledger, rulebook: Rulebook) -> None:
        self.states = rulebook.people
        self._ledger = ledger
        self._rulebook = rulebook

    async def decide(self, state: Person, command: Command, actor: Person) -> list[Event] | Refusal:
        officer = command.payload.get("role") == Role.REGIONAL_OFFICER
        regions = await self._rulebook.regions() if officer else None
        nobody_exists = not await self._ledger.rows(PERSON, limit=1)
        return people.decide(state, command, actor, regions, nobody_exists=nobody_exists)

    def evolve(self, state: Person, event: Event, at: datetime) -> Person:
        return people.evolve(state, event, at)

    def rows(self, state: Person) -> Sequence[ViewRow]:
        return views.person_rows(state)

    async def progress(self, state: Person) -> Progress:
        return Progress(stream=person_stream(state.id), version=state.version)


class Publications(_Desk):
    """Streams `edition/…` and `reference/…`."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.states = rulebook.published

    async def decide(self, state: Published, command: Command, actor: Person) -> list[Event] | Refusal:
        if state.id.startswith(f"{EDITION}/"):
            return publications.decide_edition(state, command, actor)
        return publications.decide_reference(state, command, actor)

    def evolve(self, state: Published, event: Event, at: datetime) -> Published:
        return publications.evolve(state, event, at)

    def rows(self, state: Published) -> Sequence[ViewRow]:
        return views.published_rows(state)

    async def progress(self, state: Published) -> Progress:
        return Progress(stream=state.id, version=state.version)


def all_kinds(ledger: Ledger) -> tuple[dict[str, Kind[Any]], Rulebook]:
    """Every kind of stream by its name, on one ledger, and the rulebook that they share."""
    rulebook = Rulebook(ledger)
    adoptions = States(ledger, Adoption, adoption.state.evolve)
    innovations = Innovations(ledger, rulebook, adoptions)
    publications = Publications(rulebook)
    kinds: dict[str, Kind[Any]] = {
        INNOVATION: innovations,
        ADOPTION: Adoptions(adoptions, rulebook, innovations.states),
        PERSON: People(ledger, rulebook),
        EDITION: publications,
        REFERENCE: publications,
    }
    return kinds, rulebook


def _by_time(stream: str, name: str, at: datetime) -> Command:
    return Command(id=ids.time_id(stream, at), stream=stream, type=name, actor=decider.SYSTEM, at=at)


def named_people(command: Command) -> tuple[str, ...]:
    """The people that a well-formed payload names; a malformed one is refused by the decision."""
    payload = PAYLOADS.get(command.type)
    try:
        return payload.model_validate(command.payload).named_people() if payload else ()
    except ValueError:
        return ()
