"""What a region's officer asks of its adoption of an innovation."""

from typing import Annotated

from typer import Argument, Option

from cli.app import app, command
from cli.asking import REGIONS, InnovationArgument, RegionOption, ask_adoption
from cli.options import Asking
from domain.commands.adoption import Phase


@command(app, "commit-adoption", REGIONS)
async def commit_adoption(options: Asking, innovation: InnovationArgument, region: RegionOption = None) -> int:
    """Nyatakan bahwa daerah Anda bersedia mereplikasi. / Commit your region to the adoption."""
    return await ask_adoption(options, innovation, region, "commit_adoption", {})


@command(app, "decline-adoption", REGIONS)
async def decline_adoption(options: Asking, innovation: InnovationArgument, region: RegionOption = None) -> int:
    """Nyatakan bahwa daerah Anda tidak bersedia, dengan --reason. / Decline for your region, with --reason."""
    return await ask_adoption(options, innovation, region, "decline_adoption", {})


@command(app, "report-adoption", REGIONS)
async def report_adoption(
    options: Asking,
    innovation: InnovationArgument,
    phase: Annotated[Phase, Argument(metavar="PHASE", help="prepare, adapt, replicate, evaluate")],
    region: RegionOption = None,
    note: Annotated[str | None, Option(help="Catatan / a note")] = None,
) -> int:
    """Laporkan fase replikasi di daerah Anda. / Report the phase that your region's adoption is in."""
    payload = {"phase": phase} if note is None else {"phase": phase, "note": note}
    return await ask_adoption(options, innovation, region, "report_adoption", payload)


@command(app, "complete-adoption", REGIONS)
async def complete_adoption(options: Asking, innovation: InnovationArgument, region: RegionOption = None) -> int:
    """Nyatakan replikasi di daerah Anda selesai. / Report your region's adoption as completed."""
    return await ask_adoption(options, innovation, region, "complete_adoption", {})


@command(app, "adopt", REGIONS)
async def adopt(options: Asking, innovation: InnovationArgument, region: RegionOption = None) -> int:
    """Replikasi atas prakarsa sendiri, tanpa disebut dalam keputusan. / Adopt without being named in the decision."""
    return await ask_adoption(options, innovation, region, "adopt", {})
