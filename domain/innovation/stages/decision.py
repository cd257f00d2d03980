"""Decision (keputusan): one official proposes what becomes of the innovation, and scaling up is determined by another.

Who determines (menetapkan) has the rank that the edition names. They sign a decree on paper, which one official of the
secretariat records and another confirms; or they endorse here with their own key. Repeating the pilot, returning and
declining take effect at once. An objection makes it undecided again. Below the passing grade there is nothing to
decide: the secretariat rejects the innovation.
"""

from datetime import datetime

from domain.commands.innovation import (
    ConfirmDecree,
    Decide,
    DeclareConflict,
    Endorse,
    Object,
    RecordDecree,
    Reject,
    Withdraw,
)
from domain.events import Event
from domain.events import innovation as e
from domain.grants import Grant, Person
from domain.innovation.case import Case
from domain.innovation.determination import determining
from domain.innovation.impartiality import require_free, require_impartial
from domain.innovation.policy import StagePolicy
from domain.innovation.stages import evaluation, proposal
from domain.model import Place
from domain.periods import END_OF_DAY, JAKARTA
from domain.refusals import Code, require, required
from domain.vocabulary import TAKING_PART, Capacity, Role, Stage
from domain.waits import Wait, WaitKind, WaitRef

policy = StagePolicy(Stage.DECISION)
policy.as_in(proposal.policy, Withdraw)


@policy.on(Decide, by=Role.DECISION_MAKER, impartial=True, capacity=Capacity.DECIDING, reason=True)
def decide(case: Case, command: Decide) -> list[Event]:
    """The decree's number may come with the determination."""
    require(evaluation.passes(case), Code.BELOW_GRADE, passing_grade=case.edition.passing_grade)
    require(case.state.decision is None, Code.ALREADY_DECIDED)
    scales = command.choice in ("scale_national", "scale_regions")
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
    """Signed here, by whoever has the rank."""
    decision = required(case.state.decision, Code.NOTHING_TO_ENDORSE)
    held = determining(case.under, case.edition.decision, case.reason)
    require(command.instrument or decision.instrument, Code.INSTRUMENT_REQUIRED)
    _require_no_conflict(case, decision.by)
    by = case.actor.acted_under(held, Capacity.DETERMINING)
    return [e.DecisionEndorsed(by=by, instrument=command.instrument, opens=(_wave_plan(case),))]


@policy.on(RecordDecree, by=Role.OPERATOR, impartial=True)
def record_decree(case: Case, command: RecordDecree) -> list[Event]:
    """Signed on paper since the decision was proposed, by somebody who may determine it; recorded anew, it replaces
    what was recorded before.
    """
    decision = required(case.state.decision, Code.NOTHING_TO_ENDORSE)
    annex = tuple(str(each) for each in command.annex)
    require(not annex or case.state.id in annex, Code.NOT_IN_ANNEX, number=command.number, innovation=case.state.id)
    proposed, today = (each.astimezone(JAKARTA).date() for each in (decision.taken_at, case.at))
    _require_no_conflict(case, decision.by)
    in_time = proposed <= command.dated <= today
    require(in_time, Code.DECREE_DATED, dated=command.dated, proposed=proposed, today=today)
    decree = e.Decree(
        number=command.number,
        dated=command.dated,
        sha256=command.sha256,
        signatory=command.signatory,
        grant=_signatorys_grant(case, command).id,
        annex=annex,
    )
    confirmation = case.wait(WaitKind.DECREE, Role.OPERATOR, case.edition.decision.endorsement)
    return [e.DecreeRecorded(decree=decree, opens=(confirmation,))]


@policy.on(ConfirmDecree, by=Role.OPERATOR, impartial=True)
def confirm_decree(case: Case, command: ConfirmDecree) -> list[Event]:
    """By another official, who has the same document before them: whoever signed it has determined the decision."""
    decision = required(case.state.decision, Code.NOTHING_TO_ENDORSE)
    recorded = required(decision.decree, Code.NO_DECREE)
    require(recorded.recorded_by != case.actor.id, Code.SAME_RECORDER)
    require(command.sha256 == recorded.decree.sha256, Code.OTHER_DECREE, number=recorded.decree.number)
    _require_no_conflict(case, decision.by, recorded.recorded_by)
    signatory = recorded.decree.signatory
    _require_no_part(case, Person(signatory))
    return [e.DecreeConfirmed(signatory=signatory, opens=(_wave_plan(case),))]


@policy.on(Object, by=Role.DECISION_MAKER, impartial=True, capacity=Capacity.DETERMINING, reason=True)
def object_(case: Case, command: Object) -> list[Event]:
    require(case.state.decision, Code.NOTHING_TO_ENDORSE)
    again = case.wait(WaitKind.DECISION, Role.DECISION_MAKER, case.edition.decision.decision)
    closes = (WaitRef(kind=WaitKind.ENDORSEMENT), WaitRef(kind=WaitKind.DECREE))
    return [e.DecisionObjected(closes=closes, opens=(again,))]


@policy.on(Reject, by=Role.OPERATOR, impartial=True, reason=True)
def reject(case: Case, command: Reject) -> list[Event]:
    """Below the passing grade only."""
    require(not evaluation.passes(case), Code.GRADE_REACHED, passing_grade=case.edition.passing_grade)
    return [e.InnovationRejected(stage="evaluation")]


@policy.on(DeclareConflict, by=TAKING_PART, reason=True, anybody=True, while_suspended=True)
def declare_conflict(case: Case, command: DeclareConflict) -> list[Event]:
    """Voids the person's sheet, and leads back to evaluation only if the quorum is lost by it, or the grade passes no
    more, or does now.
    """
    declared = evaluation.conflict_declared(case)
    after = case.after(declared)
    if not declared.voids_sheet:
        return [declared]
    if not evaluation.has_quorum(after):
        return [declared, evaluation.reopened(after, "quorum_lost")]
    if evaluation.passes(after) is evaluation.passes(case):
        return [declared]
    cause: e.Reopening = "grade_reached" if evaluation.passes(after) else "grade_lost"
    return [declared, evaluation.reopened(after, cause)]


@policy.due(WaitKind.DECISION)
def decision_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.decision.decision.escalate_to)


@policy.due(WaitKind.REJECTION)
def rejection_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.decision.rejection.escalate_to)


@policy.due(WaitKind.ENDORSEMENT, WaitKind.DECREE)
def endorsement_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.decision.endorsement.escalate_to)


def _wave_plan(case: Case) -> Wait:
    return case.wait(WaitKind.WAVE_PLAN, Role.OPERATOR, case.edition.scaling.plan)


def _signatorys_grant(case: Case, command: RecordDecree) -> Grant:
    """The grant under which the signatory determined, on the day of the decree.

    Raises:
        Refused: nobody has that id, or they may not determine this.
    """
    person = case.rules.people.get(command.signatory, Person(command.signatory))
    require(person.version, Code.UNKNOWN_PERSON, person=person.id)
    signed_at = min(case.at, datetime.combine(command.dated, END_OF_DAY, JAKARTA))
    held = person.acting((Role.DECISION_MAKER,), signed_at)
    require_impartial(person, Capacity.DETERMINING, case.state, case.rules.agencies, case.at)
    _require_no_part(case, person)
    return determining(held, case.edition.decision, case.reason)[0]


def _require_no_part(case: Case, signatory: Person) -> None:
    """Go on if whoever determines on paper has no other part in this, and isn't who has it recorded or confirmed.

    Raises:
        Refused: they have.
    """
    require_free(signatory, Capacity.DETERMINING, case.state)
    require(
        signatory.id != case.actor.id,
        Code.EXCLUDING_CAPACITY,
        person=signatory.id,
        held=Capacity.DETERMINING,
        capacity=Capacity.OPERATING,
    )


def _require_no_conflict(case: Case, *people: str) -> None:
    """Go on if nobody on whose act this one rests has declared a conflict of interest since.

    Raises:
        Refused: somebody has.
    """
    for person in people:
        require(person not in case.state.conflicts, Code.CONFLICT_DECLARED, person=person)


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
