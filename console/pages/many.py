"""Several tasks of one kind at once: one act with one form, asked of each by a command of its own."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4, uuid5

from starlette.responses import RedirectResponse, Response

from console import problems
from console.forms.fields import Field
from console.forms.of_acts import FORMS
from console.marking import incomplete, placed
from console.pages.act_form import Act
from console.rendering import Problem
from console.typed import NUMBER, POST, Typed, number_in, one, reason_in, typed_in
from console.visit import WAIT, Visit
from domain.next_acts import ANSWERS
from domain.streams import innovation_stream
from proof.errors import JejakError
from proof.ids import whole_id
from service.agencies import with_codes
from service.commanding import RefusedCommand, Request, ask
from service.inbox import named_in
from texts import rows

AT_ONCE = 4
"""How many commands are under way at a time."""

MOST = 100
"""How many tasks are done at once: a page of them, and some more."""

BULK = frozenset({"admit", "return_proposal", "reject", "close_pilots", "assign_panel"})
"""Acts that ask the same of each, whatever it is: they name nothing of the one."""

CHOSEN, KIND, ACT = "tugas", "jenis", "tindakan"
"""Fields: the ids of the tasks, of which kind they are, and what is to be done."""

NONE = "belum"
"""What an address of the list says if a button for chosen tasks was pressed, and none was chosen."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one of them."""

    innovation: str
    title: str
    problem: Problem | None
    """Why it wasn't done."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An act, and the innovations of which it is asked, each with its title."""

    act: str
    kind: str
    tasks: dict[str, str]
    """The id of each task, and its innovation's."""
    titles: dict[str, str]


def acts_on(kind: str) -> list[str]:
    """What can be done about many tasks of a kind at once."""
    return [each.name for each in ANSWERS.get(kind, ()) if each.name in BULK]


def none_chosen(back: str) -> Response:
    """Back to the list, which says that tasks are to be chosen first."""
    return RedirectResponse(f"{back}{'&' if '?' in back else '?'}{NONE}=1", 303)


async def show(visit: Visit) -> Response:
    """The form of an act, for all tasks that were chosen."""
    query = visit.request.query_params
    if query.get(ACT) in acts_on(query.get(KIND, "")) and not query.getlist(CHOSEN):
        return none_chosen(f"/tugas?{urlencode({KIND: query[KIND]})}")
    chosen = await _chosen(visit, query.getlist(CHOSEN), query.get(KIND, ""), query.get(ACT, ""))
    if chosen is None:
        return RedirectResponse("/tugas", 303)
    act = await _act(visit, chosen)
    return await _page(act, chosen, act.fields(), {NUMBER: [str(uuid4())]})


async def send(visit: Visit) -> Response:
    """Ask it of each, and say what came of each. Sent twice, each is still done once: its command's id follows from the
    form's and the task's.
    """
    typed = await typed_in(visit)
    kind, name = (one(typed, each) for each in (KIND, ACT))
    chosen = await _chosen(visit, typed.get(CHOSEN, []), kind, name)
    if chosen is None:
        return RedirectResponse("/tugas", 303)
    act = await _act(visit, chosen)
    fields = [field.typed(typed) for field in act.fields()]
    missing = [each.name for each in fields if each.required and each.payload() is None]
    marked = await act.marked(fields, missing)
    if missing or any(each.problem for each in marked) or (act.takes_reason and not reason_in(typed)):
        return await _page(act, chosen, marked, typed, incomplete(visit.lang))
    turn = asyncio.Semaphore(AT_ONCE)

    async def in_turn(task: str) -> Done:
        async with turn:
            return await _done(visit, chosen, task, fields, typed)

    outcomes = await asyncio.gather(*map(in_turn, chosen.tasks))
    done = [each for each in outcomes if each.problem is None]
    refused = [each for each in outcomes if each.problem is not None]
    return await visit.page("tasks/outcomes", act=chosen.act, kind=chosen.kind, done=done, refused=refused)


async def _done(visit: Visit, chosen: Chosen, task: str, fields: list[Field], typed: Typed) -> Done:
    innovation = chosen.tasks[task]
    request = Request(
        person=visit.person,
        reason=reason_in(typed),
        command_id=uuid5(number_in(typed), f"{chosen.act} {task}"),
        grant=one(typed, POST) or None,
        timeout=WAIT,
    )
    problem: Problem | None = None
    try:
        payload = await with_codes(visit.reader, FORMS[chosen.act].payload(fields))
        outcome = await ask(visit.connections, innovation_stream(innovation), chosen.act, payload, request)
        if isinstance(outcome, RefusedCommand):
            problem = await problems.refused(visit, outcome.refusal)
    except Exception as error:
        problem = await problems.of(visit, error)
        if problem.status == 500 and not isinstance(error, JejakError):
            raise
    return Done(innovation, chosen.titles.get(innovation, innovation), problem)


async def _chosen(visit: Visit, tasks: list[str], kind: str, act: str) -> Chosen | None:
    """What was chosen; None, if that is nothing which can be done at once. Whether it still waits, the rules say."""
    found = {}
    for task in dict.fromkeys(tasks):
        stream, key = named_in(task)
        whole = whole_id(stream.removeprefix("innovation/"))
        if whole is not None and innovation_stream(whole) == stream and key.split(":")[0] == kind:
            found[task] = whole
    if act not in acts_on(kind) or not 0 < len(found) <= MOST:
        return None
    titles = await visit.reader.titles(found.values())
    known = {task: innovation for task, innovation in found.items() if innovation in titles}
    return Chosen(act, kind, known, titles) if known else None


async def _act(visit: Visit, chosen: Chosen) -> Act:
    return await Act.on(visit, chosen.act, next(iter(chosen.tasks.values())))


async def _page(
    act: Act, chosen: Chosen, fields: list[Field], typed: Typed, problem: Problem | None = None
) -> Response:
    visit = act.visit
    act.template = "tasks/many"
    called = rows.task(chosen.kind, "", await visit.reader.regions(), visit.lang)
    act.shown |= {"chosen": chosen, "called": called}
    found = placed(fields, problem) if problem and problem.fields else fields
    return await act.page(found, typed, problem=problem)
