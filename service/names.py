"""What people, regions and agencies are called, for sentences about events and refusals."""

from collections.abc import Iterable, Mapping

from domain.agencies import Register
from domain.basis import Basis
from domain.grants import Person
from domain.names import Names
from domain.published import Published
from domain.rules import REGIONS, regions_from
from domain.streams import AGENCIES, person_stream
from domain.visibility import may_see_person
from engine.states import States
from service.reading import Reader

TABLES = (REGIONS, AGENCIES)
"""The streams that have the names of regions and agencies."""

NOBODY: Mapping[str, str] = {}
"""No names of people."""


async def names_of(states: States, people: Mapping[str, str] = NOBODY) -> Names:
    """The names of regions and agencies as published last, beside these of people."""
    return names_in(await states.basis(TABLES), people)


async def names_open_to(reader: Reader, people: Iterable[str]) -> Names:
    """The same, with the names of those of these people whose contacts are open to the reader, or who they are."""
    viewer, known = await reader.viewer(), set(people)
    basis = await reader.states.basis(map(person_stream, known))
    held = {each: basis.state(Person, person_stream(each)).grants.values() for each in known}
    seen = [each for each, grants in held.items() if may_see_person(viewer, each, (grant.agency for grant in grants))]
    return await names_of(reader.states, await reader.names(seen))


def names_in(basis: Basis, people: Mapping[str, str] = NOBODY) -> Names:
    """The latest names of every region and agency, past and present, beside these of people; of a table that was never
    published none.
    """
    published = basis.state(Published, REGIONS).version
    rows = sorted(regions_from(basis).rows, key=lambda region: region.valid_from) if published else ()
    bearers = dict[str, set[str]]()
    for region in rows:
        bearers.setdefault(region.code, set()).add(region.id)
    return Names(
        people=people,
        agencies={agency.id: agency.name for agency in basis.state(Register, AGENCIES).agencies.values()},
        regions={region.id: region.name for region in rows},
        codes={region.code: region.name for region in rows if len(bearers[region.code]) == 1},
    )
