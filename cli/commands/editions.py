"""Editions and reference data, for administrators: published whole, each version under the hash of its text."""

from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

from cli import output, texts
from cli.app import command, group
from cli.asking import told, wish
from cli.commands.people import ADMINISTRATORS
from cli.input.files import read_text
from cli.options import Asking, Reading, connected
from domain.editions import EditionInvalid, parse_edition
from domain.refusals import Code, refuse
from domain.streams import EDITION, REFERENCE, edition_stream, reference_stream
from service import commanding
from service.reading import Reader

editions = group("editions", "Edisi: aturan satu tahun / editions: the rules of a year")
reference = group("reference", "Data acuan: daerah dan hari libur / reference data: regions and holidays")


@command(editions, "publish", ADMINISTRATORS)
async def publish_edition(
    options: Asking, file: Annotated[Path, Argument(metavar="FILE", help="TOML, editions/*.toml")]
) -> int:
    """Terbitkan edisi; inovasi yang sudah diusulkan tetap pada versinya. / Publish an edition; what was proposed stays
    with its version.
    """
    content = read_text(file)
    try:
        name = parse_edition(content).name
    except EditionInvalid as error:
        raise refuse(Code.EDITION_INVALID, problems=error.problems) from None
    async with connected(options) as connections:
        outcome = await commanding.ask(
            connections, edition_stream(name), "publish_edition", {"content": content}, wish(options)
        )
        return told(options, "publish_edition", outcome)


@command(editions, "list", ADMINISTRATORS)
async def list_editions(options: Reading) -> None:
    """Edisi yang berlaku sekarang. / The editions as published last."""
    await _list(options, EDITION)


@command(reference, "publish", ADMINISTRATORS)
async def publish_reference(
    options: Asking,
    kind: Annotated[Literal["regions", "calendar"], Argument(metavar="KIND", help="regions, calendar")],
    file: Annotated[Path, Argument(metavar="FILE", help="CSV, reference/*.csv")],
    source: Annotated[str, Option(help="Sumbernya, misalnya nomor keputusan / its source, such as a decree")],
) -> int:
    """Terbitkan tabel daerah atau hari libur dengan sumbernya. / Publish a table with its source."""
    payload = {"kind": kind, "content": read_text(file), "source": source}
    async with connected(options) as connections:
        outcome = await commanding.ask(connections, reference_stream(kind), "publish_reference", payload, wish(options))
        return told(options, "publish_reference", outcome)


@command(reference, "list", ADMINISTRATORS)
async def list_reference(options: Reading) -> None:
    """Data acuan yang berlaku sekarang. / Reference data as published last."""
    await _list(options, REFERENCE)


async def _list(options: Reading, kind: str) -> None:
    async with connected(options) as connections:
        found = await (await Reader.on(connections)).publications(kind)
    if options.as_json:
        output.print_json(found)
        return
    output.table(
        texts.columns(("name", "versions", "published_at", "sha256"), options.language),
        [(each["name"], each["versions"], output.when(each["published_at"]), each["sha256"]) for each in found],
    )
