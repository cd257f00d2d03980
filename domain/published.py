"""What was published under one name: an edition, or a table of reference data, each text under its SHA-256."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.model import Pinned


@dataclass(frozen=True, slots=True)
class Published:
    """The texts that were published under one name, by their SHA-256, in order; the last one is current."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    current: str | None = None
    """SHA-256 of the text published last."""

    @property
    def name(self) -> str:
        """What the texts are published as."""
        return self.id.split("/", 1)[1]

    @property
    def pin(self) -> Pinned | None:
        """The text published last; None before the first."""
        return Pinned(name=self.name, sha256=self.current) if self.current else None
