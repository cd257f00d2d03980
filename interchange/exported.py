"""What every format shows of an event."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from domain import codec
from domain.commands import SYSTEM
from ledger.log.chain import event_hash
from ledger.model import StoredEvent
from ledger.scan import Placed
from service.auditing import command_id


@dataclass(frozen=True)
class Exported:
    """An event as it is exported. Raises UnreadableEvent where data or metadata lack what they should say."""

    placed: Placed

    @property
    def stored(self) -> StoredEvent:
        """The event as the ledger keeps it."""
        return self.placed.event

    @property
    def innovation(self) -> str | None:
        """The innovation that it is part of, if any."""
        return None if "/" in self.placed.correlation_id else self.placed.correlation_id

    @cached_property
    def data(self) -> dict[str, Any]:
        """What the event says, as stored."""
        with codec.placed(self.stored.stream_id, self.stored.version):
            return codec.parsed(self.stored.type, self.stored.schema_version, self.stored.data)

    @cached_property
    def by(self) -> dict[str, Any] | None:
        """Who did it, and in which role; None when time or another stream caused it."""
        by = self.data.get("by")
        if by is not None and not (isinstance(by, dict) and by.keys() >= {"person", "role"}):
            with codec.placed(self.stored.stream_id, self.stored.version):
                raise codec.UnreadableEvent(self.stored.type, self.stored.schema_version, "no_actor")
        return by

    @property
    def actor(self) -> str:
        """Who did it; `system` when time or another stream caused it."""
        return str(self.by["person"] if self.by else self.data.get("actor", SYSTEM))

    @property
    def role(self) -> str | None:
        """In which role."""
        return self.by["role"] if self.by else None

    @property
    def reason(self) -> str | None:
        """Why, in their words."""
        return self.data.get("reason")

    @property
    def command_id(self) -> str | None:
        """The id of the command that caused it."""
        return command_id(self.stored)

    @property
    def leaf_index(self) -> int | None:
        """Its place in the log; None while it isn't sealed."""
        return self.placed.leaf_index

    @property
    def event_hash(self) -> str:
        """SHA-256 over the whole event, in hex, as docs/ledger.md defines it."""
        return event_hash(self.stored).hex()

    @property
    def chain(self) -> str:
        """The stream's chain hash up to it, in hex."""
        return self.stored.chain.hex()


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC, always with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
