"""Exports for auditors' own tools, to a file or to standard output."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from rich.progress import FileSizeColumn, Progress, SpinnerColumn, TimeElapsedColumn
from typer import Argument, Option

from cli import output, texts
from cli.app import app, command
from cli.commands.history import AUDITORS
from cli.options import Reading, connected
from cli.whole_file import WholeFile
from interchange.formats import Format, exporting
from service.reading import Reader
from wiring.connections import AUDITOR

WRITTEN = ("{file} ditulis, {size} byte.", "{file} written, {size:byte}.")


@command(app, "export", AUDITORS)
async def export(
    options: Reading,
    form: Annotated[Format, Option("--format", help="Bentuk: docs/interchange.md / the format")],
    innovation: Annotated[
        str | None, Argument(metavar="[INNOVATION]", help="Baku: semuanya / default: everything")
    ] = None,
    out: Annotated[
        Path | None, Option("--out", metavar="FILE", help="Baku: keluaran standar / default: standard output")
    ] = None,
) -> None:
    """Ekspor peristiwa untuk alat lain, masing-masing dengan nomor daun dan sidiknya. / Export events for other tools,
    each with its leaf index and hash.
    """
    async with connected(options) as connections:
        reader = await Reader.on(connections, AUDITOR)
        whole = await reader.innovation_id(innovation) if innovation is not None else None
        async with exporting(connections, form, whole) as parts:
            if out is None:
                async for part in parts:
                    output.write(part)
                output.flush()
                return
            with WholeFile(out) as file, progress() as shown:
                size = 0
                async for part in parts:
                    content = part.encode()
                    file.write(content)
                    size += len(content)
                    shown(size)
    if options.as_json:
        output.print_json({"file": str(out), "size": size})
    else:
        output.say(texts.said(WRITTEN, options.language, file=out, size=size))


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how many bytes were written; takes the number as it grows."""
    columns = (SpinnerColumn(), FileSizeColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=output.console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda size: bar.update(task, completed=size)
