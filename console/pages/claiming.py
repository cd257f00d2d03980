"""Taking a task on, letting it go, and handing it over to a colleague."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from console.pages.many import MOST, none_chosen
from console.pages.sign_in import is_path
from console.visit import Visit
from service import claims
from service.claims import Taken
from service.inbox import named_in
from service.next_acts import named_tasks
from texts import rows, text

BACK, CHOSEN, TO = "kembali", "tugas", "kepada"
"""Fields: where one came from, the ids of the tasks that were chosen, and to whom they go."""

TAKE, LET_GO = "ambil", "lepas"
"""The buttons of a single task."""

SAID = {
    Taken.HELD: "desk.claim.held_already",
    Taken.GONE: "desk.claim.gone",
    Taken.NOT_THEIRS: "desk.claim.not_theirs",
}


async def take(visit: Visit) -> Response:
    """Take tasks on, and go back to the list."""
    tasks, back, _ = await _sent(visit, TAKE, CHOSEN)
    if not tasks:
        return none_chosen(back)
    return await _answered(visit, await claims.take(visit.reader, tasks), back)


async def let_go(visit: Visit) -> Response:
    """Let a task go, and go back to the list."""
    tasks, back, _ = await _sent(visit, LET_GO)
    for task in tasks:
        await claims.let_go(visit.reader, task)
    return RedirectResponse(back, 303)


async def show(visit: Visit) -> Response:
    """To whom tasks may be handed over."""
    query = visit.request.query_params
    tasks, back = _fit(query.getlist(CHOSEN)), _within(query.get(BACK, ""))
    if not tasks:
        return none_chosen(back)
    found = await named_tasks(visit.reader, tasks)
    if not found:
        return RedirectResponse(back, 303)
    colleagues = await claims.colleagues(visit.reader, found)
    names, regions = await visit.names(colleagues), await visit.reader.regions()
    return await visit.page(
        "tasks/hand_over",
        names=names,
        tasks=[each | {"called": rows.task(each["what"], each["subject"], regions, visit.lang)} for each in found],
        colleagues=sorted(colleagues, key=names.person),
        back=back,
    )


async def hand_over(visit: Visit) -> Response:
    """Hand tasks over, and go back to the list."""
    tasks, back, to = await _sent(visit, CHOSEN)
    if not to:
        named = urlencode([*((CHOSEN, task) for task in tasks), (BACK, back)])
        return RedirectResponse(f"/tugas/alihkan?{named}", 303)
    return await _answered(visit, await claims.hand_over(visit.reader, tasks, to), back)


async def _answered(visit: Visit, outcomes: Mapping[str, Taken], back: str) -> Response:
    """The list; or of which tasks it couldn't be done, why, and who holds them."""
    failed = {task: taken for task, taken in outcomes.items() if taken is not Taken.DONE}
    if not failed:
        return RedirectResponse(back, 303)
    held = await claims.on(visit.reader, [{"id": task} for task in failed])
    names = await visit.names(claim.person for claim in held.values())
    titles = await visit.reader.titles(_innovation(task) for task in failed)

    def said(task: str, code: str) -> str:
        return text(code, visit.lang, names, person=held[task].person if task in held else "")

    shown = [
        (titles.get(_innovation(task), ""), said(task, SAID[taken]), said(task, f"{SAID[taken]}.hint"))
        for task, taken in failed.items()
    ]
    return await visit.page("tasks/not_taken", status=409, names=names, failed=shown, back=back)


async def _sent(visit: Visit, *fields: str) -> tuple[list[str], str, str]:
    """The tasks, those of the first of these fields that names any; where to go back to; and to whom they go."""
    async with visit.request.form() as form:
        given = [[str(each) for each in form.getlist(field)] for field in fields]
        back, to = (str(form.get(each, "")) for each in (BACK, TO))
    return _fit(next((each for each in given if each), [])), _within(back), to


def _fit(tasks: list[str]) -> list[str]:
    """Those of these ids that could be a task's, each once."""
    return [each for each in dict.fromkeys(tasks[:MOST]) if all(named_in(each)) and each.isprintable()]


def _innovation(task: str) -> str:
    """The innovation that a task is about, by the name of its stream."""
    return named_in(task)[0].split("/")[1] if "/" in task else ""


def _within(given: str) -> str:
    return given if is_path(given) else "/tugas"
