"""The formats by name, and the exporting of one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.readings import Reading
from domain.refusals import Code, require
from domain.regions import Regions
from domain.rules import REGIONS, regions_from
from domain.streams import reference_stream
from interchange import Format
from interchange.afar import exporting_afar
from interchange.cloudevents import cloudevents
from interchange.ocel import ocel
from interchange.spreadsheet import spreadsheet
from interchange.xes import xes
from ledger.scan import snapshot
from service.reading import Reader
from wiring.connections import AUDITOR

Parts = AsyncIterator[str]


@asynccontextmanager
async def exporting(reader: Reader, form: Format, innovation: str | None) -> AsyncIterator[Parts]:
    """An export of one innovation, or of all, as parts of text from one snapshot.

    Raises:
        Refused: nothing of that innovation is recorded, or its whole record (that of all) isn't open to the reader.
        NotPossible, Unavailable: as `exporting_afar`, where the servers are elsewhere.
        UnreadableEvent: during the export, for an event that this version doesn't know.
    """
    if (afar := reader.connections.afar) is not None:
        async with exporting_afar(afar, form, innovation) as parts:
            yield parts
        return
    await reader.require_record(innovation, Reading.EXPORT)
    pool = await reader.connections.pool(AUDITOR)
    ledger = reader.ledger
    require(innovation is None or await ledger.streams(innovation), Code.UNKNOWN_INNOVATION, innovation=innovation)
    regions = Regions(())
    if form is Format.OCEL and await ledger.head(reference_stream("regions")):
        regions = regions_from(await reader.states.basis([REGIONS]))
    async with snapshot(pool) as read:
        match form:
            case Format.CLOUDEVENTS:
                yield cloudevents(read, innovation)
            case Format.OCEL:
                yield ocel(read, innovation, regions)
            case Format.XES:
                yield xes(read, innovation)
            case Format.CSV:
                yield spreadsheet(read, innovation)
