"""Rendering: templates with the texts of a language at hand."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from domain.names import NAMELESS, Names
from texts import LANGUAGES, Lang, day, number, text, title
from texts.languages import in_language
from texts.locales import JAKARTA, when

HERE = Path(__file__).parent
STATIC = HERE / "static"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong."""

    status: int
    message: str
    hint: str
    fields: tuple[tuple[str, str], ...] = ()
    """Places in the payload, and what is wrong there."""


@cache
def templates() -> Environment:
    """The templates. Everything in them is escaped, and a fact that isn't given is an error."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["jinja"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["called"] = lambda key, name: name(key)
    return found


@cache
def static(name: str) -> str:
    """The address of a static file, with what it holds: a browser may keep it for ever."""
    return f"/statis/{name}?{sha256((STATIC / name).read_bytes()).hexdigest()[:16]}"


def rendered(
    request: Request,
    template: str,
    lang: Lang,
    *,
    status: int = 200,
    names: Names = NAMELESS,
    zone: ZoneInfo = JAKARTA,
    problem: Problem | None = None,
    **facts: Any,
) -> Response:
    """A page, its instants in the time of a zone; where it tells of a problem, its status is that one's."""

    def said(code: str, **more: object) -> str:
        return text(code, lang, names, **more)

    def at(instant: datetime | str | None) -> str:
        return when(instant, lang, zone)

    page = templates().get_template(f"{template}.jinja")
    words = {
        "t": said,
        "title": lambda kind, key: title(kind, key, lang),
        "at": at,
        "day": partial(day, lang=lang),
        "said": lambda bilingual: in_language(bilingual, lang),
        "number": lambda value: number(value, lang),
        "names": names,
        "lang": lang,
        "languages": LANGUAGES,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "path": request.url.path,
        "static": static,
        "problem": problem,
    }
    if taken := words.keys() & facts.keys():
        raise TypeError(f"templates say something else by {', '.join(sorted(taken))}")
    given = {"person": None, "menu": ()} | words | facts
    return HTMLResponse(page.render(given), problem.status if problem else status)
