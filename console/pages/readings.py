"""Bacaan: who was shown what isn't open to everybody: all of it for auditors, and for everybody what concerns them."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from starlette.responses import Response

from console.forms.moments import bad_day, day_in
from console.pages.interventions import people_in as people_in_done
from console.pages.interventions import shown as in_words
from console.visit import Visit
from domain.names import Names
from domain.readings import EXPORTS, Reading
from domain.refusals import Code, Refused
from domain.streams import INNOVATION, PERSON
from domain.visibility import may_see_everything
from proof.errors import JejakError
from service import interventions
from service.access import Wanted, innovations_in, people_in, readings
from service.searching import innovation_called, people_called
from service.signin import person_id
from texts import text, title
from texts.errors import said
from wiring.errors import BadRequest

AT_ONCE = 50
EXPORTED = "ekspor"
KINDS: dict[str, tuple[Reading, ...]] = {EXPORTED: EXPORTS} | {each.value: (each,) for each in Reading}
"""What one may narrow the record to, by the value of the field."""

UNKNOWN = (Code.UNKNOWN_PERSON, Code.UNKNOWN_INNOVATION)


async def show(visit: Visit) -> Response:
    """The record, narrowed to a reader, a person, an innovation, a day, a kind; a value that names nothing is told."""
    query, wrong = visit.request.query_params, dict[str, str]()
    typed = {name: (query.get(name) or "").strip() for name in ("oleh", "orang", "inovasi", "hari", "jenis")}

    async def given(name: str, read: Callable[[str], Awaitable[Any]]) -> Any:
        if not typed[name]:
            return None
        try:
            return await read(typed[name])
        except Refused as error:
            if error.refusal.code not in UNKNOWN:
                raise
            wrong[name] = text(f"refusal.{error.refusal.code}", visit.lang, **error.refusal.facts)
        except JejakError as error:
            wrong[name] = said(error, visit.lang)
        except ValueError:
            wrong[name] = bad_day(typed[name], visit.lang)
        return None

    async def known(person: str) -> str:
        if not may_see_everything(visit.reader.who, visit.reader.at):
            return person_id(person)
        found = await people_called(visit.reader, person)
        if len(found) > 1:
            raise BadRequest("too_many_called", given=person, found=len(found))
        return found[0]

    async def day(given: str) -> date:
        return day_in(given)

    wanted = Wanted(
        by=await given("oleh", known),
        person=await given("orang", known),
        innovation=await given("inovasi", partial(innovation_called, visit.reader)),
        day=await given("hari", day),
        what=KINDS.get(typed["jenis"], ()),
    )
    if wanted.person and wanted.innovation:
        wrong["inovasi"] = text("console.reads.one", visit.lang)
    found = [] if wrong else await readings(visit.reader, wanted, after=query.get("sesudah") or None, limit=AT_ONCE)
    shown, names = await _shown(visit, found)
    return await visit.page(
        "readings/all",
        status=400 if wrong else 200,
        names=names,
        typed=typed,
        kinds=[(EXPORTED, text("console.reads.exports", visit.lang))]
        + [(each.value, title("reading", each.value, visit.lang)) for each in Reading],
        wrong=wrong,
        reads=shown,
        more={name: value for name, value in typed.items() if value} | {"sesudah": found[-1]["cursor"]}
        if len(found) == AT_ONCE
        else None,
    )


async def show_own(visit: Visit) -> Response:
    """What the reader read, what was read of them, and what others did with what is theirs."""
    query = visit.request.query_params
    lists = {
        "sesudah": await readings(
            visit.reader, Wanted(by=visit.person), after=query.get("sesudah") or None, limit=AT_ONCE
        ),
        "sesudah-tentang": await readings(
            visit.reader, Wanted(person=visit.person), after=query.get("sesudah-tentang") or None, limit=AT_ONCE
        ),
    }
    done = await interventions.found(
        visit.reader, concerning=visit.person, after=query.get("sesudah-tindakan") or None, limit=AT_ONCE
    )
    shown, names = await _shown(visit, [each for found in lists.values() for each in found], people_in_done(done))
    own = len(lists["sesudah"])
    more = {name: found[-1]["cursor"] for name, found in lists.items() if len(found) == AT_ONCE}
    if len(done) == AT_ONCE:
        more["sesudah-tindakan"] = interventions.cursor_of(done[-1])
    return await visit.page(
        "readings/own",
        names=names,
        read=shown[:own],
        about=shown[own:],
        done=[in_words(visit, each) for each in done],
        more=more,
        sees_everything=may_see_everything(visit.reader.who, visit.reader.at),
    )


async def _shown(
    visit: Visit, found: list[dict[str, Any]], people: Iterable[str] = ()
) -> tuple[list[dict[str, Any]], Names]:
    """Reads as they are shown, and the names in them and of these people."""
    titles, lang = await visit.reader.titles(innovations_in(found)), visit.lang
    names = await visit.names(people_in(found) | set(people))

    def subject(stream: str) -> tuple[str, str | None]:
        kind, _, name = stream.partition("/")
        if kind == INNOVATION:
            return titles.get(name, name), f"/inovasi/{name}"
        return (names.person(name), None) if kind == PERSON else (title("subject", stream, lang), None)

    return [
        each
        | {
            "called": title("reading", each["what"], lang),
            "through": title("via", each["via"], lang),
            "of": subject(each["subject"]),
        }
        for each in found
    ], names
