"""The whole record: every event in its order, with all that identifies it in `events.jsonl`."""

from collections.abc import Sequence
from dataclasses import dataclass

from bundle.trail.happenings import Happening, happening
from bundle.trail.words import Both, both, called, utc, when
from domain.names import Names
from domain.waits import Wait
from service.auditing import Entry


@dataclass(frozen=True, slots=True)
class Line:
    """One event: what happened, the deadlines that it set, and how it stands in the ledger."""

    happening: Happening
    occurred_utc: str
    recorded: Both
    recorded_utc: str
    deadlines: list[Both]
    stream: Both
    version: int
    type: str
    event_id: str
    chain: str


def record(entries: Sequence[Entry], names: Names) -> list[Line]:
    """Every event."""
    return [_line(entry, names) for entry in entries]


def _line(entry: Entry, names: Names) -> Line:
    stored = entry.stored
    return Line(
        happening=happening(entry, names),
        occurred_utc=utc(stored.occurred_at),
        recorded=when(stored.recorded_at),
        recorded_utc=utc(stored.recorded_at),
        deadlines=[_deadline(each, names) for each in entry.event.opens],
        stream=called("stream", stored.stream_id.split("/")[0]),
        version=stored.version,
        type=f"{stored.type} v{stored.schema_version}",
        event_id=str(stored.event_id),
        chain=stored.chain.hex(),
    )


def _deadline(wait: Wait, names: Names) -> Both:
    if wait.subject:
        return both(
            "trail.deadline_of", kind=wait.kind, of=names.regions.get(wait.subject, wait.subject), at=wait.due_at
        )
    return both("trail.deadline", kind=wait.kind, at=wait.due_at)
