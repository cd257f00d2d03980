"""Labels that begin with `#` are counted as rows change, whoever changes them and however many do so at once."""

import asyncio
from random import Random

import asyncpg

from ledger.model import Row
from ledger.row_repair import replace_rows
from ledger.store import Ledger

from .builders import append

COUNTED_ANEW = """
SELECT kind, label, count(*) AS n FROM jejak.rows CROSS JOIN unnest(labels) AS label
WHERE label LIKE '#%' GROUP BY kind, label ORDER BY kind, label
"""
KEPT = "SELECT kind, label, sum(n)::bigint AS n FROM jejak.tallies GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY 1, 2"


def row(*labels: str) -> Row:
    return Row("k", "", {}, labels=frozenset(labels))


async def test_a_counted_label_is_counted_from_the_first_row_to_the_last(
    ledger: Ledger, pool: asyncpg.Pool, auditor: asyncpg.Pool
) -> None:
    read = Ledger(auditor)
    await ledger.append(append("s", rows=(row("#a:1", "#a:2", "plain"),)))
    await ledger.append(append("t", rows=(row("#a:1", "#b:1"),)))
    assert await read.tallies([("k", "#a:")]) == {"#a:1": 2, "#a:2": 1}
    await ledger.append(append("s", 1, rows=(row("#a:2", "#a:3"),)))
    assert await read.tallies([("k", "#a:"), ("k", "#b:"), ("other", "#a:")]) == {
        "#a:1": 1, "#a:2": 1, "#a:3": 1, "#b:1": 1,
    }  # fmt: skip
    assert await replace_rows(pool, "t", 1, ())
    assert await read.tallies([("k", "#a:1"), ("k", "#b:")]) == {}


async def test_counts_are_those_of_the_rows_after_any_number_of_writers(
    ledger: Ledger, pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    chance = Random(7)
    writers = [ledger, Ledger(pool), Ledger(pool)]

    async def live(stream: str) -> None:
        for version in range(6):
            labels = {f"#{chance.choice('ab')}:{chance.randrange(3)}" for _ in range(3)}
            await chance.choice(writers).append(append(stream, version, rows=(row(*labels),)))

    await asyncio.gather(*(live(f"s{n}") for n in range(20)))
    await admin.execute("DELETE FROM jejak.rows WHERE stream_id < 's15'")
    assert await admin.fetch(KEPT) == await admin.fetch(COUNTED_ANEW)
    assert await admin.fetchval("SELECT count(*) FROM jejak.tallies") > 0
