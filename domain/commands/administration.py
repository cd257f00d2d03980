"""What administrators may ask: people's roles, editions, reference data."""

from typing import Annotated, Literal

from pydantic import Field

from domain.commands.base import Payload
from domain.keys import Hash, Signature
from domain.model import Instant, Key, Text
from domain.regions import RegionCode
from domain.vocabulary import Purpose, Role


class TakeOffice(Payload):
    """Become the administrator that the ledger's first event names."""

    scope = "person"


class GrantRole(Payload):
    scope = "person"

    role: Role
    agency: Key
    region: RegionCode | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class EndRole(Payload):
    scope = "person"

    role: Role
    ends_at: Instant | None = None


class EnrolKey(Payload):
    """Record a person's key, which signed that it is theirs."""

    scope = "person"

    key: Hash
    possession: Signature


class ReplaceKey(Payload):
    """Take another key in place of the one that signs this."""

    scope = "person"

    key: Hash
    possession: Signature


class RetireKey(Payload):
    """End a person's key: it is lost, or no longer needed."""

    scope = "person"

    key: Hash


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
