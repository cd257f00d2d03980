"""One sealer at a time, by a lease that no other role can touch, and that is taken over when nobody keeps it."""

import asyncio
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from uuid import uuid4

import asyncpg
import pytest

from ledger.db.connect import open_pool
from ledger.db.migrate import migrate
from ledger.errors import LeaseLost
from ledger.seal import lease as lease_module
from ledger.seal import sealer as sealer_module
from ledger.seal.lease import leasing
from ledger.store import Ledger
from stack.postgres import EmbeddedPostgres
from tests.waiting import LIMIT_S, until

from .books import Books
from .builders import append

RUN_OUT = "UPDATE jejak.lease SET kept_at = clock_timestamp() - interval '6 seconds'"


async def test_the_lease_is_one_process_s_until_it_gives_it_back(sealer_pool: asyncpg.Pool) -> None:
    async with leasing(sealer_pool) as first:
        assert first is not None
        async with leasing(sealer_pool) as second:
            assert second is None
    async with leasing(sealer_pool) as third:
        assert third is not None
        assert third > first


async def test_a_lease_that_nobody_keeps_is_taken_over(sealer_pool: asyncpg.Pool, admin: asyncpg.Connection) -> None:
    token = await sealer_pool.fetchval("SELECT jejak.take_lease()")
    assert await sealer_pool.fetchval("SELECT jejak.take_lease()") is None
    # Nobody says when: the database's clock does.
    async with asyncio.timeout(LIMIT_S):
        while (taken := await sealer_pool.fetchval("SELECT jejak.take_lease()")) is None:
            await asyncio.sleep(0.1)
    assert taken == token + 1
    # A clock that was ahead left it in the future.
    await admin.execute("UPDATE jejak.lease SET kept_at = now() + interval '1 day'")
    assert await sealer_pool.fetchval("SELECT jejak.take_lease()") == token + 2


async def test_a_lease_is_kept_while_what_it_is_for_takes_long(
    sealer_pool: asyncpg.Pool, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_module, "KEEP_EVERY_S", 0.01)

    async def kept() -> bool:
        return bool(await admin.fetchval("SELECT kept_at > now() - interval '5 seconds' FROM jejak.lease"))

    async with leasing(sealer_pool):
        await admin.execute(RUN_OUT)
        await until(kept, "the lease to be kept")
        assert await sealer_pool.fetchval("SELECT jejak.take_lease()") is None


async def test_whoever_lost_the_lease_is_stopped(
    sealer_pool: asyncpg.Pool, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_module, "KEEP_EVERY_S", 0.01)

    async def work_on() -> None:
        async with leasing(sealer_pool), asyncio.timeout(LIMIT_S):
            await admin.execute("UPDATE jejak.lease SET token = token + 1")
            await asyncio.Event().wait()

    with pytest.raises(LeaseLost):
        await work_on()


class Losing:
    """A pool whose connection is lost just while the lease is being kept on it and that is cancelled."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self.keeping = asyncio.Event()

    async def fetchval(self, statement: str, *args: object) -> object:
        if "keep_lease" not in statement:
            return await self._pool.fetchval(statement, *args)
        self.keeping.set()
        try:
            return await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation") from None

    async def execute(self, statement: str, *args: object) -> object:
        return await self._pool.execute(statement, *args)


async def test_a_lease_is_given_back_also_where_its_connection_is_lost_meanwhile(
    sealer_pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_module, "KEEP_EVERY_S", 0.01)
    pool = Losing(sealer_pool)

    async def fail() -> None:
        async with leasing(cast(asyncpg.Pool, pool)), asyncio.timeout(LIMIT_S):
            await pool.keeping.wait()
            raise OSError("what it was for")

    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(OSError, match="what it was for"):
            await fail()
    async with leasing(sealer_pool) as again:
        assert again is not None


@pytest.mark.parametrize(
    "step",
    [
        "SELECT jejak.seal_batch($1, 10)",
        "SELECT jejak.close_books($1, 0, 0, sha256(''), now())",
        "SELECT jejak.store_checkpoint($1, 0, '')",
    ],
)
async def test_no_step_of_a_sealer_that_was_overtaken_is_done(
    ledger: Ledger, sealer_pool: asyncpg.Pool, admin: asyncpg.Connection, step: str
) -> None:
    await ledger.append(append("s"))
    old = await sealer_pool.fetchval("SELECT jejak.take_lease()")
    await admin.execute(RUN_OUT)
    new = await sealer_pool.fetchval("SELECT jejak.take_lease()")
    for token in (old, new + 1, None):
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            await sealer_pool.fetch(step, token)
    await sealer_pool.fetch(step, new)


async def test_a_step_under_way_is_finished_before_another_takes_over(
    ledger: Ledger, sealer_pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    old = await sealer_pool.fetchval("SELECT jejak.take_lease()")
    await admin.execute(RUN_OUT)
    async with sealer_pool.acquire() as slow:
        async with slow.transaction():
            await slow.fetch("SELECT jejak.seal_batch($1, 10)", old)
            taking = asyncio.create_task(sealer_pool.fetchval("SELECT jejak.take_lease()"))

            async def waits() -> bool:
                waiting = (
                    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1)"
                )
                return bool(await admin.fetchval(waiting, "%take_lease%"))

            await until(waits, "the other to wait")
        assert await taking == old + 1


async def test_another_sealer_takes_over_from_one_that_was_killed(
    database: str, ledger: Ledger, sealer_pool: asyncpg.Pool, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    killed = await asyncpg.connect(database)
    assert await killed.fetchval("SELECT jejak.take_lease()")
    killed.terminate()
    sealer = Books(sealer_pool, tmp_path / "outside").sealer
    task = asyncio.create_task(sealer.run())
    try:
        await ledger.append(append("s"))

        async def sealed() -> bool:
            return bool(await admin.fetchval("SELECT EXISTS (SELECT FROM jejak.leaves)"))

        await until(sealed, "the other sealer")
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.mark.parametrize("role", ["jejak_reader", "jejak_auditor", "jejak_worker", "jejak_vault"])
async def test_whatever_another_role_locks_sealing_and_migrating_go_on(
    database: str, ledger: Ledger, books: Books, admin: asyncpg.Connection, role: str
) -> None:
    await ledger.append(append("s"))
    relations = await admin.fetch(
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'jejak'::regnamespace AND relkind IN ('r', 'v')"
    )
    async with (
        await open_pool(database, role=role, min_size=1, max_size=1, application_name="test") as pool,
        pool.acquire() as connection,
    ):
        # All that there ever was, and whatever else a person thinks of.
        for number in (0x6A656A616B, 0x6A656A616B6C, 0x6A656A616B73, *range(100)):
            assert await connection.fetchval("SELECT pg_try_advisory_lock($1)", number)
        async with connection.transaction():
            for (relation,) in relations:
                for mode in (
                    "ACCESS EXCLUSIVE",
                    "EXCLUSIVE",
                    "SHARE ROW EXCLUSIVE",
                    "SHARE",
                    "ROW SHARE",
                    "ACCESS SHARE",
                ):
                    with suppress(asyncpg.InsufficientPrivilegeError):
                        async with connection.transaction():
                            await connection.execute(f"LOCK TABLE {relation} IN {mode} MODE NOWAIT")
                with suppress(asyncpg.InsufficientPrivilegeError, asyncpg.FeatureNotSupportedError):
                    async with connection.transaction():
                        await connection.execute(f"SELECT FROM {relation} FOR UPDATE NOWAIT")
            if role == "jejak_worker":
                with pytest.raises(asyncpg.InsufficientPrivilegeError, match="ledger itself"):
                    async with connection.transaction():
                        await connection.execute("SELECT jejak.replace_rows('ledger/closings', 0, '{}')")
            async with asyncio.timeout(LIMIT_S):
                await books.step(requested=True)
                await migrate(database)
    assert await admin.fetchval("SELECT count(*) FROM jejak.leaves") == 2
    assert len(books.notes()) == 1


async def fill_queue(pool: asyncpg.Pool) -> None:
    """Notifies until that is refused."""
    while True:
        await pool.execute("SELECT pg_notify('anything', repeat('x', 7000) || random())")


async def test_a_full_queue_of_notifications_stops_no_sealing() -> None:
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        async with EmbeddedPostgres(Path(parent) / "data") as server:
            connection = await asyncpg.connect(server.dsn())
            await connection.execute("ALTER SYSTEM SET max_notify_queue_pages = 64")
            await connection.close()
            await server.stop()
            await server.start()
            await migrate(server.dsn())
            pools = [
                await open_pool(server.dsn(), role=f"jejak_{role}", min_size=1, max_size=3, application_name="test")
                for role in ("reader", "worker", "sealer")
            ]
            reader, worker, sealer = pools
            try:
                async with reader.acquire() as idle, idle.transaction():
                    await idle.execute("LISTEN anything")
                    await idle.execute("COMMIT; BEGIN")  # it listens now, and reads none
                    with pytest.raises(asyncpg.PostgresError, match="too many notifications"):
                        await fill_queue(reader)
                    await Ledger(worker).append(append("s"))
                    books = Books(sealer, Path(parent) / "outside")
                    await books.step()
                    assert list(books.sealer.status.refusals) == ["notification"]
                assert books.sealer.status.tree_size == 2
                assert len(books.notes()) == 1

                async def told() -> bool:
                    await Ledger(worker).append(append(f"t/{uuid4()}"))
                    await books.step()
                    return books.sealer.status.refusals == {}

                await until(told, "the queue to be read")
            finally:
                for pool in pools:
                    pool.terminate()


async def test_a_sealer_that_lost_its_lease_stands_by_and_comes_back(
    sealer_pool: asyncpg.Pool, admin: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_module, "KEEP_EVERY_S", 0.01)
    monkeypatch.setattr(sealer_module, "RETRY_S", 0.05)
    sealer = Books(sealer_pool, tmp_path / "outside").sealer
    task = asyncio.create_task(sealer.run())

    async def leads() -> bool:
        return sealer.status.leads

    async def stands_by() -> bool:
        return not sealer.status.leads

    try:
        await until(leads, "the sealer")
        await admin.execute("UPDATE jejak.lease SET token = token + 1, kept_at = now()")
        await until(stands_by, "the sealer to notice")
        await admin.execute(RUN_OUT)
        await until(leads, "the sealer again")
    finally:
        task.cancel()
        await asyncio.wait([task])
