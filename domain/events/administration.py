"""The events of administration: people's roles, editions and reference data."""

from domain.events.base import Event
from domain.grants import Grant
from domain.model import Instant


class RoleGranted(Event):
    grant: Grant


class RoleEnded(Event):
    grant_id: str
    ends_at: Instant


class EditionPublished(Event):
    """An edition's exact TOML text; its SHA-256 is what innovations are pinned to."""

    name: str
    content: str
    sha256: str


class ReferencePublished(Event):
    """Reference data (`regions` or `calendar`) as its exact CSV text, with its source."""

    kind: str
    content: str
    sha256: str
    source: str
