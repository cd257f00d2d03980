"""Drafts of proposals: whose they are, and who may work on them. They are kept outside of the ledger."""

from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from domain.agencies import Register
from domain.grants import Person
from domain.refusals import Code, require, required
from domain.vocabulary import PROPOSING, Role
from proof.ids import innovation_id


class Draft(Protocol):
    """What the rules know of a draft."""

    @property
    def draft_id(self) -> UUID: ...
    @property
    def agency(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def command_id(self) -> UUID: ...
    @property
    def submitted(self) -> bool: ...


D = TypeVar("D", bound=Draft)


def agencies_of(person: Person, at: datetime) -> tuple[str, ...]:
    """The agencies for which a person drafts proposals at that instant, the units below them aside."""
    held = (grant for role in PROPOSING for grant in person.grants_of(role, at))
    return tuple(dict.fromkeys(grant.agency for grant in held))


def agencies_administered_by(person: Person, agencies: Register, at: datetime) -> tuple[str, ...]:
    """The agencies that a person administers at that instant, and all of whose drafts they see."""
    own = person.grants_of(Role.LOCAL_ADMINISTRATOR, at)
    return tuple(each for each in agencies.agencies if any(grant.administers(each, agencies) for grant in own))


def require_agency(person: Person, agency: str, agencies: Register, at: datetime) -> None:
    """Go on if a person may draft for an agency. Raises Refused otherwise."""
    require(person.proposing_for(agency, agencies, at), Code.OTHER_AGENCY, agency=agency)


def visible(draft: D | None, draft_id: str, person: Person, agencies: Register, at: datetime) -> D:
    """A draft that a person may see: its author while they propose for its agency, or its administrator.

    Raises:
        Refused: there is none of that id, or it is somebody else's.
    """
    draft = required(draft, Code.UNKNOWN_DRAFT, draft=draft_id)
    held = person.proposing_for(draft.agency, agencies, at)
    own = draft.author == person.id and held
    administers = any(grant.administers(draft.agency, agencies) for grant in held)
    require(own or administers, Code.OTHERS_DRAFT, draft=draft_id, agency=draft.agency)
    return draft


def workable(draft: D | None, draft_id: str, person: Person, agencies: Register, at: datetime) -> D:
    """A draft on which a person may work. Raises Refused as `visible`, and if it was handed in."""
    draft = visible(draft, draft_id, person, agencies, at)
    require(not draft.submitted, Code.DRAFT_SUBMITTED, draft=draft_id, innovation=innovation_id(draft.command_id))
    return draft


def require_unchanged(done: bool, draft: Draft) -> None:
    """Go on if the change was made to the version that its author had seen. Raises Refused otherwise."""
    require(done, Code.DRAFT_CHANGED, draft=draft.draft_id)
