"""What people may ask of an adoption: its region's officer, and of an amendment the secretariat."""

from typing import Annotated, Literal

from pydantic import Field

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


class AmendAdoptionReport(ReportAdoption):
    """The whole report again, as it should read."""

    report: Annotated[int, Field(ge=1)]
    """Its number in the adoption."""


class AcceptAdoptionAmendment(Payload):
    scope = "adoption"

    amendment: Annotated[int, Field(ge=1)]


class RejectAdoptionAmendment(Payload):
    scope = "adoption"

    amendment: Annotated[int, Field(ge=1)]


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
