"""What subscribers see: everything, once, in the order of the log, however writers and readers interleave."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from ledger import subscribe
from ledger.db.connect import open_pool
from ledger.errors import LogBroken
from ledger.store import Ledger
from ledger.subscribe import Subscription
from tests.waiting import LIMIT_S

from .books import Books
from .builders import append, event, open_transaction

Seen = list[tuple[str, int]]


async def read_all(subscription: Subscription, seen: Seen, *, upto: int) -> None:
    """Handles batches until `upto` events were seen."""
    async with asyncio.timeout(LIMIT_S):
        while len(seen) < upto:
            async with subscription.next_batch() as batch:
                seen += [(one.stream_id, one.version) for one in batch.events]


async def test_an_event_that_commits_late_is_not_skipped(
    database: str, ledger: Ledger, books: Books, pool: asyncpg.Pool
) -> None:
    """The interleaving that loses events where positions are drawn at insert: an earlier insert commits last."""
    subscription, seen = Subscription(pool, "reader"), Seen()
    async with open_transaction(database, "first to insert"):
        await ledger.append(append("first to commit"))
        await books.seal()
        await read_all(subscription, seen, upto=1)
        assert seen == [("first to commit", 1)]
        await books.seal()
    await ledger.append(append("later"))
    await books.seal()
    await read_all(subscription, seen, upto=3)
    assert seen == [("first to commit", 1), ("first to insert", 1), ("later", 1)]


async def test_many_transactions_that_commit_in_another_order_than_they_began(
    database: str, ledger: Ledger, books: Books, pool: asyncpg.Pool
) -> None:
    """Transactions nest, so each one commits after all that began after it, with a sealing and a reading between."""
    subscription, seen = Subscription(pool, "reader", batch=2), Seen()

    async def nest(depth: int) -> None:
        if depth == 6:
            return
        async with open_transaction(database, f"s/{depth}"):
            await nest(depth + 1)
            await books.seal()
        await books.seal()
        await read_all(subscription, seen, upto=6 - depth)

    await nest(0)
    assert seen == [(f"s/{depth}", 1) for depth in reversed(range(6))]


async def test_a_batch_sealed_while_it_is_being_committed_is_seen_as_a_whole_or_not_at_all(
    ledger: Ledger, books: Books, pool: asyncpg.Pool, sealer_pool: asyncpg.Pool
) -> None:
    subscription, seen = Subscription(pool, "reader"), Seen()
    await ledger.append(append("a"))
    await books.seal()
    seal = "SELECT tree_size FROM jejak.seal_batch($1, 10)"
    async with books.lease() as lease, sealer_pool.acquire() as slow, slow.transaction():
        await ledger.append(append("b", 0, event(), event()))
        await slow.fetch(seal, lease)
        second = asyncio.create_task(sealer_pool.fetchval(seal, lease))  # has to wait for the first
        await read_all(subscription, seen, upto=1)
        await ledger.append(append("c"))
        await asyncio.sleep(0.05)
        assert not second.done()
        assert seen == [("a", 1)]
    assert await second == 4
    await read_all(subscription, seen, upto=4)
    assert seen == [("a", 1), ("b", 1), ("b", 2), ("c", 1)]


async def test_an_effect_and_its_cursor_are_committed_together_or_neither(
    ledger: Ledger, books: Books, pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    await admin.execute("CREATE TABLE effects (stream_id text, version bigint)")
    await admin.execute("GRANT INSERT ON effects TO jejak_worker")
    subscription = Subscription(pool, "reader", batch=2)
    for n in range(3):
        await ledger.append(append(f"s/{n}"))
    await books.seal()

    async def handle(fail: bool) -> None:
        async with subscription.next_batch() as batch:
            for one in batch.events:
                await batch.connection.execute("INSERT INTO effects VALUES ($1, $2)", one.stream_id, one.version)
            if fail:
                raise ZeroDivisionError

    for fail in (True, False, True, True, False):
        try:
            await handle(fail)
        except ZeroDivisionError:
            assert fail
    effects = await admin.fetch("SELECT stream_id, version FROM effects")
    assert [tuple(one) for one in effects] == [("s/0", 1), ("s/1", 1), ("s/2", 1)]
    assert await admin.fetchval("SELECT leaf_index FROM jejak.cursors WHERE subscriber = 'reader'") == 3


async def test_two_processes_of_one_subscriber_share_the_work_and_two_subscribers_do_not(
    database: str, ledger: Ledger, books: Books, pool: asyncpg.Pool
) -> None:
    for n in range(40):
        await ledger.append(append(f"s/{n:02}"))
    await books.seal()
    shared, alone = Seen(), Seen()
    async with await open_pool(
        database, role="jejak_worker", min_size=1, max_size=2, application_name="another"
    ) as another:

        async def work(subscription: Subscription) -> None:
            for _ in range(10):
                async with subscription.next_batch() as batch:
                    shared.extend((one.stream_id, one.version) for one in batch.events)

        await asyncio.gather(*(work(Subscription(one, "shared", batch=2)) for one in (pool, another)))
        await read_all(Subscription(another, "alone"), alone, upto=40)
    assert shared == alone == [(f"s/{n:02}", 1) for n in range(40)]


async def test_a_waiting_subscriber_is_woken_by_the_next_seal(
    ledger: Ledger, books: Books, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribe, "LOOK_AGAIN_S", 2 * LIMIT_S)
    seen = Seen()
    reading = asyncio.create_task(read_all(Subscription(pool, "reader"), seen, upto=1))
    await asyncio.sleep(0.2)
    await ledger.append(append("s"))
    await books.step()
    await reading
    # What closes the books may be there by then.
    assert seen in ([("s", 1)], [("s", 1), ("ledger/closings", 1)])


async def test_a_subscriber_whose_notification_is_lost_looks_again(
    ledger: Ledger, books: Books, pool: asyncpg.Pool, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribe, "SEALED", f"nobody_speaks_{uuid4().hex}")
    monkeypatch.setattr(subscribe, "LOOK_AGAIN_S", 0.1)
    seen = Seen()
    reading = asyncio.create_task(read_all(Subscription(pool, "reader"), seen, upto=1))
    await asyncio.sleep(0.2)
    await ledger.append(append("s"))
    await books.seal()
    await reading
    assert seen == [("s", 1)]


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM jejak.leaves WHERE leaf_index = 1",
        "DELETE FROM jejak.events WHERE stream_id = 's/1'",
    ],
)
async def test_a_missing_leaf_or_event_stops_a_subscriber_instead_of_being_skipped(
    ledger: Ledger, books: Books, pool: asyncpg.Pool, admin: asyncpg.Connection, damage: str
) -> None:
    for n in range(3):
        await ledger.append(append(f"s/{n}"))
    await books.seal()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(damage)
    with pytest.raises(LogBroken, match="index=1"):
        async with Subscription(pool, "reader").next_batch():
            pass
    assert await admin.fetchval("SELECT count(*) FROM jejak.cursors") == 0


async def test_a_cursor_moves_forward_only(pool: asyncpg.Pool) -> None:
    assert await pool.fetchval("SELECT jejak.take_cursor('reader')") == 0
    await pool.execute("SELECT jejak.move_cursor('reader', 7)")
    for wrong in (("reader", 6), ("unknown", 1)):
        with pytest.raises(asyncpg.InvalidParameterValueError):
            await pool.execute("SELECT jejak.move_cursor($1, $2)", *wrong)
    assert await pool.fetchval("SELECT jejak.take_cursor('reader')") == 7


async def test_a_busy_log_is_seen_whole_and_each_stream_in_its_order(
    ledger: Ledger, books: Books, pool: asyncpg.Pool
) -> None:
    seen, writing = Seen(), True

    async def write(stream_id: str) -> None:
        for version in range(50):
            await ledger.append(append(stream_id, version))

    async def seal() -> None:
        while writing:
            await books.seal()
        await books.seal()

    reading = asyncio.create_task(read_all(Subscription(pool, "reader", batch=7), seen, upto=400))
    sealing = asyncio.create_task(seal())
    await asyncio.gather(*(write(f"s/{n}") for n in range(8)))
    writing = False
    await asyncio.gather(sealing, reading)
    assert len(seen) == len(set(seen)) == 400
    for n in range(8):
        assert [version for stream, version in seen if stream == f"s/{n}"] == list(range(1, 51))
