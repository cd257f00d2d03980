"""A person as the rules see them: an opaque id and grants of roles with their validity."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.model import By, Frozen, Instant
from domain.parties import party
from domain.refusals import Code, refuse, require
from domain.regions import Regions
from domain.vocabulary import Role


class Grant(Frozen):
    """One role held by a person, for an agency, in a region for officers, from a day to a day."""

    id: str
    role: Role
    agency: str
    region: str | None = None
    """The opaque id of the officer's region."""
    valid_from: Instant
    valid_until: Instant | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether the role counts at that instant: from `valid_from`, up to but not at `valid_until`."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)

    @property
    def party(self) -> str:
        """What its holder is one of."""
        return party(self.role, agency=self.agency, region=self.region)


@dataclass(frozen=True, slots=True)
class Person:
    """What the ledger knows of a person; `version` 0 means that nobody has that id."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    grants: dict[str, Grant] = field(default_factory=dict)
    keys: dict[str, datetime | None] = field(default_factory=dict)
    """The person's own keys, each with when it was retired; None: it is in use."""

    def grants_of(self, role: Role, at: datetime) -> tuple[Grant, ...]:
        """The grants of that role in force at that instant."""
        return tuple(g for g in self.grants.values() if g.role is role and g.in_force(at))

    def agencies(self, at: datetime) -> frozenset[str]:
        """Every agency for which the person holds any role at that instant."""
        return frozenset(g.agency for g in self.grants.values() if g.in_force(at))

    def agencies_since(self, since: datetime, at: datetime) -> frozenset[str]:
        """Every agency for which the person held any role at some time from one instant to another."""
        held = (g for g in self.grants.values() if g.valid_from <= at)
        return frozenset(g.agency for g in held if g.valid_until is None or g.valid_until > since)

    def parties(self, regions: Regions, at: datetime) -> frozenset[str]:
        """What the person is one of at that instant.

        An officer also of the region that theirs was split from, an evaluator also of the holders of their seats.
        """
        held = [grant for grant in self.grants.values() if grant.in_force(at)]
        found = {grant.party for grant in held}
        if any(grant.role is Role.EVALUATOR for grant in held):
            found.add(party(Role.EVALUATOR, person=self.id))
        for grant in held:
            region = regions.by_id(grant.region) if grant.region else None
            if region and region.successor_of:
                found.add(party(Role.REGIONAL_OFFICER, region=region.successor_of))
        return frozenset(found)

    def acting_as(self, role: Role) -> By:
        """The attribution that an event records."""
        return By(person=self.id, role=role, person_version=self.version)

    def acting(self, roles: tuple[Role, ...], at: datetime) -> By:
        """The mark of whoever acts in the first of these roles that they hold at that instant.

        Raises:
            Refused: nobody has that id, or they hold none of the roles.
        """
        require(self.version > 0, Code.UNKNOWN_PERSON, person=self.id)
        for role in roles:
            if self.grants_of(role, at):
                return self.acting_as(role)
        raise refuse(Code.ROLE_MISSING, person=self.id, roles=roles)

    def is_proposer_for(self, agencies: frozenset[str], at: datetime) -> bool:
        """Whether the person is a proposer of one of these agencies."""
        return any(grant.agency in agencies for grant in self.grants_of(Role.PROPOSER, at))
