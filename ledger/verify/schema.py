"""Compares the database's schema with the release's: what protects the record is there, fires, and is its owner's.

It is what the catalogue says of itself, so it finds what was done with PostgreSQL's own statements. What was done to
the record meanwhile, hashes find.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher

from ledger.db.connect import Connection
from ledger.db.migrate import load
from ledger.db.schema import describe, released
from ledger.verify.report import Problem, Value, value

LISTING = ("CREATE TABLE", "CREATE TYPE")
"""Statements whose lines are compared one by one: columns and constraints. Of any other a line stands for the whole."""

MIGRATIONS = "migrations"


async def check_schema(connection: Connection) -> list[Problem]:
    """Every difference from what the release's SQL gives; `connection` may be of any role that reads `migrations`."""
    found = await describe(connection)
    applied = await connection.fetch("SELECT name, sha256 FROM jejak.migrations ORDER BY name")
    found[MIGRATIONS] = [f"{name} {sha256.hex()}" for name, sha256 in applied]
    wanted = released() | {MIGRATIONS: [f"{each.name} {each.sha256.hex()}" for each in load()]}
    return [
        Problem(f"schema/{place}", 0, "schema", _shown(expected), _shown(there))
        for place in [*wanted, *(each for each in found if each not in wanted)]
        for expected, there in differences(wanted.get(place, []), found.get(place, []))
    ]


def differences(wanted: list[str], found: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Line by line what should be there and what is, None for nothing, of two lists of statements about one place."""
    expected, there = _units(wanted), _units(found)
    missing = [each for each in expected if each not in there]
    extra = [each for each in there if each not in expected]
    for unit in missing:
        other = next((each for each in extra if _head(each) == _head(unit)), None) if "\n" in unit else None
        if other is None:
            yield _head(unit), None
        else:
            extra.remove(other)
            yield _first_difference(unit.split("\n"), other.split("\n"))
    for unit in extra:
        yield None, _head(unit)
    if sorted(expected) == sorted(there) and expected != there:
        yield _first_difference(expected, there)


def _first_difference(wanted: list[str], found: list[str]) -> tuple[str | None, str | None]:
    for kind, begin, end, begin_there, end_there in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if kind != "equal":
            return wanted[begin] if begin < end else None, found[begin_there] if begin_there < end_there else None
    raise ValueError("they are the same")


def _units(statements: list[str]) -> list[str]:
    return [
        line.rstrip(",") for each in statements for line in (each.split("\n") if each.startswith(LISTING) else [each])
    ]


def _head(unit: str) -> str:
    return unit.split("\n", 1)[0]


def _shown(line: str | None) -> Value:
    return value("nothing") if line is None else value("statement", line=line.strip())
