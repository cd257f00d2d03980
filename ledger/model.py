"""What goes into the ledger and what comes out of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from ledger.errors import BadAppend

FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to append. `metadata` and `data` are kept and hashed as exactly these bytes (UTF-8 JSON).

    `occurred_at` needs a time zone and lies strictly between the first and the last microsecond that a
    datetime can hold, because the driver sends those two as infinities. Raises BadAppend otherwise.
    """

    event_id: UUID
    type: str
    schema_version: int
    occurred_at: datetime
    metadata: bytes
    data: bytes

    def __post_init__(self) -> None:
        if self.occurred_at.utcoffset() is None:
            raise BadAppend(reason="no_zone", event=self.event_id, at=self.occurred_at)
        if not FIRST_INSTANT < self.occurred_at < LAST_INSTANT:
            raise BadAppend(reason="out_of_range", event=self.event_id, at=self.occurred_at)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as the ledger keeps it; `chain` is the hash over it and everything before it in its stream."""

    stream_id: str
    version: int
    event_id: UUID
    type: str
    schema_version: int
    occurred_at: datetime
    recorded_at: datetime
    metadata: bytes
    data: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A read-model row of the stream that writes it; (kind, key) is unique within the stream.

    `kind` names the list that the row is on, and `body` is what the list shows. The list is sorted by `name` or by
    `due_at` (None comes last) and filtered by `labels`. `words` are what the whole stream is searched by; they belong
    in a row of the kind `words`. At `wake_at` the stream changes without a command.
    """

    kind: str
    key: str
    body: dict[str, Any]
    name: str | None = None
    due_at: datetime | None = None
    wake_at: datetime | None = None
    labels: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


class Sort(StrEnum):
    """What a list is sorted by; rows with equal values are ordered by stream and key."""

    ID = "id"
    NAME = "name"
    DUE = "due"


Place = tuple[Any, str, str]
"""Where a row stands in a list: the value by which that is sorted (None: by id), its stream, its key."""


@dataclass(frozen=True, slots=True)
class StreamRow:
    """A read-model row together with its stream, as a list shows it."""

    stream_id: str
    kind: str
    key: str
    body: dict[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to send once the events it comes with are recorded. Its id is unique in the whole ledger."""

    notice_id: UUID
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Append:
    """A request to append `events` after version `expected_version` of `stream_id` (0: the stream is new).

    `rows`: None leaves the stream's read-model rows as they are; a tuple makes them exactly these.
    `expected_head` is the chain hash that the caller saw at the expected version; `not_after` is when it may be
    recorded at the latest, by the database's clock. A stream keeps the correlation of its first append. Raises
    BadAppend when there are no events or two share an id.
    """

    stream_id: str
    correlation_id: str
    expected_version: int
    events: tuple[NewEvent, ...]
    rows: tuple[Row, ...] | None = None
    notices: tuple[Notice, ...] = ()
    expected_head: bytes | None = None
    not_after: datetime | None = None

    def __post_init__(self) -> None:
        if not self.events:
            raise BadAppend(reason="no_events", stream=self.stream_id)
        if len({event.event_id for event in self.events}) < len(self.events):
            raise BadAppend(reason="same_id", stream=self.stream_id)


@dataclass(frozen=True, slots=True)
class Appended:
    """A receipt: `version` and `chain` are those of the last event; `repeated` if they were there before."""

    stream_id: str
    version: int
    event_ids: tuple[UUID, ...]
    chain: bytes
    repeated: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream ends."""

    stream_id: str
    version: int
    chain: bytes
    correlation_id: str
