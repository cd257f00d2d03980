"""Foreseeing: what an act on an innovation would lead to as everything is now. Nothing is asked or recorded."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.adoption.state import Adoption
from domain.commands import Command, named_in
from domain.foreseen import Foreseen, Part, course_of, foresee, lacking, unseatable
from domain.grants import Person
from domain.innovation.state import Innovation
from domain.parties import party
from domain.refusals import Refusal
from domain.rows import tasks_of
from domain.rules import Rules, rules_from, streams_of_rules
from domain.streams import ADOPTION, adoption_stream, innovation_stream, person_stream
from domain.vocabulary import Role
from ledger.db.paging import Narrowed
from service.agencies import with_codes
from service.reading import Reader

MOST_COUNTED = 100
"""Of the tasks of one person."""


@dataclass(frozen=True, slots=True)
class Courses:
    """What each decision would lead to, by its payload's place, or why the rules refuse it; and what is missing for one
    that was proposed to be determined.
    """

    each: tuple[list[Part] | Refusal, ...]
    lacking: Refusal | None


async def foreseen(
    reader: Reader, innovation: str, act: str, payload: Mapping[str, Any], *, reason: str | None, grant: str | None
) -> Foreseen | Refusal:
    """What it would lead to if the reader asked that of an innovation, by all that is recorded, whatever of it is open
    to them.

    Raises:
        Refused: the innovation doesn't exist, or an agency or a region that they name doesn't.
    """
    given = await with_codes(reader, dict(payload))
    command = Command(
        id=UUID(int=0),
        stream=innovation_stream(innovation),
        type=act,
        payload=given,
        actor=reader.who.id,
        reason=reason,
        at=reader.at,
        grant=grant,
    )
    named = named_in(command)
    people, edition = (named.named_people(), named.named_edition()) if named else ((), None)
    state, known, rules = await _standing(reader, innovation, people, edition)
    return await asyncio.to_thread(foresee, state, known, command, reader.who, rules)


async def courses(
    reader: Reader, innovation: str, payloads: Sequence[Mapping[str, Any]], *, at: datetime | None = None
) -> Courses:
    """What decisions with these payloads would lead to: proposed, determined and carried out by who may do so, now or
    at an instant. Of one that was proposed already, from where it is, whatever the payload says.

    Raises:
        Refused: the innovation doesn't exist.
    """
    state, known, rules = await _standing(reader, innovation)

    def decided() -> Courses:
        when = at or reader.at
        each = tuple(course_of(state, known, given, when, rules) for given in payloads)
        proposed = state.decision is not None and not state.decision.in_force
        return Courses(each, lacking(state, known, when, rules) if proposed else None)

    return await asyncio.to_thread(decided)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An evaluator who might be given a seat."""

    person: Person
    sheets_awaited: int
    """How many panels wait for their sheet now."""
    refusal: Refusal | None
    """Why they can't be given one."""


async def candidates(reader: Reader, innovation: str, people: Sequence[str]) -> list[Candidate]:
    """Whom of these people the reader may give a seat on an innovation's panel, and whom not and why.

    Raises:
        Refused: the innovation doesn't exist.
    """
    state, _, rules = await _standing(reader, innovation)
    basis = await reader.states.basis(map(person_stream, people))
    held = {each: basis.state(Person, person_stream(each)) for each in people}
    barred = unseatable(state, reader.who, held, reader.at, rules)
    lists = [tasks_of(party(Role.EVALUATOR, person=each)) for each in people]
    awaited = await asyncio.gather(*(reader.ledger.rows(Narrowed(each), limit=MOST_COUNTED) for each in lists))
    return [
        Candidate(held[each], len(waiting), barred.get(each)) for each, waiting in zip(people, awaited, strict=True)
    ]


async def _standing(
    reader: Reader, innovation: str, people: tuple[str, ...] = (), edition: str | None = None
) -> tuple[Innovation, dict[str, Adoption], Rules]:
    """An innovation, its adoptions that have begun by adopter, and the rules that it is under."""
    own = innovation_stream(innovation)
    streams = [row.stream_id async for row in reader.rows(ADOPTION, prefix=adoption_stream(innovation, ""))]
    basis = await reader.states.basis([own, *streams])
    state = basis.state(Innovation, own)
    assert state.edition is not None
    read = await reader.states.basis(streams_of_rules(state.edition.name, people, edition))
    known = {each.adopter_id: each for each in (basis.state(Adoption, stream) for stream in streams)}
    return state, known, rules_from(read, state.edition, people, edition)
