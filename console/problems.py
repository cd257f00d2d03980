"""What went wrong, as a page says it: in a sentence, with what to do, and beside the fields that it is about."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from console.rendering import Problem
from console.visit import Visit
from domain.commands import Payload
from domain.model import problems_of
from domain.names import NAMELESS, Names
from domain.refusals import Code, Refusal, Refused
from proof.errors import JejakError
from service.failures import as_ours
from service.names import names_open_to
from service.statuses import status_of
from texts import Lang, text
from texts.errors import advised_on_page, said
from texts.filling import explained
from texts.refusals import on_page, people_in_answer

HERE = (Code.UNKNOWN_AGENCY, Code.UNKNOWN_REGION, Code.UNKNOWN_PERSON)
"""What addresses of pages name, as they name innovations and drafts: without it, there is no such page."""


async def refused(visit: Visit, refusal: Refusal) -> Problem:
    """What a refusal by the rules amounts to, with the names that are open to whoever asked."""
    names = await names_open_to(visit.reader, people_in_answer(refusal.code, refusal.facts))
    return _refused(refusal, visit.lang, names)


async def if_refused(visit: Visit, refusal: Refusal | None) -> Problem | None:
    """The same where there may be none."""
    return await refused(visit, refusal) if refusal else None


async def of(visit: Visit, error: Exception) -> Problem:
    """What any error amounts to, with the names that are open to whoever asked."""
    return await refused(visit, error.refusal) if isinstance(error, Refused) else of_error(error, visit.lang)


def of_error(error: Exception, lang: Lang) -> Problem:
    """The same for whoever it may be, without names. Of one that isn't ours it tells only that there was one."""
    if isinstance(error, Refused):
        return _refused(error.refusal, lang, NAMELESS)
    ours = error if isinstance(error, JejakError) else as_ours(error)
    if ours.code == "internal_error":
        return Problem(status_of(ours), text("console.failed", lang), text("console.failed.hint", lang))
    return Problem(
        status_of(ours), said(ours, lang), advised_on_page(ours, lang), _places(ours.facts.get("problems"), lang)
    )


def unfit(payload: type[Payload], given: Mapping[str, Any], lang: Lang) -> tuple[tuple[str, str], ...]:
    """Places in what was given that can't be so in a payload, and why."""
    try:
        payload.model_validate(given)
    except ValidationError as error:
        return _places(problems_of(error), lang)
    return ()


def _refused(refusal: Refusal, lang: Lang, names: Names) -> Problem:
    status = 404 if refusal.code in HERE else status_of(Refused(refusal))
    message, hint = (
        text(code, lang, names, **refusal.facts) for code in (f"refusal.{refusal.code}", on_page(refusal.code))
    )
    places = _places(refusal.facts.get("problems"), lang)
    if places and (more := int(str(refusal.facts.get("count", 0))) - len(places)) > 0:
        places = (*places, ("", text("console.and_more", lang, n=more).strip()))
    return Problem(status, message, hint, places)


def _places(problems: object, lang: Lang) -> tuple[tuple[str, str], ...]:
    if not isinstance(problems, list):
        return ()
    found = (each for each in problems if isinstance(each, dict))
    return tuple((_place(each, lang), explained(each["code"], each["facts"], lang)) for each in found)


def _place(problem: dict[str, Any], lang: Lang) -> str:
    """Where something is wrong: in the payload, or in a line of a document."""
    path = str(problem.get("path", ""))
    if "line" not in problem:
        return path
    line = text("publish.line", lang, line=problem["line"])
    return f"{line}, {path}" if path else line
