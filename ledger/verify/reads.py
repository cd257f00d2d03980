"""Recomputes the closed days of the record of reads, in one pass over its rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.db.reading_ahead import parts
from ledger.log.reads import READS, READS_CLOSED, Closed, Hashing, Read, day_of, parse_closed
from ledger.verify.report import Problem, Report, Value, value

ROW_SIZE = 150


@dataclass(frozen=True, slots=True)
class Checked:
    """Some days that were closed by the event at a version, and what their rows come to now."""

    version: int
    closed: Closed
    found: Closed

    @property
    def ok(self) -> bool:
        """Whether the rows are those that were there when the days were closed."""
        return self.closed == self.found


async def check_reads(connection: Connection) -> Report:
    """Checks every closing of the record of reads; the caller holds the snapshot."""
    days, report = await checked_days(connection)
    report.reads += sum(each.found.reads for each in days)
    report.open_reads, _ = await open_reads(connection, days)
    for each in days:
        if not each.ok:
            report.problems.append(Problem(READS, each.version, "reads", _value(each.closed), _value(each.found)))
    return report


async def checked_days(connection: Connection) -> tuple[list[Checked], Report]:
    """The closings that can be read, each with what its rows come to; and what is wrong with the rest: closings that
    can't be read or don't continue the one before, and rows from before the first day that was closed.
    """
    report, claimed = Report(), list[tuple[int, Closed]]()
    for version, type_name, data in await connection.fetch(query("reads_closings")):
        closed = parse_closed(data) if type_name == READS_CLOSED else None
        if closed is None:
            report.problems.append(Problem(READS, version, "reads", value("sound_reads"), value("no_reads_closed")))
        elif claimed and closed.first != (first := claimed[-1][1].last + timedelta(days=1)):
            expected, found = (
                value("reads_from", day=first.isoformat()),
                value("reads_from", day=closed.first.isoformat()),
            )
            report.problems.append(Problem(READS, version, "reads", expected, found))
        else:
            claimed.append((version, closed))
    if not claimed:
        return [], report
    sums, early = [Hashing() for _ in claimed], 0
    position, first = 0, claimed[0][1].first
    cursor = await connection.cursor(query("verify_reads"), claimed[-1][1].until)
    async for records in parts(cursor, lambda _: ROW_SIZE):
        for record in records:
            read = Read(**record)
            day = day_of(read.read_at)
            if day < first:
                early += 1
                continue
            while day > claimed[position][1].last:
                position += 1
            if day >= claimed[position][1].first:
                sums[position].add(read)
    if early:
        report.problems.append(Problem(READS, 1, "reads", _none_before(first), value("reads_before", reads=early)))
    return [
        Checked(version, closed, Closed(closed.first, closed.last, hashing.count, hashing.digest()))
        for (version, closed), hashing in zip(claimed, sums, strict=True)
    ], report


async def open_reads(connection: Connection, days: list[Checked]) -> tuple[int, date | None]:
    """How many reads are on days after the last that was closed, and the first of those days; no hash covers them."""
    begin = days[-1].closed.until if days else None
    record = await connection.fetchrow(query("reads_open"), begin)
    assert record is not None
    count, since = record
    return count, day_of(since) if since else None


def _none_before(day: date) -> Value:
    return value("no_reads_before", day=day.isoformat())


def _value(closed: Closed) -> Value:
    first, last = closed.first.isoformat(), closed.last.isoformat()
    return value("reads", first=first, last=last, reads=closed.reads, hash=closed.hash.hex())
