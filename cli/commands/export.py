"""Exports for auditors' own tools, to a file or to standard output."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli import output
from cli.options import Reading, reading
from interchange import Format
from texts import text


async def export(
    innovation: Annotated[str | None, Parameter(help="cli.argument.exported")] = None,
    /,
    *,
    form: Annotated[Format, Parameter(name="--format", help="cli.option.format", metavar="FORMAT")],
    out: Annotated[Path | None, Parameter(help="cli.option.export_out", metavar="FILE")] = None,
    force: Annotated[bool, Parameter(help="cli.option.force")] = False,
    options: Reading = Reading(),
) -> None:
    """Export events for other tools, each with its leaf index and hash."""
    from cli.progress import written
    from cli.whole_file import WholeFile
    from interchange.formats import exporting

    async with reading(options, auditor=True) as reader:
        whole = await reader.innovation_id(innovation) if innovation is not None else None
        async with exporting(reader, form, whole) as parts:
            if out is None:
                async for part in parts:
                    output.write(part)
                output.flush()
                return
            with WholeFile(out, force=force) as file, written(options) as shown:
                size = 0
                async for part in parts:
                    content = part.encode()
                    file.write(content)
                    size += len(content)
                    shown(size)
    if options.as_json:
        output.print_json({"file": str(out), "size": size})
    else:
        output.say(text("cli.written", options.language, file=out, size=size))
