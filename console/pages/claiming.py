"""Taking a task on, letting it go, and handing it over to a colleague."""

from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from console.pages.sign_in import is_path
from console.problems import Problem
from console.visit import Visit
from service import claims
from service.claims import Taken
from service.inbox import named_in
from service.next_acts import named_tasks
from texts import rows, text

BACK, TASK, TO = "kembali", "tugas", "kepada"
"""Fields: where one came from, the task's id, and to whom it goes."""

SAID = {
    Taken.HELD: "desk.claim.held_already",
    Taken.GONE: "desk.claim.gone",
    Taken.NOT_THEIRS: "desk.claim.not_theirs",
}


async def take(visit: Visit) -> Response:
    """Take a task on, and go back to the list."""
    task, back, _ = await _sent(visit, "ambil")
    return await _answered(visit, await claims.take(visit.reader, task), task, back)


async def let_go(visit: Visit) -> Response:
    """Let a task go, and go back to the list."""
    task, back, _ = await _sent(visit, "lepas")
    await claims.let_go(visit.reader, task)
    return RedirectResponse(back, 303)


async def show(visit: Visit) -> Response:
    """To whom a task may be handed over."""
    query = visit.request.query_params
    task, back = query.get(TASK, ""), _within(query.get(BACK, ""))
    found = await named_tasks(visit.reader, [task]) if _is_task(task) else []
    if not found:
        return await _answered(visit, Taken.GONE, task, back)
    colleagues = await claims.colleagues(visit.reader, found[0])
    names = await visit.names(colleagues)
    regions = await visit.reader.regions()
    return await visit.page(
        "tasks/hand_over",
        names=names,
        task=found[0],
        called=rows.task(found[0]["what"], found[0]["subject"], regions, visit.lang),
        colleagues=sorted(colleagues, key=names.person),
        back=back,
    )


async def hand_over(visit: Visit) -> Response:
    """Hand a task over, and go back to the list."""
    task, back, to = await _sent(visit, TASK)
    if not to:
        return RedirectResponse(f"/tugas/alihkan?{urlencode({TASK: task, BACK: back})}", 303)
    return await _answered(visit, await claims.hand_over(visit.reader, task, to), task, back)


async def _answered(visit: Visit, taken: Taken, task: str, back: str) -> Response:
    """The list; or why it couldn't be done, and who holds the task."""
    if taken is Taken.DONE:
        return RedirectResponse(back, 303)
    lang, holder = visit.lang, None
    if taken is Taken.HELD:
        holder = next(iter((await claims.on(visit.reader, [{"id": task}])).values()), None)
    names = await visit.names([holder.person] if holder else [])
    said = text(SAID[taken], lang, names, person=holder.person if holder else "")
    problem = Problem(409, said, text(f"{SAID[taken]}.hint", lang))
    return await visit.page("problem", status=problem.status, names=names, problem=problem)


async def _sent(visit: Visit, name: str) -> tuple[str, str, str]:
    """The task, where to go back to, and to whom it goes."""
    async with visit.request.form() as form:
        task, back, to = (str(form.get(each, "")) for each in (name, BACK, TO))
    return task if _is_task(task) else "-:-", _within(back), to


def _is_task(given: str) -> bool:
    stream, key = named_in(given)
    return bool(stream and key) and given.isprintable() and len(given) < 300


def _within(given: str) -> str:
    return given if is_path(given) else "/tugas"
