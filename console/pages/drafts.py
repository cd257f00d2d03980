"""Rancangan: drafts of proposals, which an agency shares, and the reader's own forms that aren't sent yet."""

import re
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from console import problems, unsent
from console.forms.fields import Field, ordinal
from console.forms.of_acts import FORMS
from console.marking import incomplete, placed
from console.pages.act_form import Act
from console.pages.acts import choose_edition, sent
from console.rendering import Problem
from console.typed import NUMBER, Typed, one, typed_in
from console.visit import Visit
from domain.refusals import Code, Refused
from proof.ids import innovation_id, whole_id
from service import unsent_forms
from service.drafts import Desk, StoredDraft, content_of
from texts import text
from texts.locales import when
from wiring.errors import BadRequest

SUBMIT = "ajukan"
"""The field of the button that hands a draft in."""

A_FORM = re.compile(r"/inovasi/([0-9a-f-]{36})/tindakan/([a-z-]{1,40})(\?.*)?")


async def show_all(visit: Visit) -> Response:
    """The drafts that the reader may work on, and what they left in forms."""
    drafts = await proposals_left(visit)
    names = await visit.names(person for each, _, _ in drafts for person in (each.author, each.saved_by))
    return await visit.page(
        "drafts/all", names=names, drafts=drafts, forms=await forms_left(visit), proposes=visit.proposes
    )


async def proposals_left(visit: Visit) -> list[tuple[StoredDraft, str, Problem | None]]:
    """The drafts that the reader may work on, each with its title and why it would be refused now."""
    desk = await Desk.of(visit.connections, visit.person)
    drafts = [each for each in await desk.all() if not each.submitted]
    lacking = [await problems.if_refused(visit, each) for each in await desk.refusals_of(drafts)]
    return [(each, _title(content_of(each)), problem) for each, problem in zip(drafts, lacking, strict=True)]


async def forms_left(visit: Visit) -> list[dict[str, Any]]:
    """The reader's unsent forms: the act, of what, and where to go on."""
    found = await unsent_forms.of(visit.connections, visit.person)
    parts = [(each, match) for each in found if (match := A_FORM.fullmatch(each.form))]
    titles = await visit.reader.titles(match[1] for _, match in parts)
    return [
        {"form": each.form, "at": each.saved_at, "act": match[2].replace("-", "_"), "title": titles.get(match[1], "")}
        for each, match in parts
    ]


async def discard_form(visit: Visit) -> Response:
    """Remove what the reader left in a form."""
    async with visit.request.form() as form:
        given = str(form.get("formulir", ""))
    if A_FORM.fullmatch(given) and given.isprintable():
        await unsent_forms.discard(visit.connections, visit.person, given)
    return RedirectResponse("/rancangan", 303)


async def begin(visit: Visit) -> Response:
    """Keep what was typed into the form of a new proposal as a draft."""
    act = await Act.proposing(visit, visit.request.query_params.get("edisi", ""))
    typed = await typed_in(visit)
    if act is None:
        return RedirectResponse("/inovasi/baru", 303)
    fields = [field.typed(typed) for field in act.fields()]
    try:
        desk = await Desk.of(visit.connections, visit.person)
        draft = await desk.save(FORMS["propose"].payload(fields), None)
    except (Refused, BadRequest) as error:
        found = await _problem(visit, error)
        return await act.page(placed(fields, found), typed, problem=found)
    return RedirectResponse(f"/rancangan/{draft.draft_id}", 303)


async def show(visit: Visit) -> Response:
    """A draft in the form of its edition, with what it still lacks."""
    desk, draft = await _found(visit)
    if draft.submitted:
        return _handed_in(draft)
    act = await _act(visit, draft)
    if act is None:
        return await choose_edition(visit)
    typed = _typed_of(act, draft)
    return await _page(act, desk, draft, [field.typed(typed) for field in act.fields()], typed)


async def save(visit: Visit) -> Response:
    """Keep a draft as it was corrected, and hand it in, if that is asked for."""
    desk, draft = await _found(visit)
    typed = await typed_in(visit)
    if draft.submitted:
        return _handed_in(draft)
    act = await _act(visit, draft)
    if act is None:
        return RedirectResponse(f"/rancangan/{draft.draft_id}", 303)
    fields = [field.typed(typed) for field in act.fields()]
    content, seen = FORMS["propose"].payload(fields), one(typed, unsent.LEFT)
    try:
        if content != content_of(draft):
            draft = await desk.save(content, str(draft.draft_id), seen=ordinal(seen) or 0)
        if SUBMIT not in typed:
            return RedirectResponse(f"/rancangan/{draft.draft_id}", 303)
        draft, _ = await desk.ready(str(draft.draft_id))
    except (Refused, BadRequest) as error:
        if isinstance(error, Refused) and error.refusal.code is Code.DRAFT_CHANGED:
            return await _changed_meanwhile(act, desk, fields, typed)
        found = await _problem(visit, error)
        return await _page(act, desk, draft, await _wrong(act, fields, found), typed, problem=found)
    return await _submit(act, desk, draft, fields, typed)


async def discard(visit: Visit) -> Response:
    """Remove a draft. Raises Refused: it was changed meanwhile, or isn't the reader's to work on."""
    desk, draft = await _found(visit)
    if draft.submitted:
        return _handed_in(draft)
    await desk.discard(str(draft.draft_id))
    return RedirectResponse("/rancangan", 303)


async def _submit(act: Act, desk: Desk, draft: StoredDraft, fields: list[Field], typed: Typed) -> Response:
    """Hand it in under the draft's own id, so that it is done once; refused, it stays."""
    await _furnish(act, desk, draft)
    typed = typed | {NUMBER: [str(draft.command_id)], unsent.LEFT: [str(draft.version)]}
    answer = await sent(act, fields, typed)
    if answer.status_code == HTTPStatus.SEE_OTHER:
        await desk.conclude(draft)
    elif act.refused is not None:
        await desk.conclude(draft)
        found = placed(fields, act.refused)
        return await _page(act, desk, await desk.find(str(draft.draft_id)), found, typed, problem=act.refused)
    return answer


async def _changed_meanwhile(act: Act, desk: Desk, fields: list[Field], typed: Typed) -> Response:
    """Somebody, perhaps in another window, saved it since it was opened: who, when, and what differs."""
    visit = act.visit
    draft = await desk.find(visit.request.path_params["draft"])
    names = await visit.names([draft.saved_by])
    at = when(draft.saved_at, visit.lang, await visit.zone())
    said = text("desk.draft.elsewhere", visit.lang, names, by=draft.saved_by, at=at)
    problem = Problem(409, said, text("desk.draft.elsewhere.hint", visit.lang))
    act.shown["elsewhere"] = unsent.differing(act.fields(), fields, typed, _typed_of(act, draft), visit.lang)
    return await _page(act, desk, draft, fields, typed, problem=problem)


async def _page(
    act: Act, desk: Desk, draft: StoredDraft, fields: list[Field], typed: Typed, problem: Problem | None = None
) -> Response:
    await _furnish(act, desk, draft)
    typed = typed | {unsent.LEFT: [str(draft.version)], NUMBER: [str(uuid4())]}
    return await act.page(fields, typed, problem=problem)


async def _furnish(act: Act, desk: Desk, draft: StoredDraft) -> None:
    """Have the act's page show the draft: by whom it is, and what it lacks."""
    act.template = "drafts/one"
    act.asked = act.asked.naming(await act.visit.names([draft.author, draft.saved_by]))
    [refusal] = await desk.refusals_of([draft])
    lacking, typed = await problems.if_refused(act.visit, refusal), _typed_of(act, draft)
    marked = await _wrong(act, [field.typed(typed) for field in act.fields()], lacking) if lacking else []
    places = [(each.name, each.label, each.problem) for each in marked if each.problem]
    act.shown |= {"draft": draft, "lacking": lacking, "places": places}


async def _wrong(act: Act, fields: list[Field], problem: Problem) -> list[Field]:
    """The fields of a draft, each with that it is missing, or what the rules say of it."""
    missing = await act.marked(fields, [each.name for each in fields if each.required and each.payload() is None])
    both = zip(placed(fields, problem), missing, strict=True)
    return [missed if missed.problem else said for said, missed in both]


async def _found(visit: Visit) -> tuple[Desk, StoredDraft]:
    """The draft that an address names, also one that was handed in. Raises Refused: it isn't the reader's."""
    desk = await Desk.of(visit.connections, visit.person)
    given = visit.request.path_params["draft"]
    try:
        return desk, await desk.any(whole_id(given) or str(UUID(int=0)))
    except Refused as error:
        if error.refusal.code is Code.UNKNOWN_DRAFT:
            raise HTTPException(404) from None
        raise


def _handed_in(draft: StoredDraft) -> Response:
    return RedirectResponse(f"/inovasi/{innovation_id(draft.command_id)}", 303)


async def _act(visit: Visit, draft: StoredDraft) -> Act | None:
    """The proposal that a draft is to become; None while it names no edition."""
    named = visit.request.query_params.get("edisi") or content_of(draft).get("edition") or ""
    return await Act.proposing(visit, str(named))


def _typed_of(act: Act, draft: StoredDraft) -> Typed:
    """What a draft says, by field."""
    found: Typed = {}
    for field in act.fields():
        value: Any = content_of(draft)
        for part in field.name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            found[field.name] = [str(value)]
    return found


async def _problem(visit: Visit, error: Refused | BadRequest) -> Problem:
    if isinstance(error, Refused):
        return await problems.refused(visit, error.refusal)
    found = problems.of_error(error, visit.lang)
    return replace(incomplete(visit.lang), fields=found.fields) if found.fields else found


def _title(content: dict[str, Any]) -> str:
    proposal = content.get("proposal")
    title = proposal.get("title") if isinstance(proposal, dict) else None
    return title if isinstance(title, str) else ""
