"""The register of agencies: published whole, then changed one agency at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from domain.administration.case import Case, decided
from domain.agencies import GOVERNMENTS, Agency, Register, day_before, parse_agencies
from domain.basis import Basis
from domain.commands import Command
from domain.commands.administration import (
    AddAgency,
    MergeAgency,
    NewAgency,
    PublishAgencies,
    RenameAgency,
    SplitAgency,
)
from domain.decider import Decider, streams_of_actor
from domain.editions import content_hash
from domain.events import Event
from domain.events.administration import (
    AgenciesPublished,
    AgencyAdded,
    AgencyMerged,
    AgencyRenamed,
    AgencySplit,
)
from domain.periods import JAKARTA
from domain.policy import Policy
from domain.progress import Progress
from domain.refusals import Code, Refusal, refuse, require
from domain.regions import Regions
from domain.rows import ViewRow
from domain.rules import REGIONS, region_in_force, regions_from
from domain.steps import Steps
from domain.streams import AGENCIES_KIND
from domain.tables import Mistake, TableError, mistake, refuse_any
from domain.vocabulary import Role

policy: Policy[Case[Register]] = Policy()
steps: Steps[Register] = Steps()


@policy.on(PublishAgencies, by=Role.ADMINISTRATOR, confirmed=True)
def publish_agencies(case: Case[Register], command: PublishAgencies) -> list[Event]:
    """A table that can be read, of regions that there are and names that no two agencies bear, with the source that it
    was taken from.
    """
    sha256 = content_hash(command.content)
    require(sha256 != case.state.current, Code.UNCHANGED, sha256=sha256)
    try:
        published = parse_agencies(command.content)
        refuse_any([*_unfit(published, case.state, regions_from(case.basis))])
    except TableError as error:
        raise refuse(Code.REFERENCE_INVALID, line=error.line, count=error.count, problems=error.problems) from None
    return [AgenciesPublished(content=command.content, sha256=sha256, source=command.source)]


def _unfit(published: dict[str, Agency], register: Register, regions: Regions) -> Iterator[Mistake]:
    then = replace(register, agencies={**register.agencies, **published})
    for number, agency in enumerate(published.values(), start=2):
        if agency.region is not None and regions.by_id(agency.region) is None:
            yield mistake(number, "region", "no_such_region", region=agency.region)
        if not agency.valid_until and (other := then.bearing(agency.name, but=agency.id)):
            yield mistake(number, "name", "name_twice", other=other)


@policy.on(AddAgency, by=Role.ADMINISTRATOR, confirmed=True)
def add_agency(case: Case[Register], command: AddAgency) -> list[Event]:
    agency = _new(case, command)
    _require_name(case.state, agency.name)
    return [AgencyAdded(agency=agency)]


@policy.on(RenameAgency, by=Role.ADMINISTRATOR, reason=True, confirmed=True)
def rename_agency(case: Case[Register], command: RenameAgency) -> list[Event]:
    agency = case.state.in_force(command.agency, case.at)
    require(agency.name != command.to, Code.SAME_NAME, agency=command.agency, name=command.to)
    _require_name(case.state, command.to, but=command.agency)
    return [AgencyRenamed(agency=command.agency, name=command.to)]


@policy.on(MergeAgency, by=Role.ADMINISTRATOR, reason=True, confirmed=True)
def merge_agency(case: Case[Register], command: MergeAgency) -> list[Event]:
    """Into another one, which is no unit of it; its own units count as the other's from then on."""
    case.state.in_force(command.agency, case.at)
    case.state.in_force(command.into, case.at)
    within = case.state.is_part_of(command.into, command.agency)
    require(not within, Code.MERGED_INTO_OWN, agency=command.agency, into=command.into)
    return [AgencyMerged(agency=command.agency, into=command.into, last_day=day_before(case.at))]


@policy.on(SplitAgency, by=Role.ADMINISTRATOR, reason=True, confirmed=True)
def split_agency(case: Case[Register], command: SplitAgency) -> list[Event]:
    """Into agencies that are new; where it goes on, one is enough."""
    case.state.in_force(command.agency, case.at)
    ids = [each.id for each in command.into]
    for each in ids:
        require(ids.count(each) == 1, Code.AGENCY_KNOWN, agency=each)
    require(command.goes_on or len(ids) > 1, Code.SPLIT_INTO_ONE, agency=command.agency)
    new = tuple(_new(case, each).model_copy(update={"predecessors": (command.agency,)}) for each in command.into)
    last_day = None if command.goes_on else day_before(case.at)
    before = case.state.agencies[command.agency].model_copy(update={"valid_until": last_day})
    then = _with(case.state, before, *new)
    for agency in new:
        _require_name(then, agency.name, but=agency.id)
    return [AgencySplit(agency=command.agency, into=new, last_day=last_day)]


@steps.on(AgenciesPublished)
def agencies_published(state: Register, event: AgenciesPublished, at: datetime) -> Register:
    return replace(state, agencies={**state.agencies, **parse_agencies(event.content)}, current=event.sha256)


@steps.on(AgencyAdded)
def agency_added(state: Register, event: AgencyAdded, at: datetime) -> Register:
    return _with(state, event.agency)


@steps.on(AgencyRenamed)
def agency_renamed(state: Register, event: AgencyRenamed, at: datetime) -> Register:
    return _with(state, state.agencies[event.agency].model_copy(update={"name": event.name}))


@steps.on(AgencyMerged)
def agency_merged(state: Register, event: AgencyMerged, at: datetime) -> Register:
    into = state.agencies[event.into]
    return _with(
        state,
        state.agencies[event.agency].model_copy(update={"valid_until": event.last_day}),
        into.model_copy(update={"predecessors": (*into.predecessors, event.agency)}),
    )


@steps.on(AgencySplit)
def agency_split(state: Register, event: AgencySplit, at: datetime) -> Register:
    before = state.agencies[event.agency].model_copy(update={"valid_until": event.last_day})
    return _with(state, before, *event.into)


def evolve(state: Register, event: Event, at: datetime) -> Register:
    """The register after one more event. Raises KeyError for an event that isn't one of its."""
    return replace(steps.step(state, event, at), version=state.version + 1, last_at=at)


def reads(state: Register, command: Command, basis: Basis) -> set[str]:
    """Who acts, and the regions that agencies govern."""
    return streams_of_actor(command) | {REGIONS}


def decide(state: Register, command: Command, basis: Basis) -> list[Event] | Refusal:
    """What two administrators' command about agencies leads to."""
    return decided(state, state.version, command, AGENCIES_KIND, basis, policy)


def view(state: Register) -> list[ViewRow]:
    """Nothing: agencies are read from their stream."""
    return []


def progress(state: Register, basis: Basis) -> Progress:
    """Nothing is waited for."""
    return Progress(stream=state.id, version=state.version)


REGISTER = Decider(initial=Register, evolve=evolve, reads=reads, decide=decide, view=view, progress=progress)


def _with(state: Register, *changed: Agency) -> Register:
    agencies: Mapping[str, Agency] = {**state.agencies, **{each.id: each for each in changed}}
    return replace(state, agencies=agencies)


def _require_name(state: Register, name: str, but: str | None = None) -> None:
    """Go on if no other agency in force bears that name: texts for people tell agencies apart by it.

    Raises:
        Refused: otherwise.
    """
    other = state.bearing(name, but)
    require(other is None, Code.NAME_TAKEN, agency=other, name=name)


def _new(case: Case[Register], wanted: NewAgency) -> Agency:
    """An agency that begins today.

    Raises:
        Refused: its id is taken, its parent isn't in force, or its region is unknown or governed by another.
    """
    state = case.state
    require(wanted.id not in state.agencies, Code.AGENCY_KNOWN, agency=wanted.id)
    require((wanted.kind == "unit") == (wanted.parent is not None), Code.PARENT_OF_UNIT, kind=wanted.kind)
    if wanted.parent is not None:
        state.in_force(wanted.parent, case.at)
    region = None
    if wanted.region is not None:
        region = region_in_force(regions_from(case.basis), wanted.region, case.at).id
    if wanted.kind in GOVERNMENTS:
        require(region, Code.REGION_REQUIRED)
        other = state.governing(region or "")
        require(other is None, Code.REGION_GOVERNED, region=wanted.region, agency=other)
    return Agency(
        id=wanted.id,
        name=wanted.name,
        kind=wanted.kind,
        parent=wanted.parent,
        region=region,
        valid_from=case.at.astimezone(JAKARTA).date(),
    )
