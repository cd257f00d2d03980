"""Clarification (klarifikasi): whoever judges asks the proposer something, by the secretariat and without a return.

An evaluator with a seat asks the secretariat, which puts the question to the proposer, as it is or in other words; the
proposer isn't told whose it was. The secretariat also asks by itself, in every stage where somebody judges. An answer
that doesn't come in time is recorded as missing. No stage waits for one: otherwise whoever asks could hold it up; who
needs more than an answer returns the proposal, or suspends.
"""

from domain.commands.innovation import (
    AnswerClarification,
    AskClarification,
    ForwardClarification,
    RequestClarification,
)
from domain.events import Event
from domain.events import innovation as e
from domain.innovation.case import Case
from domain.innovation.policy import StagePolicy
from domain.innovation.state import JUDGING_STAGES
from domain.refusals import Code, require
from domain.vocabulary import PROPOSING, Role, Stage
from domain.waits import Wait, WaitKind, WaitRef

judging = StagePolicy(*JUDGING_STAGES)
evaluating = StagePolicy(Stage.EVALUATION)


@evaluating.on(RequestClarification, by=Role.EVALUATOR, impartial=True)
def request_clarification(case: Case, command: RequestClarification) -> list[Event]:
    """By an evaluator with a seat: the secretariat has to put it to the proposer."""
    case.own_seat()
    number = _next(case)
    forwarding = case.edition.clarification.forwarding
    request = case.wait(WaitKind.CLARIFICATION_REQUEST, Role.OPERATOR, forwarding, subject=str(number))
    return [e.ClarificationRequested(number=number, question=command.question, opens=(request,))]


@judging.on(ForwardClarification, by=Role.OPERATOR, impartial=True)
def forward_clarification(case: Case, command: ForwardClarification) -> list[Event]:
    """As the evaluator put it, unless other words are given."""
    number = command.clarification
    requested = case.clarification(number)
    require(requested.status == "requested", Code.ALREADY_FORWARDED, clarification=number)
    asked = _asked(case, number, command.question or requested.question)
    closes = (WaitRef(kind=WaitKind.CLARIFICATION_REQUEST, subject=str(number)),)
    return [asked.model_copy(update={"closes": closes})]


@judging.on(AskClarification, by=Role.OPERATOR, impartial=True)
def ask_clarification(case: Case, command: AskClarification) -> list[Event]:
    """By the secretariat itself."""
    return [_asked(case, _next(case), command.question)]


@judging.on(AnswerClarification, by=PROPOSING, own_agency=True)
def answer_clarification(case: Case, command: AnswerClarification) -> list[Event]:
    """By the agency that proposed, once, and in time."""
    number = command.clarification
    status = case.clarification(number).status
    require(status != "requested", Code.NO_SUCH_CLARIFICATION, clarification=number)
    require(status != "answered", Code.ALREADY_ANSWERED, clarification=number)
    require(status != "unanswered", Code.ANSWER_LATE, clarification=number)
    closes = (WaitRef(kind=WaitKind.CLARIFICATION, subject=str(number)),)
    return [e.ClarificationAnswered(number=number, answer=command.answer, closes=closes)]


@judging.due(WaitKind.CLARIFICATION_REQUEST)
def forwarding_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.clarification.forwarding.escalate_to)


@judging.due(WaitKind.CLARIFICATION)
def answer_missing(case: Case, wait: Wait) -> list[Event]:
    closes = (WaitRef(kind=wait.kind, subject=wait.subject),)
    return [e.ClarificationUnanswered(number=int(wait.subject), closes=closes)]


def _next(case: Case) -> int:
    return len(case.state.clarifications) + 1


def _asked(case: Case, number: int, question: str) -> e.ClarificationAsked:
    """Put to the proposer; a proposal that is returned is in its hands anyway."""
    require(not case.state.returned, Code.ALREADY_RETURNED)
    answer = case.wait(WaitKind.CLARIFICATION, Role.PROPOSER, case.edition.clarification.answer, subject=str(number))
    return e.ClarificationAsked(number=number, question=question, opens=(answer,))
