"""What went wrong, as `application/problem+json` (RFC 9457): a code for programs, sentences for people."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, JsonValue

from domain.model import recordable
from domain.names import NAMELESS, Names
from domain.refusals import Refusal, Refused
from proof.errors import JejakError, Kind
from service.failures import as_ours
from service.statuses import AGAIN_S, status_of
from texts import Lang, text
from texts.errors import advised, said
from texts.filling import explained
from wiring.errors import BadRequest

MEDIA_TYPE = "application/problem+json"
PLAIN = (str, int, float, bool, list, dict)
"""Facts of an error that may be told; others are errors of libraries, and files."""


class Wrong(BaseModel):
    """One thing that is wrong with a request, and where."""

    pointer: str | None = None
    """A JSON pointer into the body (RFC 6901)."""
    parameter: str | None = None
    """The name of a parameter or header."""
    code: str
    detail: str


class Problem(BaseModel):
    """Why nothing was done."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    """A sentence for people, in the language that was asked for."""
    code: str
    hint: str
    """What to do about it."""
    facts: dict[str, JsonValue] = {}
    errors: list[Wrong] = []


def of_refusal(refusal: Refusal, lang: Lang, names: Names = NAMELESS, **more: JsonValue) -> JSONResponse:
    """A refusal by the rules, with the names that are open to whoever asked."""
    code, facts = str(refusal.code), refusal.facts
    message, hint = (text(key, lang, names, **facts) for key in (f"refusal.{code}", f"refusal.{code}.hint"))
    shown = {name: fact for name, fact in facts.items() if name != "problems"}
    return _answer(status_of(Refused(refusal)), code, message, hint, shown, _wrong(facts.get("problems"), lang), more)


def of_error(error: Exception, lang: Lang) -> JSONResponse:
    """Any error; of one that isn't ours nobody learns more than that there was one."""
    if isinstance(error, Refused):
        return of_refusal(error.refusal, lang)
    ours = error if isinstance(error, JejakError) else as_ours(error)
    code, status = str(ours.code), status_of(ours)
    if ours.kind is Kind.OURS:
        return _answer(500, "internal_error", text("api.failed", lang), text("api.failed.hint", lang), {}, [], {})
    plain = {name: fact for name, fact in ours.facts.items() if isinstance(fact, PLAIN) and name != "problems"}
    wrong = _wrong(ours.facts.get("problems"), lang)
    answer = _answer(status, code, said(ours, lang), advised(ours, lang), recordable(plain), wrong, {})
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="jejak"'
    if status in (429, 503):
        answer.headers["Retry-After"] = str(ours.facts.get("seconds", AGAIN_S))
    return answer


def of_invalid(error: RequestValidationError, lang: Lang) -> JSONResponse:
    """A request that doesn't have its form, with everything that is wrong with it."""
    wrong = [_wrong_here(each, lang) for each in error.errors()]
    found = BadRequest("invalid_request")
    return _answer(422, found.code, said(found, lang), advised(found, lang), {}, wrong, {})


def _wrong_here(found: Mapping[str, Any], lang: Lang) -> Wrong:
    """What pydantic found wrong, and where: in the body, or in a parameter."""
    where, *path = found["loc"]
    code, facts = str(found["type"]), recordable(found.get("ctx") or {})
    detail = explained(code, facts, lang)
    if where == "body":
        inner = [] if code == "json_invalid" else path
        return Wrong(pointer="".join(f"/{_escaped(each)}" for each in inner), code=code, detail=detail)
    return Wrong(parameter=".".join(map(str, path)), code=code, detail=detail)


def _wrong(problems: object, lang: Lang) -> list[Wrong]:
    """What is wrong with a payload, as the rules say it."""
    if not isinstance(problems, list):
        return []
    return [
        Wrong(
            pointer="".join(f"/{_escaped(part)}" for part in ["payload", *filter(None, str(each["path"]).split("."))]),
            code=str(each["code"]),
            detail=explained(each["code"], each["facts"], lang),
        )
        for each in problems
        if isinstance(each, dict)
    ]


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _answer(
    status: int,
    code: str,
    message: str,
    hint: str,
    facts: Mapping[str, JsonValue],
    wrong: list[Wrong],
    more: Mapping[str, JsonValue],
) -> JSONResponse:
    problem = Problem(
        type=f"urn:jejak:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=message,
        code=code,
        hint=hint,
        facts=dict(facts),
        errors=wrong,
        **more,
    )
    return JSONResponse(problem.model_dump(mode="json", exclude_none=True), status, media_type=MEDIA_TYPE)
