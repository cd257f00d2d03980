"""What now: the acts that somebody may do next about an innovation or an adoption, what waits for them first.

A task is a row of an inbox; which acts answer it is stated here, who may do them by `may` of the deciders.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.adoption import decider as adoptions
from domain.adoption.policy import policy as adoption_policy
from domain.adoption.state import Adoption
from domain.adoption.view import view as adoption_view
from domain.agencies import Register
from domain.commands import Command, Payload, named_in
from domain.commands.adoption import (
    AcceptAdoptionAmendment,
    Adopt,
    AmendAdoptionReport,
    CommitAdoption,
    CompleteAdoption,
    DeclineAdoption,
    RejectAdoptionAmendment,
    ReportAdoption,
)
from domain.commands.innovation import (
    AcceptAmendment,
    Admit,
    AmendCheckReport,
    AmendMeasurement,
    AmendScore,
    AmendWaves,
    AnswerClarification,
    AssessCheck,
    AssignPanel,
    ClosePilots,
    ConfirmDecree,
    Decide,
    Discontinue,
    Endorse,
    ForwardClarification,
    Object,
    PlanPilots,
    PlanWaves,
    RecordDecree,
    Reject,
    RejectAmendment,
    ReplaceEvaluator,
    ReportCheck,
    ReportCorrection,
    ReportMeasurement,
    RequireCorrection,
    ReturnProposal,
    Revise,
    Revoke,
    Score,
)
from domain.events import Event
from domain.events.amendments import (
    AdoptionReport,
    CheckReport,
    Measurement,
    ScoreSheet,
    Statement,
    WavePlan,
)
from domain.grants import Person
from domain.innovation import decider as innovations
from domain.innovation.impartiality import might_be_seated
from domain.innovation.state import Innovation
from domain.innovation.view import view as innovation_view
from domain.refusals import Code, Refusal
from domain.regions import Regions
from domain.rows import Prompt, barring, tasks_of
from domain.rules import Rules
from domain.statements import Statements
from domain.waits import WaitKind

May = Callable[[type[Payload]], bool]

ANSWERS: dict[str, tuple[type[Payload], ...]] = {
    WaitKind.SCREENING: (Admit, ReturnProposal, Reject),
    WaitKind.REVISION: (Revise,),
    WaitKind.CLARIFICATION_REQUEST: (ForwardClarification,),
    WaitKind.CLARIFICATION: (AnswerClarification,),
    WaitKind.PILOT_PLAN: (PlanPilots,),
    WaitKind.MEASUREMENT: (ReportMeasurement,),
    Prompt.PILOTS_CLOSING: (ClosePilots,),
    WaitKind.PANEL: (AssignPanel, ReplaceEvaluator),
    WaitKind.SCORING: (Score,),
    WaitKind.REJECTION: (Reject,),
    WaitKind.DECISION: (Decide,),
    WaitKind.ENDORSEMENT: (Endorse, Object),
    WaitKind.DECREE: (ConfirmDecree,),
    WaitKind.WAVE_PLAN: (PlanWaves,),
    WaitKind.COMMITMENT: (CommitAdoption, DeclineAdoption),
    WaitKind.ADOPTION_REPORT: (ReportAdoption,),
    WaitKind.COMPLETION: (CompleteAdoption,),
    WaitKind.CHECK_REPORT: (ReportCheck,),
    WaitKind.CHECK_ASSESSMENT: (AssessCheck,),
    WaitKind.CORRECTION_REPORT: (ReportCorrection,),
    Prompt.AMENDMENT: (AcceptAmendment, RejectAmendment, AcceptAdoptionAmendment, RejectAdoptionAmendment),
    Prompt.DISCONTINUATION: (Discontinue, RequireCorrection),
    Prompt.REVOCATION: (Revoke,),
}
"""What is done about a task."""

ONLY_AWAITED = frozenset({
    Revise, AnswerClarification, ForwardClarification, PlanPilots, ReportMeasurement, AssignPanel, Decide, PlanWaves,
    ConfirmDecree, ReportCheck, AssessCheck, ReportCorrection, ReportAdoption,
    AcceptAmendment, RejectAmendment, AcceptAdoptionAmendment, RejectAdoptionAmendment,
})  # fmt: skip
"""What nobody does of their own accord: it means nothing unless it is waited for."""


AMENDS: dict[type[Payload], type[Statement]] = {
    AmendMeasurement: Measurement,
    AmendScore: ScoreSheet,
    AmendWaves: WavePlan,
    AmendCheckReport: CheckReport,
    AmendAdoptionReport: AdoptionReport,
}
"""What is amended, by whoever handed it in."""


@dataclass(frozen=True, slots=True)
class NextAct:
    """An act that a person may do now, and what waits for it."""

    payload: type[Payload]
    task: Mapping[str, Any] | None = None
    """The task that it answers, as lists show it; None: nothing waits for it."""
    subject: str = ""
    """Which one it is about, where there are several: a check."""
    region: str | None = None
    """The region, by its opaque id, for which an officer does it."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What tells whose a task is: the regions, and the agencies."""

    regions: Regions
    agencies: Register


def own_lists(person: Person, tables: Tables, at: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """The lists that a person's tasks are on at that instant, and the labels of those that aren't theirs to do."""
    lists = frozenset(map(tasks_of, person.parties(tables.regions, tables.agencies, at)))
    return lists, frozenset(map(barring, tables.agencies.counting_as(person.agencies(at))))


def about(
    task: Mapping[str, Any],
    person: Person,
    innovation: Innovation,
    adoption: Adoption | None,
    tables: Tables,
    at: datetime,
) -> list[NextAct]:
    """What a person may do now about a task of an innovation or, where one is given, of its adoption."""
    may = may_ask(person, innovation, adoption, tables, at)
    unread = might_be_seated(person, innovation, tables.agencies, at)
    return _answers(task, person, innovation, _statements(innovation, adoption), may, unread=unread)


def awaited(
    person: Person, innovation: Innovation, adoption: Adoption | None, tables: Tables, at: datetime
) -> list[NextAct]:
    """What waits for a person of an innovation or, where one is given, of its adoption, the most urgent first."""
    rows = innovation_view(innovation) if adoption is None else adoption_view(adoption)
    lists, others = own_lists(person, tables, at)
    tasks = [row for row in rows if row.kind in lists and not row.labels & others]
    tasks.sort(key=lambda row: (row.due_at is None, row.due_at))
    may = may_ask(person, innovation, adoption, tables, at)
    statements = _statements(innovation, adoption)
    unread = might_be_seated(person, innovation, tables.agencies, at)
    return [act for row in tasks for act in _answers(row.body, person, innovation, statements, may, unread=unread)]


def of_innovation(person: Person, state: Innovation, rules: Rules, at: datetime) -> list[NextAct]:
    """What a person may do now of an innovation that was proposed: first what waits for them."""

    def taken(command: Command) -> bool:
        return _taken(innovations.decide_under(state, command, person, rules))

    tables = Tables(rules.regions, rules.agencies)
    may = may_ask(person, state, None, tables, at)
    first = awaited(person, state, None, tables, at)
    asked = [each for each in innovations.policy_of(state.stage).rules if each not in _payloads(first)]
    rest = [
        NextAct(each)
        for each in asked
        if _makes_sense(each, person, state, state.statements, may) and _fits(each, {}, person, at, taken)
    ]
    return [*first, *rest, *_regions_parts(person, state, rules.regions, at, may)]


def of_adoption(person: Person, state: Adoption, innovation: Innovation, rules: Rules, at: datetime) -> list[NextAct]:
    """What a person may do now of a region's adoption, first what waits for them.

    Where it hasn't begun, that is to adopt; where it has, committing says the same.
    """
    region = rules.regions.by_id(state.adopter_id)

    def taken(command: Command) -> bool:
        return _taken(adoptions.decide_under(state, command, person, rules, innovation))

    tables = Tables(rules.regions, rules.agencies)
    may = may_ask(person, innovation, state, tables, at)
    first = awaited(person, innovation, state, tables, at) if state.version else []
    named = _payloads(first) | ({Adopt} if state.version else set())
    place = {"region": region.code} if region else {}
    rest = [
        NextAct(each, region=state.adopter_id)
        for each in adoption_policy.rules
        if each not in named and _makes_sense(each, person, innovation, state.statements, may)
        if _fits(each, place if each is Adopt else {}, person, at, taken)
    ]
    return [*first, *rest]


def may_ask(person: Person, innovation: Innovation, adoption: Adoption | None, tables: Tables, at: datetime) -> May:
    """Whether a person may ask something of an innovation or, where one is given, of its adoption."""

    def may(payload: type[Payload]) -> bool:
        if adoption is not None:
            if payload not in adoption_policy.rules:
                return False
            return adoptions.may(person, payload, adoption, innovation, tables.regions, tables.agencies, at) is None
        return innovations.may(person, payload, innovation, tables.agencies, at) is None

    return may


def _statements(innovation: Innovation, adoption: Adoption | None) -> Statements:
    return innovation.statements if adoption is None else adoption.statements


def _answers(
    task: Mapping[str, Any], person: Person, state: Innovation, statements: Statements, may: May, *, unread: bool
) -> list[NextAct]:
    """What may be done about a task. A panel is assigned once, and afterwards mended; nobody revokes alone, nor answers
    an amendment of their own, nor one of a sheet that stays `unread` by whoever might be seated, nor confirms a decree
    that they recorded.
    """
    unfit: set[type[Payload]] = {AssignPanel if state.panel else ReplaceEvaluator}
    if state.revocation_proposed_by == person.id:
        unfit.add(Revoke)
    decree = state.decision.decree if state.decision else None
    if decree is not None and decree.recorded_by == person.id:
        unfit.add(ConfirmDecree)
    if task["what"] == Prompt.AMENDMENT:
        amendment = statements.amendments.get(int(task["subject"]))  # None: it was answered, or waits no more
        closed = unread and amendment is not None and isinstance(amendment.statement, ScoreSheet)
        if amendment is None or amendment.by == person.id or closed:
            unfit.update(ANSWERS[Prompt.AMENDMENT])
    return [
        NextAct(each, task, task["subject"], task["region"])
        for each in ANSWERS[task["what"]]
        if each not in unfit and may(each)
    ]


def _payloads(acts: Iterable[NextAct]) -> set[type[Payload]]:
    return {each.payload for each in acts}


def _makes_sense(
    payload: type[Payload], person: Person, innovation: Innovation, statements: Statements, may: May
) -> bool:
    """Whether a person may ask something though nothing waits for it: to amend, only what they handed in; to score,
    only from a seat that hasn't, while others may still amend their sheets; to record a decree, of what was proposed.
    """
    amended = AMENDS.get(payload)
    own = (each.statement for each in statements.standing.values() if each.by == person.id)
    if amended is not None and not any(isinstance(each, amended) for each in own):
        return False
    if payload is Score and not any(seat.evaluator == person.id and seat.total is None for seat in innovation.panel):
        return False
    if payload is RecordDecree and innovation.decision is None:
        return False
    return not payload.system and payload not in ONLY_AWAITED and may(payload)


def _fits(
    payload: type[Payload], known: dict[str, Any], person: Person, at: datetime, taken: Callable[[Command], bool]
) -> bool:
    """Whether the rules would take it with a reason and what is known; what needs more to be asked can't be tried."""
    command = Command(
        id=UUID(int=0), stream="", type=payload.name, payload=known, actor=person.id, reason=payload.name, at=at
    )
    return named_in(command) is None or taken(command)


def _taken(outcome: list[Event] | Refusal) -> bool:
    """Whether it was taken, or would be once the person chooses one of their posts."""
    return not isinstance(outcome, Refusal) or outcome.code is Code.POST_NEEDED


def _regions_parts(person: Person, state: Innovation, regions: Regions, at: datetime, may: May) -> list[NextAct]:
    """What an officer may add to the checks that aren't assessed yet: the report of their own region."""
    if not may(ReportCheck):
        return []
    own = sorted(each for each in state.taking_part if person.is_officer_for(each, regions, at))
    unassessed = sorted(number for number, check in state.checks.items() if check.verdict is None)
    return [
        NextAct(ReportCheck, subject=str(number), region=region)
        for number in unassessed
        for region in own
        if region not in state.checks[number].regions
    ]
