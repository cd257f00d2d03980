"""Decision (keputusan): a decision maker decides whether the innovation is scaled up, and another endorses it.

Scaling up needs two different decision makers; repeating the pilot, returning and declining take effect at once.
An objection makes it undecided again, and any decision maker may decide again.
"""

from domain.commands.innovation import Decide, DeclareConflict, Endorse, Object
from domain.events import Event
from domain.events import innovation as e
from domain.innovation.case import Case
from domain.innovation.policy import StagePolicy
from domain.innovation.stages import evaluation, proposal
from domain.model import Place
from domain.refusals import Code, require
from domain.vocabulary import TAKING_PART, Capacity, Role, Stage
from domain.waits import Wait, WaitKind, WaitRef

policy = StagePolicy(Stage.DECISION)


@policy.on(Decide, by=Role.DECISION_MAKER, impartial=True, capacity=Capacity.DECIDING, reason=True)
def decide(case: Case, command: Decide) -> list[Event]:
    require(case.state.decision is None, Code.ALREADY_DECIDED)
    scales = command.choice in ("scale_national", "scale_regions")
    if scales:
        require(command.instrument, Code.INSTRUMENT_REQUIRED)
    endorsement = case.wait(WaitKind.ENDORSEMENT, Role.DECISION_MAKER, case.edition.decision.endorsement)
    taken = e.DecisionTaken(
        choice=command.choice,
        adopters=_adopters(case, command) if scales else (),
        instrument=command.instrument,
        sector_owner=command.sector_owner,
        specification=command.specification,
        facilitator=command.facilitator,
        originator_migrates=command.originator_migrates,
        closes=(WaitRef(kind=WaitKind.DECISION),) if scales else (),
        opens=(endorsement,) if scales else (),
    )
    return [taken] if scales else [taken, _at_once(case, command.choice)]


@policy.on(Endorse, by=Role.DECISION_MAKER, impartial=True, capacity=Capacity.DETERMINING)
def endorse(case: Case, command: Endorse) -> list[Event]:
    require(case.state.decision, Code.NOTHING_TO_ENDORSE)
    plan = case.wait(WaitKind.WAVE_PLAN, Role.OPERATOR, case.edition.scaling.plan)
    return [e.DecisionEndorsed(opens=(plan,))]


@policy.on(Object, by=Role.DECISION_MAKER, impartial=True, capacity=Capacity.DETERMINING, reason=True)
def object_(case: Case, command: Object) -> list[Event]:
    require(case.state.decision, Code.NOTHING_TO_ENDORSE)
    again = case.wait(WaitKind.DECISION, Role.DECISION_MAKER, case.edition.decision.decision)
    closes = (WaitRef(kind=WaitKind.ENDORSEMENT),)
    return [e.DecisionObjected(closes=closes, opens=(again,))]


@policy.on(DeclareConflict, by=TAKING_PART, reason=True, anybody=True, while_suspended=True)
def declare_conflict(case: Case, command: DeclareConflict) -> list[Event]:
    """Voids the person's sheet, and leads back to evaluation only if quorum or grade is lost by it."""
    declared = evaluation.conflict_declared(case)
    after = case.after(declared)
    if not declared.voids_sheet:
        return [declared]
    if not evaluation.has_quorum(after):
        return [declared, evaluation.reopened(after, "quorum_lost")]
    return [declared] if evaluation.passes(after) else [declared, evaluation.reopened(after, "grade_lost")]


@policy.due(WaitKind.DECISION)
def decision_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.decision.decision.escalate_to)


@policy.due(WaitKind.ENDORSEMENT)
def endorsement_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.decision.endorsement.escalate_to)


def _adopters(case: Case, command: Decide) -> tuple[Place, ...]:
    """Who is to adopt: the denominator of coverage. `scale_national` may name every autonomous region at once."""
    if command.choice == "scale_national" and not command.adopters:
        return case.rules.all_adopters(case.at)
    require(command.adopters, Code.ADOPTERS_REQUIRED)
    return case.places(command.adopters)


def _at_once(case: Case, choice: str) -> Event:
    if choice == "repeat_pilot":
        plan = case.wait(WaitKind.PILOT_PLAN, Role.OPERATOR, case.edition.pilot.plan)
        return e.PilotRepeated(round=case.state.round + 1, opens=(plan,))
    if choice == "return":
        return proposal.returned(case, "decision")
    return e.InnovationDeclined()
