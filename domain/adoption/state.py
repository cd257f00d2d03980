"""What is known of an adoption after its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.events.amendments import AdoptionReport
from domain.milestones import Milestone
from domain.model import Place
from domain.statements import Statements
from domain.streams import adopter_of, correlation_of
from domain.vocabulary import Role
from domain.waits import Waits, next_instant


class Status(StrEnum):
    """How far an adoption is."""

    NONE = "none"
    OFFERED = "offered"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    COMMITTED = "committed"
    LAPSED = "lapsed"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Adoption:
    """One adoption. `version` 0 means that nothing of it is recorded."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    innovation: str = ""
    adopter: Place | None = None
    status: Status = Status.NONE
    phase: str | None = None
    reports: int = 0
    """Reports given and missed."""
    wave: int = 0
    wave_ended: bool = False
    volunteered: bool = False
    waits: Waits = field(default_factory=dict)
    frozen_at: datetime | None = None
    released: bool = False
    follows: int = 0
    """The innovation's version up to which this adoption has taken over what concerns it."""
    statements: Statements = field(default_factory=Statements)
    milestones: Mapping[int, Milestone] = field(default_factory=dict)
    """What the innovation takes over, by version of this stream."""

    @property
    def innovation_id(self) -> str:
        """The innovation's id, which the stream's name holds from the beginning."""
        return correlation_of(self.id)

    @property
    def adopter_id(self) -> str:
        """The adopter's opaque id, which the stream's name holds from the beginning."""
        return adopter_of(self.id)

    @property
    def reported(self) -> list[AdoptionReport]:
        """The reports as they read now, in their order."""
        found = (each.statement for each in self.statements.standing.values())
        return sorted((each for each in found if isinstance(each, AdoptionReport)), key=lambda each: each.number)

    @property
    def last_milestone(self) -> int:
        """The version of this stream that holds the last milestone; 0 if none does."""
        return max(self.milestones, default=0)

    @property
    def wake_at(self) -> datetime | None:
        """The next wake-up; None while frozen or released, or when nothing is waited for."""
        return None if self.frozen_at is not None or self.released else next_instant(self.waits)

    @property
    def open(self) -> bool:
        """Whether a duty is left that time or a person will move."""
        return bool(self.waits) and not self.released

    @property
    def chapter(self) -> str:
        """What one run of the workflow lives through."""
        return self.status

    def awaiting(self) -> tuple[Role, ...]:
        """The roles whose move it is, sorted."""
        return tuple(sorted({w.wait.awaits for w in self.waits.values() if w.wait.awaits is not None}))
