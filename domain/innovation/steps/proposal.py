"""How a proposal changes an innovation."""

from datetime import datetime

from domain.changing import replace
from domain.events import innovation as e
from domain.innovation.state import Innovation, enter
from domain.innovation.steps import steps
from domain.innovation.steps.changes import ended
from domain.vocabulary import Stage


@steps.on(e.InnovationProposed)
def innovation_proposed(s: Innovation, event: e.InnovationProposed, at: datetime) -> Innovation:
    return replace(
        enter(s, Stage.PROPOSAL),
        content=event.content,
        agency=event.agency,
        proposed_at=at,
        origin=event.origin,
        edition=event.edition,
    )


@steps.on(e.ProposalReturned)
def proposal_returned(s: Innovation, event: e.ProposalReturned, at: datetime) -> Innovation:
    return replace(enter(s, Stage.PROPOSAL), returned=True, decision=None)


@steps.on(e.ProposalRevised)
def proposal_revised(s: Innovation, event: e.ProposalRevised, at: datetime) -> Innovation:
    return replace(s, content=event.content, returned=False)


@steps.on(e.ProposalAdmitted)
def proposal_admitted(s: Innovation, event: e.ProposalAdmitted, at: datetime) -> Innovation:
    return _new_round(s, event.round)


@steps.on(e.PilotRepeated)
def pilot_repeated(s: Innovation, event: e.PilotRepeated, at: datetime) -> Innovation:
    return _new_round(s, event.round)


def _new_round(s: Innovation, number: int) -> Innovation:
    """A new pilot round: older plans, panel and scores stay as history and don't count."""
    return replace(
        enter(s, Stage.PILOT),
        round=number,
        pilots={},
        panel=(),
        first_sheet_at=None,
        evaluation_extended=False,
        amending_extended=False,
        grade=None,
        decision=None,
    )


@steps.on(e.InnovationRejected)
def innovation_rejected(s: Innovation, event: e.InnovationRejected, at: datetime) -> Innovation:
    return ended(s, Stage.REJECTED, at)


@steps.on(e.InnovationWithdrawn)
def innovation_withdrawn(s: Innovation, event: e.InnovationWithdrawn, at: datetime) -> Innovation:
    return ended(s, Stage.WITHDRAWN, at)
