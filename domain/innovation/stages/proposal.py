"""Proposal (usulan): an agency proposes an innovation, and the secretariat screens it.

A proposal answers the questions of its edition. The secretariat admits it to a pilot, rejects it, or returns it with
reasons. A returned proposal that isn't revised in time lapses. Nobody is blamed for a proposal that ends here.
"""

from collections.abc import Mapping
from datetime import datetime, time

from domain.commands.innovation import Admit, ProposalFields, Propose, Reject, ReturnProposal, Revise, Withdraw
from domain.events import Event
from domain.events import innovation as e
from domain.innovation.case import Case
from domain.innovation.policy import StagePolicy
from domain.model import MOST_PROBLEMS, Place, problem
from domain.periods import JAKARTA
from domain.refusals import Code, require
from domain.vocabulary import PROPOSING, Role, Stage
from domain.waits import Wait, WaitKind, WaitRef

beginning = StagePolicy()
policy = StagePolicy(Stage.PROPOSAL)


@beginning.on(Propose, by=PROPOSING)
def propose(case: Case, command: Propose) -> list[Event]:
    """The beginning: the proposer's own agency and its region, an edition, and an innovation old enough. Whoever runs
    the scaling up proposes nothing.
    """
    require(command.edition == case.rules.edition_pin.name, Code.UNKNOWN_EDITION, edition=command.edition)
    agencies = case.rules.agencies
    agencies.in_force(command.agency, case.at)
    by = case.proposer_of(command.agency)
    runs_it = agencies.roots([command.agency]) & agencies.roots([case.edition.run_by])
    require(not runs_it, Code.RUNS_IT, agency=command.agency)
    return [
        e.InnovationProposed(
            by=by,
            origin=_origin(case, command),
            content=_content(case, command.proposal),
            agency=command.agency,
            edition=case.rules.edition_pin,
            opens=(_screening(case),),
        )
    ]


@policy.on(ReturnProposal, by=Role.OPERATOR, impartial=True, reason=True)
def return_proposal(case: Case, command: ReturnProposal) -> list[Event]:
    require(not case.state.returned, Code.ALREADY_RETURNED)
    return [returned(case, "proposal")]


@policy.on(Revise, by=PROPOSING, own_agency=True)
def revise(case: Case, command: Revise) -> list[Event]:
    """Only while returned, and with something that is new; what isn't named stays as it was, but for answers that the
    edition no longer asks for. Screening begins anew.
    """
    require(case.state.returned, Code.NOT_RETURNED)
    changes = command.model_dump(exclude_none=True)
    asked = {question.key for question in case.edition.questions}
    kept = {key: answer for key, answer in case.proposal.answers.items() if key in asked}
    changes["answers"] = kept | (command.answers or {})
    fields = ProposalFields.model_validate(case.proposal.model_dump() | changes)
    content = _content(case, fields)
    require(content != case.proposal, Code.NOTHING_REVISED)
    closes = (WaitRef(kind=WaitKind.REVISION),)
    return [e.ProposalRevised(content=content, closes=closes, opens=(_screening(case),))]


@policy.on(Admit, by=Role.OPERATOR, impartial=True)
def admit(case: Case, command: Admit) -> list[Event]:
    """To the pilot: the secretariat has to plan it.

    Moved to another edition, a proposal is returned first if that asks what isn't answered yet.
    """
    require(not case.state.returned, Code.ALREADY_RETURNED)
    required = [question.key for question in case.edition.questions if question.required]
    unanswered = [key for key in required if key not in case.proposal.answers]
    require(not unanswered, Code.QUESTIONS_UNANSWERED, edition=case.edition.name, questions=unanswered)
    plan = case.wait(WaitKind.PILOT_PLAN, Role.OPERATOR, case.edition.pilot.plan)
    return [e.ProposalAdmitted(round=case.state.round + 1, opens=(plan,))]


@policy.on(Reject, by=Role.OPERATOR, impartial=True, reason=True)
def reject(case: Case, command: Reject) -> list[Event]:
    return [e.InnovationRejected(stage="proposal")]


@policy.on(Withdraw, by=PROPOSING, own_agency=True, reason=True, while_suspended=True)
def withdraw(case: Case, command: Withdraw) -> list[Event]:
    return [e.InnovationWithdrawn()]


@policy.due(WaitKind.SCREENING)
def screening_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.proposal.screening.escalate_to)


@policy.due(WaitKind.REVISION)
def revision_lapsed(case: Case, wait: Wait) -> list[Event]:
    return [e.InnovationWithdrawn(lapsed=True)]


def returned(case: Case, from_stage: str) -> e.ProposalReturned:
    """Back to the proposer, from here, the pilot or the decision: a revision is awaited."""
    revision = case.wait(WaitKind.REVISION, Role.PROPOSER, case.edition.proposal.revision)
    return e.ProposalReturned(from_stage=from_stage, opens=(revision,))


def _origin(case: Case, command: Propose) -> Place | None:
    """The region of the agency that proposes, by its code of today; None where it has none.

    Raises:
        Refused: another one is given.
    """
    region = case.rules.agencies.region_of(command.agency)
    if command.region is not None:
        given = case.rules.region(command.region, case.at)
        require(given.id == region, Code.REGION_OF_OTHER, agency=command.agency, region=command.region)
        return given.place
    found = case.rules.regions.by_id(region) if region is not None else None
    return found.place if found else None


def _screening(case: Case) -> Wait:
    return case.wait(WaitKind.SCREENING, Role.OPERATOR, case.edition.proposal.screening)


def _content(case: Case, fields: ProposalFields) -> e.ProposalContent:
    """The proposal as it is recorded: in use for the edition's minimum age, every required question answered."""
    minimum = case.edition.minimum_age
    if minimum is not None:
        began = datetime.combine(fields.started_on, time(), JAKARTA)
        require(case.due(minimum, began) <= case.at, Code.TOO_YOUNG, minimum=minimum, started_on=fields.started_on)
    answers = _answers(case, fields.answers)
    return e.ProposalContent(**fields.model_dump(mode="json", exclude={"answers"}), answers=answers)


def _answers(case: Case, given: Mapping[str, str]) -> dict[str, str]:
    """The answers in the order of the edition's questions.

    Raises:
        Refused: a question isn't the edition's, a required one isn't answered, or an answer has too many words; with
            everything that is wrong.
    """
    questions = {question.key: question for question in case.edition.questions}
    problems = [problem(key, "no_such_question", known=list(questions)) for key in given if key not in questions]
    for key, question in questions.items():
        if words := question.too_many(given.get(key, "")):
            problems.append(problem(key, "too_many_words", words=words, most=question.words))
        if key not in given and question.required:
            problems.append(problem(key, "not_answered"))
    require(not problems, Code.ANSWERS_INVALID, problems=problems[:MOST_PROBLEMS])
    return {key: given[key] for key in questions if key in given}
