"""What an innovation's stages have in common: suspension, evidence, notes, conflicts, revocation.

Suspension freezes every wait, and resuming gives each its remaining time. Revocation for false data takes two
decision makers; it compensates and never deletes.
"""

from decimal import Decimal

from domain.commands.innovation import (
    AddInstrument,
    AttachEvidence,
    DeclareConflict,
    MoveEdition,
    Note,
    Resume,
    Revoke,
    Suspend,
)
from domain.events import Event
from domain.events import innovation as e
from domain.innovation.case import Case
from domain.innovation.policy import StagePolicy
from domain.innovation.stages import evaluation, scaling
from domain.model import one_line
from domain.periods import JAKARTA
from domain.refusals import Code, require, required
from domain.vocabulary import OPEN_STAGES, TAKING_PART, Role, Stage

open_stages = StagePolicy(*OPEN_STAGES)
before_evaluation = StagePolicy(Stage.PROPOSAL, Stage.PILOT)
after_decision = StagePolicy(Stage.SCALING, Stage.SUSTAINING, Stage.DISCONTINUED, Stage.INSTITUTIONALISED)
scaled_up = StagePolicy(Stage.SCALING, Stage.SUSTAINING, Stage.INSTITUTIONALISED)


@open_stages.on(Suspend, by=Role.OPERATOR, impartial=True, reason=True)
def suspend(case: Case, command: Suspend) -> list[Event]:
    return [e.InnovationSuspended()]


@open_stages.on(Resume, by=Role.OPERATOR, impartial=True, while_suspended=True)
def resume(case: Case, command: Resume) -> list[Event]:
    paused = case.at - required(case.state.suspended_at, Code.NOT_SUSPENDED)
    seconds = Decimal(paused.days * 86_400 + paused.seconds) + Decimal(paused.microseconds) / 1_000_000
    resumed = e.InnovationResumed(paused_seconds=seconds)
    return [resumed, *scaling.begin_sustaining_if_due(case.after(resumed))]


@open_stages.on(AttachEvidence, by=Role.OPERATOR, impartial=True)
def attach_evidence(case: Case, command: AttachEvidence) -> list[Event]:
    return [e.EvidenceAttached(title=command.title, sha256=command.sha256, location=command.location)]


@open_stages.on(Note, by=Role.OPERATOR, impartial=True)
def note(case: Case, command: Note) -> list[Event]:
    return [e.NoteMade(text=command.text)]


@scaled_up.on(AddInstrument, by=Role.OPERATOR, impartial=True)
def add_instrument(case: Case, command: AddInstrument) -> list[Event]:
    """A regulation often comes months after the decree; each is added once, however its number is written."""
    today = case.at.astimezone(JAKARTA).date()
    require(command.dated <= today, Code.INSTRUMENT_DATED, dated=command.dated, today=today)
    known = {one_line(each).casefold() for each in case.state.instruments}
    require(one_line(command.number).casefold() not in known, Code.INSTRUMENT_KNOWN, number=command.number)
    return [e.InstrumentAdded(number=command.number, dated=command.dated, title=command.title, sha256=command.sha256)]


@open_stages.on(DeclareConflict, by=TAKING_PART, reason=True, anybody=True, while_suspended=True)
def declare_conflict(case: Case, command: DeclareConflict) -> list[Event]:
    """Where no sheet is at stake it is recorded, and binds from then on."""
    return [evaluation.conflict_declared(case)]


@before_evaluation.on(MoveEdition, by=Role.OPERATOR, impartial=True, reason=True, confirmed=True)
def move_edition(case: Case, command: MoveEdition) -> list[Event]:
    """To the named edition as it was published last. Waits that run keep the deadlines they were given."""
    edition = required(case.rules.named_edition, Code.UNKNOWN_EDITION, edition=command.edition)
    require(edition != case.state.edition, Code.SAME_EDITION, edition=command.edition)
    return [e.EditionMoved(edition=edition)]


@after_decision.on(Revoke, by=Role.DECISION_MAKER, impartial=True, reason=True, while_suspended=True)
def revoke(case: Case, command: Revoke) -> list[Event]:
    """The first decision maker proposes it, a second one makes it so."""
    first = case.state.revocation_proposed_by
    if first is None:
        return [e.RevocationProposed()]
    require(first != case.actor.id, Code.SAME_REVOKER)
    return [e.InnovationRevoked(proposed_by=first)]
