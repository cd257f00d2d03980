"""Foreseeing: what an act would lead to, decided by the rules as if it were asked now, and recorded nowhere.

What follows in the adoptions is decided as well, by what they take over from the innovation. What somebody else has to
do in between, a stand-in does, who may.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.adoption import decider as adoptions
from domain.adoption.evolve import evolve as evolve_adoption
from domain.adoption.state import Adoption
from domain.commands import SYSTEM, Command, Payload
from domain.commands.innovation import Decide, Endorse, PlanWaves
from domain.events import Event
from domain.events.adoption import AdoptionOffered
from domain.grants import Grant, Person, Post
from domain.innovation import decider as innovations
from domain.innovation.case import Case
from domain.innovation.evolve import fold
from domain.innovation.stages.evaluation import may_sit
from domain.innovation.state import Innovation
from domain.refusals import Refusal, Refused
from domain.rules import Rules
from domain.streams import adoption_stream, innovation_stream
from domain.vocabulary import Rank, Role
from domain.waits import Wait, Waits

STAND_IN = "seorang-pejabat"
"""Nobody: whoever may do what somebody has to do, so that it can be seen what comes of it."""


@dataclass(frozen=True, slots=True)
class Duties:
    """What a role has to do, once or, of adoptions, in several regions, and by when."""

    wait: Wait
    count: int
    last_due_at: datetime
    """In the region where it is due last."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an act would lead to."""

    events: tuple[Event, ...]
    """In the innovation's stream: the act, and its consequences at once."""
    before: Innovation
    after: Innovation
    adoptions: tuple[Event, ...]
    """In the streams of its adoptions."""
    duties: tuple[Duties, ...]
    """What somebody would have to do that isn't awaited now."""

    @property
    def offered(self) -> int:
        """To how many regions an adoption would be offered."""
        return sum(isinstance(each, AdoptionOffered) for each in self.adoptions)


@dataclass(frozen=True, slots=True)
class Part:
    """One act of a course: who does it, what, and what it would lead to."""

    by: Role
    act: type[Payload]
    to: Foreseen


def foresee(
    state: Innovation, known: Mapping[str, Adoption], command: Command, actor: Person, rules: Rules
) -> Foreseen | Refusal:
    """What a command would lead to; or why it is refused. `known` are the adoptions that have begun, by adopter."""
    events = innovations.decide_under(state, command, actor, rules)
    if isinstance(events, Refusal):
        return events
    after = fold(state, events, command.at)
    waits, further = list(_new(state.waits, after.waits)), list[Event]()
    for adoption in _concerned(after, known):
        now, taken_over = _following(adoption, after, rules)
        further += taken_over
        waits += _new(adoption.waits, now.waits)
    return Foreseen(tuple(events), state, after, tuple(further), tuple(_duties(waits)))


def course_of(
    state: Innovation, known: Mapping[str, Adoption], given: Mapping[str, Any], at: datetime, rules: Rules
) -> list[Part] | Refusal:
    """What a decision would lead to, if who may do so proposed it, determined it, and opened it to all regions in one
    wave: as far as its choice leads. `given` is its payload.
    """
    steps: list[tuple[Role, type[Payload], Mapping[str, Any]]] = []
    if state.decision is None:
        steps.append((Role.DECISION_MAKER, Decide, given))
    steps += [(Role.DECISION_MAKER, Endorse, {"instrument": STAND_IN}), (Role.OPERATOR, PlanWaves, {})]
    parts = list[Part]()
    for role, act, payload in steps:
        if act is PlanWaves:
            decided = state.decision.adopters.values() if state.decision else ()
            payload = {"waves": [{"adopters": [place.code for place in decided]}]}
        found = _by_stand_in(state, known, act, payload, role, at, rules)
        if isinstance(found, Refusal):
            return parts or found
        parts.append(Part(role, act, found))
        state = found.after
        if state.decision is None or not state.decision.adopters:
            break
    return parts


def lacking(state: Innovation, known: Mapping[str, Adoption], at: datetime, rules: Rules) -> Refusal | None:
    """What is missing for a proposed decision to be determined by whoever may do so; None: nothing is."""
    found = _by_stand_in(state, known, Endorse, {}, Role.DECISION_MAKER, at, rules)
    return found if isinstance(found, Refusal) else None


def unseatable(
    state: Innovation, actor: Person, people: Mapping[str, Person], at: datetime, rules: Rules
) -> dict[str, Refusal]:
    """Of these people those whom the actor can't give a seat on the panel, each with the reason."""
    case, found = Case(state, at, replace(rules, people=people), actor), dict[str, Refusal]()
    for person in people:
        try:
            may_sit(case, person)
        except Refused as refused:
            found[person] = refused.refusal
    return found


def stand_in(person: str, role: Role, rules: Rules, at: datetime) -> Person:
    """Somebody who holds a role, in a post of the rank that determines, and has no part in anything."""
    rank: Rank = rules.edition.decision.determined_by
    post = Post(title=STAND_IN, letter=STAND_IN, rank=rank)
    grant = Grant(id=person, role=role, agency=rules.edition.run_by, post=post, valid_from=at)
    return Person(person, version=1, grants={grant.id: grant})


def _by_stand_in(
    state: Innovation,
    known: Mapping[str, Adoption],
    act: type[Payload],
    payload: Mapping[str, Any],
    role: Role,
    at: datetime,
    rules: Rules,
) -> Foreseen | Refusal:
    person = f"{STAND_IN}-{act.name}".replace("_", "-")  # whoever proposes isn't who determines
    command = Command(
        id=UUID(int=0),
        stream=innovation_stream(state.id),
        type=act.name,
        payload=dict(payload),
        actor=person,
        reason=STAND_IN,
        at=at,
    )
    return foresee(state, known, command, stand_in(person, role, rules, at), rules)


def _concerned(innovation: Innovation, known: Mapping[str, Adoption]) -> Iterator[Adoption]:
    """The adoptions that have begun, and those that are planned."""
    planned = [place.id for wave in innovation.waves for place in wave.adopters]
    for adopter in dict.fromkeys([*known, *planned]):
        yield known.get(adopter) or Adoption(adoption_stream(innovation.id, adopter))


def _following(state: Adoption, innovation: Innovation, rules: Rules) -> tuple[Adoption, Sequence[Event]]:
    """An adoption that has taken over everything of its innovation, and what that led to."""
    taken_over = list[Event]()
    while (change := adoptions.next_change(state, innovation)) is not None:
        command = adoptions.following(state, innovation, change)
        events = adoptions.decide_under(state, command, Person(SYSTEM), rules, innovation)
        if isinstance(events, Refusal) or not events:
            break
        for event in events:
            state = evolve_adoption(state, event, change.at)
        taken_over += events
    return state, taken_over


def _new(before: Waits, after: Waits) -> Iterator[Wait]:
    """What somebody has to do that wasn't awaited before."""
    for name, each in after.items():
        if each.wait.awaits is not None and (name not in before or before[name].wait != each.wait):
            yield each.wait


def _duties(waits: Sequence[Wait]) -> Iterator[Duties]:
    """The same of several together, the first first."""
    together: dict[tuple[str, str], list[Wait]] = {}
    for wait in sorted(waits, key=lambda each: each.due_at):
        together.setdefault((wait.kind, wait.awaits or ""), []).append(wait)
    for those in together.values():
        yield Duties(those[0], len(those), those[-1].due_at)
