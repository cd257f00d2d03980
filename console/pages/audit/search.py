"""What was done by whom, when, and to which innovation: in the whole record, the newest first."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from console import problems
from console.forms.moments import days_in
from console.visit import Visit
from console.zones import ZONES, name_of, zone_of
from domain.commands import SYSTEM
from domain.events import EVENTS
from domain.names import Names
from proof.errors import JejakError
from service.people import Called, called
from service.roles import require_auditor
from service.searching import CLOSED, Found, Page, Sought, innovation_called, people_called, searched
from texts import Lang, text
from texts.events import people_in, sentence
from texts.filling import title

AT_ONCE = 50
FIELDS = ("siapa", "apa", "inovasi", "dari", "sampai")


@dataclass(slots=True)
class Typed:
    """What was typed into the form, and what is wrong with it."""

    values: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, visit: Visit) -> "Typed":
        """As the query says."""
        return cls({name: visit.request.query_params.get(name, "").strip() for name in FIELDS})

    def query(self) -> dict[str, str]:
        """The same, for an address."""
        return {name: value for name, value in self.values.items() if value}

    async def sought(self, visit: Visit, zone: ZoneInfo) -> Sought:
        """What is to be looked for; what can't be is told in `wrong`."""
        reader, lang = visit.reader, visit.lang
        since, until = days_in(self.values, self.wrong, lang)
        types = None
        if kind := self.values["apa"]:
            types = [kind]
            if kind not in EVENTS and kind not in CLOSED:
                self.wrong["apa"] = text("history.no_such_kind", lang)
        actors = innovation = None
        try:
            actors = await people_called(reader, self.values["siapa"]) if self.values["siapa"] else None
        except JejakError as error:
            self.wrong["siapa"] = problems.of_error(error, lang).message
        try:
            innovation = await innovation_called(reader, self.values["inovasi"]) if self.values["inovasi"] else None
        except JejakError as error:
            self.wrong["inovasi"] = problems.of_error(error, lang).message
        return Sought(
            types=types,
            actors=actors,
            innovation=innovation,
            since=datetime.combine(since, time(), zone) if since else None,
            until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
        )


async def show(visit: Visit) -> Response:
    """The form, and a page of what was found."""
    require_auditor(visit.reader)
    reader, lang, zone = visit.reader, visit.lang, await zone_of(visit)
    typed = Typed.of(visit)
    sought = await typed.sought(visit, zone)
    page = Page([], None, None)
    if not typed.wrong:
        after = visit.request.query_params.get("sesudah") or None
        page = await searched(reader, sought, after=after, limit=AT_ONCE)
    read = [each.entry for each in page.found if each.entry]
    actors = {each.event.by.person for each in read if each.event.by}
    names = await visit.names(set().union(actors, *(people_in(each.event) for each in read)))
    people = await called(reader.states, actors, names)
    chosen = visit.request.query_params.get("zona", "")
    kept = typed.query() | ({"zona": chosen} if chosen in ZONES else {})
    return await visit.page(
        "audit/search",
        names=names,
        zone=zone,
        typed=typed,
        found=[_row(each, people, names, lang) for each in page.found],
        titles=await reader.titles({each.about for each in page.found}),
        more=kept | {"sesudah": page.cursor} if page.cursor else None,
        reached=page.reached,
        kinds=_kinds(lang),
        zones=list(ZONES),
        zone_name=name_of(zone),
    )


def _kinds(lang: Lang) -> list[tuple[str, str]]:
    """Every type of events with what it is called, by that."""
    rules = ((name, title("event", f"{name}.title", lang)) for name in EVENTS)
    own = ((name, title("audit.closed", name, lang)) for name in CLOSED)
    return sorted([*rules, *own], key=lambda each: each[1])


def _row(found: Found, people: Called, names: Names, lang: Lang) -> dict[str, Any]:
    row: dict[str, Any] = {"stored": found.stored, "about": found.about, "who": "", "reason": None}
    if found.stored.type in CLOSED:
        return row | {"what": title("audit.closed", found.stored.type, lang), "who": text("actor.system", lang)}
    if found.entry is None:
        return row | {"what": text("audit.unreadable", lang, type=found.stored.type)}
    event, actor = found.entry.event, found.entry.actor
    if event.by is not None:
        who = people.actor(event.by)
    else:
        who = text("actor.system", lang) if actor == SYSTEM else names.person(actor or "")
    return row | {"what": sentence(event, lang, names), "who": who, "reason": event.reason}
