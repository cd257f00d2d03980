"""Edisi and kalender: what an edition says in words, what two of them differ in, and the holidays of a year."""

from starlette.responses import Response

from console.visit import Visit
from domain.calendar import Calendar
from domain.periods import JAKARTA
from domain.published import Published
from domain.refusals import Refused
from domain.rules import CALENDAR
from domain.streams import EDITION
from texts import editions, text
from texts.facts import changed


async def show(visit: Visit) -> Response:
    """The editions as published last."""
    found = await visit.reader.publications(EDITION)
    return await visit.page("settings/editions", found=found, called=await visit.editions())


async def show_one(visit: Visit) -> Response:
    """What an edition says, or what another says otherwise."""
    reader, query = visit.reader, visit.request.query_params
    edition, pin = await reader.edition(visit.request.path_params["edisi"])
    names, other, wrong = await visit.names(), query.get("banding", ""), ""
    told, compared = editions.told(edition, names, visit.lang), None
    if other:
        try:
            compared = changed(told, editions.told((await reader.edition(other))[0], names, visit.lang))
        except Refused:
            wrong = text("edition.unknown", visit.lang, given=other)
    called = await visit.editions()
    return await visit.page(
        "settings/edition",
        status=404 if wrong else 200,
        names=names,
        edition=edition,
        sha256=pin.sha256,
        told=told,
        called=called,
        others={name: each for name, each in called.items() if name != edition.name},
        other=other,
        compared=compared,
        wrong=wrong,
    )


async def show_calendar(visit: Visit) -> Response:
    """The holidays of a year, as published last."""
    published = await visit.reader.states.get(Published, CALENDAR)
    calendar = Calendar.parse(published.texts[published.current]) if published.current else Calendar(())
    years, given = sorted(calendar.years), visit.request.query_params.get("tahun", "")
    this = visit.reader.at.astimezone(JAKARTA).year
    known = {str(each): each for each in years}
    year = known.get(given) if given else this
    shown = [each for each in calendar.holidays if each.date.year == year]
    return await visit.page(
        "settings/calendar",
        years=years,
        year=year,
        given=given,
        holidays=sorted(shown, key=lambda each: (each.date, each.name)),
    )
