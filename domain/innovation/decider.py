"""The decider of an innovation: who may ask what, when, and which stage's rules answer."""

from datetime import datetime

from domain.commands import Command, Payload, parse
from domain.commands.innovation import DeclareConflict, MoveEdition, Propose, ReportCheck, TimeReached
from domain.events import Event
from domain.events import innovation as e
from domain.grants import Person
from domain.innovation.case import Case, proposes_for
from domain.innovation.evolve import fold
from domain.innovation.stages import anywhere, decision, evaluation, pilot, proposal, scaling, sustaining
from domain.innovation.stages.base import StageRules
from domain.innovation.state import Innovation
from domain.model import By, Role, Stage
from domain.refusals import Code, Refusal, Refused, refuse, require
from domain.rules import Rules
from domain.waits import OpenWait, next_matter

SYSTEM = "system"
"""The actor of what time or another stream asks for. No person can bear it."""

_RULES = (
    anywhere.open_stages,
    anywhere.before_evaluation,
    anywhere.after_decision,
    proposal.rules,
    pilot.rules,
    evaluation.rules,
    decision.rules,
    scaling.rules,
    sustaining.rules,
)


def rules_of(stage: Stage) -> StageRules:
    """All rules of one stage, its own over the common ones."""
    return _BY_STAGE[stage]


def _merged(stage: Stage) -> StageRules:
    merged = StageRules(stage)
    for each in _RULES:
        if stage in each.stages:
            merged.commands |= each.commands
            merged.dues |= each.dues
            merged.reminders |= each.reminders
    return merged


_BY_STAGE = {stage: _merged(stage) for stage in Stage}


def decide(state: Innovation, command: Command, actor: Person, rules: Rules) -> list[Event] | Refusal:
    """What a command comes to: events (none, if time brought nothing), or a refusal.

    `actor` is what the person's stream grants now, `command.at` the instant at which the command counts.
    """
    try:
        return with_calendar(_decided(state, command, actor, rules), rules)
    except Refused as refused:
        return refused.refusal


def may(actor: Person, payload: type[Payload], state: Innovation, at: datetime) -> Refusal | None:
    """Why a person may not ask that of the innovation now, payload aside; None if they may."""
    try:
        _allowed(actor, payload, state, at)
    except Refused as refused:
        return refused.refusal
    return None


def _decided(state: Innovation, command: Command, actor: Person, rules: Rules) -> list[Event]:
    payload = parse(command, "innovation")
    system = payload.system
    require(system == (command.actor == SYSTEM), Code.SYSTEM_ONLY, command=command.type)
    if isinstance(payload, TimeReached):
        return fall_due(state, rules, command.at)
    if command.on_version is not None:
        require(
            command.on_version == state.version,
            Code.VERSION_MOVED,
            expected=command.on_version,
            actual=state.version,
        )
    if system:
        handler = rules_of(state.stage).commands.get(type(payload)) if state.stage else None
        return handler(Case(state, command.at, rules), payload) if handler else []
    by = _allowed(actor, type(payload), state, command.at)
    if payload.needs_reason:
        require(command.reason and command.reason.strip(), Code.REASON_REQUIRED)
    case = Case(state, command.at, rules, actor, by, command.reason)
    if isinstance(payload, Propose):
        return proposal.propose(case, payload)
    assert state.stage is not None
    return rules_of(state.stage).commands[type(payload)](case, payload)


def fall_due(state: Innovation, rules: Rules, at: datetime) -> list[Event]:
    """Everything that falls due up to `at`, in the order of its instants; nothing while suspended or ended."""
    events: list[Event] = []
    while state.wake_at is not None and (matter := next_matter(state.waits, at)) is not None:
        assert state.stage is not None
        more = _matter(Case(state, at, rules), matter, rules_of(state.stage))
        state = fold(state, more, at)
        events += more
    return events


def _matter(case: Case, matter: OpenWait, stage: StageRules) -> list[Event]:
    wait = matter.wait
    if wait.remind_at is None or matter.reminded:
        return stage.dues[wait.kind](case, wait)
    remind = stage.reminders.get(wait.kind)
    if remind is not None:
        return remind(case, wait)
    return [e.Reminded(kind=wait.kind, subject=wait.subject, role=wait.awaits)]


def _allowed(actor: Person, payload: type[Payload], state: Innovation, at: datetime) -> By:
    """The role in which the actor may ask it, or the first reason why not."""
    require(actor.version > 0, Code.UNKNOWN_PERSON, person=actor.id)
    if payload is Propose:
        require(state.version == 0, Code.ALREADY_PROPOSED, innovation=state.id)
        return _acting(actor, payload, at)
    require(state.stage is not None, Code.UNKNOWN_INNOVATION, innovation=state.id)
    assert state.stage is not None
    by = _acting(actor, payload, at)
    stage_rules = rules_of(state.stage)
    if payload not in stage_rules.commands:
        if not state.stage.open:
            raise refuse(Code.ENDED, stage=state.stage)
        if payload is MoveEdition:
            raise refuse(Code.EDITION_FIXED, stage=state.stage)
        raise refuse(Code.WRONG_STAGE, command=payload.name, stage=state.stage, stages=_stages_of(payload))
    if state.suspended_at is not None:
        require(payload.while_suspended, Code.SUSPENDED, since=state.suspended_at.isoformat())
    if payload not in (DeclareConflict, ReportCheck):
        _impartial(actor, by.role, state, at)
    return by


def _acting(actor: Person, payload: type[Payload], at: datetime) -> By:
    for role in payload.roles:
        if actor.holding(role, at):
            return actor.acting_as(role)
    raise refuse(Code.ROLE_MISSING, person=actor.id, roles=payload.roles)


def _impartial(actor: Person, role: Role, state: Innovation, at: datetime) -> None:
    """Proposers act for their own agency only, evaluators and decision makers never; nobody scores and decides."""
    if role is Role.PROPOSER:
        require(proposes_for(actor, state.agency, at), Code.OTHER_AGENCY, agency=state.agency)
    if role in (Role.EVALUATOR, Role.DECISION_MAKER):
        require(state.agency not in actor.agencies(at), Code.SAME_AGENCY, person=actor.id)
        require(actor.id not in state.conflicts, Code.CONFLICT_DECLARED, person=actor.id)
    if role is Role.EVALUATOR:
        require(actor.id not in state.deciders, Code.DECIDER_CANNOT_SCORE, person=actor.id)
    if role is Role.DECISION_MAKER:
        require(actor.id not in state.scorers, Code.SCORER_CANNOT_DECIDE, person=actor.id)


def _stages_of(payload: type[Payload]) -> list[Stage]:
    return [stage for stage in Stage if payload in rules_of(stage).commands]


def with_calendar(events: list[Event], rules: Rules) -> list[Event]:
    """The events, those that open waits with the calendar by which these were reckoned."""
    calendar = rules.calendar_pin.sha256
    return [each.model_copy(update={"calendar": calendar}) if each.opens else each for each in events]
