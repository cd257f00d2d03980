"""Checking and repairing read-model rows: they are read with their stream's version, and replaced without an append."""

import json
from collections.abc import Sequence

import asyncpg

from ledger.db.group_commit import encode_row
from ledger.db.queries import query
from ledger.model import Row


async def rows_of(pool: asyncpg.Pool, stream_id: str) -> tuple[int, tuple[Row, ...]]:
    """The stream's version (0: there is no such stream) and its rows by (kind, key), from one snapshot."""
    records = await pool.fetch(query("rows_of"), stream_id)
    return records[0]["version"], tuple(_row(each) for each in records if each["kind"] is not None)


async def replace_rows(pool: asyncpg.Pool, stream_id: str, version: int, rows: Sequence[Row]) -> bool:
    """Makes the stream's rows exactly these if it is still at `version` (0: it doesn't exist); returns whether it was.

    Meanwhile appends to this stream wait, and nothing else does. Needs the role jejak_worker.
    """
    replaced: bool = await pool.fetchval(query("replace_rows"), stream_id, version, [encode_row(row) for row in rows])
    return replaced


async def rows_of_nothing(pool: asyncpg.Pool, *, after: str = "", limit: int = 100) -> list[str]:
    """The first `limit` stream ids after `after` that have rows but no stream, in order."""
    return [each["stream_id"] for each in await pool.fetch(query("rows_of_nothing"), after, limit)]


async def count_streams(pool: asyncpg.Pool) -> int:
    """How many streams there are."""
    count: int = await pool.fetchval(query("count_streams"))
    return count


def _row(record: asyncpg.Record) -> Row:
    return Row(
        record["kind"],
        record["key"],
        json.loads(record["body"]),
        name=record["name"],
        due_at=record["due_at"],
        wake_at=record["wake_at"],
        labels=frozenset(record["labels"] or ()),
        words=frozenset(record["words"] or ()),
    )
