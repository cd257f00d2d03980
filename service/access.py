"""The record of reads: who was shown what, as far as whoever asks may see it, and whether its closed days are whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.innovation.state import Innovation
from domain.readings import Reading
from domain.refusals import Code, refuse, require
from domain.streams import INNOVATION, PERSON, innovation_stream, person_stream
from domain.visibility import may_see_everything, may_see_readers, may_see_readings
from domain.vocabulary import Role
from ledger import reads
from ledger.log import daybooks
from ledger.log.daybooks import begin_of, day_of
from ledger.verify.daybooks import checked_days, open_rows
from ledger.verify.report import Problem
from service.afar import over_url
from service.cursors import moment_of, of_moment
from service.reading import Reader
from wiring.connections import AUDITOR, READS
from wiring.errors import BadRequest

DAYBOOKS: dict[str, daybooks.Daybook] = {each.name: each for each in daybooks.DAYBOOKS}
"""Those whose days are closed, by their names."""

READS_BOOK = daybooks.READS.name
"""That of the record of reads."""

CLOSED_WITHIN = timedelta(hours=1)
"""How long after its end a day is closed at the latest, where a sealer works."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to narrow the record to; None narrows nothing."""

    by: str | None = None
    """Who read."""
    person: str | None = None
    """Of whom."""
    innovation: str | None = None
    """Of which innovation, by its id."""
    day: date | None = None
    """On which day of Jakarta."""
    what: tuple[Reading, ...] = ()
    """Of which kinds; empty: of any."""

    @property
    def subject(self) -> str | None:
        """The stream that was read."""
        if self.innovation is not None:
            return innovation_stream(self.innovation)
        return person_stream(self.person) if self.person is not None else None


@over_url
async def readings(reader: Reader, wanted: Wanted, *, after: str | None = None, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` reads before a cursor, each with its own.

    Raises:
        Refused: nobody has an id, there is no such innovation, or what is wanted isn't open to the reader.
        BadRequest: both a person and an innovation are wanted, it is no cursor of this list, or no day of the record.
    """
    if wanted.person is not None and wanted.innovation is not None:
        raise BadRequest("one_of", given=["PERSON", "INNOVATION"])
    await _require_open(reader, wanted)
    begin, end = _bounds(wanted.day) if wanted.day else (None, None)
    found = await reads.found(
        await reader.connections.pool(READS),
        person=wanted.by,
        subject=wanted.subject,
        begin=begin,
        end=end,
        what=[each.value for each in wanted.what] or None,
        after=moment_of(after) if after else None,
        limit=limit,
    )
    return [
        {
            "at": each.read_at.isoformat(),
            "by": each.person,
            "what": each.what,
            "subject": each.subject,
            "via": each.via,
            "cursor": of_moment(each.read_at, each.read_id),
        }
        for each in found
    ]


def innovations_in(found: Iterable[dict[str, Any]]) -> set[str]:
    """The innovations that these reads are about, by their ids."""
    return {name for kind, name in map(_parts, found) if kind == INNOVATION}


def people_in(found: Iterable[dict[str, Any]]) -> set[str]:
    """The people who read, and those who were read of."""
    return {each["by"] for each in found} | {name for kind, name in map(_parts, found) if kind == PERSON}


def _parts(read: dict[str, Any]) -> tuple[str, str]:
    kind, _, name = read["subject"].partition("/")
    return kind, name


async def _require_open(reader: Reader, wanted: Wanted) -> None:
    for person in (wanted.by, wanted.person):
        if person is not None and person != reader.who.id and may_see_everything(reader.who, reader.at):
            await reader.person(person)
    viewer = await reader.viewer()
    if wanted.innovation is not None:
        state = await reader.states.get(Innovation, innovation_stream(wanted.innovation))
        require(state.version, Code.UNKNOWN_INNOVATION, innovation=wanted.innovation)
        if may_see_readers(viewer, state):
            return
    if not may_see_readings(viewer, by=wanted.by, about=wanted.person):
        raise refuse(Code.NOT_OPEN, person=reader.who.id, what="readings", roles=[Role.AUDITOR])


def _bounds(day: date) -> tuple[datetime, datetime]:
    try:
        return begin_of(day), begin_of(day + timedelta(days=1))
    except OverflowError as error:
        raise BadRequest("bad_instant", given=day.isoformat()) from error


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Some days whose rows were closed by one event, and what their rows come to now."""

    version: int
    first: date
    last: date
    rows: int
    """How many there were when they were closed."""
    found: int
    """How many there are."""
    ok: bool
    """Whether they are the same."""

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        first, last = self.first.isoformat(), self.last.isoformat()
        return {
            "first": first,
            "last": last,
            "rows": self.rows,
            "found": self.found,
            "version": self.version,
            "ok": self.ok,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was closed, and what is wrong besides: closings and rows that belong to no day."""

    days: list[ClosedDays]
    problems: list[Problem]
    open: int
    """How many rows are on days that nothing has closed: no hash covers them."""
    open_since: date | None
    """The first of those days."""

    @property
    def overdue(self) -> bool:
        """Whether one of those days should be closed by now."""
        return self.open_since is not None and self.open_since < day_of(datetime.now().astimezone() - CLOSED_WITHIN)

    @property
    def ok(self) -> bool:
        """Whether all is as it was when it was closed."""
        return not self.problems and all(each.ok for each in self.days)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "ok": self.ok,
            "days": [each.as_json() for each in self.days],
            "problems": len(self.problems),
            "open": self.open,
            "open_since": self.open_since.isoformat() if self.open_since else None,
            "overdue": self.overdue,
        }

    def of(self, day: date) -> ClosedDays | None:
        """What closed that day; None where nothing has yet, or nothing was written until the last that was closed."""
        return next((each for each in self.days if each.first <= day <= each.last), None)


@over_url
async def checked(reader: Reader, daybook: str = READS_BOOK) -> Checked:
    """Every closed day of a daybook, if not another the record of reads, recomputed from its rows.

    Raises:
        Refused: the reader is no auditor.
        BadRequest: there is no such daybook.
    """
    if not may_see_everything(reader.who, reader.at):
        raise refuse(Code.NOT_OPEN, person=reader.who.id, what="readings", roles=[Role.AUDITOR])
    if (book := DAYBOOKS.get(daybook)) is None:
        raise BadRequest("invalid_request")
    pool = await reader.connections.pool(AUDITOR)
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        days, report = await checked_days(connection, book)
        count, since = await open_rows(connection, book, days)
    found = [
        ClosedDays(each.version, each.closed.first, each.closed.last, each.closed.rows, each.found.rows, each.ok)
        for each in days
    ]
    return Checked(found, report.problems, count, since)


def today() -> date:
    """The day that isn't over, as days of the record are counted."""
    return day_of(datetime.now().astimezone())
