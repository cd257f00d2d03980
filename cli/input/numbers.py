"""Numbers in what people hand in, where its form has decimal numbers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from cli.input.yaml_lines import Path
from texts.typed import Meant, meant, with_point


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
