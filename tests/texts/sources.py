"""What the source raises: each code with the facts that a place gives it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = [
    "activities",
    "bundle",
    "cli",
    "domain",
    "engine",
    "interchange",
    "ledger",
    "processes",
    "proof",
    "service",
    "stack",
    "texts",
    "wiring",
]


@cache
def calls(room: str) -> tuple[tuple[str, ast.Call], ...]:
    """Every call of a named function or class in a room, by that name."""
    return tuple((_name(node.func), node) for node in _nodes(room) if isinstance(node, ast.Call))


@cache
def literals() -> frozenset[str]:
    """Every text that stands in the source as such."""
    nodes = (node for room in ROOMS for node in _nodes(room))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _nodes(room: str) -> Iterator[ast.AST]:
    for path in sorted((ROOT / room).rglob("*.py")):
        yield from ast.walk(ast.parse(path.read_text()))


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name():
            return function.id
        case ast.Attribute():
            return function.attr
    return ""


def keywords(call: ast.Call) -> set[str]:
    """The names of what a call gives by name."""
    return {each.arg for each in call.keywords if each.arg}


def given(function: str, place: int, *rooms: str) -> Iterator[tuple[str, set[str]]]:
    """Each code that a function is called with at a place, and the facts that go with it."""
    for room in rooms or ROOMS:
        for name, call in calls(room):
            if name == function and len(call.args) > place:
                for node in ast.walk(call.args[place]):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield node.value, keywords(call)
