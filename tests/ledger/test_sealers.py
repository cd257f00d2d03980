"""A sealer that is killed, elected or cut off from its disk or server leaves nothing half done."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from ledger.db.connect import is_passing, open_pool
from ledger.db.logged import logged
from ledger.db.migrate import migrate
from ledger.seal import sealer as sealer_module
from ledger.seal.sealer import Sealer, unsigned
from ledger.store import Ledger
from ledger.verify.whole import verify
from proof.checkpoint import parse_checkpoint
from stack.postgres import EmbeddedPostgres
from tests.waiting import LIMIT_S

from .books import KEYS, Books
from .builders import append, event
from .disk import full_disk


async def test_with_a_full_disk_outside_appends_and_sealing_go_on_and_the_age_rises(
    ledger: Ledger, books: Books, auditor: asyncpg.Pool
) -> None:
    await ledger.append(append("s"))
    await books.step()
    with capture_logs() as logs, full_disk():
        await ledger.append(append("t"))
        await books.step()
        await books.step()
    assert [(line["event"], line["what"]) for line in logs] == [("sealer refused", "checkpoint")]  # logged once
    assert logs[0]["error"] == logged(books.sealer.status.refusals["checkpoint"])
    assert str(books.outside.directory / f"{3:020}.checkpoint") in logs[0]["error"]
    assert books.sealer.status.tree_size == 3
    assert [parse_checkpoint(note).size for note in books.notes()] == [2]
    assert (await unsigned(auditor)).events == 1
    with capture_logs() as logs:
        await books.step()
        await ledger.append(append("u"))
        await books.step()
    assert [(line["event"], line["what"]) for line in logs] == [("sealer no longer refused", "checkpoint")]  # once too
    assert books.refusal == ""
    assert [parse_checkpoint(note).size for note in books.notes()] == [2, 3, 4]
    assert (await verify(auditor, keys=KEYS, outside=books.kept())).ok


class Mortal(asyncpg.Connection):
    """A connection whose server session is ended before or after a chosen statement, as if its process were killed."""

    killer: asyncpg.Connection
    statements = 0
    die_before = -1
    die_after = -1

    async def _mortally(self, statement: Awaitable[Any]) -> Any:
        number = Mortal.statements
        Mortal.statements += 1
        if number == Mortal.die_before:
            await self._die()
        result = await statement
        if number == Mortal.die_after:
            await self._die()
        return result

    async def _die(self) -> None:
        assert await Mortal.killer.fetchval("SELECT pg_terminate_backend($1, 10000)", self.get_server_pid())

    async def _execute(self, *arguments: Any, **named: Any) -> Any:
        return await self._mortally(super()._execute(*arguments, **named))  # type: ignore[misc]

    async def execute(self, query: str, *arguments: Any, timeout: float | None = None) -> str:
        statement = super().execute(query, *arguments, timeout=timeout)
        return str(await (statement if arguments else self._mortally(statement)))


async def test_a_sealer_killed_between_any_two_statements_leaves_nothing_half_done(
    database: str, ledger: Ledger, auditor: asyncpg.Pool, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    """Each round dies one statement later than the one before, until one survives; then all must be as if none had."""

    Mortal.killer = admin

    async def round_of_sealing() -> None:
        Mortal.statements = 0
        settings = {"role": "jejak_sealer"}
        async with asyncpg.create_pool(
            database, min_size=0, max_size=2, connection_class=Mortal, server_settings=settings
        ) as pool:
            await Books(pool, tmp_path / "outside").step(requested=True)

    deaths = 0
    for attribute in ("die_before", "die_after"):
        for statement in range(100):
            await ledger.append(append(f"s/{attribute}/{statement}", 0, event(), event()))
            await admin.execute("UPDATE jejak.lease SET kept_at = '-infinity'")  # the killed one's has run out
            setattr(Mortal, attribute, statement)
            try:
                await round_of_sealing()
            except Exception as error:
                if not is_passing(error):
                    raise
            if Mortal.statements <= statement:
                break
            deaths += 1
            report = await verify(auditor, keys=KEYS)
            assert report.problems == []
        setattr(Mortal, attribute, -1)
    assert deaths > 15
    await round_of_sealing()
    books = Books(auditor, tmp_path / "outside")
    report = await verify(auditor, keys=KEYS, outside=books.kept())
    assert report.problems == []
    assert report.leaves == report.events == report.signed
    assert report.closings > 0


async def test_one_of_two_sealers_is_elected_and_the_other_takes_over(
    ledger: Ledger,
    sealer_pool: asyncpg.Pool,
    admin: asyncpg.Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealer_module, "RETRY_S", 0.05)
    sealers = [Books(sealer_pool, tmp_path / "outside").sealer for _ in range(2)]
    tasks = [asyncio.create_task(sealer.run()) for sealer in sealers]
    try:
        leader = await elected(sealers)
        await ledger.append(append("s"))
        await sealed(admin, 1)
        assert [sealer.status.leads for sealer in sealers].count(True) == 1
        tasks[sealers.index(leader)].cancel()
        assert await elected([one for one in sealers if one is not leader]) is not leader
        await ledger.append(append("t"))
        await sealed(admin, 2)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def test_a_sealer_survives_a_restart_of_the_server(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer_module, "RETRY_S", 0.1)
    async with EmbeddedPostgres(data) as server:
        await migrate(server.dsn())
        pools = [
            await open_pool(server.dsn(), role=role, min_size=1, max_size=3, application_name="test")
            for role in ("jejak_worker", "jejak_sealer")
        ]
        books = Books(pools[1], tmp_path / "outside")
        task = asyncio.create_task(books.sealer.run())
        try:
            await elected([books.sealer])
            await Ledger(pools[0]).append(append("s"))
            await server.stop()
            await server.start()
            ledger = Ledger(pools[0])
            async with asyncio.timeout(LIMIT_S):
                while True:
                    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                        await ledger.append(append("t"))
                        break
                    await asyncio.sleep(0.05)
            connection = await asyncpg.connect(server.dsn())
            await sealed(connection, 2)
            async with asyncio.timeout(LIMIT_S):
                while not books.notes() or parse_checkpoint(books.notes()[-1]).size < 2:
                    await asyncio.sleep(0.05)
            await connection.close()
        finally:
            task.cancel()
            await asyncio.wait([task])
            for pool in pools:
                pool.terminate()


async def elected(sealers: list[Sealer]) -> Sealer:
    """The first of these that leads."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            for one in sealers:
                if one.status.leads:
                    return one
            await asyncio.sleep(0.01)


async def sealed(connection: asyncpg.Connection, events: int) -> None:
    """Returns when so many events, closings not counted, have a leaf."""
    async with asyncio.timeout(LIMIT_S):
        while (
            await connection.fetchval("SELECT count(*) FROM jejak.leaves WHERE stream_id <> 'ledger/closings'") < events
        ):
            await asyncio.sleep(0.02)
