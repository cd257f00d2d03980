"""People: opaque ids that hold roles for a time. Names and contacts live in the vault, never here."""

from dataclasses import replace
from datetime import datetime

from domain.commands import Command, parse
from domain.commands.administration import Bootstrap, EndRole, GrantRole
from domain.events import Event
from domain.events.administration import RoleEnded, RoleGranted
from domain.grants import Grant, Person
from domain.model import By, Role
from domain.refusals import Code, Refusal, Refused, require
from domain.regions import Regions
from domain.rules import region_in_force

ADMINISTRATOR = "administrator"
"""The id of the first administrator: fixed, so that two bootstraps race for one stream and one of them loses."""

SOLITARY = (Role.ADMINISTRATOR, Role.AUDITOR)
"""Roles whose holder holds no other role at the same time."""


def evolve(state: Person, event: Event, at: datetime) -> Person:
    """The person after one more event.

    Raises:
        TypeError: for an event that isn't one of a person's.
    """
    match event:
        case RoleGranted(grant=grant):
            grants = {**state.grants, grant.id: grant}
        case RoleEnded(grant_id=grant_id, ends_at=ends_at):
            ended = state.grants[grant_id].model_copy(update={"valid_until": ends_at})
            grants = {**state.grants, grant_id: ended}
        case _:
            raise TypeError(f"{type(event).__name__} isn't an event of a person")
    return replace(state, version=state.version + 1, last_at=at, grants=grants)


def decide(
    state: Person, command: Command, actor: Person, regions: Regions | None, *, nobody_exists: bool
) -> list[Event] | Refusal:
    """What an administrator's command about a person comes to. `regions` are needed to grant an officer's role."""
    try:
        return _decided(state, command, actor, regions, nobody_exists=nobody_exists)
    except Refused as refused:
        return refused.refusal


def _decided(
    state: Person, command: Command, actor: Person, regions: Regions | None, *, nobody_exists: bool
) -> list[Event]:
    payload = parse(command, "person")
    if isinstance(payload, Bootstrap):
        require(nobody_exists and state.version == 0, Code.ALREADY_BOOTSTRAPPED)
        require(state.id == ADMINISTRATOR, Code.WRONG_STREAM, stream=command.stream)
        grant = _grant(state, Role.ADMINISTRATOR, payload.agency, None, command.at, None)
        return [RoleGranted(grant=grant)]
    by = administrator(actor, command.at)
    if payload.needs_reason:
        require(command.reason and command.reason.strip(), Code.REASON_REQUIRED)
    if isinstance(payload, GrantRole):
        return [_granted(state, payload, by, command, regions)]
    assert isinstance(payload, EndRole)
    return _ended(state, payload, by, command)


def administrator(actor: Person, at: datetime) -> By:
    """The mark of an administrator in force.

    Raises:
        Refused: the actor is unknown, or isn't one.
    """
    require(actor.version > 0, Code.UNKNOWN_PERSON, person=actor.id)
    held = actor.holding(Role.ADMINISTRATOR, at)
    require(held, Code.ROLE_MISSING, person=actor.id, roles=Role.ADMINISTRATOR)
    return actor.acting_as(Role.ADMINISTRATOR)


def _granted(state: Person, payload: GrantRole, by: By, command: Command, regions: Regions | None) -> Event:
    at = command.at
    require(payload.valid_until is None or payload.valid_until > at, Code.BACKDATED, at=at.isoformat())
    region = None
    if payload.role is Role.REGIONAL_OFFICER:
        require(payload.region is not None, Code.REGION_REQUIRED)
        assert regions is not None
        region = region_in_force(regions, str(payload.region), at).id
    current = [g for g in state.grants.values() if g.valid_until is None or g.valid_until > at]
    for grant in current:
        alone = grant.role in SOLITARY or payload.role in SOLITARY
        require(not alone or grant.role is payload.role, Code.SOLITARY_ROLE, held=grant.role)
        same = (grant.role, grant.agency, grant.region) == (payload.role, payload.agency, region)
        require(not same, Code.ROLE_HELD, role=payload.role)
    valid_from = payload.valid_from or at
    until = payload.valid_until
    require(until is None or until > valid_from, Code.BACKDATED, at=valid_from.isoformat())
    grant = _grant(state, payload.role, payload.agency, region, valid_from, until)
    return RoleGranted(by=by, reason=command.reason, grant=grant)


def _ended(state: Person, payload: EndRole, by: By, command: Command) -> list[Event]:
    """Ends every grant of the role that runs, never for the past."""
    ends_at = payload.ends_at or command.at
    require(ends_at >= command.at, Code.BACKDATED, at=command.at.isoformat())
    running = [
        g
        for g in state.grants.values()
        if g.role is payload.role and (g.valid_until is None or g.valid_until > ends_at)
    ]
    require(running, Code.ROLE_NOT_HELD, role=payload.role)
    themselves = by.person == state.id and payload.role is Role.ADMINISTRATOR
    require(not themselves, Code.LAST_ADMINISTRATOR)
    return [RoleEnded(by=by, reason=command.reason, grant_id=g.id, ends_at=ends_at) for g in running]


def _grant(
    state: Person, role: Role, agency: str, region: str | None, start: datetime, until: datetime | None
) -> Grant:
    number = len(state.grants) + 1
    return Grant(id=f"{role}-{number}", role=role, agency=agency, region=region, valid_from=start, valid_until=until)
