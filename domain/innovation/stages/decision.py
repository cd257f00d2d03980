"""Decision (keputusan): a decision maker decides whether the innovation is scaled up, and another endorses it.

Scaling up needs two different decision makers; repeating the pilot, returning and declining take effect at once.
An objection makes it undecided again, and anybody may decide anew.
"""

from domain.commands.innovation import Decide, DeclareConflict, Endorse, Object
from domain.events import Event
from domain.events import innovation as e
from domain.innovation.case import Case
from domain.innovation.stages import evaluation, proposal
from domain.innovation.stages.base import StageRules
from domain.model import Place, Role, Stage
from domain.refusals import Code, require
from domain.waits import Wait, WaitKind, WaitRef

rules = StageRules(Stage.DECISION)


@rules.on(Decide)
def decide(case: Case, command: Decide) -> list[Event]:
    require(case.state.decision is None, Code.ALREADY_DECIDED)
    scales = command.choice in ("scale_national", "scale_regions")
    if scales:
        require(command.instrument, Code.INSTRUMENT_REQUIRED)
    taken = e.DecisionTaken(
        by=case.by,
        reason=case.reason,
        choice=command.choice,
        adopters=_adopters(case, command) if scales else (),
        instrument=command.instrument,
        sector_owner=command.sector_owner,
        specification=command.specification,
        facilitator=command.facilitator,
        originator_migrates=command.originator_migrates,
    )
    if scales:
        endorsement = case.wait(WaitKind.ENDORSEMENT, Role.DECISION_MAKER, case.rules.edition.decision.endorsement)
        return [taken.model_copy(update={"closes": (WaitRef(kind=WaitKind.DECISION),), "opens": (endorsement,)})]
    return [taken, _at_once(case, command.choice)]


@rules.on(Endorse)
def endorse(case: Case, command: Endorse) -> list[Event]:
    _by_another(case)
    plan = case.wait(WaitKind.WAVE_PLAN, Role.OPERATOR, case.rules.edition.scaling.plan)
    return [e.DecisionEndorsed(by=case.by, reason=case.reason, opens=(plan,))]


@rules.on(Object)
def object_(case: Case, command: Object) -> list[Event]:
    _by_another(case)
    again = case.wait(WaitKind.DECISION, Role.DECISION_MAKER, case.rules.edition.decision.decision)
    closes = (WaitRef(kind=WaitKind.ENDORSEMENT),)
    return [e.DecisionObjected(by=case.by, reason=case.reason, closes=closes, opens=(again,))]


@rules.on(DeclareConflict)
def declare_conflict(case: Case, command: DeclareConflict) -> list[Event]:
    """Voids the person's sheet, and leads back to evaluation only if quorum or grade is lost by it."""
    declared = evaluation.conflict(case)
    after = case.after(declared)
    if not declared.voids_sheet:
        return [declared]
    counting = sum(seat.counts for seat in after.state.panel)
    lost_quorum = counting < case.rules.edition.evaluation.quorum
    if not lost_quorum and evaluation.passes(after):
        return [declared]
    return [declared, evaluation.reopened(after, "quorum_lost" if lost_quorum else "grade_lost")]


@rules.due(WaitKind.DECISION)
def decision_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.rules.edition.decision.decision.escalate_to)


@rules.due(WaitKind.ENDORSEMENT)
def endorsement_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.rules.edition.decision.endorsement.escalate_to)


def _adopters(case: Case, command: Decide) -> tuple[Place, ...]:
    """Who is to adopt: the denominator of coverage. `scale_national` may name every kabupaten and kota at once."""
    if command.choice == "scale_national" and not command.adopters:
        return case.rules.all_adopters(case.at)
    require(command.adopters, Code.ADOPTERS_REQUIRED)
    return case.places(command.adopters)


def _at_once(case: Case, choice: str) -> Event:
    if choice == "repeat_pilot":
        plan = case.wait(WaitKind.PILOT_PLAN, Role.OPERATOR, case.rules.edition.pilot.plan)
        return e.PilotRepeated(round=case.state.round + 1, opens=(plan,))
    if choice == "return":
        return proposal.returned(case, "decision").model_copy(update={"by": None, "reason": None})
    return e.InnovationDeclined()


def _by_another(case: Case) -> None:
    require(case.state.decision is not None, Code.NOTHING_TO_ENDORSE)
    assert case.state.decision is not None
    require(case.state.decision.by != case.person, Code.SAME_DECISION_MAKER)
