"""What the source raises: each code with the facts that a place gives it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = [
    "activities",
    "api",
    "bundle",
    "cli",
    "console",
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


class Call(NamedTuple):
    """A call of a named function or class."""

    name: str
    call: ast.Call
    within: str
    """The class in whose body it stands, if any."""


@cache
def calls(room: str) -> tuple[Call, ...]:
    """Every call of a named function or class in a room."""
    found = []
    for module in _modules(room):
        within = {
            id(node): cls.name for cls in ast.walk(module) if isinstance(cls, ast.ClassDef) for node in ast.walk(cls)
        }
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                found.append(Call(_name(node.func), node, within.get(id(node), "")))
            elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):  # a class as it is
                found.append(Call(node.exc.id, ast.Call(node.exc, [], []), ""))
    return tuple(found)


@cache
def literals() -> frozenset[str]:
    """Every text that stands in the source as such."""
    nodes = (node for room in ROOMS for module in _modules(room) for node in ast.walk(module))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


@cache
def _modules(room: str) -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text()) for path in sorted((ROOT / room).rglob("*.py")))


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
        for name, call, _ in calls(room):
            if name == function and len(call.args) > place:
                for node in ast.walk(call.args[place]):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield node.value, keywords(call)
