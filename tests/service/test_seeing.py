"""Nobody signs on what is only stored of a stream: what they see is made again from its events."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from ledger.errors import StreamBroken
from ledger.store import Ledger
from proof.hashes import GENESIS
from service.seeing import see
from tests.service.conftest import Doing

FALSE = {
    "an event says something else": ("UPDATE jejak.events SET data = '{}' WHERE version = 2", 2, "chain"),
    "an event was recorded at another time": (
        "UPDATE jejak.events SET recorded_at = recorded_at + interval '1 microsecond' WHERE version = 1",
        1,
        "chain",
    ),
    "an event comes from somewhere else": ("UPDATE jejak.events SET metadata = '{}' WHERE version = 2", 2, "chain"),
    "a hash is another": (
        r"UPDATE jejak.events SET chain = decode(repeat('ab', 32), 'hex') WHERE version = 1",
        1,
        "chain",
    ),
    "an event is missing": ("DELETE FROM jejak.events WHERE version = 2", 2, "version"),
    "the last event is missing": ("DELETE FROM jejak.events WHERE version = 3", 2, "head"),
    "the head has another hash": (
        r"UPDATE jejak.streams SET head = decode(repeat('ab', 32), 'hex') WHERE true",
        3,
        "head",
    ),
    "the head was set back": (
        "UPDATE jejak.streams s SET version = 2, head = e.chain FROM jejak.events e "
        "WHERE e.stream_id = s.stream_id AND e.version = 2",
        3,
        "head",
    ),
    "the head is ahead": ("UPDATE jejak.streams SET version = 4 WHERE true", 3, "head"),
    "the head is missing": ("DELETE FROM jejak.streams WHERE true", 3, "head"),
}
"""What is done to a stream of three events; the version and the layer at which that is met."""


@pytest.fixture
async def owner(database: str) -> AsyncIterator[asyncpg.Connection]:
    """Whoever may change what is recorded."""
    connection = await asyncpg.connect(database)
    await connection.execute("SET session_replication_role = replica")  # no trigger fires
    yield connection
    await connection.close()


@pytest.fixture
async def stream(proposed: str, do: Doing) -> str:
    """A stream of three events."""
    for note in ("satu", "dua"):
        await do("operator", proposed, "note", {"text": note})
    return proposed


async def test_a_stream_ends_for_who_signs_where_its_events_end(pool: asyncpg.Pool, stream: str, do: Doing) -> None:
    ledger = Ledger(pool)
    seen, head = await see(ledger, stream), await ledger.head(stream)
    assert head is not None
    assert seen.end == (head.version, head.chain) == (3, seen.events[-1].chain)
    assert seen.state().content.title == "Kartu Anak"
    await do("operator", stream, "note", {"text": "tiga"})
    later = await see(ledger, stream)
    assert later.had(*seen.end)
    assert later.had(0, GENESIS)
    assert not later.had(2, head.chain)
    assert not later.had(5, head.chain)
    assert not later.had(-1, later.chain)


async def test_a_stream_that_is_not_there_ends_before_its_first_event(pool: asyncpg.Pool) -> None:
    assert (await see(Ledger(pool), "person/nobody")).end == (0, GENESIS)


@pytest.mark.parametrize("case", FALSE)
async def test_a_stream_whose_stored_hashes_or_head_are_not_its_events_is_not_signed_on(
    pool: asyncpg.Pool, owner: asyncpg.Connection, stream: str, case: str
) -> None:
    statement, version, layer = FALSE[case]
    where = " AND s.stream_id = $1" if " s SET" in statement else " AND stream_id = $1"
    await owner.execute(statement + where, stream)
    with pytest.raises(StreamBroken) as raised:
        await see(Ledger(pool), stream)
    assert raised.value.facts == {"stream": stream, "version": version, "layer": layer}
