"""Auditing: the whole history of an innovation, its state at any version or instant, and whether the chain holds.

All of it goes by the events alone, read as `jejak_auditor`; read-model rows are never evidence.
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from activities.kinds import Kind, all_kinds
from domain import codec, decider
from domain.adoption.state import Adoption
from domain.events import Event
from domain.events.refusal import CommandRefused
from domain.refusals import Code, refuse, require
from domain.state import Innovation
from domain.streams import innovation_stream, kind_of
from domain.waits import OpenWait
from ledger.model import StoredEvent
from ledger.store import Ledger
from ledger.verify import verify
from service.connections import AUDITOR, Connections
from service.errors import BadRequest

REFUSALS = "refusals/"
STREAMS_AT_ONCE = 100
_INNOVATION, _ADOPTION = TypeAdapter(Innovation), TypeAdapter(Adoption)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a history: as it is stored, and as it is read."""

    stored: StoredEvent
    event: Event

    @property
    def actor(self) -> str:
        """Who did it; `system` when time or another stream moved it."""
        if isinstance(self.event, CommandRefused):
            return self.event.actor
        return self.event.by.person if self.event.by else decider.SYSTEM

    def as_json(self) -> dict[str, Any]:
        """The event as `history --json` gives it."""
        return {
            "stream": self.stored.stream_id,
            "version": self.stored.version,
            "event_id": str(self.stored.event_id),
            "type": self.stored.type,
            "schema_version": self.stored.schema_version,
            "occurred_at": self.stored.occurred_at.isoformat(),
            "recorded_at": self.stored.recorded_at.isoformat(),
            "actor": self.actor,
            "role": self.event.by.role if self.event.by else None,
            "reason": self.event.reason,
            "command_id": _command_id(self.stored),
            "data": json.loads(self.stored.data),
            "chain": self.stored.chain.hex(),
        }


async def history(connections: Connections, innovation: str) -> list[Entry]:
    """Every event of all streams of an innovation, its refusals included, as they were recorded.

    Raises:
        Refused: nothing of it is recorded.
        UnreadableEvent: an event that this version doesn't know.
    """
    stored = await (await _ledger(connections)).read_correlation(innovation)
    require(stored, Code.UNKNOWN_INNOVATION, innovation=innovation)
    return [Entry(each, _decoded(each)) for each in stored]


async def replay(connections: Connections, innovation: str, as_of: int | datetime | None) -> dict[str, Any]:
    """The state of an innovation as JSON, folded from its events alone; the same events always give the same.

    At a version: of the innovation's own stream. At an instant, or now: of its adoptions too, by what had occurred.

    Raises:
        Refused: it doesn't exist.
        BadRequest: it has no such version, or nothing had occurred by then.
        UnreadableEvent: an event that this version doesn't know.
    """
    ledger = await _ledger(connections)
    kinds, _ = all_kinds(ledger)
    own = innovation_stream(innovation)
    head = await ledger.head(own)
    if head is None:
        raise refuse(Code.UNKNOWN_INNOVATION, innovation=innovation)
    if isinstance(as_of, int):
        if not 1 <= as_of <= head.version:
            raise BadRequest("no_such_version", given=as_of, last=head.version)
        stored = await ledger.read(own, upto=as_of)
    else:
        stored = await ledger.read_correlation(innovation, occurred_by=as_of)
    states = {
        stream: _folded(kinds, stream, events)
        for stream, events in _by_stream(stored).items()
        if not stream.startswith(REFUSALS)
    }
    if own not in states:
        raise BadRequest("nothing_by_then", at=as_of)
    adoptions = {stream.rsplit("/", 1)[1]: state for stream, state in states.items() if stream != own}
    return {
        "innovation": state_json(states[own]),
        "adoptions": {adopter: state_json(adoptions[adopter]) for adopter in sorted(adoptions)},
    }


def differences(before: Any, after: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """What differs between two states as JSON: each changed value with its path, what it was and what it is."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif before != after:
        yield {"path": path, "before": before, "after": after}


def state_json(state: Innovation | Adoption) -> dict[str, Any]:
    """A state as JSON, every collection without an order of its own in a fixed one."""
    adapter: TypeAdapter[Any] = _INNOVATION if isinstance(state, Innovation) else _ADOPTION
    body: dict[str, Any] = adapter.dump_python(state, mode="json")
    for each in fields(state):
        value = getattr(state, each.name)
        if isinstance(value, frozenset):
            body[each.name] = sorted(value)
    waits = sorted(state.waits.values(), key=lambda each: (each.wait.kind, each.wait.subject))
    body["waits"] = [_wait_json(each) for each in waits]
    return body


def _wait_json(each: OpenWait) -> dict[str, Any]:
    return {**each.wait.model_dump(mode="json"), "reminded": each.reminded, "fallen_due": each.fallen_due}


async def verified(connections: Connections, innovation: str | None) -> dict[str, Any]:
    """Every hash of an innovation's streams (None: of all) recomputed, and every event read and folded, as JSON.

    Raises:
        Refused: nothing of that innovation is recorded.
    """
    pool = await connections.pool(AUDITOR)
    report = await verify(pool, innovation)
    require(report.streams or innovation is None, Code.UNKNOWN_INNOVATION, innovation=innovation)
    problems = [_problem(p.stream_id, p.version, p.layer, p.expected, p.found) for p in report.problems]
    ledger = Ledger(pool)
    kinds, _ = all_kinds(ledger)
    async for stream in _streams(ledger, innovation):
        problems += _meaningless(kinds, stream, await ledger.read(stream))
    return {"ok": not problems, "streams": report.streams, "events": report.events, "problems": problems}


async def _ledger(connections: Connections) -> Ledger:
    return Ledger(await connections.pool(AUDITOR))


async def _streams(ledger: Ledger, innovation: str | None) -> AsyncIterator[str]:
    if innovation is not None:
        for head in await ledger.streams(innovation):
            yield head.stream_id
        return
    after = ""
    while page := await ledger.streams_like("", after=after, limit=STREAMS_AT_ONCE):
        for head in page:
            yield head.stream_id
        after = page[-1].stream_id


def _meaningless(kinds: dict[str, Kind[Any]], stream: str, stored: list[StoredEvent]) -> list[dict[str, Any]]:
    """The first event of a stream that can't be read, or doesn't follow from those before it."""
    state = None
    for each in stored:
        try:
            event = _decoded(each)
            state = _evolved(kinds, stream, state, event, each.occurred_at)
        except Exception as error:  # whatever a forged event breaks is a finding, never a reason to stop
            return [_problem(stream, each.version, "meaning", "an event that follows", f"{each.type}: {error}")]
    return []


def _problem(stream: str, version: int, layer: str, expected: str, found: str) -> dict[str, Any]:
    return {"stream": stream, "version": version, "layer": layer, "expected": expected, "found": found}


def _decoded(stored: StoredEvent) -> Event:
    return codec.decode(stored.type, stored.schema_version, stored.data)


def _folded(kinds: dict[str, Kind[Any]], stream: str, stored: list[StoredEvent]) -> Any:
    state = None
    for each in stored:
        state = _evolved(kinds, stream, state, _decoded(each), each.occurred_at)
    return state


def _evolved(kinds: dict[str, Kind[Any]], stream: str, state: Any, event: Event, at: datetime) -> Any:
    """The state of a stream after one more event; refusals have no state."""
    if stream.startswith(REFUSALS):
        return None
    kind = kinds[kind_of(stream)]
    return kind.evolve(kind.states.initial(stream) if state is None else state, event, at)


def _by_stream(stored: list[StoredEvent]) -> dict[str, list[StoredEvent]]:
    streams: dict[str, list[StoredEvent]] = {}
    for each in stored:
        streams.setdefault(each.stream_id, []).append(each)
    return streams


def _command_id(stored: StoredEvent) -> str | None:
    """The command that an event came of: whole in the metadata of its first event, by its id in the others'."""
    metadata = json.loads(stored.metadata)
    if "command" in metadata:
        metadata = {"command_id": json.loads(metadata["command"])["id"]}
    found = metadata.get("command_id")
    return str(found) if found else None
