"""Bugs in the rules, for as long as a test needs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

from domain.policy import Rule


@contextmanager
def bug(table: dict[Any, Any], key: Any) -> Iterator[list[None]]:
    """What a table of rules holds under a key fails while the block runs; yields a list that grows at each failure."""
    kept = table[key]
    failures: list[None] = []

    def fails(*_: Any) -> NoReturn:
        failures.append(None)
        raise ZeroDivisionError("a bug")

    table[key] = replace(kept, answer=fails) if isinstance(kept, Rule) else fails
    try:
        yield failures
    finally:
        table[key] = kept
