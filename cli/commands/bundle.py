"""Bundles: everything about an innovation in one file that proves itself."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.options import Reading, reading
from texts import text
from wiring.errors import BadRequest

if TYPE_CHECKING:
    from bundle.build import Bundler


async def bundle(
    innovation: Annotated[str | None, Parameter(help="cli.argument.innovation")] = None,
    /,
    *,
    out: Annotated[Path, Parameter(help="cli.option.bundle_out", metavar="FILE")],
    every: Annotated[bool, Parameter(name="--all", help="cli.option.all")] = False,
    since: Annotated[Path | None, Parameter(help="cli.option.bundle_since", metavar="CHECKPOINT")] = None,
    options: Reading = Reading(),
) -> None:
    """Pack an innovation's trail with its proofs, to be checked without any server."""
    from bundle.build import bundling
    from cli.input.files import read_checkpoint

    if innovation is None and not every:
        raise BadRequest("one_needed", given=["INNOVATION", "--all"])
    if innovation is not None and every:
        raise BadRequest("one_of", given=["INNOVATION", "--all"])
    note = None if since is None else read_checkpoint(since)
    async with reading(options, auditor=True) as reader:
        whole = await reader.innovation_id(innovation) if innovation is not None else None
        async with bundling(reader.connections, whole, since=note, patience_s=options.timeout) as bundler:
            if whole is not None:
                made = [await _write(bundler, whole, out)]
            else:
                made = await _write_all(bundler, options, out)
    if options.as_json:
        output.print_json(made if every else made[0])
    elif every:
        output.say(text("cli.bundled_all", options.language, number=len(made), out=out))
    else:
        output.say(text("cli.bundled", options.language, **made[0]))


async def _write_all(bundler: "Bundler", options: Reading, directory: Path) -> list[dict[str, Any]]:
    """A bundle of every innovation, one after the other."""
    from cli.progress import phases

    made = []
    innovations = bundler.innovations
    with phases(options) as shown:
        for innovation in innovations:
            made.append(await _write(bundler, innovation, directory / f"{innovation}.zip"))
            shown("bundles", len(made), len(innovations))
    return made


async def _write(bundler: "Bundler", innovation: str, path: Path) -> dict[str, Any]:
    from hashlib import sha256

    from cli.whole_file import WholeFile

    packed, checked = await bundler.bundle(innovation)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest("unwritable_file", file=path, cause=error) from None
    with WholeFile(path) as file:
        file.write(packed)
    return {
        "innovation": innovation,
        "file": str(path),
        "sha256": sha256(packed).hexdigest(),
        "size": len(packed),
        "streams": checked.streams,
        "events": checked.events,
        "closed_at": checked.closed_at.isoformat(),
        "tree_size": checked.checkpoint.size,
    }
