"""Rekapitulasi: stages per edition, how long each took, what is overdue, and which innovations those are."""

from collections.abc import AsyncIterator
from dataclasses import astuple

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from console.pages.innovations import WORKBOOK
from console.visit import Visit
from domain.vocabulary import Stage
from interchange import Sheet
from interchange.sheets import Value, written
from service.recap import cases, recap
from texts import text, title

AT_ONCE = 50
FIGURES = ("cases", "overdue", "left", "median", "p90")
COLUMNS = ("column.edition", "column.stage", *(f"recap.column.{each}" for each in FIGURES))


async def show(visit: Visit) -> Response:
    """Every edition, a line for each stage."""
    found = [(each.edition, each.by_stage(), sum(each.stages.values())) for each in await recap(visit.reader)]
    return await visit.page("recap/all", editions=found, called=await visit.editions())


async def show_cases(visit: Visit) -> Response:
    """The innovations that were in a stage for at least so many days."""
    query = visit.request.query_params
    edition, least = query.get("edisi", ""), query.get("hari", "0")
    stage = next((each for each in Stage if each == query.get("tahap")), None)
    if stage is None or not edition or "/" in edition or not (least.isascii() and least.isdecimal() and len(least) < 7):
        raise HTTPException(404)
    found = await cases(
        visit.reader, edition, stage, least=int(least), after=query.get("sesudah") or None, limit=AT_ONCE
    )
    more = dict(query) | {"sesudah": found[-1]["cursor"]} if len(found) == AT_ONCE else None
    return await visit.page(
        "recap/cases",
        found=found,
        edition=edition,
        called=await visit.editions(),
        stage=stage,
        least=int(least),
        more=more,
    )


async def download(visit: Visit) -> Response:
    """All of it in a workbook."""
    lang, found = visit.lang, await recap(visit.reader)

    async def every() -> AsyncIterator[tuple[Value, ...]]:
        for each in found:
            for line in each.by_stage():
                _, *figures = astuple(line)
                yield (each.edition, title("stage", line.stage, lang), *figures)

    headings = [text(code, lang) for code in COLUMNS]
    parts = written(Sheet.XLSX, headings, every(), text("cli.instant_in_a_sheet", lang))
    named = {"Content-Disposition": 'attachment; filename="rekapitulasi.xlsx"'}
    return StreamingResponse(parts, media_type=WORKBOOK, headers=named)
