"""Editions and reference data, for administrators: published whole, each version under the hash of its text."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from cli import output
from cli.asking import ask_of
from cli.listing import Listing, instant, show_all
from cli.options import Asking, Reading, connected, reading

if TYPE_CHECKING:
    from service.publishing import Publication


async def publish_edition(
    file: Annotated[Path, Parameter(help="cli.argument.edition_file")], /, *, options: Asking = Asking()
) -> int:
    """Publish an edition, the rules of a year; what was proposed stays with its version."""
    from cli.input.files import read_text
    from service.publishing import edition

    return await ask_publication(options, edition(read_text(file)))


async def list_editions(*, options: Listing = Listing()) -> None:
    """The editions as published last."""
    from domain.streams import EDITION

    await _list(options, EDITION)


async def show(
    name: Annotated[str, Parameter(name="EDITION", help="cli.argument.edition")], /, *, options: Reading = Reading()
) -> None:
    """An edition as published last: what a proposal answers, what is scored, and how long everything may take."""
    async with reading(options) as reader:
        edition, pin = await reader.edition(name)
    if options.as_json:
        document = edition.model_dump(mode="json")
        output.print_json({"sha256": pin.sha256, **document, "own_signature": sorted(edition.own_signature)})
        return
    from cli.edition import show as show_edition

    show_edition(edition, pin, options.language)


async def publish_reference(
    kind: Annotated[Literal["regions", "calendar"], Parameter(help="cli.argument.reference")],
    file: Annotated[Path, Parameter(help="cli.argument.reference_file")],
    /,
    *,
    source: Annotated[str, Parameter(help="cli.option.source", metavar="TEXT")],
    options: Asking = Asking(),
) -> int:
    """Publish a table of regions or holidays with its source."""
    from cli.input.files import read_text
    from service.publishing import reference

    return await ask_publication(options, reference(kind, read_text(file), source))


async def list_reference(*, options: Listing = Listing()) -> None:
    """Reference data as published last."""
    from domain.streams import REFERENCE

    await _list(options, REFERENCE)


async def ask_publication(options: Asking, found: "Publication") -> int:
    """Ask for a publication, and say what came of it."""
    async with connected(options) as connections:
        return await ask_of(options, connections, found.stream, found.command, found.payload)


async def _list(options: Listing, kind: str) -> None:
    async with reading(options) as reader:
        found = await reader.publications(kind)
    rows = ((each["name"], each["versions"], instant(each["published_at"]), each["sha256"]) for each in found)
    await show_all(options, ("name", "versions", "published_at", "sha256"), rows, found)
