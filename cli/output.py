"""What a command prints: JSON for programs, sentences and tables for people. Results go to standard output."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from textwrap import fill

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from proof.visible import visible
from texts import Lang, text
from texts.locales import when as when

PIPED_WIDTH = 160
"""Columns where nobody's terminal says how wide it is."""

READABLE = 96
"""Columns that a line of prose, or a table with prose in it, takes at most."""

GAP = "–"

CHAIN_SHOWN = 12
"""How many digits of a chain hash people are shown."""


@contextmanager
def _named() -> Iterator[None]:
    """Gives a name to what can't take the output, say because its disk is full, as any other file has one."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or "<stdout>"
        raise


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leaves a closed pipe to whoever ends the process, with the code of every other command."""
        raise


def console(*, stderr: bool = False) -> Console:
    """Where sentences and tables go, made anew each time so that it writes to the present stream."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPED_WIDTH
    return _Console(file=stream, width=width, soft_wrap=False, highlight=False, emoji=False)


@_named()
def print_json(value: object) -> None:
    """One JSON document; text as it is, in UTF-8."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


@_named()
def write(text: str) -> None:
    """A part of a text as it is; `flush` after the last."""
    sys.stdout.write(text)


@_named()
def write_bytes(part: bytes) -> None:
    """A part of a file as it is; `flush` after the last."""
    sys.stdout.buffer.write(part)


@_named()
def flush() -> None:
    """Everything written so far goes out, or the error says why it can't."""
    sys.stdout.flush()


@_named()
def say(text: str) -> None:
    """A sentence for whoever asked."""
    console().print(visible(text), markup=False, soft_wrap=True)


@_named()
def heading(text: str) -> None:
    """What stands over a table."""
    console().print(f"\n[bold]{escape(visible(text))}[/bold]", soft_wrap=True)


@_named()
def prose(text: str, *, margin: str = "  ") -> None:
    """What a person wrote, behind a margin, in lines that are easily read and with its own breaks."""
    to = console()
    for line in visible(text).splitlines():
        wrapped = fill(line, min(to.width, READABLE), initial_indent=margin, subsequent_indent=margin)
        to.print(wrapped, markup=False, soft_wrap=True)


@_named()
def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, within: int | None = None) -> None:
    """A table, at most `within` columns wide where that is said; nothing in it is cut off."""
    shown = Table(*(escape(column) for column in columns), box=box.SIMPLE_HEAD, pad_edge=False)
    for column in shown.columns:
        column.overflow = "fold"
    for row in rows:
        shown.add_row(*(escape(GAP if cell in (None, "") else visible(str(cell))) for cell in row))
    to = console()
    to.print(shown, width=min(to.width, within or to.width))


def section(
    code: str, names: Iterable[str], rows: Sequence[Sequence[object]], lang: Lang, *, within: int | None = None
) -> None:
    """A table under its heading; neither where there is nothing in it."""
    if rows:
        heading(text(f"cli.{code}", lang))
        table(columns(names, lang), rows, within=within)


def columns(names: Iterable[str], lang: Lang) -> list[str]:
    """The headings of a table."""
    return [text(f"column.{name}", lang) for name in names]


def note(text: str) -> None:
    """A sentence that is no result, at once, on standard error."""
    console(stderr=True).print(visible(text), markup=False, soft_wrap=True)


def complain(message: str, hint: str, details: Iterable[str]) -> None:
    """What went wrong, line by line in detail, and what to do about it, on standard error."""
    to = console(stderr=True)
    to.print(f"[bold red]{escape(visible(message))}[/bold red]", soft_wrap=True)
    for detail in details:
        to.print(f"  {visible(detail)}", markup=False, soft_wrap=True)
    to.print(f"→ {visible(hint)}", markup=False, soft_wrap=True)
