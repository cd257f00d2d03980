"""Recomputes the closed days of a daybook, in one pass over its rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.db.reading_ahead import parts
from ledger.log.daybooks import DAYBOOKS, Closed, Daybook, Hashing, Row, day_of, parse_closed
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


async def check_daybooks(connection: Connection) -> Report:
    """Checks every closing of every daybook; the caller holds the snapshot."""
    report = Report()
    for daybook in DAYBOOKS:
        days, part = await checked_days(connection, daybook)
        report.add(part)
        count, _ = await open_rows(connection, daybook, days)
        report.closed_rows[daybook.name] += sum(each.found.rows for each in days)
        report.open_rows[daybook.name] += count
        for each in days:
            if not each.ok:
                found = Problem(daybook.stream, each.version, daybook.name, _value(each.closed), _value(each.found))
                report.problems.append(found)
    return report


async def checked_days(connection: Connection, daybook: Daybook) -> tuple[list[Checked], Report]:
    """The closings that can be read, each with what its rows come to; and what is wrong with the rest: closings that
    can't be read or don't continue the one before, and rows from before the first day that was closed.
    """
    report, claimed = Report(), list[tuple[int, Closed]]()

    def wrong(version: int, expected: Value, found: Value) -> None:
        report.problems.append(Problem(daybook.stream, version, daybook.name, expected, found))

    for version, type_name, data in await connection.fetch(query("daybook_closings"), daybook.stream):
        closed = parse_closed(daybook, data) if type_name == daybook.closed_by else None
        if closed is None:
            wrong(version, value("sound_days"), value("no_days_closed"))
        elif claimed and closed.first != (first := claimed[-1][1].last + timedelta(days=1)):
            wrong(version, _from(first), _from(closed.first))
        else:
            claimed.append((version, closed))
    if not claimed:
        return [], report
    sums, early = [Hashing(daybook) for _ in claimed], 0
    position, first = 0, claimed[0][1].first
    cursor = await connection.cursor(query("verify_daybook"), daybook.name, claimed[-1][1].until)
    async for records in parts(cursor, lambda _: ROW_SIZE):
        for record in records:
            row = Row(**record)
            day = day_of(row.at)
            if day < first:
                early += 1
                continue
            while day > claimed[position][1].last:
                position += 1
            if day >= claimed[position][1].first:
                sums[position].add(row)
    if early:
        wrong(1, value("no_rows_before", day=first.isoformat()), value("rows_before", rows=early))
    return [
        Checked(version, closed, Closed(closed.first, closed.last, hashing.count, hashing.digest()))
        for (version, closed), hashing in zip(claimed, sums, strict=True)
    ], report


async def open_rows(connection: Connection, daybook: Daybook, days: list[Checked]) -> tuple[int, date | None]:
    """How many rows are on days after the last that was closed, and the first of those days; no hash covers them."""
    begin = days[-1].closed.until if days else None
    record = await connection.fetchrow(query("daybook_open"), daybook.name, begin)
    assert record is not None
    count, since = record
    return count, day_of(since) if since else None


def _from(day: date) -> Value:
    return value("days_from", day=day.isoformat())


def _value(closed: Closed) -> Value:
    first, last = closed.first.isoformat(), closed.last.isoformat()
    return value("days", first=first, last=last, rows=closed.rows, hash=closed.hash.hex())
