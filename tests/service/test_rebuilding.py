"""Read models are a function of the events: whatever happened to them, they can be made anew while others work."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from service.rebuilding import Rebuilt, rebuild
from tests.service.conftest import Doing, proposal
from tests.waiting import until

TAMPERING = (
    "DELETE FROM jejak.rows WHERE kind = 'innovation' AND stream_id = $1",
    "UPDATE jejak.rows SET body = body || '{\"stage\": \"institutionalised\"}' WHERE kind = 'innovation'"
    " AND stream_id = $1",
    "UPDATE jejak.rows SET kind = 'jewel' WHERE kind LIKE 'task/%' AND stream_id = $1",
    "UPDATE jejak.rows SET due_at = due_at + '1 day', wake_at = NULL WHERE kind = 'innovation' AND stream_id = $1",
    "UPDATE jejak.rows SET name = 'palsu', labels = '{stage:pilot}' WHERE kind = 'innovation' AND stream_id = $1",
    "UPDATE jejak.rows SET words = 'palsu' WHERE kind = 'words' AND stream_id = $1",
    "INSERT INTO jejak.rows VALUES ($1, 'task', 'forged', '{\"what\": \"forged\"}')",
    "INSERT INTO jejak.rows VALUES ('innovation/nowhere' || $1, 'innovation', '', '{\"id\": \"nowhere\"}')",
)


@pytest.fixture
async def owner(database: str) -> AsyncIterator[asyncpg.Connection]:
    """The database's owner, who may do anything to it."""
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


async def all_rows(owner: asyncpg.Connection) -> list[tuple[Any, ...]]:
    """Every read-model row there is."""
    return [tuple(each) for each in await owner.fetch("SELECT * FROM jejak.rows ORDER BY stream_id, kind, key")]


async def rebuilt(pool: asyncpg.Pool) -> Rebuilt:
    """What a rebuild finds; it must have come through all streams."""
    seen: list[tuple[int, int]] = []
    found = await rebuild(pool, lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == found.streams
    return found


async def test_intact_rows_are_left_as_they_are(pool: asyncpg.Pool, proposed: str, owner: asyncpg.Connection) -> None:
    before = await owner.fetch("SELECT xmin, ctid, * FROM jejak.rows ORDER BY stream_id, kind, key")
    found = await rebuilt(pool)
    assert (found.repaired, found.differences, found.unreadable) == (0, [], [])
    assert found.rows == len(before)
    assert await owner.fetch("SELECT xmin, ctid, * FROM jejak.rows ORDER BY stream_id, kind, key") == before


@pytest.mark.parametrize("statement", TAMPERING)
async def test_a_changed_missing_or_forged_row_is_reported_and_repaired(
    pool: asyncpg.Pool, proposed: str, owner: asyncpg.Connection, statement: str
) -> None:
    before = await all_rows(owner)
    await owner.execute(statement, proposed)
    found = await rebuilt(pool)
    assert found.repaired == len(found.differences) >= 1
    assert all(each.found != each.expected for each in found.differences)
    assert {each.stream.removeprefix("innovation/nowhere") for each in found.differences} == {proposed}
    assert await all_rows(owner) == before
    assert (await rebuilt(pool)).repaired == 0


async def test_lost_lists_come_back_while_others_go_on_writing(
    pool: asyncpg.Pool, do: Doing, owner: asyncpg.Connection
) -> None:
    streams = []
    for _ in range(12):
        command_id = uuid4()
        stream, payload = proposal(command_id)
        await do("proposer", stream, "propose", payload, id=command_id)
        streams.append(stream)
    busy, stopping, written = streams[::2], asyncio.Event(), Counter[str]()

    async def write(stream: str) -> None:
        while not stopping.is_set():
            await do("operator", stream, ("suspend", "resume")[written[stream] % 2], {})
            written[stream] += 1

    async def everybody_has_written_since(before: Counter[str]) -> None:
        async def have() -> bool:
            return all(written[stream] > before[stream] for stream in busy)

        await until(have, "every writer")

    async with asyncio.TaskGroup() as writers:
        for stream in busy:
            writers.create_task(write(stream))
        await everybody_has_written_since(Counter())
        await owner.execute("TRUNCATE jejak.rows")
        await owner.execute("INSERT INTO jejak.rows VALUES ($1, 'task', 'forged', '{}')", busy[0])
        before = written.copy()
        found = await rebuilt(pool)
        assert written.total() > before.total()
        await everybody_has_written_since(before)
        stopping.set()
    assert {each.stream for each in found.differences} >= set(streams[1::2])
    live = await all_rows(owner)
    assert {row[0] for row in live} >= set(streams)
    assert (await rebuilt(pool)).repaired == 0
    assert await all_rows(owner) == live


async def test_a_stream_that_cannot_be_read_is_reported_and_the_others_are_done(
    pool: asyncpg.Pool, proposed: str, owner: asyncpg.Connection
) -> None:
    await owner.execute("ALTER TABLE jejak.events DISABLE TRIGGER events_are_final")
    await owner.execute("UPDATE jejak.events SET type = 'InnovationPraised' WHERE stream_id = $1", proposed)
    await owner.execute("DELETE FROM jejak.rows WHERE stream_id = 'person/operator'")
    found = await rebuilt(pool)
    await owner.execute("UPDATE jejak.events SET type = 'InnovationProposed' WHERE stream_id = $1", proposed)
    await owner.execute("ALTER TABLE jejak.events ENABLE TRIGGER events_are_final")
    [(stream, error)] = found.unreadable
    assert (stream, "InnovationPraised" in str(error)) == (proposed, True)
    assert [each.stream for each in found.differences] == ["person/operator"]
