"""What a region's officer may ask of an adoption."""

from typing import Literal

from domain.commands.base import Payload
from domain.model import Instant, Text
from domain.regions import RegionCode
from domain.vocabulary import Phase


class CommitAdoption(Payload):
    scope = "adoption"


class DeclineAdoption(Payload):
    scope = "adoption"


class ReportAdoption(Payload):
    scope = "adoption"

    phase: Phase
    note: Text | None = None


class CompleteAdoption(Payload):
    scope = "adoption"


class Adopt(Payload):
    """Copy an innovation without having been named in its decision."""

    scope = "adoption"

    region: RegionCode


class Follow(Payload):
    """The innovation changed: take over what concerns this adoption. Read from its stream, never from a message."""

    scope = "adoption"
    system = True

    innovation_version: int
    what: Literal["wave_opened", "wave_ended", "suspended", "resumed", "ended"]
    adopter_code: str
    wave: int = 0
    wave_ends_at: Instant | None = None
