"""`name=value` pairs of the command line."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from cli.input.yaml_lines import read
from wiring.errors import BadRequest

_COMMA = re.compile(r"^([+-]?[0-9]+),([0-9]+)$")


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
        BadRequest: one isn't.
    """
    found = [
        (name, _COMMA.sub(r"\1.\2", value) if _COMMA.fullmatch(value) else value)
        for name, value in pairs(given, example)
    ]
    for name, value in found:
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


def nested(given: Iterable[str]) -> dict[str, Any]:
    """Pairs as a mapping, in which `a.b=1` is a field of a field, and `a=[1, 2]` or `a={…}` is YAML.

    Raises:
        BadRequest: one isn't a pair, comes twice, or is no YAML.
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
    return found


def _value(name: str, value: str) -> Any:
    if not value.startswith(("[", "{")):
        return value
    document = read(value)
    if document.problems:
        raise BadRequest("bad_pair", given=f"{name}={value}", example=f"{name}=[a, b]")
    return document.content
