"""What a region's officer may ask of an adoption."""

from typing import Literal

from domain.commands.base import Payload
from domain.model import Instant, Role, Text
from domain.regions import RegionCode

Phase = Literal["prepare", "adapt", "replicate", "evaluate"]
"""The replication guide's four phases, in their order."""


class CommitAdoption(Payload):
    name = "commit_adoption"
    scope = "adoption"
    roles = (Role.REGIONAL_OFFICER,)


class DeclineAdoption(Payload):
    name = "decline_adoption"
    scope = "adoption"
    roles = (Role.REGIONAL_OFFICER,)
    needs_reason = True


class ReportAdoption(Payload):
    name = "report_adoption"
    scope = "adoption"
    roles = (Role.REGIONAL_OFFICER,)

    phase: Phase
    note: Text | None = None


class CompleteAdoption(Payload):
    name = "complete_adoption"
    scope = "adoption"
    roles = (Role.REGIONAL_OFFICER,)


class Adopt(Payload):
    """Copy an innovation without having been named in its decision."""

    name = "adopt"
    scope = "adoption"
    roles = (Role.REGIONAL_OFFICER,)

    region: RegionCode


class Follow(Payload):
    """The innovation's stream moved: take over what concerns this adoption. Derived, never told."""

    name = "follow"
    scope = "adoption"
    roles = ()
    system = True

    innovation_version: int
    what: Literal["wave_opened", "wave_ended", "suspended", "resumed", "ended"]
    adopter_code: str
    wave: int = 0
    wave_ends_at: Instant | None = None


class AdoptionTimeReached(Payload):
    """An instant came for which something was set; only the stream's own workflow may say so."""

    name = "adoption_time_reached"
    scope = "adoption"
    roles = ()
    system = True
