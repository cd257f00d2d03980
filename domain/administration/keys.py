"""The ledger's own keys: those that it begins with, and those that administrators publish and retire, two at a time."""

from dataclasses import replace
from datetime import datetime

from domain import codec
from domain.administration.case import Case, decided
from domain.basis import Basis
from domain.commands import Command
from domain.commands.administration import PublishKey, RetireServiceKey
from domain.decider import Decider, streams_of_actor
from domain.events import Event
from domain.events.administration import KeyPublished, LedgerBegun, ServiceKeyRetired
from domain.keys import Keys, ServiceKey, is_owned_by
from domain.policy import Policy
from domain.progress import Progress
from domain.refusals import Code, Refusal, require
from domain.rows import ViewRow
from domain.steps import Steps
from domain.streams import KEYS_KIND
from domain.vocabulary import Role
from proof.acts import genesis_of

policy: Policy[Case[Keys]] = Policy()
steps: Steps[Keys] = Steps()


@policy.on(PublishKey, by=Role.ADMINISTRATOR, confirmed=True)
def publish_key(case: Case[Keys], command: PublishKey) -> list[Event]:
    """A key that was never one of the ledger's, which signed what it serves."""
    state = case.state
    require(command.key not in state.purposes and command.key not in state.retired, Code.KEY_KNOWN, key=command.key)
    owned = is_owned_by(command, state.log, command.purpose)
    require(owned, Code.KEY_NOT_POSSESSED, person=command.purpose, key=command.key)
    return [KeyPublished(key=ServiceKey(purpose=command.purpose, key=command.key, possession=command.possession))]


@policy.on(RetireServiceKey, by=Role.ADMINISTRATOR, reason=True, confirmed=True)
def retire_key(case: Case[Keys], command: RetireServiceKey) -> list[Event]:
    """A key that is in use, unless nothing would serve its purpose any more."""
    purpose = case.state.purposes.get(command.key)
    require(purpose is not None, Code.KEY_NOT_ENROLLED, person=case.state.id, key=command.key)
    others = [key for key, serves in case.state.purposes.items() if serves is purpose and key != command.key]
    require(others, Code.LAST_KEY, purpose=purpose)
    return [ServiceKeyRetired(key=command.key)]


@steps.on(LedgerBegun)
def ledger_begun(state: Keys, event: LedgerBegun, at: datetime) -> Keys:
    return replace(
        state,
        log=event.log,
        genesis=genesis_of(codec.encode(event)),
        purposes={each.key: each.purpose for each in event.keys},
        founders={each.person: each for each in event.founders},
    )


@steps.on(KeyPublished)
def key_published(state: Keys, event: KeyPublished, at: datetime) -> Keys:
    return replace(state, purposes={**state.purposes, event.key.key: event.key.purpose})


@steps.on(ServiceKeyRetired)
def key_retired(state: Keys, event: ServiceKeyRetired, at: datetime) -> Keys:
    left = {key: purpose for key, purpose in state.purposes.items() if key != event.key}
    return replace(state, purposes=left, retired={**state.retired, event.key: state.purposes[event.key]})


def evolve(state: Keys, event: Event, at: datetime) -> Keys:
    """The keys after one more event. Raises KeyError for an event that isn't one of theirs."""
    return replace(steps.step(state, event, at), version=state.version + 1, last_at=at)


def reads(state: Keys, command: Command, basis: Basis) -> set[str]:
    """Who acts."""
    return streams_of_actor(command)


def decide(state: Keys, command: Command, basis: Basis) -> list[Event] | Refusal:
    """What two administrators' command about a key leads to."""
    return decided(state, state.version, command, KEYS_KIND, basis, policy)


def view(state: Keys) -> list[ViewRow]:
    """Nothing: lists of keys are read from their stream."""
    return []


def progress(state: Keys, basis: Basis) -> Progress:
    """Nothing is waited for."""
    return Progress(stream=state.id, version=state.version)


SERVICE_KEYS = Decider(initial=Keys, evolve=evolve, reads=reads, decide=decide, view=view, progress=progress)


def why_unsound(begun: LedgerBegun) -> str | None:
    """The first key of a ledger's first event that didn't sign that it is what the event says; None if all did."""
    owners = [(each, str(each.purpose)) for each in begun.keys] + [(each, each.person) for each in begun.founders]
    return next((owned.key for owned, owner in owners if not is_owned_by(owned, begun.log, owner)), None)
