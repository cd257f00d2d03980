"""Claims: who has taken on which task, so that colleagues who share a list don't do it twice.

A claim grants nothing and hinders nobody: who may do something about a task, the rules say.
"""

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from typing import Any

from domain.adoption.state import Adoption
from domain.grants import Person
from domain.innovation.state import Innovation
from domain.next_acts import Tables, about, own_lists
from domain.parties import party
from domain.rows import barring, tasks_of
from domain.streams import ADOPTION, innovation_stream, kind_of, person_stream
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


async def take(reader: Reader, task: str) -> Taken:
    """Take a task on."""
    if not await named_tasks(reader, [task]):
        return Taken.GONE
    me = reader.who.id
    pool, named = await reader.connections.pool(DRAFTS), named_in(task)
    if await claims.put(pool, named, None, me, me):
        return Taken.DONE
    holders = [each.person for each in await claims.on(pool, [named])]
    return Taken.DONE if holders == [me] else Taken.HELD if holders else Taken.GONE


async def let_go(reader: Reader, task: str) -> None:
    """Let a task go that the reader holds."""
    await claims.end(await reader.connections.pool(DRAFTS), named_in(task), reader.who.id)


async def hand_over(reader: Reader, task: str, to: str) -> Taken:
    """Hand a task over that the reader holds, or that nobody does, to a colleague who may do it."""
    found = await named_tasks(reader, [task])
    if not found:
        return Taken.GONE
    if to not in await colleagues(reader, found[0]):
        return Taken.NOT_THEIRS
    pool, named, me = await reader.connections.pool(DRAFTS), named_in(task), reader.who.id
    for seen in (me, None):
        if await claims.put(pool, named, seen, to, me):
            return Taken.DONE
    return Taken.HELD


async def colleagues(reader: Reader, task: Mapping[str, Any]) -> list[str]:
    """Who else may do something about a task now, by id; nobody, where it is a seat's own."""
    if task["what"] == WaitKind.SCORING:
        return []
    people = [row["id"] for row in await reader.people() if row["id"] != reader.who.id]
    tables = Tables(await reader.regions(), await reader.agencies())
    stream, own = named_in(task["id"])[0], innovation_stream(task["innovation"])
    basis = await reader.states.basis([stream, own, *map(person_stream, people)])
    innovation = basis.state(Innovation, own)
    adoption = basis.state(Adoption, stream) if kind_of(stream) == ADOPTION else None
    whose = tasks_of(party(Role(task["role"]), agency=innovation.agency, region=task["region"]))
    found = []
    for each in people:
        person = basis.state(Person, person_stream(each))
        theirs, others = own_lists(person, tables, reader.at)
        barred = task["role"] in WITH_POWER and barring(innovation.agency) in others
        if whose in theirs and not barred and about(task, person, innovation, adoption, tables, reader.at):
            found.append(each)
    return found
