"""Which innovations are somebody's own: by the labels that they bear on their list."""

from datetime import datetime

from domain.agencies import Register
from domain.drafts import agencies_administered_by, agencies_of
from domain.grants import Person
from domain.innovation.view import of_region, of_seat
from domain.regions import Regions
from domain.rows import label
from domain.vocabulary import Role


def own(person: Person, regions: Regions, agencies: Register, at: datetime) -> frozenset[str]:
    """The labels of innovations that are a person's own at that instant: of the agencies that they propose for or
    administer and of what these took the place of, those on whose panel they have a seat, and those that are from, or
    tried or adopted in, the region that they report for or that this was split from.

    None for who holds no role but those that are about all innovations.
    """
    proposing = (each for agency in agencies_of(person, at) for each in agencies.inherited(agency))
    found = {label("agency", each) for each in (*proposing, *agencies_administered_by(person, agencies, at))}
    for grant in person.grants_of(Role.REGIONAL_OFFICER, at):
        region = regions.by_id(grant.region) if grant.region else None
        if region:
            found |= {of_region(each) for each in (region.id, region.successor_of) if each}
    if person.grants_of(Role.EVALUATOR, at):
        found.add(of_seat(person.id))
    return frozenset(found)
