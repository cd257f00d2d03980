"""What an innovation's stages have in common: suspension, evidence, notes, conflicts, revocation.

Suspension freezes every wait, and resuming gives each its remaining time. Revocation for false data takes two
decision makers; it compensates and never deletes.
"""

from decimal import Decimal

from domain.commands.innovation import (
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
from domain.innovation.stages import evaluation, scaling
from domain.innovation.stages.base import StageRules
from domain.model import OPEN_STAGES, Stage
from domain.refusals import Code, require

open_stages = StageRules(*OPEN_STAGES)
before_evaluation = StageRules(Stage.PROPOSAL, Stage.PILOT)
after_decision = StageRules(Stage.SCALING, Stage.SUSTAINING, Stage.DISCONTINUED, Stage.INSTITUTIONALISED)


@open_stages.on(Suspend)
def suspend(case: Case, command: Suspend) -> list[Event]:
    return [e.InnovationSuspended(by=case.by, reason=case.reason)]


@open_stages.on(Resume)
def resume(case: Case, command: Resume) -> list[Event]:
    require(case.state.suspended_at is not None, Code.NOT_SUSPENDED)
    assert case.state.suspended_at is not None
    paused = case.at - case.state.suspended_at
    seconds = Decimal(paused.days * 86_400 + paused.seconds) + Decimal(paused.microseconds) / 1_000_000
    resumed = e.InnovationResumed(by=case.by, reason=case.reason, paused_seconds=seconds)
    return [resumed, *scaling.onward(case.after(resumed))]


@open_stages.on(AttachEvidence)
def attach_evidence(case: Case, command: AttachEvidence) -> list[Event]:
    return [
        e.EvidenceAttached(
            by=case.by,
            reason=case.reason,
            title=command.title,
            sha256=command.sha256,
            location=command.location,
        )
    ]


@open_stages.on(Note)
def note(case: Case, command: Note) -> list[Event]:
    return [e.NoteMade(by=case.by, reason=case.reason, text=command.text)]


@open_stages.on(DeclareConflict)
def declare_conflict(case: Case, command: DeclareConflict) -> list[Event]:
    """Where no sheet is at stake it is recorded, and binds from then on."""
    return [evaluation.conflict(case)]


@before_evaluation.on(MoveEdition)
def move_edition(case: Case, command: MoveEdition) -> list[Event]:
    """To the named edition as it was published last. Waits that run keep the deadlines they were given."""
    edition = case.rules.named_edition
    require(edition is not None, Code.UNKNOWN_EDITION, edition=command.edition)
    assert edition is not None
    require(edition != case.state.edition, Code.SAME_EDITION, edition=command.edition)
    return [e.EditionMoved(by=case.by, reason=case.reason, edition=edition)]


@after_decision.on(Revoke)
def revoke(case: Case, command: Revoke) -> list[Event]:
    """The first decision maker proposes it, a second one makes it so."""
    first = case.state.revocation_by
    if first is None:
        return [e.RevocationProposed(by=case.by, reason=case.reason)]
    require(first != case.person, Code.SAME_REVOKER)
    return [e.InnovationRevoked(by=case.by, reason=case.reason, proposed_by=first)]
