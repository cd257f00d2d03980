"""People: opaque ids that hold roles for a time. Names and contacts live in the vault, never here."""

from dataclasses import replace
from datetime import datetime

from domain.administration.case import Case, decided
from domain.agencies import Register
from domain.basis import Basis
from domain.commands import SYSTEM, Command, named_in
from domain.commands.administration import EndRole, EnrolKey, GrantRole, ReplaceKey, RetireKey, TakeOffice
from domain.decider import Decider, streams_of_actor
from domain.drafts import agencies_administered_by
from domain.events import Event
from domain.events.administration import KeyEnrolled, KeyRetired, RoleEnded, RoleGranted
from domain.grants import Grant, Person, Post
from domain.keys import Keys, is_owned_by
from domain.model import By, is_key
from domain.policy import Policy
from domain.progress import Progress
from domain.refusals import Code, Refusal, Refused, require, required
from domain.rows import ViewRow
from domain.rules import REGIONS, region_in_force, regions_from, register_from
from domain.steps import Steps
from domain.streams import AGENCIES, PERSON, person_stream
from domain.vocabulary import Purpose, Role
from proof.streams import KEYS

SOLITARY = (Role.ADMINISTRATOR, Role.AUDITOR)
"""Roles whose holder holds no other role at the same time."""

APPOINTING = (Role.ADMINISTRATOR, Role.LOCAL_ADMINISTRATOR)
"""Roles whose holders grant and end roles."""

LOCAL = (Role.PROPOSER, Role.REGIONAL_OFFICER)
"""Roles that an agency's own administrator grants."""

policy: Policy[Case[Person]] = Policy()
steps: Steps[Person] = Steps()


@policy.on(TakeOffice)
def take_office(case: Case[Person], command: TakeOffice) -> list[Event]:
    """An administrator whom the ledger's first event names, by the key that it names."""
    require(case.actor.id == case.state.id, Code.NOT_ONES_OWN, person=case.state.id)
    founder = required(
        case.basis.state(Keys, KEYS).founders.get(case.state.id), Code.NOT_A_FOUNDER, person=case.state.id
    )
    require(case.state.version == 0, Code.ALREADY_IN_OFFICE, person=case.state.id)
    require(case.key == founder.key, Code.KEY_NOT_ENROLLED, person=case.state.id, key=case.key)
    return [
        RoleGranted(grant=_grant(case, Role.ADMINISTRATOR, founder.agency, valid_from=case.at)),
        KeyEnrolled(key=founder.key, possession=founder.possession),
    ]


@policy.on(
    GrantRole,
    by=APPOINTING,
    confirmed=True,
    alone=Role.LOCAL_ADMINISTRATOR,
)
def grant_role(case: Case[Person], command: GrantRole) -> list[Event]:
    """To somebody else, in a post, from now on or later, of a registered agency; by the ministry's administrators
    everywhere, and an agency's own within it, to who never held a role elsewhere. Administrators and auditors hold no
    other role; nobody holds one twice in the same post.
    """
    require(case.state.id not in (case.actor.id, case.confirmed_by), Code.OWN_GRANT, person=case.state.id)
    nobodys = {SYSTEM, *Purpose}  # a key signs whose it is: a person's, or a purpose's
    require(
        is_key(case.state.id) and case.state.id not in nobodys, Code.WRONG_STREAM, stream=person_stream(case.state.id)
    )
    at, until = case.at, command.valid_until
    valid_from = command.valid_from or at
    require(valid_from >= at, Code.BACKDATED, at=at.isoformat())
    if until is not None:
        since = valid_from.isoformat()
        require(until > valid_from, Code.ENDS_BEFORE_IT_BEGINS, since=since, until=until.isoformat())
    agencies = register_from(case.basis)
    agencies.in_force(command.agency, at)
    region = _region(case, agencies, command) if command.role is Role.REGIONAL_OFFICER else None
    by = _appointing(case, command.role, command.agency, region)
    if by.role is Role.LOCAL_ADMINISTRATOR:  # an agency bars whom it makes its own from what they judge
        administered = agencies_administered_by(case.actor, agencies, at)
        require(case.state.served_only(administered), Code.HELD_ELSEWHERE, person=case.state.id)
        _require_own_mandate(case, command.post, administered)
    _require_superiors(case, command.post)
    for held in case.state.grants.values():
        if held.valid_until is not None and held.valid_until <= at:
            continue
        alone = held.role in SOLITARY or command.role in SOLITARY
        require(not alone or held.role is command.role, Code.SOLITARY_ROLE, held=held.role)
        same = (held.role, held.agency, held.region) == (command.role, command.agency, region)
        require(not (same and same_post(held.post, command.post)), Code.ROLE_HELD, role=command.role)
    grant = _grant(case, command.role, command.agency, region, command.post, valid_from, until)
    return [RoleGranted(by=by, grant=grant)]


@policy.on(
    EndRole,
    by=APPOINTING,
    reason=True,
    confirmed=True,
    alone=Role.LOCAL_ADMINISTRATOR,
)
def end_role(case: Case[Person], command: EndRole) -> list[Event]:
    """Every grant of the role that runs, or the one that is named; never for the past; by whoever might grant each of
    them. An end that is set may be brought forward, not put off. Whoever is named as successor holds the same.
    Administrators don't end their own.
    """
    ends_at = command.ends_at or case.at
    require(ends_at >= case.at, Code.BACKDATED, at=case.at.isoformat())
    if case.under[0].role is Role.LOCAL_ADMINISTRATOR:
        # What is held elsewhere isn't theirs to know: who never served their agency is answered for as nobody is.
        require(command.role in LOCAL, Code.BEYOND_LOCAL, role=command.role, roles=LOCAL)
        administered = agencies_administered_by(case.actor, register_from(case.basis), case.at)
        require(case.state.served(administered), Code.OTHERS_PEOPLE, person=case.state.id)
    held = [
        grant
        for grant in case.state.grants.values()
        if grant.role is command.role
        and command.grant in (None, grant.id)
        and (grant.valid_until is None or grant.valid_until > case.at)
    ]
    require(held, Code.ROLE_NOT_HELD, role=command.role)
    own = case.actor.id == case.state.id and command.role is Role.ADMINISTRATOR
    require(not own, Code.LAST_ADMINISTRATOR)
    running = [grant for grant in held if grant.valid_until is None or grant.valid_until > ends_at]
    by, *_ = [_appointing(case, grant.role, grant.agency, grant.region) for grant in running or held]
    last = max((grant.valid_until for grant in held if grant.valid_until), default=ends_at)
    require(running, Code.ROLE_ENDS, role=command.role, at=last.isoformat())
    if command.successor is not None:
        _require_successor(case, command.successor, running, ends_at)
    act, *more = [RoleEnded(grant_id=grant.id, ends_at=ends_at, successor=command.successor) for grant in running]
    return [act.model_copy(update={"by": by}), *more]


@policy.on(EnrolKey, by=Role.ADMINISTRATOR, confirmed=True)
def enrol_key(case: Case[Person], command: EnrolKey) -> list[Event]:
    """Somebody's key, by two others: nobody enrols a key of their own."""
    require(case.state.version > 0, Code.UNKNOWN_PERSON, person=case.state.id)
    require(case.state.id not in (case.actor.id, case.confirmed_by), Code.CONFIRMED_BY_SUBJECT, person=case.state.id)
    return [_enrolled(case, command)]


@policy.on(ReplaceKey, by=tuple(Role), confirmed=True)
def replace_key(case: Case[Person], command: ReplaceKey) -> list[Event]:
    """The person's own, by the key that it replaces."""
    require(case.actor.id == case.state.id, Code.NOT_ONES_OWN, person=case.state.id)
    old = required(case.key, Code.SIGNATURE_REQUIRED, command=ReplaceKey.name, person=case.state.id)
    return [_enrolled(case, command), KeyRetired(key=old)]


@policy.on(RetireKey, by=tuple(Role), reason=True)
def retire_key(case: Case[Person], command: RetireKey) -> list[Event]:
    """At once, by the person or by one administrator alone: a key that is lost can't wait for two. Another
    administrator's takes two all the same, so that nobody shuts out all others.
    """
    administers, own = case.actor.grants_of(Role.ADMINISTRATOR, case.at), case.actor.id == case.state.id
    require(administers or own, Code.NOT_ONES_OWN, person=case.state.id)
    shared = case.state.grants_of(Role.ADMINISTRATOR, case.at) and not own
    require(case.confirmed_by or not shared, Code.CONFIRMATION_REQUIRED, command=RetireKey.name)
    require(
        case.state.keys.get(command.key, case.at) is None, Code.KEY_NOT_ENROLLED, person=case.state.id, key=command.key
    )
    return [KeyRetired(key=command.key)]


@steps.on(RoleGranted)
def role_granted(state: Person, event: RoleGranted, at: datetime) -> Person:
    return replace(state, grants={**state.grants, event.grant.id: event.grant})


@steps.on(RoleEnded)
def role_ended(state: Person, event: RoleEnded, at: datetime) -> Person:
    end = {"valid_until": event.ends_at, "successor": event.successor}
    ended = state.grants[event.grant_id].model_copy(update=end)
    return replace(state, grants={**state.grants, event.grant_id: ended})


@steps.on(KeyEnrolled)
def key_enrolled(state: Person, event: KeyEnrolled, at: datetime) -> Person:
    passkey = None if isinstance(event.possession, str) else event.possession.passkey
    passkeys = {**state.passkeys, event.key: passkey} if passkey else state.passkeys
    return replace(state, keys={**state.keys, event.key: None}, passkeys=passkeys)


@steps.on(KeyRetired)
def key_retired(state: Person, event: KeyRetired, at: datetime) -> Person:
    return replace(state, keys={**state.keys, event.key: at})


def initial(stream: str) -> Person:
    """A person of whom nothing is recorded."""
    return Person(stream.split("/", 1)[1])


def evolve(state: Person, event: Event, at: datetime) -> Person:
    """The person after one more event. Raises KeyError for an event that isn't one of a person's."""
    return replace(steps.step(state, event, at), version=state.version + 1, last_at=at)


def reads(state: Person, command: Command, basis: Basis) -> set[str]:
    """Who acts and is named, and agencies and regions where a role is granted or ended."""
    payload = named_in(command)
    named = payload.named_people() if payload else ()
    tables = {AGENCIES, REGIONS} if isinstance(payload, GrantRole | EndRole) else set()
    return streams_of_actor(command) | {*map(person_stream, named)} | tables


def decide(state: Person, command: Command, basis: Basis) -> list[Event] | Refusal:
    """What an administrator's command about a person leads to."""
    return decided(state, state.version, command, PERSON, basis, policy)


def may(actor: Person, grant: Grant, agencies: Register, at: datetime) -> Refusal | None:
    """Why a person may not end a grant now, nor grant somebody else the same; None if they may."""
    try:
        _empowered(actor.acting(APPOINTING, at), agencies, grant.role, grant.agency, grant.region)
    except Refused as refused:
        return refused.refusal
    return None


def same_post(held: Post | None, wanted: Post) -> bool:
    """Whether a post is the one that is held already; of an unnamed one nothing else is known."""
    return held is None or (held.title, held.tenure, held.mandate) == (wanted.title, wanted.tenure, wanted.mandate)


def view(state: Person) -> list[ViewRow]:
    """One row for the person, with every grant; whether one is in force is seen when it is read."""
    grants = [grant.model_dump(mode="json") for grant in state.grants.values()]
    held = frozenset().union(*(grant.parties for grant in state.grants.values()))
    return [ViewRow("person", "", {"id": state.id, "grants": grants}, labels=held)]


def progress(state: Person, basis: Basis) -> Progress:
    """Nothing is waited for."""
    return Progress(stream=person_stream(state.id), version=state.version)


PEOPLE = Decider(initial=initial, evolve=evolve, reads=reads, decide=decide, view=view, progress=progress)


def _enrolled(case: Case[Person], command: EnrolKey | ReplaceKey) -> KeyEnrolled:
    """A key that nobody enrolled before, which signed that it is this person's."""
    require(command.key not in case.state.keys, Code.KEY_KNOWN, person=case.state.id, key=command.key)
    owned = is_owned_by(command, case.basis.state(Keys, KEYS).log, case.state.id)
    require(owned, Code.KEY_NOT_POSSESSED, person=case.state.id, key=command.key)
    return KeyEnrolled(key=command.key, possession=command.possession)


def _region(case: Case[Person], agencies: Register, command: GrantRole) -> str:
    """The id of the region that an officer reports for: the agency's, which needn't be given.

    Raises:
        Refused: the agency has none, or another one.
    """
    of_agency = required(agencies.region_of(command.agency), Code.AGENCY_WITHOUT_REGION, agency=command.agency)
    if command.region is not None:
        given = region_in_force(regions_from(case.basis), command.region, case.at)
        require(given.id == of_agency, Code.REGION_OF_OTHER, agency=command.agency, region=command.region)
    return of_agency


def _appointing(case: Case[Person], role: Role, agency: str, region: str | None) -> By:
    """The attribution of whoever grants or ends a role there.

    Raises:
        Refused: they may not, or have to choose one of their posts.
    """
    agencies = case.basis.state(Register, AGENCIES)
    return case.actor.acted_under(_empowered(case.under, agencies, role, agency, region))


def _empowered(
    under: tuple[Grant, ...], agencies: Register, role: Role, agency: str, region: str | None
) -> tuple[Grant, ...]:
    """Those of some grants under which one may grant or end a role there: the ministry's administrators may any role
    anywhere.

    Raises:
        Refused: an agency's own administrator may only `LOCAL` roles, of that agency and the units below it while it
            hasn't ended, and those of officers only for the region that the agency governs.
    """
    if under[0].role is Role.ADMINISTRATOR:
        return under
    require(role in LOCAL, Code.BEYOND_LOCAL, role=role, roles=LOCAL)
    own = tuple(each for each in under if each.administers(agency, agencies))
    require(own, Code.BEYOND_AGENCY, agency=agency)
    if region is not None:
        government = agencies.governing(region)
        own = tuple(each for each in own if government and each.administers(government, agencies))
        require(own, Code.OTHERS_OFFICERS, agency=agency)
    return own


def _require_successor(case: Case[Person], successor: str, ending: list[Grant], ends_at: datetime) -> None:
    """Go on if somebody else holds, when these grants end, the same roles for the same agencies and regions.

    Raises:
        Refused: otherwise.
    """
    require(successor != case.state.id, Code.OWN_SUCCESSOR, person=successor)
    taking = case.basis.state(Person, person_stream(successor)).grants.values()
    held = {(each.role, each.agency, each.region) for each in taking if each.in_force(ends_at)}
    for grant in ending:
        same = (grant.role, grant.agency, grant.region)
        require(same in held, Code.NOT_SUCCEEDED, person=successor, role=grant.role)


def _require_own_mandate(case: Case[Person], post: Post, administered: tuple[str, ...]) -> None:
    """Go on if a post is held in nobody's name, or in that of somebody who only ever served these agencies.

    Raises:
        Refused: otherwise; whoever else is named, and whatever they hold, it is the same answer.
    """
    if post.mandate is None:
        return
    named = post.mandate.person
    giver = case.basis.state(Person, person_stream(named)) if named else None
    own = giver is not None and giver.grants and giver.served_only(administered)
    require(own, Code.OTHERS_MANDATE, post=post.mandate.title)


def _require_superiors(case: Case[Person], post: Post) -> None:
    """Who is named as superior exists, and who gave the mandate holds that post; neither is the person themselves.

    Raises:
        Refused: otherwise.
    """
    mandate = post.mandate
    for named in (post.supervisor, mandate.person if mandate else None):
        require(named != case.state.id, Code.OWN_SUPERIOR, person=case.state.id)
        if named is not None:
            require(case.basis.state(Person, person_stream(named)).version, Code.UNKNOWN_PERSON, person=named)
    if mandate is not None and mandate.person is not None:
        giver = case.basis.state(Person, person_stream(mandate.person))
        posts = [each.post for each in giver.grants.values() if each.in_force(case.at) and each.post is not None]
        held = any((each.title, each.counts_as) == (mandate.title, mandate.rank) for each in posts)
        require(held, Code.MANDATE_NOT_HELD, person=mandate.person, post=mandate.title)


def _grant(
    case: Case[Person],
    role: Role,
    agency: str,
    region: str | None = None,
    post: Post | None = None,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> Grant:
    return Grant(
        id=f"{role}-{len(case.state.grants) + 1}",
        role=role,
        agency=agency,
        region=region,
        post=post,
        valid_from=valid_from or case.at,
        valid_until=valid_until,
    )
