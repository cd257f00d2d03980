"""A case about a person or a publication: what an administrator's decision is made on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from domain.basis import Basis
from domain.commands import Command, parse
from domain.decider import actor_of
from domain.events import Event, acted
from domain.grants import Grant, Person
from domain.policy import Policy
from domain.refusals import Refusal, Refused
from domain.signing import require_confirmation, require_signatures
from domain.streams import Kind

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Case(Generic[S]):
    """The state, the instant, who acts, and what was read."""

    state: S
    at: datetime
    under: tuple[Grant, ...]
    """The grants under which the actor may act; none where nobody can hold one yet."""
    basis: Basis
    actor: Person
    key: str | None
    """The key by which the actor signed."""
    confirmed_by: str | None
    """The second person who signed the same."""


def _case(state: S, command: Command, under: tuple[Grant, ...], basis: Basis, actor: Person) -> Case[S]:
    return Case(state, command.at, under, basis, actor, command.key, command.confirmed_by)


def decided(
    state: S, version: int, command: Command, scope: Kind, basis: Basis, policy: Policy[Case[S]]
) -> list[Event] | Refusal:
    """What a policy answers to an administrator's command: events, or a refusal."""
    try:
        payload = parse(command, scope, version)
        rule = policy.rules[type(payload)]
        actor = actor_of(command, basis)
        under = actor.acting(rule.by, command.at, command.grant) if rule.by else ()
        rule.require_reason(command.reason)
        events = rule.answer(_case(state, command, under, basis, actor), payload)
        if rule.by:
            confirmed = rule.confirmed and under[0].role not in rule.alone
            require_signatures(command, actor, basis, signed=True, confirmed=confirmed)
        else:  # who takes office proves it otherwise
            require_confirmation(command, basis, confirmed=False)
        return acted(events, actor, under, command.reason)
    except Refused as refused:
        return refused.refusal
