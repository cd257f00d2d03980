"""Tugas saya: what waits for whoever is signed in, the most urgent first."""

from starlette.responses import Response

from console.visit import Visit
from domain.vocabulary import PROPOSING
from service.next_acts import tasks_to_do
from texts import rows

AT_ONCE = 50


async def show(visit: Visit) -> Response:
    """A page of tasks, each with what may be done about it."""
    after = visit.request.query_params.get("sesudah") or None
    found = await tasks_to_do(visit.reader, after=after, limit=AT_ONCE)
    regions = await visit.reader.regions()
    tasks = [
        {
            **task,
            "called": rows.task(task["what"], task["subject"], regions, visit.lang),
            "place": regions.written(task["region"]) if task["region"] else None,
            "links": [
                link(task["innovation"], act.payload.name, act.subject, _code(regions.by_id(act.region)))
                for act in task["acts"]
            ],
        }
        for task in found
    ]
    more = found[-1]["cursor"] if len(found) == AT_ONCE else None
    proposes = any(visit.reader.who.grants_of(role, visit.reader.at) for role in PROPOSING)
    return await visit.page("tasks", tasks=tasks, more=more, proposes=proposes)


def link(innovation: str, act: str, subject: str = "", region: str | None = None) -> tuple[str, str]:
    """An act's name, and the address of its form."""
    from urllib.parse import urlencode

    query = urlencode({name: value for name, value in (("perihal", subject), ("daerah", region)) if value})
    address = f"/inovasi/{innovation}/tindakan/{act.replace('_', '-')}"
    return act, f"{address}?{query}" if query else address


def _code(region: object) -> str | None:
    return getattr(region, "code", None)
