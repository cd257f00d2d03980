"""Keadaan per tanggal: how an innovation stood at some moment, what differs between two, and what was known then."""

from dataclasses import replace

from starlette.responses import Response

from console import problems
from console.forms.moments import Point, point
from console.visit import Visit
from console.zones import ZONES, name_of, zone_of
from service.time_travel import Moment, Then, then
from texts.facts import Wording, changed
from wiring.errors import NotPossible

KNOWN = "tercatat"
"""A moment is meant by what was recorded by then, not by what had happened."""


async def show(visit: Visit) -> Response:
    """As the address says; without any moment, the present."""
    reader, lang, query = visit.reader, visit.lang, visit.request.query_params
    standing = await reader.standing(visit.request.path_params["innovation"])
    innovation, zone = standing.innovation.id, await zone_of(visit)
    known = query.get("menurut") == KNOWN
    one, two = (point(query, place, zone, lang) for place in ("", "2"))
    one, first = await _seen(visit, innovation, one, known=known, always=True)
    two, second = await _seen(visit, innovation, two, known=known, always=False)
    unrecorded = None
    if one.instant is not None and first is not None and second is None:
        unrecorded = await _both(visit, innovation, one)
    wording = Wording(lang, await visit.names(), await reader.regions(), zone, await visit.editions())
    shown = [each for each in (first, second, *(unrecorded or ())) if each is not None]
    names = await visit.names(set().union(*(wording.people(each.innovation) for each in shown)))
    wording = replace(wording, names=names)
    told = [wording.facts(each.innovation, each.adoptions, each.not_open) for each in shown]
    wrong = {f"{name}{each.place}": said for each in (one, two) for name, said in each.wrong.items()}
    return await visit.page(
        "history/as_of",
        status=422 if wrong else 200,
        names=names,
        zone=zone,
        tab="keadaan",
        state=standing.innovation,
        points=(one, two),
        wrong=wrong,
        known=known,
        zones=list(ZONES),
        zone_name=name_of(zone),
        then=first,
        facts=told[0] if first else {},
        compared=changed(told[0], told[1]) if first and second else None,
        unrecorded=changed(told[1], told[2]) if unrecorded else None,
        not_open=any(each.not_open for each in shown),
    )


async def _seen(visit: Visit, innovation: str, asked: Point, *, known: bool, always: bool) -> tuple[Point, Then | None]:
    """A point with what is wrong with it, and how things stood then; None where there is nothing to show."""
    if asked.wrong or not (asked.given or always):
        return asked, None
    try:
        return asked, await then(visit.reader, innovation, asked.moment(known=known) if asked.given else Moment())
    except NotPossible as error:
        name = "versi" if asked.number is not None else "tanggal"
        return replace(asked, wrong={name: problems.of_error(error, visit.lang).message}), None


async def _both(visit: Visit, innovation: str, asked: Point) -> tuple[Then, Then] | None:
    """What was known at an instant, and what had happened by then; None where nothing was known yet."""
    try:
        known, happened = Moment(known_by=asked.instant), Moment(occurred_by=asked.instant)
        return await then(visit.reader, innovation, known), await then(visit.reader, innovation, happened)
    except NotPossible:
        return None
