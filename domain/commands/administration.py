"""What administrators may ask: people's roles, editions, reference data."""

from typing import Annotated, Literal

from pydantic import Field

from domain.commands.base import Payload
from domain.model import Instant, Key, Role, Text
from domain.regions import RegionCode


class Bootstrap(Payload):
    """Make the first administrator, while no person exists."""

    name = "bootstrap"
    scope = "person"
    roles = ()

    agency: Key


class GrantRole(Payload):
    name = "grant_role"
    scope = "person"
    roles = (Role.ADMINISTRATOR,)

    role: Role
    agency: Key
    region: RegionCode | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class EndRole(Payload):
    name = "end_role"
    scope = "person"
    roles = (Role.ADMINISTRATOR,)
    needs_reason = True

    role: Role
    ends_at: Instant | None = None


class PublishEdition(Payload):
    name = "publish_edition"
    scope = "edition"
    roles = (Role.ADMINISTRATOR,)

    content: Annotated[str, Field(min_length=1, max_length=1_000_000)]


class PublishReference(Payload):
    name = "publish_reference"
    scope = "reference"
    roles = (Role.ADMINISTRATOR,)

    kind: Literal["regions", "calendar"]
    content: Annotated[str, Field(min_length=1, max_length=1_000_000)]
    source: Text
