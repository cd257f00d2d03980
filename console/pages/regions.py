"""Daerah: the country as a map and a table, a province with its kabupaten and kota, and what one region adopts."""

from typing import Any

from starlette.responses import Response

from console.tiles import TILES, band
from console.visit import Visit
from domain.adoption.state import Status
from service.coverage import adopted_in, coverage, province_of, tried_in
from texts import rows

AT_ONCE = 50
STATUSES = (Status.OFFERED, Status.COMMITTED, Status.COMPLETED, Status.LAPSED, Status.UNANSWERED, Status.DECLINED)


async def show(visit: Visit) -> Response:
    """The whole country."""
    found = await coverage(visit.reader)
    return await visit.page(
        "regions/country",
        provinces=found.provinces,
        tiles=[(each, *TILES[each.region.code], band(each.share)) for each in found.provinces],
        waves=[(wave, each, each[Status.COMPLETED], each.total()) for wave, each in found.waves.items()],
        statuses=STATUSES,
    )


async def show_one(visit: Visit) -> Response:
    """A province with what is in it, or a kabupaten or kota with its innovations."""
    code = visit.request.path_params["code"]
    if "." not in code:
        found = await province_of(visit.reader, code)
        own = [each for each in found.places if each.region.id == found.region.id]
        lists = await _lists(visit, found.region.id) if own else None
        return await visit.page("regions/province", province=found, statuses=STATUSES, lists=lists)
    region = await visit.reader.region(code)
    return await visit.page("regions/place", region=region, lists=await _lists(visit, region.id))


async def _lists(visit: Visit, region: str) -> dict[str, Any]:
    """What is tried in a region and what it adopts, a page of each."""
    query, lang = visit.request.query_params, visit.lang
    tried = await tried_in(visit.reader, region, after=query.get("sesudah-uji") or None, limit=AT_ONCE)
    adopted = await adopted_in(visit.reader, region, after=query.get("sesudah-replikasi") or None, limit=AT_ONCE)
    return {
        "tried": [each | {"called": rows.stage(each["stage"], lang, suspended=each["suspended"])} for each in tried],
        "adopted": adopted,
        "more_tried": tried[-1]["cursor"] if len(tried) == AT_ONCE else None,
        "more_adopted": adopted[-1]["cursor"] if len(adopted) == AT_ONCE else None,
    }
