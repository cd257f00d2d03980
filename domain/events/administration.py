"""The events of administration: people's roles, agencies, editions and reference data."""

from domain.agencies import Agency
from domain.events.base import Event
from domain.grants import Grant
from domain.keys import Founder, Hash, PersonsSignature, ServiceKey
from domain.model import Instant
from domain.tables import PlainDate


class RoleGranted(Event):
    grant: Grant


class RoleEnded(Event):
    grant_id: str
    ends_at: Instant
    successor: str | None = None
    """To whom it was handed over."""


class KeyEnrolled(Event):
    """A person's own key; `possession` is its signature that it is theirs."""

    key: Hash
    possession: PersonsSignature


class KeyRetired(Event):
    """What that key signs from now on counts no more."""

    key: Hash


class AgenciesPublished(Event):
    """The table of agencies as its exact CSV text, with its source."""

    content: str
    sha256: str
    source: str


class AgencyAdded(Event):
    agency: Agency


class AgencyRenamed(Event):
    agency: str
    name: str


class AgencyMerged(Event):
    """From the day after `last_day` on, the other one takes its place."""

    agency: str
    into: str
    last_day: PlainDate


class AgencySplit(Event):
    """`last_day` is missing where the agency goes on."""

    agency: str
    into: tuple[Agency, ...]
    last_day: PlainDate | None = None


class LedgerBegun(Event):
    """The ledger's first event: the log's name, the first keys of its own, and the first administrators."""

    log: str
    keys: tuple[ServiceKey, ...]
    founders: tuple[Founder, ...]


class KeyPublished(Event):
    """A key of the ledger's own."""

    key: ServiceKey


class ServiceKeyRetired(Event):
    """What that key signs from now on counts no more."""

    key: Hash


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
