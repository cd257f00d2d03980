"""The facts of an innovation's life, in the order in which a life goes."""

from decimal import Decimal
from typing import Literal

from domain.events.base import Event
from domain.model import By, Frozen, Instant, Pinned, Place
from domain.periods import Period
from domain.tables import PlainDate


class ProposalContent(Frozen):
    """What a proposal says."""

    title: str
    summary: str
    problem: str
    started_on: str
    """ISO date on which the innovation went into use."""
    answers: dict[str, str] = {}
    """What it says to the edition's questions, by their keys and in their order."""
    complaints: tuple[str, ...] = ()
    """References of complaints (SP4N-LAPOR!) that it was born from."""
    evidence: tuple[str, ...] = ()


# ---- proposal


class InnovationProposed(Event):
    content: ProposalContent
    agency: str
    origin: Place | None = None
    """The region of the agency; None where it has none."""
    edition: Pinned


class ProposalReturned(Event):
    from_stage: str


class ProposalRevised(Event):
    content: ProposalContent


class ProposalAdmitted(Event):
    round: int


class InnovationRejected(Event):
    stage: Literal["proposal", "evaluation"]


class InnovationWithdrawn(Event):
    lapsed: bool = False


# ---- pilot


class Indicator(Frozen):
    """What a pilot measures, where it stood before, and where it is to get."""

    key: str
    name: str
    unit: str
    baseline: Decimal
    target: Decimal


class Pilot(Frozen):
    """One pilot region's plan. Reports fall due at these instants."""

    place: Place
    indicators: tuple[Indicator, ...]
    ends_at: Instant
    reports_due: tuple[Instant, ...]
    own: bool = False
    """It is the region of the agency that proposed: it doesn't count."""


class PilotsPlanned(Event):
    pilots: tuple[Pilot, ...]


class PilotExtended(Event):
    region: str
    ends_at: Instant
    reports_due: tuple[Instant, ...]


class PilotAborted(Event):
    region: str


class MeasurementReported(Event):
    region: str
    number: int
    values: dict[str, Decimal]
    note: str | None = None
    self_reported: bool = False
    """By the agency that proposed, on itself."""


class MeasurementMissed(Event):
    region: str
    number: int


PilotsEnd = Literal["operator", "time", "all_aborted"]
"""Why pilots close: the secretariat said so, the last period was over, or every region had been aborted."""


class PilotsClosed(Event):
    """The proposer's own region isn't counted."""

    cause: PilotsEnd
    regions: int
    aborted: int
    measurements: int


# ---- evaluation


class PanelAssigned(Event):
    evaluators: tuple[str, ...]


class EvaluatorReplaced(Event):
    evaluator: str
    successor: str


class ConflictDeclared(Event):
    person: str
    voids_sheet: bool = False


class ScoreSubmitted(Event):
    evaluator: str
    scores: dict[str, int]
    total: Decimal
    """The weighted mean, exact."""
    note: str
    """What the evaluator says about the innovation as a whole."""
    justifications: dict[str, str] = {}
    """Why an aspect got its score, where the evaluator says so."""
    recommendation: str | None = None


class EvaluationExtended(Event):
    pass


class AmendingExtended(Event):
    """An amendment waited for an answer when the panel was to close."""


EvaluationEnd = Literal["all_scored", "quorum"]
"""Why an evaluation closes: every remaining seat has scored, or the time was up and the quorum was there."""


class EvaluationClosed(Event):
    cause: EvaluationEnd
    totals: dict[str, Decimal]
    grade: Decimal
    """The mean of the totals, rounded to four places for people; `passed` was decided on the exact mean."""
    passing_grade: Decimal
    passed: bool


Reopening = Literal["quorum_lost", "grade_lost", "grade_reached"]
"""What a conflict of interest changed of an evaluation that had closed."""


class EvaluationReopened(Event):
    cause: Reopening


# ---- clarification


class ClarificationRequested(Event):
    """An evaluator asked the secretariat to put a question to the proposer."""

    number: int
    question: str


class ClarificationAsked(Event):
    """The secretariat put a question to the proposer: an evaluator's, or its own. Nothing in it says whose."""

    number: int
    question: str


class ClarificationAnswered(Event):
    number: int
    answer: str


class ClarificationUnanswered(Event):
    number: int


# ---- decision


class DecisionTaken(Event):
    choice: str
    adopters: tuple[Place, ...] = ()
    instrument: str | None = None
    sector_owner: str | None = None
    specification: str | None = None
    facilitator: str | None = None
    originator_migrates: bool = False


class DecisionEndorsed(Event):
    """Determined here, by the signature of whoever did it."""

    instrument: str | None = None
    """The decree's number, where the decision was proposed without one."""


class Decree(Frozen):
    """A decree signed on paper: its number and day, the hash of the scan, and who signed it under which grant."""

    number: str
    dated: PlainDate
    sha256: str
    signatory: str
    grant: str
    annex: tuple[str, ...] = ()
    """The ids of the innovations that it lists; none where it is about this one alone."""


class DecreeRecorded(Event):
    decree: Decree


class DecreeConfirmed(Event):
    """Determined by the decree that was recorded, by whoever signed it."""

    signatory: str


class DecisionObjected(Event):
    pass


class PilotRepeated(Event):
    round: int


class InnovationDeclined(Event):
    pass


# ---- scaling


class Wave(Frozen):
    """Adopters that begin together."""

    number: int
    adopters: tuple[Place, ...]
    opens_after: Period | None = None
    """Counted from the plan; None: it opens at once."""


class WavesPlanned(Event):
    waves: tuple[Wave, ...]


class WaveOpened(Event):
    number: int
    ends_at: Instant


class WaveEnded(Event):
    number: int


class MilestoneReached(Event):
    """A milestone recorded in an adoption's own stream."""

    adopter: str
    milestone: str
    adoption_version: int
    late: bool = False
    actor: By | None = None
    """Who did it there; None where time brought it."""


class SustainingBegan(Event):
    cause: Literal["coverage", "waves_ended"]
    completed: int
    denominator: int


# ---- sustaining


class CheckOpened(Event):
    number: int


class CheckReported(Event):
    number: int
    answers: dict[str, str]
    evidence: tuple[str, ...] = ()


class RegionalCheckReported(Event):
    number: int
    region: str
    answers: dict[str, str]
    evidence: tuple[str, ...] = ()


class CheckUnanswered(Event):
    number: int


class CheckAssessed(Event):
    number: int
    verdict: str


class CorrectionRequired(Event):
    check: int
    automatic: bool = False


class CorrectionReported(Event):
    action: str


class DiscontinuationProposed(Event):
    check: int


class InnovationDiscontinued(Event):
    pass


class InnovationInstitutionalised(Event):
    instrument: str


# ---- in every stage


class InnovationSuspended(Event):
    pass


class InnovationResumed(Event):
    paused_seconds: Decimal
    """How long it was suspended; every running wait was moved by that."""


class EvidenceAttached(Event):
    title: str
    sha256: str | None = None
    location: str | None = None


class InstrumentAdded(Event):
    """A later instrument than the decree: a sector's regulation, a circular."""

    number: str
    dated: PlainDate
    title: str
    sha256: str | None = None


class NoteMade(Event):
    text: str


class EditionMoved(Event):
    edition: Pinned


class RevocationProposed(Event):
    pass


class InnovationRevoked(Event):
    proposed_by: str
