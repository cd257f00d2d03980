"""The record of reads in the ledger: the hash of all that was read in some days.

row  = read_id(16) ‖ i64 read_us ‖ lp(person) ‖ lp(via) ‖ lp(what) ‖ lp(subject)
hash = SHA256("jejak/reads/v1\\0" ‖ row ‖ row ‖ …)

The rows are in the order of their instants, then of their ids.
"""

import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from hashlib import sha256
from typing import Any
from uuid import UUID

from proof.errors import ProofFailed
from proof.event import microseconds
from proof.hashes import unhex

READS = "ledger/reads"
READS_CLOSED = "ReadsClosed"
DOMAIN = b"jejak/reads/v1\0"
WIB = timezone(timedelta(hours=7))
"""In which days begin and end, whatever the clock of whoever reads says."""


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody was shown something."""

    read_id: UUID
    read_at: datetime
    person: str
    via: str
    what: str
    subject: str
    """The stream that it is about."""


@dataclass(frozen=True, slots=True)
class Closed:
    """How many reads there were from the first to the last of these days, and the hash of them all."""

    first: date
    last: date
    reads: int
    hash: bytes

    @property
    def until(self) -> datetime:
        """The instant at which the last day ends."""
        return begin_of(self.last + timedelta(days=1))


class Hashing:
    """The hash of reads that come one after the other."""

    def __init__(self) -> None:
        self.count = 0
        self._sha256 = sha256(DOMAIN)

    def add(self, read: Read) -> None:
        """Add the next one."""
        self.count += 1
        texts = (each.encode() for each in (read.person, read.via, read.what, read.subject))
        self._sha256.update(read.read_id.bytes + struct.pack(">q", microseconds(read.read_at)))
        self._sha256.update(b"".join(struct.pack(">I", len(each)) + each for each in texts))

    def digest(self) -> bytes:
        """The hash of those that came."""
        return self._sha256.digest()


def hash_of(reads: Iterable[Read]) -> bytes:
    """The hash of reads, in their order."""
    hashing = Hashing()
    for read in reads:
        hashing.add(read)
    return hashing.digest()


def day_of(at: datetime) -> date:
    """The day of an instant, as days are closed."""
    return at.astimezone(WIB).date()


def begin_of(day: date) -> datetime:
    """The instant at which such a day begins."""
    return datetime.combine(day, time(), WIB).astimezone(UTC)


def parse_closed(data: bytes) -> Closed | None:
    """What a ReadsClosed event says; None where it isn't in its form."""
    try:
        said: dict[str, Any] = json.loads(data)
        if said.keys() != {"first", "last", "reads", "hash"} or type(said["reads"]) is not int or said["reads"] < 1:
            raise ValueError(said)
        first, last = date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
        if first > last:
            raise ValueError(said)
        return Closed(first, last, said["reads"], unhex(said["hash"]))
    except (ValueError, TypeError, AttributeError, ProofFailed):
        return None
