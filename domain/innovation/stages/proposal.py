"""Proposal (usulan): a region's agency proposes an innovation, and the secretariat screens it.

The secretariat admits it to a pilot, rejects it, or returns it with reasons. A returned proposal that isn't
revised in time lapses. Nobody is blamed for a proposal that ends here.
"""

from datetime import datetime, time

from domain.commands.innovation import (
    Admit,
    ProposalFields,
    Propose,
    Reject,
    ReturnProposal,
    Revise,
    Withdraw,
)
from domain.events import Event
from domain.events import innovation as e
from domain.innovation.case import Case, proposes_for
from domain.innovation.stages.base import StageRules
from domain.model import Role, Stage
from domain.periods import JAKARTA
from domain.refusals import Code, require
from domain.waits import Wait, WaitKind, WaitRef

rules = StageRules(Stage.PROPOSAL)


def propose(case: Case, command: Propose) -> list[Event]:
    """The beginning: the proposer's own agency, a region in force, an edition, and an innovation old enough."""
    assert case.actor is not None
    require(command.edition == case.rules.edition_pin.name, Code.UNKNOWN_EDITION, edition=command.edition)
    require(proposes_for(case.actor, command.agency, case.at), Code.OTHER_AGENCY, agency=command.agency)
    origin = case.rules.region(command.region, case.at).place
    return [
        e.InnovationProposed(
            by=case.by,
            reason=case.reason,
            content=_content(case, command.proposal),
            agency=command.agency,
            origin=origin,
            edition=case.rules.edition_pin,
            opens=(_screening(case),),
        )
    ]


@rules.on(ReturnProposal)
def return_proposal(case: Case, command: ReturnProposal) -> list[Event]:
    require(not case.state.returned, Code.ALREADY_RETURNED)
    return [returned(case, "proposal")]


@rules.on(Revise)
def revise(case: Case, command: Revise) -> list[Event]:
    """Only while returned; what isn't named stays as it was. Screening begins anew."""
    require(case.state.returned, Code.NOT_RETURNED)
    assert case.state.content is not None
    changes = command.model_dump(exclude_none=True)
    require(changes, Code.NOTHING_REVISED)
    fields = ProposalFields.model_validate(case.state.content.model_dump() | changes)
    return [
        e.ProposalRevised(
            by=case.by,
            reason=case.reason,
            content=_content(case, fields),
            closes=(WaitRef(kind=WaitKind.REVISION),),
            opens=(_screening(case),),
        )
    ]


@rules.on(Admit)
def admit(case: Case, command: Admit) -> list[Event]:
    """To the pilot: the secretariat has to plan it."""
    require(not case.state.returned, Code.ALREADY_RETURNED)
    plan = case.wait(WaitKind.PILOT_PLAN, Role.OPERATOR, case.rules.edition.pilot.plan)
    return [e.ProposalAdmitted(by=case.by, reason=case.reason, round=case.state.round + 1, opens=(plan,))]


@rules.on(Reject)
def reject(case: Case, command: Reject) -> list[Event]:
    return [e.InnovationRejected(by=case.by, reason=case.reason, stage="proposal")]


@rules.on(Withdraw)
def withdraw(case: Case, command: Withdraw) -> list[Event]:
    return [e.InnovationWithdrawn(by=case.by, reason=case.reason)]


@rules.due(WaitKind.SCREENING)
def screening_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.rules.edition.proposal.screening.escalate_to)


@rules.due(WaitKind.REVISION)
def revision_lapsed(case: Case, wait: Wait) -> list[Event]:
    return [e.InnovationWithdrawn(lapsed=True)]


def returned(case: Case, came_from: str) -> e.ProposalReturned:
    """Back to the proposer, from here, the pilot or the decision: a revision is awaited."""
    revision = case.wait(WaitKind.REVISION, Role.PROPOSER, case.rules.edition.proposal.revision)
    return e.ProposalReturned(by=case.by, reason=case.reason, came_from=came_from, opens=(revision,))


def _screening(case: Case) -> Wait:
    return case.wait(WaitKind.SCREENING, Role.OPERATOR, case.rules.edition.proposal.screening)


def _content(case: Case, fields: ProposalFields) -> e.ProposalContent:
    """The proposal as it is recorded, once the innovation has been in use for the edition's minimum age."""
    minimum = case.rules.edition.minimum_age
    if minimum is not None:
        began = datetime.combine(fields.started_on, time(), JAKARTA)
        old_enough = case.rules.due(began, minimum)
        require(old_enough <= case.at, Code.TOO_YOUNG, minimum=minimum, started_on=fields.started_on)
    return e.ProposalContent(**fields.model_dump(mode="json"))
