"""Daybooks in the ledger: what is written beside it day by day, as the hash of all rows of some days.

row  = id(16) ‖ i64 at_us ‖ lp(text) ‖ lp(text) ‖ …
hash = SHA256("jejak/NAME/v1\\0" ‖ row ‖ row ‖ …)

The rows are in the order of their instants, then of their ids.
"""

import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from proof.errors import ProofFailed
from proof.event import microseconds
from proof.hashes import unhex

WIB = timezone(timedelta(hours=7))
"""In which days begin and end, whatever the clock of whoever reads says."""


@dataclass(frozen=True, slots=True)
class Daybook:
    """One of them."""

    name: Literal["reads", "interventions"]
    """Of its table."""
    closed_by: str
    """The type of the event that closes some of its days."""

    @property
    def stream(self) -> str:
        """Where it is closed."""
        return f"ledger/{self.name}"

    @property
    def domain(self) -> bytes:
        """What its hashes begin with."""
        return f"jejak/{self.name}/v1\0".encode()


READS = Daybook("reads", "ReadsClosed")
"""Who was shown what."""

INTERVENTIONS = Daybook("interventions", "InterventionsClosed")
"""What somebody did with what is another's beside the record."""

DAYBOOKS = (READS, INTERVENTIONS)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a daybook, as it is hashed."""

    row_id: UUID
    at: datetime
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Closed:
    """How many rows there were from the first to the last of these days, and the hash of them all."""

    first: date
    last: date
    rows: int
    hash: bytes

    @property
    def until(self) -> datetime:
        """The instant at which the last day ends."""
        return begin_of(self.last + timedelta(days=1))


class Hashing:
    """The hash of a daybook's rows that come one after the other."""

    def __init__(self, daybook: Daybook) -> None:
        self.count = 0
        self._sha256 = sha256(daybook.domain)

    def add(self, row: Row) -> None:
        """Add the next one."""
        self.count += 1
        texts = (each.encode() for each in row.texts)
        self._sha256.update(row.row_id.bytes + struct.pack(">q", microseconds(row.at)))
        self._sha256.update(b"".join(struct.pack(">I", len(each)) + each for each in texts))

    def digest(self) -> bytes:
        """The hash of those that came."""
        return self._sha256.digest()


def hash_of(daybook: Daybook, rows: Iterable[Row]) -> bytes:
    """The hash of rows, in their order."""
    hashing = Hashing(daybook)
    for row in rows:
        hashing.add(row)
    return hashing.digest()


def day_of(at: datetime) -> date:
    """The day of an instant, as days are closed."""
    return at.astimezone(WIB).date()


def begin_of(day: date) -> datetime:
    """The instant at which such a day begins."""
    return datetime.combine(day, time(), WIB).astimezone(UTC)


def parse_closed(daybook: Daybook, data: bytes) -> Closed | None:
    """What the event of a closing says; None where it isn't in its form."""
    count = daybook.name
    try:
        said: dict[str, Any] = json.loads(data)
        if said.keys() != {"first", "last", count, "hash"} or type(said[count]) is not int or said[count] < 1:
            raise ValueError(said)
        first, last = date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
        if first > last:
            raise ValueError(said)
        return Closed(first, last, said[count], unhex(said["hash"]))
    except (ValueError, TypeError, AttributeError, ProofFailed):
        return None
