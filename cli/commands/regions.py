"""What a region's officer asks: reports of its pilot, and its adoption of an innovation."""

from decimal import Decimal
from typing import Annotated, Any

from cyclopts import Parameter

from cli.asking import Innovation, Note, Region, ask_adoption, ask_of
from cli.options import Asking, connected
from domain.vocabulary import Phase

Values = Annotated[str, Parameter(name="INDICATOR=VALUE", help="cli.argument.values", required=True)]
AmendedReport = Annotated[int, Parameter(help="cli.option.amended_report", metavar="NUMBER")]
AdoptionPhase = Annotated[Phase, Parameter(help="cli.argument.phase")]


async def report(
    innovation: Innovation,
    /,
    *values: Values,
    region: Region = None,
    note: Note = None,
    options: Asking = Asking(),
) -> int:
    """Report what a region's pilot measured."""
    return await _ask_measured(options, innovation, "report_measurement", values, region, note)


async def amend_measurement(
    innovation: Innovation,
    /,
    *values: Values,
    report: AmendedReport,
    region: Region = None,
    note: Note = None,
    options: Asking = Asking(),
) -> int:
    """Amend a report of what a region's pilot measured: all of it as it should read."""
    return await _ask_measured(options, innovation, "amend_measurement", values, region, note, report=report)


async def _ask_measured(
    options: Asking,
    innovation: str,
    type_name: str,
    values: tuple[str, ...],
    region: str | None,
    note: str | None,
    **more: int,
) -> int:
    from cli.input.pairs import numbers, unique
    from domain.streams import innovation_stream
    from service.reading import Reader

    payload: dict[str, Any] = {"values": unique(numbers(values, Decimal, "cakupan=12,5")), **more}
    if note is not None:
        payload["note"] = note
    async with connected(options) as connections:
        reader = await Reader.asking(connections, options.person)
        payload["region"] = region if region is not None else await reader.officer_region()
        stream = innovation_stream(await reader.innovation_id(innovation))
        return await ask_of(options, connections, stream, type_name, payload)


async def commit_adoption(innovation: Innovation, /, *, region: Region = None, options: Asking = Asking()) -> int:
    """Commit a region to the adoption."""
    return await ask_adoption(options, innovation, region, "commit_adoption")


async def decline_adoption(innovation: Innovation, /, *, region: Region = None, options: Asking = Asking()) -> int:
    """Decline the adoption for a region."""
    return await ask_adoption(options, innovation, region, "decline_adoption")


async def report_adoption(
    innovation: Innovation,
    phase: AdoptionPhase,
    /,
    *,
    region: Region = None,
    note: Note = None,
    options: Asking = Asking(),
) -> int:
    """Report the phase that a region's adoption is in."""
    payload = {"phase": phase} if note is None else {"phase": phase, "note": note}
    return await ask_adoption(options, innovation, region, "report_adoption", payload)


async def amend_adoption_report(
    innovation: Innovation,
    phase: AdoptionPhase,
    /,
    *,
    report: AmendedReport,
    region: Region = None,
    note: Note = None,
    options: Asking = Asking(),
) -> int:
    """Amend a report on a region's adoption: all of it as it should read."""
    payload: dict[str, Any] = {"report": report, "phase": phase}
    if note is not None:
        payload["note"] = note
    return await ask_adoption(options, innovation, region, "amend_adoption_report", payload)


async def complete_adoption(innovation: Innovation, /, *, region: Region = None, options: Asking = Asking()) -> int:
    """Report a region's adoption as completed."""
    return await ask_adoption(options, innovation, region, "complete_adoption")


async def adopt(innovation: Innovation, /, *, region: Region = None, options: Asking = Asking()) -> int:
    """Adopt without being named in the decision."""
    return await ask_adoption(options, innovation, region, "adopt")
