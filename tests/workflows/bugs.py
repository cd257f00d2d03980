"""Bugs in the rules, for as long as a test needs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn


@contextmanager
def bug(table: dict[Any, Any], key: Any) -> Iterator[list[None]]:
    """What a table of rules holds under a key fails while the block runs; yields a list that grows at each failure."""
    kept = table[key]
    failures: list[None] = []

    def fails(*_: Any) -> NoReturn:
        failures.append(None)
        raise ZeroDivisionError("a bug")

    table[key] = fails
    try:
        yield failures
    finally:
        table[key] = kept
