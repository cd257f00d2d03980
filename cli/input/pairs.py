"""`name=value` pairs of the command line."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from cli.input.numbers import with_points
from cli.input.yaml_lines import Path, dotted, read
from domain.commands import Payload
from texts.typed import Meant, meant, with_point
from wiring.errors import BadRequest


def pairs(given: Iterable[str], example: str) -> list[tuple[str, str]]:
    """Each pair in its order, a name as often as it is given.

    Raises:
        BadRequest: one isn't a pair.
    """
    split = []
    for each in given:
        name, equals, value = each.partition("=")
        if not (name and equals and value):
            raise BadRequest("bad_pair", given=each, example=example)
        split.append((name.strip(), value.strip()))
    return split


def numbers(given: Iterable[str], kind: type[int] | type[Decimal], example: str) -> list[tuple[str, str]]:
    """Pairs whose values are numbers of that kind; a decimal comma, as people here write it, becomes a point.

    Raises:
        BadRequest: one isn't, or may be another number than it looks.
    """
    found = [(name, with_point(value)) for name, value in pairs(given, example)]
    for name, value in found:
        if either := meant(value):
            _doubt((name,), value, either)
        try:
            kind(value)
        except (ValueError, InvalidOperation):
            raise BadRequest("bad_number", name=name, given=value, example=example) from None
    return found


def unique(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Pairs as a mapping.

    Raises:
        BadRequest: a name comes twice.
    """
    found: dict[str, str] = {}
    for name, value in given:
        if name in found:
            raise BadRequest("named_twice", given=name)
        found[name] = value
    return found


def nested(given: Iterable[str], form: type[Payload] | None) -> dict[str, Any]:
    """Pairs as a mapping, in which `a.b=1` is a field of a field, and `a=[1, 2]` or `a={…}` is YAML; numbers as the
    form has them, if there is one.

    Raises:
        BadRequest: one isn't a pair, comes twice, is no YAML, or may be another number than it looks.
    """
    found: dict[str, Any] = {}
    for name, value in pairs(given, "check=1"):
        *above, last = name.split(".")
        inner = found
        for part in above:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                raise BadRequest("named_twice", given=name)
        if last in inner:
            raise BadRequest("named_twice", given=name)
        inner[last] = _value(name, value)
    numbered: dict[str, Any] = with_points(found, form, _doubt)
    return numbered


def _doubt(at: Path, given: str, either: Meant) -> None:
    raise BadRequest("ambiguous_number", name=dotted(at), given=given, whole=either.whole, decimal=either.decimal)


def _value(name: str, value: str) -> Any:
    if not value.startswith(("[", "{")):
        return value
    document = read(value)
    if document.problems:
        raise BadRequest("bad_pair", given=f"{name}={value}", example=f"{name}=[a, b]")
    return document.content
