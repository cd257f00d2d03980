"""What now: what a person may do next about an innovation with its adoptions, and about each of their tasks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from domain import next_acts
from domain.adoption.state import Adoption
from domain.grants import Person
from domain.innovation.state import Innovation
from domain.next_acts import NextAct, Tables
from domain.regions import Regions
from domain.rules import rules_from, streams_of_rules
from domain.streams import ADOPTION, adoption_stream, innovation_stream, kind_of
from domain.vocabulary import Role
from service.afar import over_url
from service.inbox import Counted, counted, inbox, named
from service.reading import Reader, Standing


async def next_acts_of(reader: Reader, standing: Standing) -> list[NextAct]:
    """What the reader may do now of an innovation and of their regions' adoptions: what waits for them, then the rest.

    It goes by all that is recorded, whatever of it is open to the reader.
    """
    person, own = reader.who, innovation_stream(standing.innovation.id)
    streams = [each.id for each in standing.adoptions]
    basis = await reader.states.basis([own, *streams])
    state = basis.state(Innovation, own)
    assert state.edition is not None
    rules = rules_from(await reader.states.basis(streams_of_rules(state.edition.name)), state.edition)
    found = next_acts.of_innovation(person, state, rules, reader.at)
    adoptions = [basis.state(Adoption, each) for each in streams]
    for adoption in _own(person, state, adoptions, rules.regions, reader.at):
        found += next_acts.of_adoption(person, adoption, state, rules, reader.at)
    return sorted(found, key=lambda act: act.task is None)


@over_url
async def acts_about(reader: Reader, innovation: str) -> list[NextAct]:
    """What the reader may do now of an innovation, by its id. Raises as `Reader.standing`."""
    return await next_acts_of(reader, await reader.standing(innovation))


@over_url
async def tasks_to_do(
    reader: Reader, *, after: str | None, limit: int, what: str | None = None
) -> list[dict[str, Any]]:
    """The first `limit` tasks of the reader's inbox after a cursor that they may do something about, each with what; of
    one kind alone, if one is given.

    Raises as `inbox`.
    """
    found: list[dict[str, Any]] = []
    while len(found) < limit:
        page = await inbox(reader, after=after, limit=limit, what=what)
        found += await _with_acts(reader, page)
        if len(page) < limit:
            break
        after = page[-1]["cursor"]
    return found[:limit]


async def counted_to_do(reader: Reader, first: Sequence[dict[str, Any]], *, limit: int) -> Counted:
    """How many tasks the reader may do something about, by the first of them, of which `limit` were asked for; where
    there may be more, how many are on their lists.
    """
    return await counted(reader) if len(first) >= limit else Counted.of(first, reader.at)


async def named_tasks(reader: Reader, tasks: Sequence[str]) -> list[dict[str, Any]]:
    """Those of these tasks, by their ids, that the reader may do something about, each with what."""
    return await _with_acts(reader, await named(reader, tasks)) if tasks else []


async def _with_acts(reader: Reader, tasks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    acts = await _acts_on(reader, tasks)
    return [task | {"acts": possible} for task, possible in zip(tasks, acts, strict=True) if possible]


async def _acts_on(reader: Reader, tasks: Sequence[dict[str, Any]]) -> list[list[NextAct]]:
    tables = Tables(await reader.regions(), await reader.agencies())
    own = [task["id"].partition(":")[0] for task in tasks]
    basis = await reader.states.basis([*own, *(innovation_stream(task["innovation"]) for task in tasks)])
    found = []
    for task, stream in zip(tasks, own, strict=True):
        innovation = basis.state(Innovation, innovation_stream(task["innovation"]))
        adoption = basis.state(Adoption, stream) if kind_of(stream) == ADOPTION else None
        found.append(next_acts.about(task, reader.who, innovation, adoption, tables, reader.at))
    return found


def _own(
    person: Person, innovation: Innovation, adoptions: Sequence[Adoption], regions: Regions, at: datetime
) -> Iterator[Adoption]:
    """The adoptions of the regions that somebody is an officer of, also those that haven't begun."""
    held = {grant.region for grant in person.grants_of(Role.REGIONAL_OFFICER, at) if grant.region}
    begun = {each.adopter_id: each for each in adoptions}
    for region in sorted(held | {each for each in begun if person.is_officer_for(each, regions, at)}):
        yield begun.get(region) or Adoption(adoption_stream(innovation.id, region))
