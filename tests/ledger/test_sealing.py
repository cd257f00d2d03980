"""Every committed event gets one place, in order, whatever happens to the sealer."""

import asyncio

import asyncpg

from ledger.seal.sealer import unsigned
from ledger.store import Ledger

from .books import KEYS, Books
from .builders import append, event, open_transaction


async def log_of(connection: asyncpg.Connection) -> list[tuple[str, int]]:
    """(stream, version) of each leaf."""
    records = await connection.fetch("SELECT leaf_index, stream_id, version FROM jejak.leaves ORDER BY leaf_index")
    assert [record["leaf_index"] for record in records] == list(range(len(records)))
    return [(record["stream_id"], record["version"]) for record in records]


async def test_events_are_sealed_in_the_order_of_recording_and_once(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("b", 0, event(), event()))
    await ledger.append(append("a", 0, event()))
    await ledger.append(append("b", 2, event()))
    assert await books.seal() == 4
    assert await books.seal() == 4
    assert await log_of(admin) == [("b", 1), ("b", 2), ("a", 1), ("b", 3)]
    assert await admin.fetchval("SELECT count(*) FROM jejak.unsealed") == 0


async def test_a_batch_takes_no_more_than_it_should_and_the_next_goes_on(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    for n in range(5):
        await ledger.append(append(f"s/{n}", 0, event(), event()))
    async with books.lease() as lease:
        for size in (3, 6, 9, 10, 10):
            assert await books.pool.fetchval("SELECT tree_size FROM jejak.seal_batch($1, 3)", lease) == size
    assert await log_of(admin) == [(f"s/{n}", version) for n in range(5) for version in (1, 2)]


async def test_what_commits_late_comes_later_and_is_not_lost(
    database: str, ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    async with open_transaction(database, "late"):
        await ledger.append(append("early"))
        assert await books.seal() == 1
    await ledger.append(append("after"))
    assert await books.seal() == 3
    assert await log_of(admin) == [("early", 1), ("late", 1), ("after", 1)]


async def test_two_calls_at_once_give_no_place_twice(ledger: Ledger, books: Books, admin: asyncpg.Connection) -> None:
    async def keep_sealing(lease: int) -> None:
        for _ in range(30):
            await books.pool.fetchrow("SELECT * FROM jejak.seal_batch($1, 7)", lease)

    async def keep_appending(stream_id: str) -> None:
        for version in range(40):
            await ledger.append(append(stream_id, version))

    async with books.lease() as lease:
        await asyncio.gather(keep_sealing(lease), keep_sealing(lease), *(keep_appending(f"s/{n}") for n in range(5)))
    await books.seal()
    log = await log_of(admin)
    assert sorted(log) == sorted((f"s/{n}", version) for n in range(5) for version in range(1, 41))
    for n in range(5):
        assert [version for stream, version in log if stream == f"s/{n}"] == list(range(1, 41))


async def test_a_clock_that_goes_back_inverts_no_stream(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    await admin.execute("UPDATE jejak.streams SET recorded_at = '2100-01-01'")  # what a clock ahead would leave
    await ledger.append(append("s", 1))
    await ledger.append(append("t"))
    await ledger.append(append("s", 2))
    await books.seal()
    assert await log_of(admin) == [("s", 1), ("t", 1), ("s", 2), ("s", 3)]


async def test_a_checkpoint_is_outside_and_in_the_database_and_signed_once(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await books.step()
    assert books.notes() == []
    await ledger.append(append("s"))
    await books.step()
    await books.step()
    notes = books.notes()
    # The first day of a ledger closes its books: that is a leaf as well.
    assert [KEYS.open(note).size for note in notes] == [2]
    stored = await admin.fetch("SELECT tree_size, note FROM jejak.checkpoints")
    assert [tuple(record) for record in stored] == [(2, notes[0])]


async def test_sealed_events_without_a_checkpoint_have_an_age(
    ledger: Ledger, books: Books, auditor: asyncpg.Pool
) -> None:
    assert (await unsigned(auditor)).events == 0
    await ledger.append(append("s", 0, event(), event()))
    await books.seal()
    waiting = await unsigned(auditor)
    assert waiting.events == 2
    assert 0 < waiting.age_s < 60
    await books.step()
    assert (await unsigned(auditor)).events == 0
