"""OCEL 2.0 in the JSON format: events, and the innovations, adoptions, people and regions that they relate to.

Objects come after the events, when all people and regions that events refer to are known. Only their ids are kept in
memory.
"""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from domain import codec
from domain.events import EVENTS, Event
from domain.events.adoption import AdoptionOffered, AdoptionVolunteered
from domain.events.innovation import EditionMoved, InnovationProposed, Pilot, ProposalRevised, Wave
from domain.events.refusal import CommandRefused
from domain.model import Place
from domain.regions import Regions
from domain.streams import ADOPTION, INNOVATION, PERSON, adopter_of, innovation_stream
from interchange.exported import Exported, instant
from interchange.xes import KINDS
from ledger.scan import Snapshot

FOR_EVER = instant(datetime(1970, 1, 1, tzinfo=UTC))
"""The instant that the format prescribes for a value that never changed."""

REGION = "region"
OBJECT_TYPES = {
    INNOVATION: ("title", "agency", "edition"),
    ADOPTION: (),
    PERSON: (),
    REGION: ("code", "name"),
}
EVENT_ATTRIBUTES = {
    "stream": "string",
    "version": "integer",
    "recorded_at": "time",
    "role": "string",
    "reason": "string",
    "command_id": "string",
    "leaf_index": "integer",
    "event_hash": "string",
    "chain": "string",
    "data": "string",
}
PEOPLE = ("evaluators", "evaluator", "successor", "person", "people", "proposed_by")
REGIONS = ("origin", "pilots", "region", "adopters", "adopter", "waves")
"""Fields of events, and of what an amendment amends, that name people and regions; the field is the relation."""


async def ocel(snapshot: Snapshot, innovation: str | None, regions: Regions) -> AsyncIterator[str]:
    """Every innovation's events, and the objects that they are about."""
    met = _Met()
    yield f'{{"objectTypes":{_compact(_object_types())},\n"eventTypes":{_compact(_event_types())},\n"events":['
    numbers = count()
    async for placed in snapshot.events(innovation, kinds=KINDS):
        exported = Exported(placed)
        if exported.innovation is not None:
            yield f"{_comma(next(numbers))}{_compact(_event(exported, codec.read(placed.event), met))}"
    yield '\n],\n"objects":['
    numbers = count()
    async for each in _objects(snapshot, innovation, regions, met):
        yield f"{_comma(next(numbers))}{_compact(each)}"
    yield "\n]}\n"


class _Met:
    """The people and regions that events refer to."""

    def __init__(self) -> None:
        self.people: set[str] = set()
        self.regions: set[str] = set()

    def person(self, person: str, qualifier: str) -> dict[str, str]:
        """A relation to somebody."""
        self.people.add(person)
        return _relation(_id(PERSON, person), qualifier)

    def region(self, region: str, qualifier: str) -> dict[str, str]:
        """A relation to a region."""
        self.regions.add(region)
        return _relation(_id(REGION, region), qualifier)


def _event(exported: Exported, event: Event, met: _Met) -> dict[str, Any]:
    stored = exported.stored
    assert exported.innovation is not None
    relations = [_relation(innovation_stream(exported.innovation), INNOVATION)]
    if adopter_of(stored.stream_id):
        relations.append(_relation(stored.stream_id, ADOPTION))
    relations.append(met.person(exported.actor, "actor"))
    for says in (event, getattr(event, "statement", None)):
        for field in PEOPLE:
            relations += [met.person(each, field) for each in _ids(getattr(says, field, None))]
        for field in REGIONS:
            relations += [met.region(each, field) for each in _ids(getattr(says, field, None))]
    attributes: dict[str, Any] = {
        "stream": stored.stream_id,
        "version": stored.version,
        "recorded_at": instant(stored.recorded_at),
        "role": exported.role,
        "reason": exported.reason,
        "command_id": exported.command_id,
        "leaf_index": exported.leaf_index,
        "event_hash": exported.event_hash,
        "chain": exported.chain,
        "data": stored.data.decode(),
    }
    return {
        "id": f"{stored.stream_id}/{stored.version}",
        "type": stored.type,
        "time": instant(stored.occurred_at),
        "attributes": [{"name": name, "value": value} for name, value in attributes.items() if value is not None],
        "relationships": relations,
    }


async def _objects(
    snapshot: Snapshot, innovation: str | None, regions: Regions, met: _Met
) -> AsyncIterator[dict[str, Any]]:
    """Innovations with their adoptions, then the people and regions that events refer to."""
    kinds = (InnovationProposed, ProposalRevised, EditionMoved, AdoptionOffered, AdoptionVolunteered, CommandRefused)
    types = [each.__name__ for each in kinds]
    about: dict[str, dict[str, Any]] = {}
    case: str | None = None
    async for placed in snapshot.events(innovation, types=types, kinds=KINDS):
        exported = Exported(placed)
        if exported.innovation is None:
            continue
        if exported.innovation != case:
            for each in about.values():
                yield each
            case, about = exported.innovation, {}
        _describe(about, exported, codec.read(placed.event), met)
    for each in about.values():
        yield each
    for person in sorted(met.people):
        yield _object(PERSON, _id(PERSON, person))
    for region in sorted(met.regions):
        known = regions.by_id(region)
        named = {"code": known.code, "name": known.name} if known else {}
        yield _object(REGION, _id(REGION, region), [_value(name, value, FOR_EVER) for name, value in named.items()])


def _describe(about: dict[str, dict[str, Any]], exported: Exported, event: Event, met: _Met) -> None:
    """Add what an event says of an innovation or of its adoption, with the instant from which it holds."""
    assert exported.innovation is not None
    stream, at = innovation_stream(exported.innovation), instant(exported.stored.occurred_at)
    whole = about.setdefault(stream, _object(INNOVATION, stream))
    match event:
        case InnovationProposed():
            described = {"title": event.content.title, "agency": event.agency, "edition": event.edition.name}
            whole["attributes"] += [_value(name, value, at) for name, value in described.items()]
            if event.origin is not None:
                whole["relationships"].append(met.region(event.origin.id, "origin"))
        case ProposalRevised():
            whole["attributes"].append(_value("title", event.content.title, at))
        case EditionMoved():
            whole["attributes"].append(_value("edition", event.edition.name, at))
        case AdoptionOffered() | AdoptionVolunteered():
            adoption = about.setdefault(exported.stored.stream_id, _object(ADOPTION, exported.stored.stream_id))
            adoption["relationships"] += [_relation(stream, INNOVATION), met.region(event.adopter.id, "adopter")]


def _object(kind: str, id: str, attributes: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"id": id, "type": kind, "attributes": attributes or [], "relationships": []}


def _object_types() -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": each, "type": "string"} for each in attributes]}
        for name, attributes in OBJECT_TYPES.items()
    ]


def _event_types() -> list[dict[str, Any]]:
    """Every type that an innovation's streams may hold, each with the same attributes."""
    attributes = [{"name": name, "type": kind} for name, kind in EVENT_ATTRIBUTES.items()]
    return [{"name": name, "attributes": attributes} for name in sorted(EVENTS)]


def _ids(value: object) -> Iterator[str]:
    """The ids that a field of an event names."""
    match value:
        case str():
            yield value
        case Place():
            yield value.id
        case Pilot():
            yield value.place.id
        case Wave():
            yield from _ids(value.adopters)
        case tuple():
            for each in value:
                yield from _ids(each)


def _id(kind: str, id: str) -> str:
    return f"{kind}/{id}"


def _relation(id: str, qualifier: str) -> dict[str, str]:
    return {"objectId": id, "qualifier": qualifier}


def _value(name: str, value: str, since: str) -> dict[str, str]:
    return {"name": name, "time": since, "value": value}


def _comma(number: int) -> str:
    return ",\n" if number else "\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
