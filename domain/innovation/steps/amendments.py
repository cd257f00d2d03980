"""How amendments change an innovation."""

from datetime import datetime

from domain.changing import replace
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected, ScoreSheet, WavePlan
from domain.innovation.state import Innovation
from domain.innovation.steps import steps
from domain.innovation.steps.evaluation import with_total
from domain.innovation.steps.scaling import with_waves


@steps.on(AmendmentProposed)
def amendment_proposed(s: Innovation, event: AmendmentProposed, at: datetime) -> Innovation:
    return replace(s, statements=s.statements.amendment_proposed(event))


@steps.on(AmendmentAccepted)
def amendment_accepted(s: Innovation, event: AmendmentAccepted, at: datetime) -> Innovation:
    after = replace(s, statements=s.statements.amendment_accepted(event))
    match event.statement:
        case ScoreSheet(evaluator=evaluator, total=total):
            return with_total(after, evaluator, total)
        case WavePlan(waves=waves):
            return with_waves(after, waves)
    return after


@steps.on(AmendmentRejected)
def amendment_rejected(s: Innovation, event: AmendmentRejected, at: datetime) -> Innovation:
    return replace(s, statements=s.statements.amendment_rejected(event))
