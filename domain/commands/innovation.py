"""What people may ask of an innovation, in the order of its life."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.commands.base import Payload
from domain.model import By, Input, Key, Reference, Text, Title
from domain.periods import Period
from domain.regions import RegionCode
from domain.vocabulary import Recommendation, Verdict

PersonId = Key
Measured = Annotated[Decimal, Field(max_digits=24, decimal_places=9)]
References = Annotated[tuple[Reference, ...], Field(max_length=100)]
Answers = Annotated[dict[Key, Text], Field(max_length=100)]
"""Answers to the edition's questions, by their keys."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# ---- proposal


class ProposalFields(Input):
    """What a proposal must say."""

    title: Title
    summary: Text
    problem: Text
    started_on: date
    answers: Answers = {}
    complaints: References = ()
    evidence: References = ()


class Propose(Payload):
    scope = "innovation"

    edition: Key
    agency: Key
    region: RegionCode | None = None
    """The agency's, which needn't be said."""
    proposal: ProposalFields

    def named_edition(self) -> str:
        return self.edition


class Revise(Payload):
    scope = "innovation"

    title: Title | None = None
    summary: Text | None = None
    problem: Text | None = None
    started_on: date | None = None
    answers: Answers | None = None
    """Those that change."""
    complaints: References | None = None
    evidence: References | None = None


class Withdraw(Payload):
    scope = "innovation"


class ReturnProposal(Payload):
    scope = "innovation"


class Reject(Payload):
    scope = "innovation"


class Admit(Payload):
    scope = "innovation"


# ---- pilot


class IndicatorPlan(Input):
    """What a pilot measures."""

    key: Key
    name: Title
    unit: Title
    baseline: Measured
    target: Measured


class PilotPlan(Input):
    """One pilot region."""

    region: RegionCode
    lasts: Period
    indicators: Annotated[tuple[IndicatorPlan, ...], Field(min_length=1, max_length=50)]


class PlanPilots(Payload):
    scope = "innovation"

    pilots: Annotated[tuple[PilotPlan, ...], Field(min_length=1, max_length=100)]


class ExtendPilot(Payload):
    scope = "innovation"

    region: RegionCode
    by: Period
    """Counted from the pilot's present end."""


class AbortPilot(Payload):
    scope = "innovation"

    region: RegionCode


class ClosePilots(Payload):
    scope = "innovation"


class ReportMeasurement(Payload):
    scope = "innovation"

    region: RegionCode
    values: Annotated[dict[Key, Measured], Field(min_length=1)]
    note: Text | None = None


class AmendMeasurement(ReportMeasurement):
    """The whole report again, as it should read."""

    report: Annotated[int, Field(ge=1)]
    """Its number in the region's pilot."""


# ---- evaluation


class AssignPanel(Payload):
    scope = "innovation"

    evaluators: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]

    def named_people(self) -> tuple[str, ...]:
        return self.evaluators


class ReplaceEvaluator(Payload):
    scope = "innovation"

    evaluator: PersonId
    successor: PersonId

    def named_people(self) -> tuple[str, ...]:
        return (self.successor,)


class DeclareConflict(Payload):
    scope = "innovation"


class AspectScore(Input):
    """One aspect's score on the 0-100 scale; the scale is checked by the rules, so that it refuses with a name."""

    aspect: Key
    score: int
    justification: Text | None = None


class Score(Payload):
    scope = "innovation"

    scores: Annotated[tuple[AspectScore, ...], Field(min_length=1, max_length=100)]
    note: Text
    """What the evaluator says about the innovation as a whole."""
    recommendation: Recommendation | None = None


class AmendScore(Score):
    """The whole sheet again, as it should read."""


# ---- clarification


class RequestClarification(Payload):
    """Ask the secretariat to put a question to the proposer."""

    scope = "innovation"

    question: Text


class ForwardClarification(Payload):
    """Put an evaluator's question to the proposer."""

    scope = "innovation"

    clarification: Annotated[int, Field(ge=1)]
    question: Text | None = None
    """In other words than the evaluator's."""


class AskClarification(Payload):
    """Put a question of the secretariat's own to the proposer."""

    scope = "innovation"

    question: Text


class AnswerClarification(Payload):
    scope = "innovation"

    clarification: Annotated[int, Field(ge=1)]
    answer: Text


# ---- decision


class Decide(Payload):
    scope = "innovation"

    choice: Recommendation
    adopters: Annotated[tuple[RegionCode, ...], Field(max_length=1000)] = ()
    """Codes of the adopters. `scale_national` without any names every autonomous kabupaten and kota, and Jakarta."""
    instrument: Reference | None = None
    sector_owner: Title | None = None
    specification: Title | None = None
    facilitator: Title | None = None
    originator_migrates: bool = False


class Endorse(Payload):
    """Determine a decision here, by one's own signature."""

    scope = "innovation"

    instrument: Reference | None = None
    """The decree's number, where the decision was proposed without one."""


class Object(Payload):
    scope = "innovation"


class RecordDecree(Payload):
    """Record a decree that was signed on paper, by which somebody determined a decision."""

    scope = "innovation"

    number: Reference
    dated: date
    sha256: Sha256
    """Of the scanned document."""
    signatory: PersonId
    annex: Annotated[tuple[UUID, ...], Field(max_length=5000)] = ()
    """The innovations that it lists, this one among them; none where it is about this one alone."""

    def named_people(self) -> tuple[str, ...]:
        return (self.signatory,)


class ConfirmDecree(Payload):
    """Confirm that a decree is as it was recorded."""

    scope = "innovation"

    sha256: Sha256
    """Of the document that whoever confirms has before them."""


# ---- scaling


class PlannedWave(Input):
    """One wave: when it opens, counted from the plan (at once if not given), and who is in it."""

    opens_after: Period | None = None
    adopters: Annotated[tuple[RegionCode, ...], Field(min_length=1, max_length=1000)]


class PlanWaves(Payload):
    scope = "innovation"

    waves: Annotated[tuple[PlannedWave, ...], Field(min_length=1, max_length=50)]


class AmendWaves(PlanWaves):
    """The whole plan again, as it should read."""


class Discontinue(Payload):
    scope = "innovation"


# ---- sustaining


class CheckAnswers(Input):
    """The four questions, each compared with the state at the award."""

    renewed: Text
    adopters: Text
    strengthened: Text
    evaluation: Text


class ReportCheck(Payload):
    scope = "innovation"

    check: Annotated[int, Field(ge=1)]
    region: RegionCode | None = None
    """Given by a regional officer: the report is attached to the check and answers it for that region only."""
    answers: CheckAnswers
    evidence: References = ()


class AmendCheckReport(ReportCheck):
    """All answers again, as they should read."""


class AssessCheck(Payload):
    scope = "innovation"

    check: Annotated[int, Field(ge=1)]
    verdict: Verdict


class RequireCorrection(Payload):
    scope = "innovation"


class ReportCorrection(Payload):
    scope = "innovation"

    action: Text


class Institutionalise(Payload):
    scope = "innovation"

    instrument: Reference


# ---- in every stage


class Suspend(Payload):
    scope = "innovation"


class Resume(Payload):
    scope = "innovation"


class AttachEvidence(Payload):
    scope = "innovation"

    title: Title
    sha256: Sha256 | None = None
    location: Reference | None = None


class AddInstrument(Payload):
    """Add a later instrument to a decision that is in force: a sector's regulation, a circular."""

    scope = "innovation"

    number: Reference
    dated: date
    title: Title
    sha256: Sha256 | None = None
    """Of the document."""


class Note(Payload):
    scope = "innovation"

    text: Text


class AcceptAmendment(Payload):
    scope = "innovation"

    amendment: Annotated[int, Field(ge=1)]


class RejectAmendment(Payload):
    scope = "innovation"

    amendment: Annotated[int, Field(ge=1)]


class MoveEdition(Payload):
    scope = "innovation"

    edition: Key

    def named_edition(self) -> str:
        return self.edition


class Revoke(Payload):
    scope = "innovation"


# ---- what moves it without a person


class AdoptionMoved(Payload):
    """An adoption reached a milestone: read from its stream, never taken from a message."""

    scope = "innovation"
    system = True

    adopter: str
    adoption_version: int
    milestone: str
    late: bool = False
    actor: By | None = None
