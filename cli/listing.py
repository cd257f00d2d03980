"""Lists: a table for people, JSON for programs, or a file for spreadsheets, of the same columns and rows."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from cyclopts import Parameter
from cyclopts.validators import Number

from cli import output
from cli.options import SHARED, Reading
from interchange import Sheet
from texts import Lang, day, number, text
from texts.locales import JAKARTA
from wiring.errors import BadRequest

if TYPE_CHECKING:
    from interchange.sheets import Value

PAGE, PAGE_OF_A_FILE = 50, 500

SHORT = 8
"""Characters of an id that a list shows; as a prefix they do wherever an innovation or a draft is named."""

Limit = Annotated[
    int | None,
    Parameter(help="cli.option.limit", metavar="NUMBER", validator=Number(gte=1, lte=1000)),
]
After = Annotated[str | None, Parameter(help="cli.option.after", metavar="CURSOR")]


@Parameter(name="*", group=SHARED)
@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Reading):
    """Taken by every command that shows a list."""

    sheet: Annotated[Sheet | None, Parameter(name="--format", help="cli.option.sheet", metavar="FORMAT")] = None
    out: Annotated[Path | None, Parameter(help="cli.option.sheet_out", metavar="FILE")] = None
    force: Annotated[bool, Parameter(help="cli.option.force")] = False

    @property
    def wanted(self) -> Sheet | None:
        """The file that is asked for, if any. Raises BadRequest where a file can't be written so."""
        if self.sheet is not None and self.as_json:
            raise BadRequest("one_of", given=["--format", "--json"])
        if self.sheet is None and self.out is not None:
            raise BadRequest("format_needed", forms=[*Sheet])
        if self.sheet is Sheet.XLSX and self.out is None and sys.stdout.isatty():
            raise BadRequest("no_workbook_to_a_terminal")
        return self.sheet


class Shortened(NamedTuple):
    """An id or a hash: people see as much of it as they need."""

    whole: str
    shown: int


class Due(NamedTuple):
    """When something falls due, or fell due, and the zone in which a table shows it. A file has one for all rows."""

    at: datetime | None
    overdue: bool = False
    zone: ZoneInfo = JAKARTA


def instant(at: str | None) -> datetime | None:
    """An instant that a list has as ISO text."""
    return datetime.fromisoformat(at) if at else None


Cell = str | int | Decimal | date | Shortened | Due | None
Row = Sequence[Cell]
Page = Callable[[str | None, int], Awaitable[list[dict[str, Any]]]]
"""A page of a list: at most so many items after a cursor, each with its own."""


async def show_pages(
    options: Listing,
    names: tuple[str, ...],
    page: Page,
    row: Callable[[dict[str, Any]], Row],
    nothing: str,
    *,
    limit: int | None,
    after: str | None,
) -> list[dict[str, Any]]:
    """Show a page of a list, or write the whole list to a file; returns the items that are shown as a table."""
    if options.wanted is not None:
        await write(options, names, _rows(page, row, limit, after))
        return []
    most = PAGE if limit is None else limit
    found = await page(after, most)
    if options.as_json:
        output.print_json(found)
        return []
    lang = options.language
    if not found:
        output.say(nothing)
        return []
    output.table(output.columns(names, lang), [shown(row(each), lang) for each in found])
    if len(found) == most:
        output.say(text("cli.more", lang, after=found[-1]["cursor"]))
    return found


async def show_all(
    options: Listing, names: tuple[str, ...], rows: Iterable[Row], document: object, nothing: str | None = None
) -> None:
    """Show a list that has no pages; `document` is what JSON has of it, `nothing` what is said of an empty one."""
    if options.wanted is not None:
        await write(options, names, _one_by_one(rows))
    elif options.as_json:
        output.print_json(document)
    elif found := list(rows):
        lang = options.language
        output.table(output.columns(names, lang), [shown(row, lang) for row in found])
    else:
        output.say(nothing or text("cli.nothing", options.language))


async def write(options: Listing, names: tuple[str, ...], rows: AsyncIterator[Row]) -> None:
    """Write a list in the form that is asked for, to a file or to standard output."""
    from cli.progress import written as progress
    from cli.whole_file import WholeFile
    from interchange.sheets import written

    lang, form = options.language, options.wanted
    assert form is not None
    values = (tuple(map(_value, row)) async for row in rows)
    parts = written(form, output.columns(names, lang), values, text("cli.instant_in_a_sheet", lang))
    if options.out is None:
        async for part in parts:
            output.write_bytes(part)
        output.flush()
        return
    size = 0
    with WholeFile(options.out, force=options.force) as file, progress(options) as so_far:
        async for part in parts:
            file.write(part)
            size += len(part)
            so_far(size)
    output.say(text("cli.written", lang, file=options.out, size=size))


def shown(row: Row, lang: Lang) -> list[str | None]:
    """A row as tables show it."""
    return [_shown(cell, lang) for cell in row]


def _shown(cell: Cell, lang: Lang) -> str | None:
    match cell:
        case Shortened(whole, shown):
            return whole[:shown]
        case Due(at, overdue, zone):
            due = output.when(at, lang, zone)
            return text("cli.overdue", lang, due=due) if overdue else due
        case datetime():
            return output.when(cell, lang)
        case date():
            return day(cell, lang)
        case Decimal():
            return number(cell, lang)
        case None:
            return None
    return str(cell)


def _value(cell: Cell) -> "Value":
    """A cell as spreadsheets have it: whole, and of its own type."""
    match cell:
        case Shortened(whole):
            return whole
        case Due(at):
            return at
    return cell


async def _rows(
    page: Page, row: Callable[[dict[str, Any]], Row], limit: int | None, after: str | None
) -> AsyncIterator[Row]:
    """The rows of every page, as many as are asked for."""
    left = limit
    while found := await page(after, PAGE_OF_A_FILE if left is None else min(left, PAGE_OF_A_FILE)):
        for each in found:
            yield row(each)
        after = found[-1]["cursor"]
        if left is not None and (left := left - len(found)) <= 0:
            return


async def _one_by_one(rows: Iterable[Row]) -> AsyncIterator[Row]:
    for row in rows:
        yield row
