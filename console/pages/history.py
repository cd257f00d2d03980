"""Riwayat: an innovation's trail as people read it, the latest first, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Self
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import Response

from console.forms.moments import days_in
from console.visit import Visit
from console.zones import ZONES, name_of, zone_of
from domain.commands import SYSTEM
from domain.names import Names
from domain.rows import words
from domain.streams import REFUSALS, adopter_of
from service.auditing import Entry, history
from service.people import Called, called
from service.time_travel import Spot, Then, around
from texts import Lang, text
from texts.events import headline, indicators_in, people_in, sentence
from texts.facts import Wording, changed

MINOR = {"Reminded", "NoteMade", "MilestoneReached", "CommandRefused"}
"""What a history folds away, unless it is opened."""

AT_ONCE = 60
IDLE = timedelta(days=31)
"""From how long on a time without events is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, in words."""

    entry: Entry
    what: str
    who: str
    """Who did it, in which post, as far as that is open."""
    region: str | None

    @property
    def id(self) -> str:
        """What it is called in addresses."""
        return f"{self.entry.stored.stream_id.replace('/', '-')}-{self.entry.stored.version}"

    @property
    def at(self) -> datetime:
        """When it happened."""
        found: datetime = self.entry.stored.occurred_at
        return found

    @property
    def reason(self) -> str | None:
        """Why, as far as that is open."""
        return None if "reason" in self.entry.not_open else self.entry.event.reason

    @property
    def minor(self) -> bool:
        """Whether it is folded away."""
        return self.entry.stored.type in MINOR


@dataclass(frozen=True, slots=True)
class Filter:
    """What an address narrows a history to."""

    since: date | None
    until: date | None
    who: str
    kind: str
    search: str
    wrong: dict[str, str]
    """By field, what is wrong with what was typed there."""
    typed: dict[str, str]

    @classmethod
    def by(cls, visit: Visit, kinds: dict[str, str]) -> Self:
        """As the query says; what it says wrongly narrows nothing, and is told."""
        names = ("dari", "sampai", "siapa", "apa", "cari")
        typed = {name: visit.request.query_params.get(name, "").strip() for name in names}
        wrong = dict[str, str]()
        since, until = days_in(typed, wrong, visit.lang)
        if typed["apa"] and typed["apa"] not in kinds:
            wrong["apa"] = text("history.no_such_kind", visit.lang)
        return cls(since, until, typed["siapa"], typed["apa"], typed["cari"], wrong, typed)

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any((self.since, self.until, self.who, self.kind, self.search))

    def query(self) -> dict[str, str]:
        """The same, for an address."""
        return {name: value for name, value in self.typed.items() if value}

    def takes(self, told: Told, zone: ZoneInfo) -> bool:
        """Whether an entry is among what is asked for."""
        on, what = told.at.astimezone(zone).date(), words(told.what, told.reason or "", told.region or "")
        return (
            (self.since is None or on >= self.since)
            and (self.until is None or on <= self.until)
            and words(self.who) <= words(told.who)
            and ("apa" in self.wrong or self.kind in ("", told.entry.stored.type))
            and words(self.search) <= what
        )


async def show(visit: Visit) -> Response:
    """A page of it, from the latest event on or from the one that the address names."""
    reader, lang, query = visit.reader, visit.lang, visit.request.query_params
    standing = await reader.standing(visit.request.path_params["innovation"])
    innovation = standing.innovation.id
    entries, zone = await history(reader, innovation), await zone_of(visit)
    actors = {entry.event.by.person for entry in entries if entry.event.by}
    named = set().union(actors, *(people_in(entry.event) for entry in entries if entry.actor))
    names = (await visit.names(named)).measuring(indicators_in(each.event for each in entries))
    people = await called(reader.states, actors, names)
    kinds = dict(sorted(_kinds(entries, lang), key=lambda each: each[1]))
    narrowed = Filter.by(visit, kinds)
    told = [_told(each, people, names, lang) for each in reversed(entries)]
    found = [each for each in told if narrowed.takes(each, zone)] if narrowed.narrows else told
    first = _place(found, query.get("mulai", ""))
    page = found[first : first + AT_ONCE]
    spots = {(each.entry.stored.stream_id, each.entry.stored.version) for each in page}
    before_and_after = await around(reader, innovation, [each.stored for each in entries], spots)
    wording = Wording(lang, names, await reader.regions(), zone, await visit.editions())
    chosen = {"zona": query["zona"]} if query.get("zona") in ZONES else {}
    kept = narrowed.query() | chosen
    return await visit.page(
        "history/trail",
        names=names,
        zone=zone,
        tab="riwayat",
        state=standing.innovation,
        groups=list(_grouped(page, zone, idle=not narrowed.narrows)),
        changes={each.id: _changes(each, before_and_after, wording) for each in page},
        count=len(found),
        of=len(entries),
        kept=kept,
        newer=kept | {"mulai": found[max(0, first - AT_ONCE)].id} if first else None,
        older=kept | {"mulai": found[first + AT_ONCE].id} if first + AT_ONCE < len(found) else None,
        filter=narrowed,
        live=sum(not each.stored.stream_id.startswith(f"{REFUSALS}/") for each in entries),
        kinds=kinds,
        zones=list(ZONES),
        zone_name=name_of(zone),
        opened=bool(query.get("semua")) or narrowed.narrows,
        started=query.get("mulai", ""),
    )


def _kinds(entries: list[Entry], lang: Lang) -> set[tuple[str, str]]:
    """The types of events that there are, each by what it is called."""
    return {(each.stored.type, headline(each.event, lang)) for each in entries}


def _place(found: list[Told], start: str) -> int:
    """Where a page begins. Raises HTTPException: there is no such event among what is asked for."""
    if not start:
        return 0
    place = next((nth for nth, each in enumerate(found) if each.id == start), None)
    if place is None:
        raise HTTPException(404)
    return place


def _told(entry: Entry, people: Called, names: Names, lang: Lang) -> Told:
    adopter = adopter_of(entry.stored.stream_id)
    if entry.event.by is not None:
        who = people.actor(entry.event.by)
    elif entry.actor is None:
        who = text("not_open.value", lang)
    else:
        who = text("actor.system", lang) if entry.actor == SYSTEM else names.person(entry.actor)
    what = sentence(entry.event, lang, names, not_open=entry.not_open)
    return Told(entry, what, who, names.region(adopter) if adopter else None)


def _changes(told: Told, found: dict[Spot, tuple[Then, Then]], wording: Wording) -> list[Any]:
    """What an event changed, in words."""
    spot = told.entry.stored.stream_id, told.entry.stored.version
    before, after = (wording.facts(each.innovation, each.adoptions, each.not_open) for each in found[spot])
    return changed(before, after) if before else []


def _grouped(page: list[Told], zone: ZoneInfo, *, idle: bool) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The entries of a page by year: each alone, minor ones that follow each other together, and idle times between."""
    for year, those in groupby(page, key=lambda each: each.at.astimezone(zone).year):
        rows = list[dict[str, Any]]()
        for minor, run in groupby(those, key=lambda each: each.minor):
            entries = list(run)
            together = [entries] if minor else [[each] for each in entries]
            rows += [{"minor": minor, "entries": each} for each in together]
        yield year, [row | {"months": _idle_before(row["entries"][-1], page) if idle else 0} for row in rows]


def _idle_before(told: Told, page: list[Told]) -> int:
    """The months without any event that went before an entry, if they are told."""
    nth = page.index(told)
    if nth + 1 == len(page):
        return 0
    earlier = page[nth + 1].at
    return round((told.at - earlier) / timedelta(days=30.44)) if told.at - earlier >= IDLE else 0
