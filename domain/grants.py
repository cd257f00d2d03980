"""A person as the rules see them: an opaque id and grants of roles with their validity."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import model_validator

from domain.agencies import Register
from domain.keys import Passkey
from domain.model import By, Frozen, Instant, Key, Title, wrong
from domain.parties import party
from domain.refusals import Code, require
from domain.regions import Regions
from domain.vocabulary import PROPOSING, Capacity, Rank, Role, Tenure

WRITTEN = {Tenure.PLT: "Plt. ", Tenure.PLH: "Plh. ", Tenure.PJ: "Pj. "}
"""What is written before a post that isn't held definitively."""


class Mandate(Frozen):
    """The post in whose name somebody acts: its title, its rank, and who holds it, where they are registered."""

    title: Title
    rank: Rank | None = None
    person: Key | None = None


class Post(Frozen):
    """The post (jabatan) in which somebody holds a role."""

    title: Title
    tenure: Tenure = Tenure.DEFINITIVE
    mandate: Mandate | None = None
    """Who gave the mandate, where the tenure is a.n., and only there."""
    letter: Title
    """The number of the letter that appointed them."""
    rank: Rank | None = None
    """The post's own; `counts_as` says which one counts."""
    supervisor: Key | None = None
    """The id of the person's superior."""

    @model_validator(mode="after")
    def _names_its_mandate(self) -> Self:
        if self.tenure is Tenure.AN and self.mandate is None:
            raise wrong("mandate_missing")
        if self.tenure is not Tenure.AN and self.mandate is not None:
            raise wrong("mandate_unused")
        return self

    @property
    def counts_as(self) -> Rank | None:
        """The rank that counts: that of who gave the mandate, where somebody acts in another's name."""
        return self.mandate.rank if self.mandate else self.rank

    @property
    def written(self) -> str:
        """The post as officials write it: `Plt. Kepala Dinas`, `a.n. Bupati Sleman, Sekretaris Daerah`."""
        in_whose_name = f"a.n. {self.mandate.title}, " if self.mandate else ""
        return f"{in_whose_name}{WRITTEN.get(self.tenure, '')}{self.title}"


class Grant(Frozen):
    """One role held by a person, for an agency, in a region for officers, from a day to a day."""

    id: str
    role: Role
    agency: str
    region: str | None = None
    """The opaque id of the officer's region."""
    post: Post | None = None
    """None for an administrator whom the ledger's first event names."""
    valid_from: Instant
    valid_until: Instant | None = None
    successor: str | None = None
    """To whom it was handed over when it ended."""

    def in_force(self, at: datetime) -> bool:
        """Whether the role counts at that instant: from `valid_from`, up to but not at `valid_until`."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)

    @property
    def parties(self) -> frozenset[str]:
        """What its holder is one of: a local administrator also of the agency's proposers."""
        own = party(self.role, agency=self.agency, region=self.region)
        proposing = {party(Role.PROPOSER, agency=self.agency)} if self.role in PROPOSING else set()
        return frozenset({own, *proposing})

    def administers(self, agency: str, agencies: Register) -> bool:
        """Whether its holder is the administrator of an agency, of one that it is part of, or of what became of these.
        An agency that has ended has none any more.
        """
        local = self.role is Role.LOCAL_ADMINISTRATOR and not agencies.has_ended(self.agency)
        return local and agencies.is_part_of(agency, self.agency)

    def proposes_for(self, agency: str, agencies: Register) -> bool:
        """Whether its holder proposes for an agency, or what became of it: as its proposer, or administering it."""
        proposes = self.role in PROPOSING and self.agency in agencies.heirs(agency)
        return proposes or self.administers(agency, agencies)


@dataclass(frozen=True, slots=True)
class Person:
    """What the ledger knows of a person; `version` 0 means that nobody has that id."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    grants: dict[str, Grant] = field(default_factory=dict)
    keys: dict[str, datetime | None] = field(default_factory=dict)
    """The person's own keys, each with when it was retired; None: it is in use."""
    passkeys: dict[str, Passkey] = field(default_factory=dict)
    """Those of them that are passkeys."""

    @property
    def key(self) -> str | None:
        """One of the person's keys that is in use."""
        return next((key for key, retired in self.keys.items() if retired is None), None)

    def passkeys_at(self, origin: str) -> dict[str, Passkey]:
        """The person's passkeys that are in use, and sign on the pages of that origin."""
        return {key: each for key, each in self.passkeys.items() if self.keys[key] is None and each.origin == origin}

    def grants_of(self, role: Role, at: datetime) -> tuple[Grant, ...]:
        """The grants of that role in force at that instant."""
        return tuple(g for g in self.grants.values() if g.role is role and g.in_force(at))

    def is_administrator(self, at: datetime) -> bool:
        """Whether the person is one of the ministry's administrators at that instant."""
        return bool(self.grants_of(Role.ADMINISTRATOR, at))

    def holds_a_role(self, at: datetime) -> bool:
        """Whether any role of the person's is in force at that instant."""
        return any(grant.in_force(at) for grant in self.grants.values())

    def agencies(self, at: datetime) -> frozenset[str]:
        """Every agency for which the person holds any role at that instant."""
        return frozenset(g.agency for g in self.grants.values() if g.in_force(at))

    def served(self, agencies: Iterable[str]) -> bool:
        """Whether any role that the person holds or ever held is for one of these agencies."""
        return not set(agencies).isdisjoint(g.agency for g in self.grants.values())

    def served_only(self, agencies: Iterable[str]) -> bool:
        """Whether every role that the person holds or ever held is for one of these agencies."""
        return {g.agency for g in self.grants.values()} <= set(agencies)

    def grants_since(self, since: datetime, at: datetime) -> tuple[Grant, ...]:
        """The grants that were in force at some time from one instant to another."""
        held = (g for g in self.grants.values() if g.valid_from <= at)
        return tuple(g for g in held if g.valid_until is None or g.valid_until > since)

    def agencies_since(self, since: datetime, at: datetime) -> frozenset[str]:
        """Every agency for which the person held any role at some time from one instant to another."""
        return frozenset(g.agency for g in self.grants_since(since, at))

    def parties(self, regions: Regions, agencies: Register, at: datetime) -> frozenset[str]:
        """What the person is one of at that instant.

        An officer also of the region that theirs was split from, a proposer also of the agencies whose place theirs
        took, an evaluator also of the holders of their seats.
        """
        held = [grant for grant in self.grants.values() if grant.in_force(at)]
        found = set().union(*(grant.parties for grant in held))
        if any(grant.role is Role.EVALUATOR for grant in held):
            found.add(party(Role.EVALUATOR, person=self.id))
        for grant in held:
            region = regions.by_id(grant.region) if grant.region else None
            if region and region.successor_of:
                found.add(party(Role.REGIONAL_OFFICER, region=region.successor_of))
            if grant.role in PROPOSING:
                found |= {party(Role.PROPOSER, agency=each) for each in agencies.inherited(grant.agency)}
        return frozenset(found)

    def is_officer_for(self, region: str, regions: Regions, at: datetime) -> bool:
        """Whether the person is an officer of that region, by its id, or of one that it was split into."""
        return bool(of_region(self.grants_of(Role.REGIONAL_OFFICER, at), region, regions))

    def zone(self, regions: Regions, at: datetime) -> ZoneInfo:
        """In whose time the person reads: an officer in that of their region, anybody else in Jakarta's."""
        held = (grant.region for grant in self.grants_of(Role.REGIONAL_OFFICER, at))
        return regions.zone_shown(next((region for region in held if region and regions.by_id(region)), None))

    def proposing_for(self, agency: str, agencies: Register, at: datetime) -> tuple[Grant, ...]:
        """The grants under which the person proposes at that instant for an agency, or for what became of it."""
        held = (grant for role in PROPOSING for grant in self.grants_of(role, at))
        return tuple(grant for grant in held if grant.proposes_for(agency, agencies))

    def acting(self, roles: tuple[Role, ...], at: datetime, grant: str | None = None) -> tuple[Grant, ...]:
        """The grants of these roles under which the person may act at that instant, in the roles' order.

        Only the one whose id they chose, if they did.

        Raises:
            Refused: nobody has that id, or they hold none of the roles, or not under the grant that they chose.
        """
        require(self.version > 0, Code.UNKNOWN_PERSON, person=self.id)
        held = [each for role in roles for each in self.grants_of(role, at)]
        require(held, Code.ROLE_MISSING, person=self.id, roles=roles)
        if grant is not None:
            chosen = [each for each in held if each.id == grant]
            require(chosen, Code.POST_NOT_HELD, person=self.id, grant=grant, posts=posts_of(held))
            held = chosen
        return tuple(held)

    def acted_under(self, grants: tuple[Grant, ...], capacity: Capacity | None = None) -> By:
        """The attribution that an event records of an act under the only one of these grants that has the first role.

        Raises:
            Refused: several have it, of which the person has to choose one.
        """
        role = grants[0].role
        held = [each for each in grants if each.role is role]
        require(len(held) == 1, Code.POST_NEEDED, person=self.id, posts=posts_of(held))
        return By(person=self.id, role=role, grant=held[0].id, person_version=self.version, capacity=capacity)


def of_region(grants: Iterable[Grant], region: str, regions: Regions) -> tuple[Grant, ...]:
    """Those of some grants by which one is an officer of a region, by its id, or of one that it was split into."""
    its = {region, *(each.id for each in regions.successors_of(region))}
    return tuple(each for each in grants if each.role is Role.REGIONAL_OFFICER and each.region in its)


def posts_of(grants: Iterable[Grant]) -> list[dict[str, str | None]]:
    """The grants as one may choose among them: each by its id, with what it is."""
    return [
        {"grant": each.id, "post": each.post.written if each.post else None, "agency": each.agency} for each in grants
    ]
