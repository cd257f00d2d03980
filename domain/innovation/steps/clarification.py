"""How questions to the proposer change an innovation."""

from datetime import datetime

from domain.changing import replace
from domain.events import innovation as e
from domain.innovation.state import Clarification, Innovation
from domain.innovation.steps import steps


@steps.on(e.ClarificationRequested)
def clarification_requested(s: Innovation, event: e.ClarificationRequested, at: datetime) -> Innovation:
    return _with_clarification(s, event.number, Clarification(event.question, "requested"))


@steps.on(e.ClarificationAsked)
def clarification_asked(s: Innovation, event: e.ClarificationAsked, at: datetime) -> Innovation:
    return _with_clarification(s, event.number, Clarification(event.question, "asked"))


@steps.on(e.ClarificationAnswered)
def clarification_answered(s: Innovation, event: e.ClarificationAnswered, at: datetime) -> Innovation:
    return _with_clarification(s, event.number, replace(s.clarifications[event.number], status="answered"))


@steps.on(e.ClarificationUnanswered)
def clarification_unanswered(s: Innovation, event: e.ClarificationUnanswered, at: datetime) -> Innovation:
    return _with_clarification(s, event.number, replace(s.clarifications[event.number], status="unanswered"))


def _with_clarification(s: Innovation, number: int, clarification: Clarification) -> Innovation:
    return replace(s, clarifications={**s.clarifications, number: clarification})
