"""Doubts before something is sent: whether it looks like a repeat, comes too early, or goes to an address that others
said, by what is recorded and kept now.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from domain import codec, doubts
from domain.adoption.state import Adoption
from domain.commands import PAYLOADS, Payload
from domain.commands.adoption import ReportAdoption
from domain.commands.innovation import Propose, ReportMeasurement
from domain.doubts import Doubt
from domain.events import Event
from domain.events.adoption import AdoptionReported
from domain.events.innovation import MeasurementReported
from domain.grants import Person
from domain.innovation.state import Innovation
from domain.next_acts import AMENDS, Tables, may_ask
from domain.readings import Reading
from domain.rows import label
from domain.streams import ADOPTION, INNOVATION, correlation_of, innovation_stream, kind_of, person_stream
from domain.vocabulary import Role
from ledger.db.paging import Narrowed
from ledger.model import Place, StoredEvent
from service.afar import over_url
from service.auditing import command_id as command_of
from service.reading import ROWS_AT_ONCE, Reader

E = TypeVar("E", bound=Event)

DOUBTED: tuple[type[Payload], ...] = (Propose, ReportMeasurement, ReportAdoption)
"""What may be doubted at all."""

RECENT = timedelta(days=5 * 365)
"""How long ago an innovation was proposed at most for another to be taken for it."""


@over_url
async def doubt(
    reader: Reader, stream: str, type_name: str, payload: dict[str, Any], command_id: UUID | None
) -> Doubt | None:
    """What to ask a person about before it is sent, if anything; of a command that was recorded already, nothing, and
    nothing of what they may not do: a doubt would tell them what is recorded.

    Raises:
        UnreadableEvent: an event that this version doesn't know.
    """
    try:
        asked = PAYLOADS[type_name].model_validate(payload)
    except (KeyError, ValidationError):
        return None  # it will be refused
    if type(asked) in AMENDS:
        return None  # it says anew what was said before
    now = datetime.now(UTC)
    if not await _may(reader, stream, asked, now):
        return None  # it will be refused, and that recorded
    if isinstance(asked, Propose):
        return await _of_proposal(reader, stream, asked, now)
    recorded = await reader.ledger.read(stream)
    if command_id is not None and any(command_of(each) == str(command_id) for each in recorded):
        return None
    if isinstance(asked, ReportMeasurement):
        for pilot in (await reader.states.get(Innovation, stream)).pilots.values():
            whole = {each.key for each in pilot.indicators} == asked.values.keys()
            if pilot.place.code == asked.region and whole and not pilot.aborted:
                last = _last(MeasurementReported, recorded, region=pilot.place.id)
                return doubts.of_measurement(pilot, asked.values, last, now)
    if isinstance(asked, ReportAdoption):
        state = await reader.states.get(Adoption, stream)
        return doubts.of_adoption_report(state, asked.phase, asked.note, _last(AdoptionReported, recorded), now)
    return None


@over_url
async def doubt_of_roles(
    reader: Reader, person: str, roles: Sequence[tuple[Role, str]], given: Mapping[str, str]
) -> Doubt | None:
    """What to ask the ministry's administrators about before they grant somebody these roles, each for its agency: the
    name and address, but for what is given anew, that an agency's own administrator may have kept, and that would count
    for these too. That the reader is shown them is recorded.
    """
    if not reader.who.is_administrator(reader.at):
        return None
    subject, agencies = await reader.states.get(Person, person_stream(person)), await reader.agencies()
    if not any(doubts.is_new_to(subject, role, agency, agencies) for role, agency in roles):
        return None
    kept = (await reader.contacts([person]))[person]
    found = doubts.of_contacts(person, {field: value for field, value in kept.items() if field not in given})
    if found is not None:
        await reader.record(Reading.CONTACTS, person_stream(person))
    return found


async def _may(reader: Reader, stream: str, asked: Payload, at: datetime) -> bool:
    """Whether the reader may ask that, for the agency or the region that it is about."""
    who, tables = reader.who, Tables(await reader.regions(), await reader.agencies())
    if isinstance(asked, Propose):
        return bool(who.proposing_for(asked.agency, tables.agencies, at))
    own = innovation_stream(correlation_of(stream))
    basis = await reader.states.basis([own, stream])
    innovation = basis.state(Innovation, own)
    adoption = basis.state(Adoption, stream) if kind_of(stream) == ADOPTION else None
    if isinstance(asked, ReportMeasurement):
        places = [pilot.place for pilot in innovation.pilots.values() if pilot.place.code == asked.region]
        if not any(who.is_officer_for(each.id, tables.regions, at) for each in places):
            return False
    return may_ask(who, innovation, adoption, tables, at)(type(asked))


async def _of_proposal(reader: Reader, stream: str, asked: Propose, now: datetime) -> Doubt | None:
    if await reader.ledger.head(stream):
        return None
    own = (await reader.agencies()).counting_as([asked.agency])
    earlier = [each for agency in sorted(own) async for each in _titles(reader, agency)]
    while found := doubts.of_proposal(asked.proposal.title, earlier):
        innovation = found.facts["innovation"]
        [first] = await reader.ledger.read(innovation_stream(innovation), upto=1)
        if first.occurred_at > now - RECENT:
            return found
        earlier = [each for each in earlier if each[0] != innovation]
    return None


async def _titles(reader: Reader, agency: str) -> AsyncIterator[tuple[str, str]]:
    """The ids and titles of an agency's innovations."""
    after: Place | None = None
    labels = [label("agency", agency)]
    while page := await reader.ledger.rows(Narrowed(INNOVATION, labels=labels), after=after, limit=ROWS_AT_ONCE):
        for row in page:
            yield row.body["id"], row.body["title"]
        after = page[-1].place


def _last(kind: type[E], recorded: list[StoredEvent], **having: object) -> E | None:
    """The last event of a kind whose fields are so."""
    for stored in reversed(recorded):
        if stored.type == kind.__name__:
            event = codec.read(stored)
            assert isinstance(event, kind)
            if all(getattr(event, name) == value for name, value in having.items()):
                return event
    return None
