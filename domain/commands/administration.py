"""What administrators may ask: people's roles, editions, reference data."""

from typing import Annotated, Literal

from pydantic import Field

from domain.commands.base import Payload
from domain.model import Instant, Key, Text
from domain.regions import RegionCode
from domain.vocabulary import Role


class Bootstrap(Payload):
    """Make the first administrator, while no person exists."""

    scope = "person"

    agency: Key


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


class PublishEdition(Payload):
    scope = "edition"

    content: Annotated[str, Field(min_length=1, max_length=100_000)]


class PublishReference(Payload):
    scope = "reference"

    kind: Literal["regions", "calendar"]
    content: Annotated[str, Field(min_length=1, max_length=1_000_000)]
    source: Text
