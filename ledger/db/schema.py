"""The schema, as the catalogue of a database has it and as this release wants it: statements, by what they are about.

sql/schema.sql holds what the baseline and all migrations come to. It is the same on every PostgreSQL from 15 on, so
that a database can be compared with it by whoever may read: nothing has to be created anywhere.
"""

import re
from functools import cache
from pathlib import Path
from typing import TypeAlias

import asyncpg

Schema: TypeAlias = dict[str, list[str]]
"""Statements by place, such as "table events"; a place that is as the release has it may have none."""

SQL = Path(__file__).parents[1] / "sql"
FILE = SQL / "schema.sql"
HEADER = """\
-- What the baseline and all migrations come to, as a database has it: for reading, and what `jejak verify` compares a
-- database with. `make schema` writes it anew. Everything belongs to jejak_owner. Why things are as they are is said in
-- baseline/ and migrations/.
"""
PARTS = (
    *("roles", "settings", "schema", "relations", "functions", "views", "others"),
    *("indexes", "triggers", "owners", "grants"),
)
"""The files of sql/described/; the latter add to places that the former have."""

SESSION = """
SET LOCAL search_path = pg_catalog, jejak, pg_temp;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO';
SET LOCAL quote_all_identifiers = off;
"""
"""What names mean and how constants are shown, whatever the defaults of a database say."""

STATEMENT = re.compile(r"(?:\$function\$.*?\$function\$|.)*?;\n", re.DOTALL)


async def describe(connection: asyncpg.Connection | asyncpg.pool.PoolConnectionProxy) -> Schema:
    """The schema that a database has, for any role that may connect."""
    found: Schema = {}
    async with connection.transaction():
        await connection.execute(SESSION)
        for part in PARTS:
            for record in await connection.fetch((SQL / "described" / f"{part}.sql").read_text(encoding="utf-8")):
                found.setdefault(record["place"], []).append(record["statement"])
    return found


@cache
def released() -> Schema:
    """The schema that this release wants."""
    return parsed(FILE.read_text(encoding="utf-8"))


def rendered(schema: Schema) -> str:
    """A schema as a file that people read."""
    return HEADER + "".join("\n".join([f"\n--- {place}", *statements]) + "\n" for place, statements in schema.items())


def parsed(text: str) -> Schema:
    """What `rendered` wrote."""
    _, *chunks = re.split(r"^--- ", text, flags=re.MULTILINE)
    places = (chunk.split("\n", 1) for chunk in chunks)
    return {place: [each.removesuffix("\n") for each in STATEMENT.findall(rest)] for place, rest in places}
