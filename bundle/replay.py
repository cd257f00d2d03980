"""Replays a bundle by the rules of this release: takes its decisions again, and compares the state it shows."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785
from pydantic import TypeAdapter

from domain import codec
from domain.adoption.state import Adoption
from domain.innovation.state import Innovation
from ledger.model import StoredEvent
from ledger.verify.report import Problem, Report
from proof.checking import Checked
from proof.contents import Contents
from proof.errors import BundleRefused, Malformed, Unproved, cause
from proof.event import EPOCH
from proof.recorded import Recorded
from proof.strict_json import read_json
from service.meaning import Reading
from service.origin import Origin
from service.time_travel import Happened, state_of

STATE = "state.json"


def state_schema() -> str:
    """Names the shape of states in this release: SHA-256 of their JSON Schema."""
    schemas = [TypeAdapter(kind).json_schema(mode="serialization") for kind in (Innovation, Adoption)]
    return sha256(rfc8785.dumps(schemas)).hexdigest()


def check_state(contents: Contents) -> None:
    """Replays the events of a bundle whose proofs hold, and compares.

    A bundle of an older release may lack fields that states have gained since; all that it has must be right.
    Raises BundleRefused with the step "state".
    """
    innovation = contents.manifest["innovation"]
    try:
        said = read_json(contents.text(STATE))
        found = state_of(innovation, _happened(contents))
        exact = contents.manifest.get("state_schema") == state_schema()
    except Exception as error:  # whatever a forged event or state breaks is a reason to refuse it
        raise BundleRefused(cause(error), step="state") from error
    for path in contradictions(said, json.loads(json.dumps(found)), exact=exact):
        raise BundleRefused(Malformed("other_state", path=path), step="state")


async def check_decisions(checked: Checked) -> None:
    """Takes every decision in a bundle whose proofs hold again, by the rules of this release.

    Raises BundleRefused with the step "decisions", and the first difference.
    """
    kept = BundleEvents(checked.history)
    found = Report()
    for stream in sorted(checked.history):
        await Reading(stream, Origin(kept), found).read(kept)
    for problem in found.problems:
        why = Malformed("decided_unfounded", stream=problem.stream_id, version=problem.version, cause=_why(problem))
        raise BundleRefused(why, step="decisions")


def _why(problem: Problem) -> Unproved:
    found = problem.found
    return found if isinstance(found, Unproved) else Malformed("unreadable", problem=str(getattr(found, "code", found)))


class BundleEvents:
    """The events of a bundle, read like those of a ledger."""

    def __init__(self, history: Mapping[str, Sequence[Recorded]]) -> None:
        self._streams = {stream: [_stored(each) for each in events] for stream, events in history.items()}

    async def read(self, stream_id: str, *, after: int = 0, upto: int | None = None) -> list[StoredEvent]:
        """The stream's events with `after` < version ≤ `upto` (None: its end), in order."""
        return self._streams.get(stream_id, [])[after:upto]

    async def find(self, pairs: Sequence[tuple[str, UUID]]) -> list[StoredEvent]:
        """Those of the events named by (stream id, event id) that exist."""
        return [each for stream, id in pairs for each in self._streams.get(stream, []) if each.event_id == id]


def _stored(event: Recorded) -> StoredEvent:
    return StoredEvent(
        stream_id=event.stream,
        version=event.version,
        event_id=event.event_id,
        type=event.type,
        schema_version=event.schema_version,
        occurred_at=EPOCH + timedelta(microseconds=event.occurred),
        recorded_at=EPOCH + timedelta(microseconds=event.recorded),
        metadata=event.metadata,
        data=event.data,
        chain=event.chain,
    )


def contradictions(said: Any, found: Any, *, exact: bool, path: str = "") -> Iterator[str]:
    """Where a recorded state contradicts the replayed one.

    Unless `exact`, it may lack fields of the replayed one.
    """
    if isinstance(said, dict) and isinstance(found, dict):
        for name in said.keys() | found.keys() if exact else said.keys():
            inner = f"{path}.{name}" if path else name
            if name in said and name in found:
                yield from contradictions(said[name], found[name], exact=exact, path=inner)
            else:
                yield inner
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for position, (one, other) in enumerate(zip(said, found, strict=True)):
            yield from contradictions(one, other, exact=exact, path=f"{path}.{position}")
    elif said != found or type(said) is not type(found):  # to Python true is 1
        yield path or "it"


def _happened(contents: Contents) -> Iterator[Happened]:
    for line in contents.events():
        with codec.placed(line["stream_id"], line["version"]):
            event = codec.decode(line["type"], line["schema_version"], b64decode(line["data"]))
        yield line["stream_id"], event, EPOCH + timedelta(microseconds=line["occurred_us"])
