"""Amendments (ralat): a statement as it should have read, in the stream of the innovation or adoption that has it."""

from decimal import Decimal
from typing import ClassVar

from domain.events.base import Event
from domain.events.innovation import Wave
from domain.model import Frozen


class Measurement(Frozen):
    """A pilot region's report."""

    kind: ClassVar[str] = "measurement"

    region: str
    number: int
    values: dict[str, Decimal]
    note: str | None = None

    @property
    def name(self) -> str:
        """What all versions of it have in common."""
        return f"{self.kind}/{self.region}/{self.number}"


class ScoreSheet(Frozen):
    """An evaluator's sheet."""

    kind: ClassVar[str] = "score_sheet"

    evaluator: str
    scores: dict[str, int]
    total: Decimal
    """The weighted mean, exact."""
    note: str
    justifications: dict[str, str] = {}
    recommendation: str | None = None

    @property
    def name(self) -> str:
        """What all versions of it have in common."""
        return f"{self.kind}/{self.evaluator}"


class WavePlan(Frozen):
    """All waves of a plan."""

    kind: ClassVar[str] = "wave_plan"

    waves: tuple[Wave, ...]

    @property
    def name(self) -> str:
        """What all versions of it have in common."""
        return self.kind


class CheckReport(Frozen):
    """The proposer's answers to a sustainability check, or a region's."""

    kind: ClassVar[str] = "check_report"

    number: int
    region: str | None = None
    answers: dict[str, str]
    evidence: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What all versions of it have in common."""
        return f"{self.kind}/{self.number}/{self.region or ''}"


class AdoptionReport(Frozen):
    """A report on an adoption."""

    kind: ClassVar[str] = "adoption_report"

    number: int
    phase: str
    note: str | None = None

    @property
    def name(self) -> str:
        """What all versions of it have in common."""
        return f"{self.kind}/{self.number}"


Statement = Measurement | ScoreSheet | WavePlan | CheckReport | AdoptionReport
"""What a person handed in and answers for. As JSON each is known by a field that only it has."""


class AmendmentProposed(Event):
    number: int
    """Of the amendment, from 1 in its stream."""
    statement: Statement
    """As it should read."""


class AmendmentAccepted(Event):
    number: int
    proposed_by: str
    statement: Statement
    """As it reads from now on."""


class AmendmentRejected(Event):
    number: int
    proposed_by: str
    statement: Statement
    """As it would have read."""
