"""Acting: the form of an act, and what becomes of it when it is sent."""

from http import HTTPStatus
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from console import problems, unsent
from console.forms.fields import Field
from console.forms.weight import REVIEWED
from console.marking import incomplete, placed
from console.pages.act_form import Act, told
from console.pages.reviewing import meanwhile, reviewed
from console.rendering import Problem
from console.typed import CHANGE, MORE, NUMBER, REASON, SEEN, Typed, reason_in, typed_in
from console.visit import Visit
from domain.refusals import Code
from proof.errors import JejakError
from texts import text

MEANWHILE = (Code.WRONG_STAGE, Code.ENDED, Code.SUSPENDED)
"""What may have come about since somebody was given the form; it isn't about them, and they keep what they typed."""


async def show(visit: Visit) -> Response:
    """The form, empty or as the reader left it, or why it isn't theirs to fill in."""
    act = await _act(visit)
    if act is None:
        return await choose_edition(visit)
    if (refusal := await act.refusal()) is not None:
        return await told(visit, await problems.refused(visit, refusal))
    typed = await unsent.left_in(visit)
    if typed:
        act.make_room(typed)
    fields = [field.typed(typed) for field in act.fields()] if typed else act.fields()
    return await act.page(fields, typed | {NUMBER: [str(uuid4())]})


async def send(visit: Visit) -> Response:
    """What was filled in, sent; back to the form with what is wrong, and nothing that was typed lost.

    Of somebody who may not do it the rules refuse it, and that is recorded; they see no form.
    """
    act = await _act(visit)
    if act is None:
        return RedirectResponse("/inovasi/baru", 303)
    typed = await typed_in(visit)
    refusal = await act.refusal()
    act.closed = refusal is not None and refusal.code not in MEANWHILE
    act.make_room(typed)
    fields = [field.typed(typed) for field in act.fields()]
    if (typed.get(CHANGE) or typed.get(MORE)) and not act.closed:
        return await act.page(fields, typed)
    if unsent.SAVE in typed and not act.closed:
        return await _leave(act, fields, typed)
    missing = [each.name for each in fields if each.required and each.payload() is None]
    if act.takes_reason and not reason_in(typed):
        missing.append(REASON)
    marked = fields if act.closed else await act.marked(fields, missing)
    if not act.closed and (missing or any(each.problem for each in marked)):
        return await act.page(marked, typed, problem=incomplete(visit.lang))
    if not act.closed and typed.get(SEEN, [act.seen])[0] != act.seen:
        return await act.page(fields, typed, problem=await meanwhile(visit, act.asked, _changed(visit)))
    if act.name in REVIEWED and not act.closed:
        review = await reviewed(visit, act.name, act.asked, fields, typed)
        if review is not None:
            return review
    answer = await sent(act, fields, typed)
    if answer.status_code == HTTPStatus.SEE_OTHER:
        await unsent.discard(visit)
    return answer


async def sent(act: Act, fields: list[Field], typed: Typed) -> Response:
    """What comes of sending a form that is filled in; the form again, where it can't be taken now."""
    visit = act.visit
    try:
        return await act.done(fields, typed)
    except Exception as error:
        found = await problems.of(visit, error)
        if found.status == 500 and not isinstance(error, JejakError):
            raise
    return await act.page(placed(fields, found), typed, problem=found)


async def _leave(act: Act, fields: list[Field], typed: Typed) -> Response:
    """Keep what was typed, unless another window kept something else meanwhile: then both are shown."""
    visit = act.visit
    try:
        left = await unsent.leave(visit, typed)
    except JejakError as error:
        found = await problems.of(visit, error)
        return await act.page(fields, typed, problem=found)
    if left:
        return RedirectResponse(visit.request.url.path + unsent.query_of(visit), 303)
    other = await unsent.left_in(visit)
    act.shown["elsewhere"] = unsent.differing(act.fields(), fields, typed, other, act.visit.lang)
    problem = await unsent.changed(visit, other)
    return await act.page(fields, typed | {unsent.LEFT: other.get(unsent.LEFT, ["0"])}, problem=problem)


async def _act(visit: Visit) -> Act | None:
    """What an address names; None for a proposal of which the edition is still to be chosen."""
    if "innovation" in visit.request.path_params:
        return await Act.of(visit)
    return await Act.proposing(visit, visit.request.query_params.get("edisi", ""))


async def choose_edition(visit: Visit) -> Response:
    """The editions under which one may propose."""
    return await visit.page("editions", editions=await visit.editions())


def _changed(visit: Visit) -> Problem:
    return Problem(409, text("console.changed", visit.lang), text("console.changed.hint", visit.lang))
