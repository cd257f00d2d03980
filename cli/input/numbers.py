"""Numbers as people here type them, with a comma before decimals and dots between thousands, or as programs do."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from cli.input.yaml_lines import Path

_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)")
_THOUSANDS = re.compile(r"([+-]?[1-9][0-9]{0,2})\.([0-9]{3})")


class Meant(NamedTuple):
    """The two numbers that a text such as `1.250` may mean, each written so that it can't mean the other."""

    whole: str
    decimal: str


def meant(text: str) -> Meant | None:
    """What a text may mean whose dot stands before three digits; None where it means one number, or none."""
    parts = _THOUSANDS.fullmatch(text)
    if parts is None:
        return None
    before, after = parts.groups()
    return Meant(before + after, f"{before},{after}".rstrip("0").rstrip(","))


def with_point(text: str) -> str:
    """A number with a point where it was typed with a decimal comma; any other text as it is."""
    return _COMMA.sub(r"\1.\2", text) if _COMMA.fullmatch(text) else text


def with_points(content: Any, form: Any, doubt: Callable[[Path, str, Meant], None], at: Path = ()) -> Any:
    """Content with a point in each text that its form takes as a decimal number; `doubt` is told of what is `meant`."""
    inner = get_args(form)
    if get_origin(form) is Annotated:
        return with_points(content, inner[0], doubt, at)
    match content:
        case str() if form is Decimal:
            if found := meant(content):
                doubt(at, content, found)
            return with_point(content)
        case dict() if get_origin(form) is dict:
            return {name: with_points(each, inner[1], doubt, (*at, name)) for name, each in content.items()}
        case dict() if isinstance(form, type) and issubclass(form, BaseModel):
            fields = form.model_fields
            return {
                name: with_points(each, fields[name].annotation, doubt, (*at, name)) if name in fields else each
                for name, each in content.items()
            }
        case list() if get_origin(form) is tuple:
            return [with_points(each, inner[0], doubt, (*at, place)) for place, each in enumerate(content)]
    return content
