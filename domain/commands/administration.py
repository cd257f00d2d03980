"""What administrators may ask: people's roles, agencies, editions, reference data."""

from typing import Annotated, Literal

from pydantic import Field

from domain.commands.base import Payload
from domain.grants import Post
from domain.keys import Hash, PersonsSignature, Signature
from domain.model import Input, Instant, Key, Text, Title
from domain.regions import RegionCode
from domain.vocabulary import AgencyKind, Purpose, Role


class TakeOffice(Payload):
    """Become the administrator that the ledger's first event names."""

    scope = "person"


class GrantRole(Payload):
    scope = "person"

    role: Role
    agency: Key
    region: RegionCode | None = None
    post: Post
    valid_from: Instant | None = None
    valid_until: Instant | None = None

    def named_people(self) -> tuple[str, ...]:
        """The superior, and who gave the mandate."""
        mandate = self.post.mandate
        return tuple(each for each in (self.post.supervisor, mandate.person if mandate else None) if each)


class EndRole(Payload):
    scope = "person"

    role: Role
    grant: Key | None = None
    """The id of the only grant that ends; all of the role do, where none is named."""
    ends_at: Instant | None = None
    successor: Key | None = None
    """Who holds the same from then on, and takes over what is left."""

    def named_people(self) -> tuple[str, ...]:
        """The successor."""
        return (self.successor,) if self.successor else ()


class EnrolKey(Payload):
    """Record a person's key, which signed that it is theirs."""

    scope = "person"

    key: Hash
    possession: PersonsSignature


class ReplaceKey(Payload):
    """Take another key in place of the one that signs this."""

    scope = "person"

    key: Hash
    possession: PersonsSignature


class RetireKey(Payload):
    """End a person's key: it is lost, or no longer needed."""

    scope = "person"

    key: Hash


class PublishAgencies(Payload):
    """Publish the table of agencies whole; what isn't in it stays as it is registered."""

    scope = "agencies"

    content: Annotated[str, Field(min_length=1, max_length=1_000_000)]
    source: Text


class NewAgency(Input):
    """An agency that isn't registered yet."""

    id: Key
    name: Title
    kind: AgencyKind
    parent: Key | None = None
    region: RegionCode | None = None


class AddAgency(NewAgency, Payload):
    """Register an agency."""

    scope = "agencies"


class RenameAgency(Payload):
    """Give an agency another name."""

    scope = "agencies"

    agency: Key
    to: Title


class MergeAgency(Payload):
    """End an agency; another takes its place."""

    scope = "agencies"

    agency: Key
    into: Key


class SplitAgency(Payload):
    """Register agencies that are split from another, which ends unless it goes on."""

    scope = "agencies"

    agency: Key
    into: Annotated[tuple[NewAgency, ...], Field(min_length=1, max_length=50)]
    goes_on: bool = False


class PublishKey(Payload):
    """Add a key of the ledger's own."""

    scope = "keys"

    purpose: Purpose
    key: Hash
    possession: Signature


class RetireServiceKey(Payload):
    """End a key of the ledger's own: what it signs from now on counts no more."""

    scope = "keys"

    key: Hash


class PublishEdition(Payload):
    scope = "edition"

    content: Annotated[str, Field(min_length=1, max_length=100_000)]


class PublishReference(Payload):
    scope = "reference"

    kind: Literal["regions", "calendar"]
    content: Annotated[str, Field(min_length=1, max_length=1_000_000)]
    source: Text
