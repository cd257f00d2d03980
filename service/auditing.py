"""Auditing: the whole history of an innovation, and states as JSON.

All of it goes by the events alone; read-model rows are never evidence.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Any

from pydantic import TypeAdapter

from domain import codec
from domain.adoption.state import Adoption
from domain.commands import SYSTEM
from domain.events import Event
from domain.events.innovation import PilotRepeated, ProposalAdmitted
from domain.events.refusal import CommandRefused
from domain.innovation.state import Innovation
from domain.readings import Reading
from domain.refusals import Code, require
from domain.shown import shown_event
from domain.streams import adopter_of, innovation_stream
from domain.visibility import Viewer, may_see_everything
from domain.waits import OpenWait
from ledger.model import StoredEvent
from service.afar import over_url
from service.reading import Reader

CHAIN = "chain"
_INNOVATION, _ADOPTION = TypeAdapter(Innovation), TypeAdapter(Adoption)


def identity_json(stored: StoredEvent) -> dict[str, Any]:
    """Which event it is, of which type, and when, as programs read it."""
    return {
        "stream": stored.stream_id,
        "version": stored.version,
        "event_id": str(stored.event_id),
        "type": stored.type,
        "schema_version": stored.schema_version,
        "occurred_at": stored.occurred_at.isoformat(),
        "recorded_at": stored.recorded_at.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a history: as it is stored, and as far as it is open to whoever reads."""

    stored: StoredEvent
    event: Event
    post: str | None = None
    """The post in which it was done, with its agency, where it was looked up."""
    not_open: tuple[str, ...] = ()
    """The paths of what isn't open to them; `chain` where the hash isn't."""

    @property
    def actor(self) -> str | None:
        """Who did it; `system` when time or another stream moved it, None where that isn't open."""
        if isinstance(self.event, CommandRefused):
            return self.event.actor
        if "by" in self.not_open:
            return None
        return self.event.by.person if self.event.by else SYSTEM

    @property
    def chain(self) -> str | None:
        """The stream's chain hash up to here, in hex; None where that isn't open."""
        return None if CHAIN in self.not_open else self.stored.chain.hex()

    def as_json(self) -> dict[str, Any]:
        """The event as `history --json` gives it."""
        return identity_json(self.stored) | {
            "actor": self.actor,
            "role": self.event.by.role if self.event.by else None,
            "grant": self.event.by.grant if self.event.by else None,
            "reason": self.event.reason,
            "command_id": command_id(self.stored),
            "data": self._data(),
            "not_open": list(self.not_open),
            "chain": self.chain,
        }

    def _data(self) -> dict[str, Any]:
        """What is recorded; with something left out, by the names that it has today, whatever they were once."""
        if not self.not_open:
            return dict(json.loads(self.stored.data))
        data: dict[str, Any] = json.loads(codec.encode(codec.read(self.stored)))
        for path in self.not_open:
            *above, name = path.split(".")
            reduce(dict.__getitem__, above, data).pop(name, None)
        return data


@over_url
async def history(reader: Reader, innovation: str) -> list[Entry]:
    """Every event of all streams of an innovation, its refusals included, as far as they are open to the reader.

    Raises:
        Refused: nothing of it is recorded.
        UnreadableEvent: an event that this version doesn't know.
        Unrecorded: as `Reader.record`.
    """
    stored = await reader.ledger.read_correlation(innovation)
    require(stored, Code.UNKNOWN_INNOVATION, innovation=innovation)
    entries = [Entry(each, codec.read(each)) for each in stored]
    if may_see_everything(reader.who, reader.at):
        await reader.record(Reading.HISTORY, innovation_stream(innovation))
        return entries
    viewer, now = await reader.viewer(), await reader.states.get(Innovation, innovation_stream(innovation))
    await reader.record_of(Reading.HISTORY, now, viewer)
    return list(_shown(viewer, now, entries))


def _shown(viewer: Viewer, now: Innovation, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The same, as far as they are open to somebody.

    What few values can have been hashed is found by trying them all: so the hashes of a decision of which something
    isn't open aren't either. The signatures that are hashed with it keep those before and after from telling it.
    """
    number, shown = 0, list[Entry]()
    for entry in entries:
        event, stored = entry.event, entry.stored
        if isinstance(event, ProposalAdmitted | PilotRepeated):
            number = event.round
        adopter = adopter_of(stored.stream_id) or None
        seen = shown_event(viewer, now, event, number=number, version=stored.version, adopter=adopter)
        shown.append(Entry(stored, seen.value, not_open=seen.not_open))
    closed = {command_id(entry.stored) for entry in shown if entry.not_open}
    for entry in shown:
        hidden = (CHAIN,) if command_id(entry.stored) in closed else ()
        yield replace(entry, not_open=(*entry.not_open, *hidden))


def state_json(state: Innovation | Adoption) -> dict[str, Any]:
    """A state as JSON, every collection without an order of its own in a fixed one."""
    adapter: TypeAdapter[Any] = _INNOVATION if isinstance(state, Innovation) else _ADOPTION
    body: dict[str, Any] = adapter.dump_python(state, mode="json")
    for each in fields(state):
        value = getattr(state, each.name)
        if isinstance(value, frozenset):
            body[each.name] = sorted(value)
        elif isinstance(value, Mapping):
            sets = {key: sorted(item) for key, item in value.items() if isinstance(item, frozenset)}
            body[each.name] |= sets
    waits = sorted(state.waits.values(), key=lambda each: (each.wait.kind, each.wait.subject))
    body["waits"] = [_wait_json(each) for each in waits]
    return body


def _wait_json(each: OpenWait) -> dict[str, Any]:
    return {**each.wait.model_dump(mode="json"), "reminded": each.reminded, "fallen_due": each.fallen_due}


def command_id(stored: StoredEvent) -> str | None:
    """The command that an event came of: whole in the metadata of its first event, by its id in the others'.

    Raises UnreadableEvent.
    """
    with codec.placed(stored.stream_id, stored.version):
        metadata = codec.parsed(stored.type, stored.schema_version, stored.metadata)
        whole = metadata.get("act", metadata.get("cause"))
        found = whole.get("id") if isinstance(whole, dict) else metadata.get("command_id")
        if whole is not None and not isinstance(found, str):
            raise codec.UnreadableEvent(stored.type, stored.schema_version, "no_command")
    return str(found) if found else None
