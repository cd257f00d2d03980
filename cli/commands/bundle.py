"""Bundles: everything about an innovation in one file that proves itself."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from bundle.build import Bundler, bundling
from cli import output, texts
from cli.app import app, command
from cli.commands.history import AUDITORS
from cli.commands.verify import progress_bar
from cli.input.files import read_checkpoint
from cli.options import Reading, connected
from cli.whole_file import WholeFile
from service.reading import Reader
from wiring.connections import AUDITOR
from wiring.errors import BadRequest


@command(app, "bundle", AUDITORS)
async def bundle(
    options: Reading,
    out: Annotated[
        Path, Option("--out", metavar="FILE", help="Berkas zip; dengan --all: direktori / with --all: directory")
    ],
    innovation: Annotated[
        str | None, Argument(metavar="[INNOVATION]", help="Nomor inovasi atau awalannya / id or prefix")
    ] = None,
    every: Annotated[bool, Option("--all", help="Semua inovasi, satu berkas masing-masing / all, a file each")] = False,
    since: Annotated[
        Path | None,
        Option("--since", metavar="CHECKPOINT", help="Dengan bukti sejak titik periksa ini / with a proof from it on"),
    ] = None,
) -> None:
    """Kemas jejak sebuah inovasi beserta buktinya, agar dapat diperiksa tanpa server. / Pack an innovation's trail with
    its proofs, to be checked without any server.
    """
    if innovation is None and not every:
        raise BadRequest("one_needed", given="INNOVATION, --all")
    if innovation is not None and every:
        raise BadRequest("one_of", given="INNOVATION, --all")
    note = None if since is None else read_checkpoint(since)
    async with connected(options) as connections:
        reader = await Reader.on(connections, AUDITOR)
        whole = await reader.innovation_id(innovation) if innovation is not None else None
        async with bundling(connections, whole, since=note, patience_s=options.timeout) as bundler:
            if whole is not None:
                made = [await _write(bundler, whole, out)]
            else:
                made = await _write_all(bundler, options, out)
    if options.as_json:
        output.print_json(made if every else made[0])
    elif every:
        output.say(texts.told("bundled_all", options.language, number=len(made), out=out))
    else:
        output.say(texts.told("bundled", options.language, **made[0]))


async def _write_all(bundler: Bundler, options: Reading, directory: Path) -> list[dict[str, Any]]:
    """A bundle of every innovation, one after the other."""
    made = []
    innovations = bundler.innovations
    with progress_bar(options) as told:
        for innovation in innovations:
            made.append(await _write(bundler, innovation, directory / f"{innovation}.zip"))
            told("bundles", len(made), len(innovations))
    return made


async def _write(bundler: Bundler, innovation: str, path: Path) -> dict[str, Any]:
    packed, checked = await bundler.bundle(innovation)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest("unwritable_file", file=path, problem=error.strerror or error) from None
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
