"""Whom an event is reported to: notices to roles and people, by opaque ids only."""

from typing import Any
from uuid import UUID

from domain.events import Event, adoption
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected
from domain.events.waits import Escalated, Reminded
from domain.vocabulary import Role
from domain.waits import WaitKind

TO_ROLES: dict[type[Event], tuple[Role, ...]] = {
    e.ProposalReturned: (Role.PROPOSER,),
    e.ProposalAdmitted: (Role.PROPOSER,),
    e.InnovationRejected: (Role.PROPOSER,),
    e.ClarificationRequested: (Role.OPERATOR,),
    e.ClarificationAsked: (Role.PROPOSER,),
    e.ClarificationAnswered: (Role.OPERATOR,),
    e.ClarificationUnanswered: (Role.PROPOSER, Role.OPERATOR),
    AmendmentProposed: (Role.OPERATOR,),
    e.AmendingExtended: (Role.OPERATOR,),
    e.DecisionTaken: (Role.DECISION_MAKER,),
    e.DecisionObjected: (Role.DECISION_MAKER,),
    e.DecisionEndorsed: (Role.OPERATOR, Role.PROPOSER),
    e.DecreeRecorded: (Role.OPERATOR,),
    e.DecreeConfirmed: (Role.OPERATOR, Role.PROPOSER),
    e.InstrumentAdded: (Role.PROPOSER,),
    e.InnovationDeclined: (Role.PROPOSER,),
    e.CheckOpened: (Role.PROPOSER,),
    e.CheckReported: (Role.EVALUATOR,),
    e.CheckUnanswered: (Role.PROPOSER, Role.OPERATOR),
    e.CorrectionRequired: (Role.PROPOSER,),
    e.DiscontinuationProposed: (Role.DECISION_MAKER,),
    e.InnovationDiscontinued: (Role.PROPOSER, Role.OPERATOR),
    e.InnovationInstitutionalised: (Role.PROPOSER, Role.OPERATOR),
    e.RevocationProposed: (Role.DECISION_MAKER,),
    e.InnovationRevoked: (Role.PROPOSER, Role.OPERATOR),
    e.InnovationSuspended: (Role.PROPOSER,),
    e.InnovationResumed: (Role.PROPOSER,),
    adoption.AdoptionOffered: (Role.REGIONAL_OFFICER,),
    adoption.AdoptionLapsed: (Role.REGIONAL_OFFICER,),
    adoption.AdoptionFrozen: (Role.REGIONAL_OFFICER,),
    adoption.AdoptionThawed: (Role.REGIONAL_OFFICER,),
    adoption.AdoptionReleased: (Role.REGIONAL_OFFICER,),
}


TO_THE_PANEL = (e.ClarificationAnswered, e.ClarificationUnanswered)
"""What everybody on the panel hears of: naming whoever asked would tell the proposer who it was."""


def notice_for(
    event: Event, event_id: UUID, stream: str, agency: str, region: str | None, panel: tuple[str, ...] = ()
) -> dict[str, Any] | None:
    """What to send for an event, or None. Recipients are found when it is sent, by role, agency and region.

    A proposer's notice goes to the proposing agency, an officer's to the region (the measuring one, where a
    measurement is waited for), any other to the whole role.
    """
    roles, people = _recipients(event, panel)
    if not roles and not people:
        return None
    if isinstance(event, Reminded | Escalated) and event.kind is WaitKind.MEASUREMENT:
        region = event.subject
    body: dict[str, Any] = {
        "event": type(event).__name__,
        "event_id": str(event_id),
        "stream": stream,
        "people": list(people),
    }
    body["roles"] = [
        {
            "role": role,
            "agency": agency if role is Role.PROPOSER else None,
            "region": region if role is Role.REGIONAL_OFFICER else None,
        }
        for role in roles
    ]
    if isinstance(event, Reminded | Escalated):
        body |= {"wait": event.kind, "subject": event.subject}
    return body


def _recipients(event: Event, panel: tuple[str, ...]) -> tuple[tuple[Role, ...], tuple[str, ...]]:
    if isinstance(event, Escalated):
        return (event.role,), ()
    if isinstance(event, Reminded):
        if event.people or event.role is None:
            return (), event.people
        return (event.role,), ()
    if isinstance(event, e.PanelAssigned):
        return (), event.evaluators
    if isinstance(event, e.EvaluatorReplaced):
        return (), (event.successor,)
    if isinstance(event, AmendmentAccepted | AmendmentRejected):
        return (), (event.proposed_by,)
    return TO_ROLES.get(type(event), ()), panel if isinstance(event, TO_THE_PANEL) else ()
