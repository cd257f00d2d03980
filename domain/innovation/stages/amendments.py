"""Amendments (ralat): who handed something in corrects it, and another person agrees; a typo needs no more than that.

What may be amended, by whom and until when stands where it is handed in. The secretariat answers; never who proposed
the amendment, nor who might be seated on the panel whose sheet it is of. Both versions stay in the record, and the
later one counts.
"""

from domain import amending
from domain.commands.innovation import AcceptAmendment, RejectAmendment
from domain.events import Event
from domain.events.amendments import ScoreSheet, Statement, WavePlan
from domain.innovation.case import Case
from domain.innovation.impartiality import might_be_seated
from domain.innovation.policy import StagePolicy
from domain.innovation.stages import scaling
from domain.refusals import Code, require
from domain.vocabulary import Role, Stage

policy = StagePolicy(Stage.PILOT, Stage.EVALUATION, Stage.SCALING, Stage.SUSTAINING)


@policy.on(AcceptAmendment, by=Role.OPERATOR, impartial=True)
def accept_amendment(case: Case, command: AcceptAmendment) -> list[Event]:
    accepted = amending.accepted(case, command.amendment)
    _require_open(case, accepted.statement)
    if isinstance(accepted.statement, WavePlan):
        return scaling.amended(case, accepted, accepted.statement)
    return [accepted]


@policy.on(RejectAmendment, by=Role.OPERATOR, impartial=True, reason=True)
def reject_amendment(case: Case, command: RejectAmendment) -> list[Event]:
    rejected = amending.rejected(case, command.amendment)
    _require_open(case, rejected.statement)
    return [rejected]


def _require_open(case: Case, statement: Statement) -> None:
    seated = might_be_seated(case.actor, case.state, case.rules.agencies, case.at)
    require(not (isinstance(statement, ScoreSheet) and seated), Code.COULD_BE_SEATED, person=case.actor.id)
