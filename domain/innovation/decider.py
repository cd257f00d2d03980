"""The decider of innovations: who may ask what, when, and which stage's policy answers."""

from collections.abc import Iterator
from datetime import datetime

from domain.agencies import Register
from domain.basis import Basis
from domain.commands import SYSTEM, Command, Payload, TimeReached, named_in, parse
from domain.commands.innovation import AdoptionMoved, MoveEdition, Propose
from domain.decider import Audience, Decider, actor_of, by_time, streams_of_actor
from domain.events import Event
from domain.grants import Grant, Person
from domain.innovation.case import Case
from domain.innovation.evolve import evolve
from domain.innovation.impartiality import OF_ROLE, require_free, require_impartial
from domain.innovation.policy import StagePolicy, merged
from domain.innovation.stages import (
    amendments,
    anywhere,
    clarification,
    decision,
    evaluation,
    pilot,
    proposal,
    scaling,
    sustaining,
)
from domain.innovation.state import Innovation
from domain.innovation.view import view
from domain.milestones import HasMilestones
from domain.policy import fall_due
from domain.progress import Progress
from domain.refusals import Code, Refusal, Refused, refuse, require, required
from domain.rules import Rules, edition_named, rules_from, streams_of_rules
from domain.signing import require_signatures
from domain.streams import adoption_stream, correlation_of, innovation_stream
from domain.vocabulary import Capacity, Role, Stage
from proof import ids

_POLICIES = (
    anywhere.open_stages,
    anywhere.before_evaluation,
    anywhere.after_decision,
    anywhere.scaled_up,
    clarification.judging,
    clarification.evaluating,
    amendments.policy,
    proposal.policy,
    pilot.policy,
    evaluation.policy,
    decision.policy,
    scaling.policy,
    sustaining.policy,
)
_OF_STAGE = {stage: merged(each for each in _POLICIES if stage in each.stages) for stage in Stage}


def policy_of(stage: Stage | None) -> StagePolicy:
    """What may be asked and may fall due in a stage: its own policy over what stages have in common.

    Before an innovation has a stage it may be proposed.
    """
    return proposal.beginning if stage is None else _OF_STAGE[stage]


def roles_of(payload: type[Payload]) -> tuple[Role, ...]:
    """The roles in which something may be asked, in whichever stage."""
    rules = [policy_of(stage).rules.get(payload) for stage in (None, *Stage)]
    return tuple(dict.fromkeys(role for rule in rules if rule is not None for role in rule.by))


def initial(stream: str) -> Innovation:
    """The innovation before its first event."""
    return Innovation(correlation_of(stream))


def follows(stream: str, signalled_by: str | None) -> tuple[str, ...]:
    """An adoption of its that says it has moved."""
    of_its = adoption_stream(correlation_of(stream), "")
    return (signalled_by,) if signalled_by is not None and signalled_by.startswith(of_its) else ()


def due(state: Innovation, basis: Basis, until: datetime, moved_until: datetime) -> Command | None:
    """Time first; then the oldest milestone of the adoption that moved, when that happened."""
    own = adoption_stream(state.id, "")
    adoptions: Iterator[HasMilestones] = (each for name, each in basis.items() if name.startswith(own))
    milestone = next((found for each in adoptions if (found := _milestone(state, each)) is not None), None)
    if milestone is not None:
        until = max(milestone.at, state.last_at or milestone.at)  # it has happened, whatever the clock here shows
    if state.wake_at is not None and state.wake_at <= until:
        return by_time(innovation_stream(state.id), state.wake_at)
    return milestone


def reads(state: Innovation, command: Command, basis: Basis) -> set[str]:
    """The streams that a decision is made on: who acts and is named, the edition, the regions, the calendar."""
    payload = named_in(command)
    named = payload.named_edition() if payload else None
    edition = state.edition.name if state.edition else named
    if edition is None:
        return streams_of_actor(command)
    people = payload.named_people() if payload else ()
    return streams_of_actor(command) | streams_of_rules(edition, people, named)


def decide(state: Innovation, command: Command, basis: Basis) -> list[Event] | Refusal:
    """The events that a command leads to (none, if time brought nothing), or a refusal."""
    try:
        payload = parse(command, "innovation", state.version)
        pin = state.edition
        if isinstance(payload, Propose) and pin is None:
            require(state.id == ids.innovation_id(command.id), Code.WRONG_STREAM, stream=command.stream)
            pin = edition_named(basis, payload.edition)
        pin = required(pin, Code.UNKNOWN_INNOVATION, innovation=state.id)
        named = payload.edition if isinstance(payload, MoveEdition) else None
        rules = rules_from(basis, pin, payload.named_people(), named)
        actor = actor_of(command, basis)
        events = _decided(state, command, payload, actor, rules)
        if not payload.system:
            _require_signatures(state, command, payload, actor, rules, basis)
        return events
    except Refused as refused:
        return refused.refusal


def decide_under(state: Innovation, command: Command, actor: Person, rules: Rules) -> list[Event] | Refusal:
    """What `decide` answers under other rules than those that were read. `actor` is what the person's stream grants."""
    try:
        return _decided(state, command, parse(command, "innovation", state.version), actor, rules)
    except Refused as refused:
        return refused.refusal


def may(actor: Person, payload: type[Payload], state: Innovation, agencies: Register, at: datetime) -> Refusal | None:
    """Why a person may not ask that of the innovation now, payload aside; None if they may."""
    try:
        _permitted(actor, payload, state, agencies, at)
    except Refused as refused:
        return refused.refusal
    return None


def audience(state: Innovation, basis: Basis) -> Audience:
    """Whose people receive its notices: the agency's that proposed, the region's that it comes from, and its panel."""
    panel = tuple(seat.evaluator for seat in state.panel if not seat.conflicted)
    return Audience(state.agency, state.origin.id if state.origin else None, panel)


def progress(state: Innovation, basis: Basis) -> Progress:
    """What its workflow has to know."""
    return Progress(
        stream=innovation_stream(state.id),
        version=state.version,
        chapter=state.chapter,
        stage=state.stage or "",
        wake_at=state.wake_at,
        awaiting=() if state.suspended_at else state.awaiting(),
        open=state.open,
        region=state.origin.code if state.origin else "",
        edition=state.edition.name if state.edition else "",
        to_follow=state.changes[-1].version if state.changes else 0,
    )


INNOVATIONS = Decider(
    initial=initial,
    evolve=evolve,
    reads=reads,
    decide=decide,
    view=view,
    progress=progress,
    follows=follows,
    due=due,
    audience=audience,
)


def _decided(state: Innovation, command: Command, payload: Payload, actor: Person, rules: Rules) -> list[Event]:
    case = Case(state, command.at, rules, actor)
    if isinstance(payload, TimeReached):
        return case.recorded(fall_due(case, lambda now: policy_of(now.state.stage)))
    rule = policy_of(state.stage).rules.get(type(payload))
    if payload.system:
        return case.recorded(rule.answer(case, payload)) if rule else []
    under, capacity = _permitted(actor, type(payload), state, rules.agencies, command.at, command.grant)
    assert rule is not None, "what isn't in the stage's policy isn't permitted"
    rule.require_reason(command.reason)
    case = Case(state, command.at, rules, actor, under, capacity, command.reason)
    return case.recorded(rule.answer(case, payload))


def _require_signatures(
    state: Innovation, command: Command, payload: Payload, actor: Person, rules: Rules, basis: Basis
) -> None:
    """What the edition has people sign, and what nobody does alone."""
    rule = policy_of(state.stage).rules[type(payload)]
    signed = rule.confirmed or command.type in rules.edition.own_signature
    require_signatures(command, actor, basis, signed=signed, confirmed=rule.confirmed)


def _permitted(
    actor: Person,
    payload: type[Payload],
    state: Innovation,
    agencies: Register,
    at: datetime,
    grant: str | None = None,
) -> tuple[tuple[Grant, ...], Capacity | None]:
    """The grants under which the actor may ask it, and the capacity, or the first reason why not."""
    require(actor.version > 0, Code.UNKNOWN_PERSON, person=actor.id)
    if payload is Propose:
        require(state.version == 0, Code.ALREADY_PROPOSED, innovation=state.id)
    else:
        require(state.stage is not None, Code.UNKNOWN_INNOVATION, innovation=state.id)
    under = actor.acting(roles_of(payload), at, grant)
    rule = policy_of(state.stage).rules.get(payload)
    if rule is None:
        raise _not_in_this_stage(payload, state)
    if state.suspended_at is not None:
        require(rule.while_suspended, Code.SUSPENDED, since=state.suspended_at.isoformat())
    if rule.own_agency:
        under = tuple(each for each in under if each.proposes_for(state.agency, agencies))
        require(under, Code.OTHER_AGENCY, agency=state.agency)
    if rule.anybody:
        return under, None
    capacity = rule.capacity or OF_ROLE[under[0].role]
    if rule.impartial:
        require_impartial(actor, capacity, state, agencies, at)
    require_free(actor, capacity, state)
    return under, capacity


def _not_in_this_stage(payload: type[Payload], state: Innovation) -> Refused:
    if not state.open:
        return refuse(Code.ENDED, stage=state.stage)
    if payload is MoveEdition:
        return refuse(Code.EDITION_FIXED, stage=state.stage)
    stages = [stage for stage in Stage if payload in policy_of(stage).rules]
    return refuse(Code.WRONG_STAGE, command=payload.name, stage=state.stage, stages=stages)


def _milestone(state: Innovation, adoption: HasMilestones) -> Command | None:
    """The command by which it takes over an adoption's oldest milestone that isn't recorded here, or None."""
    recorded = state.milestone_of(adoption.adopter_id)
    version = min((each for each in adoption.milestones if each > recorded), default=None)
    if version is None or not state.open:
        return None
    milestone = adoption.milestones[version]
    payload = AdoptionMoved(
        adopter=adoption.adopter_id,
        adoption_version=version,
        milestone=milestone.name,
        late=milestone.late,
        actor=milestone.actor,
    )
    return Command(
        id=ids.milestone_id(adoption.id, version),
        stream=innovation_stream(state.id),
        type=AdoptionMoved.name,
        payload=payload.model_dump(mode="json"),
        actor=SYSTEM,
        at=milestone.at,
    )
