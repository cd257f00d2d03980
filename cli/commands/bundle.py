"""Bundles: everything about an innovation in one file that proves itself."""

from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.options import Reading, reading
from texts import text
from wiring.errors import BadRequest

if TYPE_CHECKING:
    from bundle.afar import BundlerAfar
    from bundle.build import Bundler


async def bundle(
    innovation: Annotated[str | None, Parameter(help="cli.argument.innovation")] = None,
    /,
    *,
    out: Annotated[Path, Parameter(help="cli.option.bundle_out", metavar="FILE")],
    every: Annotated[bool, Parameter(name="--all", help="cli.option.all")] = False,
    force: Annotated[bool, Parameter(help="cli.option.force")] = False,
    since: Annotated[Path | None, Parameter(help="cli.option.bundle_since", metavar="CHECKPOINT")] = None,
    options: Reading = Reading(),
) -> None:
    """Pack an innovation's trail with its proofs, to be checked without any server."""
    from bundle.afar import bundling_afar
    from bundle.build import bundler_for
    from cli.input.files import read_checkpoint
    from wiring.keys import known_log_keys

    if innovation is None and not every:
        raise BadRequest("one_needed", given=["INNOVATION", "--all"])
    if innovation is not None and every:
        raise BadRequest("one_of", given=["INNOVATION", "--all"])
    note = None if since is None else read_checkpoint(since)
    async with reading(options, auditor=True) as reader:
        whole = await reader.innovation_id(innovation) if innovation is not None else None
        async with AsyncExitStack() as opened:
            bundler: Bundler | BundlerAfar
            if reader.connections.afar is not None:
                bundler = await opened.enter_async_context(bundling_afar(reader.connections, whole, since=note))
            else:
                bundler = await bundler_for(reader, whole, since=note, patience_s=options.timeout)
            if whole is not None:
                made = [await _write(bundler, whole, out, force=force)]
            else:
                made = await _write_all(bundler, options, out, force=force)
        _say(made, options, every=every, out=out)
        if reader.connections.afar is not None and not options.as_json and not known_log_keys(options.settings()):
            output.say(text("cli.bundled_unknown", options.language))


def _say(made: list[dict[str, Any]], options: Reading, *, every: bool, out: Path | None = None) -> None:
    if options.as_json:
        output.print_json(made if every else made[0])
    elif every:
        output.say(text("cli.bundled_all", options.language, number=len(made), out=out))
    else:
        output.say(text("cli.bundled", options.language, **made[0]))


async def _write_all(
    bundler: "Bundler | BundlerAfar", options: Reading, directory: Path, *, force: bool
) -> list[dict[str, Any]]:
    """A bundle of every innovation, one after the other; none if one of them can't be written for what stands there."""
    from cli.progress import phases

    files = {innovation: directory / f"{innovation}.zip" for innovation in bundler.innovations}
    _refuse_replacing(directory, files.values(), force=force)
    made = []
    with phases(options) as shown:
        for innovation, path in files.items():
            made.append(await _write(bundler, innovation, path, force=force))
            shown("bundles", len(made), len(files))
    return made


def _refuse_replacing(directory: Path, files: Iterable[Path], *, force: bool) -> None:
    """Raises BadRequest when the directory is a link, or one of the files may not be replaced."""
    from cli.whole_file import refuse_replacing

    if directory.is_symlink():
        raise BadRequest("not_replaced", reason="link", file=directory)
    for path in files:
        refuse_replacing(path, force=force)


async def _write(bundler: "Bundler | BundlerAfar", innovation: str, path: Path, *, force: bool) -> dict[str, Any]:
    from hashlib import sha256

    from cli.whole_file import WholeFile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest("unwritable_file", file=path, cause=error) from None
    with WholeFile(path, force=force) as file:
        packed, checked = await bundler.bundle(innovation)
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
