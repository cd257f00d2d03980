"""The facts of one adoption: one innovation, one adopter, its own stream."""

from domain.events.base import Event
from domain.model import Instant, Place


class AdoptionOffered(Event):
    """The adopter's wave opened."""

    innovation: str
    adopter: Place
    wave: int
    wave_ends_at: Instant
    follows: int
    """The innovation's version that this goes back to."""


class AdoptionVolunteered(Event):
    """An agency copies the innovation without being named."""

    innovation: str
    adopter: Place
    follows: int


class AdoptionCommitted(Event):
    follows: int
    late: bool = False
    """The adopter's wave had ended."""


class AdoptionDeclined(Event):
    pass


class CommitmentUnanswered(Event):
    pass


class AdoptionReported(Event):
    phase: str
    number: int
    note: str | None = None


class AdoptionReportMissed(Event):
    number: int


class AdoptionCompleted(Event):
    late: bool = False
    """It had lapsed before."""


class AdoptionLapsed(Event):
    pass


class AdoptionFrozen(Event):
    """The innovation was suspended."""

    follows: int


class AdoptionThawed(Event):
    """The innovation was resumed."""

    follows: int


class AdoptionReleased(Event):
    """The innovation was discontinued or revoked: no duty remains."""

    follows: int


class WaveClosedForAdoption(Event):
    """The adopter's wave ended; what it commits from now on is a late adoption."""

    follows: int
