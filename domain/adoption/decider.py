"""The decider of adoptions: who may ask what of one, and what it takes over from its innovation."""

from dataclasses import replace
from datetime import datetime

from domain.adoption.case import Case
from domain.adoption.evolve import evolve
from domain.adoption.policy import policy
from domain.adoption.state import Adoption
from domain.adoption.view import view
from domain.agencies import Register
from domain.basis import Basis
from domain.commands import SYSTEM, Command, Payload, TimeReached, parse
from domain.commands.adoption import Adopt, Follow
from domain.decider import Audience, Decider, actor_of, by_time, streams_of_actor
from domain.events import Event
from domain.grants import Grant, Person, of_region
from domain.innovation.impartiality import OF_ROLE, require_free, require_impartial
from domain.innovation.state import Change, Innovation
from domain.policy import fall_due
from domain.progress import Progress
from domain.refusals import Code, Refusal, Refused, refuse, require, required
from domain.regions import Regions
from domain.rules import Rules, rules_from, streams_of_rules
from domain.signing import require_signatures
from domain.streams import correlation_of, innovation_stream
from domain.vocabulary import Capacity
from proof import ids


def follows(stream: str, signalled_by: str | None) -> tuple[str, ...]:
    """The stream that moves an adoption besides commands and time: its innovation's, always."""
    return (innovation_stream(correlation_of(stream)),)


def due(state: Adoption, basis: Basis, until: datetime, moved_until: datetime) -> Command | None:
    """Time, or what changed of the innovation, whichever came first."""
    innovation = _innovation(state, basis)
    change = next_change(state, innovation)
    moved = change is not None and change.at <= moved_until
    if change is not None and moved:
        until = change.at  # it has happened, whatever the clock here shows
    if state.wake_at is not None and state.wake_at <= until:
        return by_time(state.id, state.wake_at)
    return following(state, innovation, change) if change is not None and moved else None


def following(state: Adoption, innovation: Innovation, change: Change) -> Command:
    """The command by which an adoption takes over what changed of its innovation."""
    adopter = next((a for w in innovation.waves for a in w.adopters if a.id == state.adopter_id), None)
    payload = Follow(
        innovation_version=change.version,
        what=change.what,
        adopter_code=adopter.code if adopter else "",
        wave=change.wave,
        wave_ends_at=change.wave_ends_at,
    )
    return Command(
        id=ids.follow_id(state.id, change.version),
        stream=state.id,
        type=Follow.name,
        payload=payload.model_dump(mode="json"),
        actor=SYSTEM,
        at=change.at,
    )


def next_change(state: Adoption, innovation: Innovation) -> Change | None:
    """The oldest change of the innovation that this adoption still has to take over, or None."""
    later = (change for change in innovation.changes if change.version > state.follows)
    return next((change for change in later if _concerns(state, innovation, change)), None)


def reads(state: Adoption, command: Command, basis: Basis) -> set[str]:
    """The streams that a decision is made on: who acts, the innovation's edition, the regions, the calendar."""
    edition = _innovation(state, basis).edition
    return streams_of_actor(command) | (streams_of_rules(edition.name) if edition else set())


def decide(state: Adoption, command: Command, basis: Basis) -> list[Event] | Refusal:
    """The events that a command leads to (none, if time or the innovation brought nothing), or a refusal."""
    try:
        innovation = _innovation(state, basis)
        pin = required(innovation.edition, Code.UNKNOWN_INNOVATION, innovation=innovation.id)
        rules = rules_from(basis, pin)
    except Refused as refused:
        return refused.refusal
    actor = actor_of(command, basis)
    events = decide_under(state, command, actor, rules, innovation)
    if command.actor != SYSTEM and not isinstance(events, Refusal):
        try:
            signed = command.type in rules.edition.own_signature
            require_signatures(command, actor, basis, signed=signed, confirmed=False)
        except Refused as refused:
            return refused.refusal
    return events


def decide_under(
    state: Adoption, command: Command, actor: Person, rules: Rules, innovation: Innovation
) -> list[Event] | Refusal:
    """What `decide` answers under these rules. `actor` is what the person's stream grants."""
    try:
        payload = parse(command, "adoption", state.version)
        case = Case(state, command.at, rules, actor, innovation=innovation)
        if isinstance(payload, TimeReached):
            return case.recorded(fall_due(case, lambda _: policy))
        rule = policy.rules[type(payload)]
        if not payload.system:
            tables = rules.regions, rules.agencies
            under, capacity = _permitted(actor, type(payload), state, innovation, *tables, command.at, command.grant)
            case = replace(case, under=under, capacity=capacity, reason=command.reason)
            rule.require_reason(command.reason)
        return case.recorded(rule.answer(case, payload))
    except Refused as refused:
        return refused.refusal


def may(
    actor: Person,
    payload: type[Payload],
    state: Adoption,
    innovation: Innovation,
    regions: Regions,
    agencies: Register,
    at: datetime,
) -> Refusal | None:
    """Why a person may not ask that of the adoption now, payload aside; None if they may."""
    try:
        _permitted(actor, payload, state, innovation, regions, agencies, at)
    except Refused as refused:
        return refused.refusal
    return None


def audience(state: Adoption, basis: Basis) -> Audience:
    """Whose people receive its notices: the agency's that proposed, and the adopting region's."""
    return Audience(_innovation(state, basis).agency, state.adopter.id if state.adopter else None)


def progress(state: Adoption, basis: Basis) -> Progress:
    """What its workflow has to know, whether its innovation lags behind it included."""
    innovation = _innovation(state, basis)
    lags = innovation.open and state.last_milestone > innovation.milestone_of(state.adopter_id)
    return Progress(
        stream=state.id,
        version=state.version,
        chapter=state.chapter,
        stage=state.status,
        wake_at=state.wake_at,
        awaiting=() if state.frozen_at else state.awaiting(),
        open=state.open,
        region=state.adopter.code if state.adopter else "",
        edition=innovation.edition.name if innovation.edition else "",
        to_report=state.last_milestone if lags else 0,
    )


ADOPTIONS = Decider(
    initial=Adoption,
    evolve=evolve,
    reads=reads,
    decide=decide,
    view=view,
    progress=progress,
    follows=follows,
    due=due,
    audience=audience,
)


def _permitted(
    actor: Person,
    payload: type[Payload],
    state: Adoption,
    innovation: Innovation,
    regions: Regions,
    agencies: Register,
    at: datetime,
    grant: str | None = None,
) -> tuple[tuple[Grant, ...], Capacity]:
    """The grants under which the actor may ask it, and the capacity, while it is neither released nor frozen: who
    reports does so as an officer of its region, who operates isn't of the agency that proposed.

    Raises:
        Refused: the first reason why not.
    """
    under = actor.acting(policy.rules[payload].by, at, grant)
    capacity = OF_ROLE[under[0].role]
    require_free(actor, capacity, innovation)
    require(innovation.version > 0, Code.UNKNOWN_INNOVATION, innovation=innovation.id)
    require(payload is Adopt or state.adopter is not None, Code.NOT_OFFERED)
    if capacity is Capacity.OPERATING:
        require_impartial(actor, capacity, innovation, agencies, at)
    else:
        under = of_region(under, state.adopter_id, regions)
        require(under, Code.OTHER_REGION, region=_code(state, regions))
    ended = any(change.what == "ended" and change.at <= at for change in innovation.changes)
    require(state.version == 0 or not (state.released or ended), Code.ADOPTION_RELEASED)
    since = state.frozen_at or innovation.suspended_at
    if since is not None and since <= at:
        raise refuse(Code.SUSPENDED, since=since.isoformat())
    return under, capacity


def _code(state: Adoption, regions: Regions) -> str:
    """The code that the adopter bears."""
    if state.adopter is not None:
        return state.adopter.code
    region = regions.by_id(state.adopter_id)
    return region.code if region else state.adopter_id


def _innovation(state: Adoption, basis: Basis) -> Innovation:
    return basis.state(Innovation, innovation_stream(state.innovation_id))


def _concerns(state: Adoption, innovation: Innovation, change: Change) -> bool:
    waves = (wave for wave in innovation.waves if wave.number == change.wave)
    in_wave = any(place.id == state.adopter_id for wave in waves for place in wave.adopters)
    begun = state.version > 0
    match change.what:
        case "wave_opened":
            return in_wave and not begun
        case "wave_ended":
            return in_wave and begun and not state.wave_ended
        case "suspended":
            return state.open and state.frozen_at is None
        case "resumed":
            return state.frozen_at is not None
        case "ended":
            return begun and not state.released
