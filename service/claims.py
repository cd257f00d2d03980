"""Claims: who has taken on which task, so that colleagues who share a list don't do it twice.

A claim grants nothing and hinders nobody: who may do something about a task, the rules say.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from enum import Enum, auto
from typing import Any

from domain.adoption.state import Adoption
from domain.grants import Person
from domain.innovation.state import Innovation
from domain.next_acts import Tables, about, own_lists
from domain.parties import party
from domain.rows import barring, tasks_of
from domain.streams import ADOPTION, exists, innovation_stream, kind_of, person_stream
from domain.vocabulary import WITH_POWER, Role
from domain.waits import WaitKind
from ledger import claims
from ledger.claims import Claim as Claim
from service.inbox import named_in
from service.next_acts import named_tasks
from service.reading import Reader
from wiring.connections import DRAFTS


class Taken(Enum):
    """What came of taking a task on, or of handing it over."""

    DONE = auto()
    HELD = auto()
    """Somebody else holds it."""
    GONE = auto()
    """It doesn't wait any more, or not for the reader."""
    NOT_THEIRS = auto()
    """Whoever should get it may not do it."""


async def on(reader: Reader, tasks: Iterable[Mapping[str, Any]]) -> dict[str, Claim]:
    """The claims on tasks, by the task's id."""
    named = [named_in(task["id"]) for task in tasks]
    found = await claims.on(await reader.connections.pool(DRAFTS), named) if named else []
    return {f"{each.stream_id}:{each.key}": each for each in found}


async def own(reader: Reader) -> list[dict[str, Any]]:
    """The tasks that the reader has taken on, the most urgent first, each with what they may do about it."""
    held = await claims.of(await reader.connections.pool(DRAFTS), reader.who.id)
    return await named_tasks(reader, [f"{each.stream_id}:{each.key}" for each in held])


async def take(reader: Reader, tasks: Sequence[str]) -> dict[str, Taken]:
    """Take tasks on, by their ids; also from whoever may not do them any more."""
    pool, me = await reader.connections.pool(DRAFTS), reader.who.id
    found = {each["id"]: each for each in await named_tasks(reader, tasks)}
    held = await on(reader, found.values())
    able = await _able(reader, list(found.values()), {each.person for each in held.values()} - {me})
    taken = {}
    for task in tasks:
        if task not in found:
            taken[task] = Taken.GONE
            continue
        holder = held[task].person if task in held else None
        free = holder is None or holder == me or holder not in able[task]
        done = free and await claims.put(pool, named_in(task), holder, me, me)
        taken[task] = Taken.DONE if done else await _why(reader, found[task])
    return taken


async def _why(reader: Reader, task: Mapping[str, Any]) -> Taken:
    """Why a task wasn't given: somebody holds it, or it is gone."""
    return Taken.HELD if await on(reader, [task]) else Taken.GONE


async def let_go(reader: Reader, task: str) -> None:
    """Let a task go that the reader holds."""
    await claims.end(await reader.connections.pool(DRAFTS), named_in(task), reader.who.id)


async def hand_over(reader: Reader, tasks: Sequence[str], to: str) -> dict[str, Taken]:
    """Hand tasks over that the reader holds, or that nobody does, to a colleague who may do them."""
    pool, me = await reader.connections.pool(DRAFTS), reader.who.id
    found = {each["id"]: each for each in await named_tasks(reader, tasks)}
    able = all((await _able(reader, list(found.values()), {to} - {me})).values())
    held = await on(reader, found.values())
    given = {}
    for task in tasks:
        if task not in found:
            given[task] = Taken.GONE
        elif not able:
            given[task] = Taken.NOT_THEIRS
        else:
            holder = held[task].person if task in held else None
            done = holder in (None, me) and await claims.put(pool, named_in(task), holder, to, me)
            given[task] = Taken.DONE if done else await _why(reader, found[task])
    return given


async def colleagues(reader: Reader, tasks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Who else may do something about each of these tasks now, by id; nobody, where one is a seat's own."""
    others = {row["id"] for row in await reader.people()} - {reader.who.id}
    able = (await _able(reader, tasks, others)).values()
    return sorted(set.intersection(*able)) if able else []


async def _able(reader: Reader, tasks: Sequence[Mapping[str, Any]], people: Set[str]) -> dict[str, set[str]]:
    """Who of these people may do something about each task now, by the task's id; nobody, where it is a seat's own."""
    tables = Tables(await reader.regions(), await reader.agencies())
    streams = [named_in(each["id"])[0] for each in tasks]
    own = [innovation_stream(each["innovation"]) for each in tasks]
    asked = [stream for stream in map(person_stream, people) if exists(stream)]
    basis = await reader.states.basis([*streams, *own, *asked])

    def may(person: Person, task: Mapping[str, Any]) -> bool:
        stream, innovation = named_in(task["id"])[0], basis.state(Innovation, innovation_stream(task["innovation"]))
        adoption = basis.state(Adoption, stream) if kind_of(stream) == ADOPTION else None
        whose = tasks_of(party(Role(task["role"]), agency=innovation.agency, region=task["region"]))
        theirs, others = own_lists(person, tables, reader.at)
        barred = task["role"] in WITH_POWER and barring(innovation.agency) in others
        return whose in theirs and not barred and bool(about(task, person, innovation, adoption, tables, reader.at))

    known = [basis.state(Person, stream) for stream in asked]
    return {
        task["id"]: {each.id for each in known if may(each, task)} if task["what"] != WaitKind.SCORING else set()
        for task in tasks
    }
