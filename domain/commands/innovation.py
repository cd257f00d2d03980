"""What people may ask of an innovation, in the order of its life."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.commands.base import Payload
from domain.model import Input, Key, Role, Text, Title
from domain.periods import Period
from domain.regions import RegionCode

PersonId = Key
Reference = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# ---- proposal


class ProposalFields(Input):
    """What a proposal must say."""

    title: Title
    summary: Text
    problem: Text
    started_on: date
    complaints: tuple[Reference, ...] = ()
    evidence: tuple[Reference, ...] = ()


class Propose(Payload):
    name = "propose"
    scope = "innovation"
    roles = (Role.PROPOSER,)

    edition: Key
    agency: Key
    region: RegionCode
    proposal: ProposalFields


class Revise(Payload):
    name = "revise"
    scope = "innovation"
    roles = (Role.PROPOSER,)

    title: Title | None = None
    summary: Text | None = None
    problem: Text | None = None
    started_on: date | None = None
    complaints: tuple[Reference, ...] | None = None
    evidence: tuple[Reference, ...] | None = None


class Withdraw(Payload):
    name = "withdraw"
    scope = "innovation"
    roles = (Role.PROPOSER,)
    needs_reason = True
    while_suspended = True


class ReturnProposal(Payload):
    name = "return_proposal"
    scope = "innovation"
    roles = (Role.OPERATOR,)
    needs_reason = True


class Reject(Payload):
    name = "reject"
    scope = "innovation"
    roles = (Role.OPERATOR,)
    needs_reason = True


class Admit(Payload):
    name = "admit"
    scope = "innovation"
    roles = (Role.OPERATOR,)


# ---- pilot


class IndicatorPlan(Input):
    """What a pilot measures."""

    key: Key
    name: Title
    unit: Title
    baseline: Decimal
    target: Decimal


class PilotPlan(Input):
    """One pilot region."""

    region: RegionCode
    lasts: Period
    indicators: Annotated[tuple[IndicatorPlan, ...], Field(min_length=1, max_length=50)]


class PlanPilots(Payload):
    name = "plan_pilots"
    scope = "innovation"
    roles = (Role.OPERATOR,)

    pilots: Annotated[tuple[PilotPlan, ...], Field(min_length=1, max_length=100)]


class ExtendPilot(Payload):
    name = "extend_pilot"
    scope = "innovation"
    roles = (Role.OPERATOR,)
    needs_reason = True

    region: RegionCode
    by: Period
    """Counted from the pilot's present end."""


class AbortPilot(Payload):
    name = "abort_pilot"
    scope = "innovation"
    roles = (Role.OPERATOR,)
    needs_reason = True

    region: RegionCode


class ClosePilots(Payload):
    name = "close_pilots"
    scope = "innovation"
    roles = (Role.OPERATOR,)


class ReportMeasurement(Payload):
    name = "report_measurement"
    scope = "innovation"
    roles = (Role.REGIONAL_OFFICER,)

    region: RegionCode
    values: Annotated[dict[Key, Decimal], Field(min_length=1)]
    note: Text | None = None


# ---- evaluation


class AssignPanel(Payload):
    name = "assign_panel"
    scope = "innovation"
    roles = (Role.OPERATOR,)

    evaluators: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]

    def named_people(self) -> tuple[str, ...]:
        return self.evaluators


class ReplaceEvaluator(Payload):
    name = "replace_evaluator"
    scope = "innovation"
    roles = (Role.OPERATOR,)
    needs_reason = True

    evaluator: PersonId
    successor: PersonId

    def named_people(self) -> tuple[str, ...]:
        return (self.successor,)


class DeclareConflict(Payload):
    name = "declare_conflict"
    scope = "innovation"
    roles = (Role.EVALUATOR, Role.DECISION_MAKER)
    needs_reason = True
    while_suspended = True


class AspectScore(Input):
    """One aspect's score on the 0-100 scale; the scale is checked by the rules, so that it refuses with a name."""

    aspect: Key
    score: int


Recommendation = Literal["scale_national", "scale_regions", "repeat_pilot", "return", "decline"]
"""What a decision may say, and an evaluator may recommend."""


class Score(Payload):
    name = "score"
    scope = "innovation"
    roles = (Role.EVALUATOR,)

    scores: Annotated[tuple[AspectScore, ...], Field(min_length=1, max_length=100)]
    recommendation: Recommendation | None = None


# ---- decision


class Decide(Payload):
    name = "decide"
    scope = "innovation"
    roles = (Role.DECISION_MAKER,)
    needs_reason = True

    choice: Recommendation
    adopters: Annotated[tuple[RegionCode, ...], Field(max_length=1000)] = ()
    """Codes of the adopters. `scale_national` without any names every kabupaten and kota."""
    instrument: Reference | None = None
    sector_owner: Title | None = None
    specification: Title | None = None
    facilitator: Title | None = None
    originator_migrates: bool = False


class Endorse(Payload):
    name = "endorse"
    scope = "innovation"
    roles = (Role.DECISION_MAKER,)


class Object(Payload):
    name = "object"
    scope = "innovation"
    roles = (Role.DECISION_MAKER,)
    needs_reason = True


# ---- scaling


class WavePlan(Input):
    """One wave: when it opens, counted from the plan (at once if not given), and who is in it."""

    opens_after: Period | None = None
    adopters: Annotated[tuple[RegionCode, ...], Field(min_length=1, max_length=1000)]


class PlanWaves(Payload):
    name = "plan_waves"
    scope = "innovation"
    roles = (Role.OPERATOR,)

    waves: Annotated[tuple[WavePlan, ...], Field(min_length=1, max_length=50)]


class Discontinue(Payload):
    name = "discontinue"
    scope = "innovation"
    roles = (Role.DECISION_MAKER,)
    needs_reason = True


# ---- sustaining


class CheckAnswers(Input):
    """The four questions, each compared with the state at the award."""

    renewed: Text
    adopters: Text
    strengthened: Text
    evaluation: Text


class ReportCheck(Payload):
    name = "report_check"
    scope = "innovation"
    roles = (Role.PROPOSER, Role.REGIONAL_OFFICER)

    check: Annotated[int, Field(ge=1)]
    region: RegionCode | None = None
    """Given by a regional officer: the report is attached to the check and answers it for that region only."""
    answers: CheckAnswers
    evidence: tuple[Reference, ...] = ()


Verdict = Literal["sustained", "sustained_with_notes", "at_risk", "lapsed"]


class AssessCheck(Payload):
    name = "assess_check"
    scope = "innovation"
    roles = (Role.EVALUATOR,)

    check: Annotated[int, Field(ge=1)]
    verdict: Verdict


class RequireCorrection(Payload):
    name = "require_correction"
    scope = "innovation"
    roles = (Role.DECISION_MAKER,)
    needs_reason = True


class ReportCorrection(Payload):
    name = "report_correction"
    scope = "innovation"
    roles = (Role.PROPOSER,)

    action: Text


class Institutionalise(Payload):
    name = "institutionalise"
    scope = "innovation"
    roles = (Role.DECISION_MAKER,)
    needs_reason = True

    instrument: Reference


# ---- in every stage


class Suspend(Payload):
    name = "suspend"
    scope = "innovation"
    roles = (Role.OPERATOR,)
    needs_reason = True


class Resume(Payload):
    name = "resume"
    scope = "innovation"
    roles = (Role.OPERATOR,)
    while_suspended = True


class AttachEvidence(Payload):
    name = "attach_evidence"
    scope = "innovation"
    roles = (Role.OPERATOR,)

    title: Title
    sha256: Sha256 | None = None
    location: Reference | None = None


class Note(Payload):
    name = "note"
    scope = "innovation"
    roles = (Role.OPERATOR,)

    text: Text


class MoveEdition(Payload):
    name = "move_edition"
    scope = "innovation"
    roles = (Role.OPERATOR,)
    needs_reason = True

    edition: Key


class Revoke(Payload):
    name = "revoke"
    scope = "innovation"
    roles = (Role.DECISION_MAKER,)
    needs_reason = True
    while_suspended = True


# ---- what moves it without a person


class TimeReached(Payload):
    """An instant came for which something was set; only the stream's own workflow may say so."""

    name = "time_reached"
    scope = "innovation"
    roles = ()
    system = True


class AdoptionMoved(Payload):
    """An adoption's stream tells of a milestone; derived by reading that stream, never by being told."""

    name = "adoption_moved"
    scope = "innovation"
    roles = ()
    system = True
    while_suspended = True

    adopter: str
    adoption_version: int
    milestone: str
    late: bool = False
