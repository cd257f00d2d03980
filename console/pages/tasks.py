"""Tugas saya: what waits for whoever is signed in, the most urgent first."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from console.forms.of_acts import FORMS
from console.pages.many import NONE, acts_on
from console.visit import Visit
from domain.drafts import agencies_of
from domain.next_acts import ANSWERS
from domain.waits import WaitKind
from service import claims
from service.listing import Sort, Wanted, innovations
from service.next_acts import counted_to_do, tasks_to_do
from texts import rows, text, title
from texts.remaining import remaining

AT_ONCE, COMING = 50, 5


async def show(visit: Visit) -> Response:
    """A page of tasks, each with what may be done about it and who has taken it on; all, of a kind, or the reader's."""
    reader, query, lang = visit.reader, visit.request.query_params, visit.lang
    kind = query.get("jenis") if query.get("jenis") in ANSWERS else None
    mine, grouped = query.get("milik") == "saya", bool(query.get("kelompok"))
    found = (
        await claims.own(reader)
        if mine
        else await tasks_to_do(reader, after=query.get("sesudah") or None, limit=AT_ONCE, what=kind)
    )
    held = await claims.on(reader, found)
    tasks = [
        task | {"holder": claim.person if (claim := held.get(task["id"])) else None}
        for task in await shown(visit, found)
    ]
    whole = await tasks_to_do(reader, after=None, limit=AT_ONCE) if mine or kind or query.get("sesudah") else found
    counts, regions = await counted_to_do(reader, whole, limit=AT_ONCE), await reader.regions()
    late = sum(task["late"] for task in tasks) if mine else counts.by.get(kind, (0, 0))[1] if kind else counts.overdue
    more = not mine and len(found) == AT_ONCE
    chosen = {name: query[name] for name in ("jenis", "kelompok") if query.get(name)}
    kept = urlencode([each for each in query.multi_items() if each[0] != NONE])
    return await visit.page(
        "tasks/list",
        names=await visit.names(claim.person for claim in held.values()),
        tasks=tasks,
        groups=_groups(visit, tasks, grouped=grouped),
        counts=counts,
        overdue=late,
        none_chosen=NONE in query,
        back=f"/tugas?{kept}" if kept else "/tugas",
        kinds=[(what, rows.task(what, "", regions, lang), n) for what, (n, _) in counts.by.items()],
        kind=kind,
        mine=mine,
        grouped=grouped,
        acts=acts_on(kind) if kind else [],
        forms=FORMS,
        coming=[] if tasks else await _coming(visit),
        more=chosen | {"sesudah": found[-1]["cursor"]} if more else None,
        proposes=visit.proposes,
    )


async def shown(visit: Visit, tasks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tasks as pages show them: what each is called, how long is left in working days, and the forms that answer it."""
    regions, calendar, zone = await visit.reader.regions(), await visit.reader.calendar(), await visit.zone()
    now = visit.reader.at

    def one(task: Mapping[str, Any]) -> dict[str, Any]:
        due_at = datetime.fromisoformat(task["due_at"]) if task["due_at"] else None
        return {
            **task,
            "called": rows.task(task["what"], task["subject"], regions, visit.lang),
            "place": regions.written(task["region"]) if task["region"] and task["subject"] != task["region"] else None,
            "late": due_at is not None and due_at < now,
            "left": remaining(due_at, now, calendar, zone, visit.lang) if due_at else "",
            "shared": task["what"] != WaitKind.SCORING,
            "links": [
                link(task["innovation"], act.payload.name, act.subject, _code(regions.by_id(act.region)))
                for act in task["acts"]
            ],
        }

    return [one(task) for task in tasks]


def link(innovation: str, act: str, subject: str = "", region: str | None = None) -> tuple[str, str]:
    """An act's name, and the address of its form."""
    query = urlencode({name: value for name, value in (("perihal", subject), ("daerah", region)) if value})
    address = f"/inovasi/{innovation}/tindakan/{act.replace('_', '-')}"
    return act, f"{address}?{query}" if query else address


def _groups(visit: Visit, tasks: list[dict[str, Any]], *, grouped: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """The page's tasks under headings: one of how many there are, or one for each kind."""
    if not grouped:
        return [(text("desk.tasks.here", visit.lang, n=len(tasks)), tasks)]
    by_kind = groupby(sorted(tasks, key=lambda each: str(each["what"])), key=lambda each: each["what"])
    return [(title("task", what, visit.lang), list(those)) for what, those in by_kind]


async def _coming(visit: Visit) -> list[dict[str, Any]]:
    """What happens next elsewhere: to the innovations of the reader's agencies, or to any."""
    reader = visit.reader
    wanted = [Wanted(agency=each) for each in agencies_of(reader.who, reader.at)] or [Wanted()]
    found = [
        each | {"called": rows.stage(each["stage"], visit.lang, suspended=each["suspended"])}
        for one in wanted
        for each in await innovations(reader, one, sort=Sort.DUE, after=None, limit=COMING)
    ]
    return found[:COMING]


def _code(region: object) -> str | None:
    return getattr(region, "code", None)
