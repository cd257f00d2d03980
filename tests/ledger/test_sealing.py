"""Every committed event gets one place, in order, whatever happens to the sealer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from ledger.db.connect import is_passing, open_pool
from ledger.db.logged import logged
from ledger.db.migrate import migrate
from ledger.errors import OutsideLost
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.log.closing import compute
from ledger.seal import sealer as sealer_module
from ledger.seal.sealer import Sealer, unsigned
from ledger.store import Ledger
from ledger.verify.whole import verify
from proof.checkpoint import parse_checkpoint
from proof.errors import NoteRefused
from stack.postgres import EmbeddedPostgres
from tests.waiting import LIMIT_S

from .books import KEY, KEYS, ORIGIN, OTHER_KEY, Books
from .builders import append, event
from .disk import full_disk


async def log_of(connection: asyncpg.Connection) -> list[tuple[str, int]]:
    """(stream, version) of each leaf."""
    records = await connection.fetch("SELECT leaf_index, stream_id, version FROM jejak.leaves ORDER BY leaf_index")
    assert [record["leaf_index"] for record in records] == list(range(len(records)))
    return [(record["stream_id"], record["version"]) for record in records]


@asynccontextmanager
async def open_transaction(database: str, stream_id: str) -> AsyncIterator[asyncpg.Connection]:
    """An append to `stream_id` that isn't committed before the block ends."""
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction():
            await connection.execute(
                "SELECT * FROM jejak.append(ARRAY[ROW($1, $1, 0, NULL,"
                " ARRAY[ROW(gen_random_uuid(), 'T', 1, now(), '', '')::jejak.new_event], NULL, '{}', NULL)"
                "::jejak.append_request])",
                stream_id,
            )
            yield connection
    finally:
        await connection.close()


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


async def test_books_are_closed_once_a_day_and_only_if_there_is_anything_to_close(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    async def closings() -> list[str]:
        return [
            r[0]
            for r in await admin.fetch(
                "SELECT convert_from(data, 'UTF8') FROM jejak.events"
                " WHERE stream_id = 'ledger/closings' ORDER BY version"
            )
        ]

    await books.step()
    assert await closings() == []
    await ledger.append(append("s"))
    await books.step()
    await ledger.append(append("t"))
    await books.step()
    assert len(await closings()) == 1
    books.clock.time += timedelta(days=1)  # type: ignore[attr-defined]
    await books.step()
    await books.step()
    assert len(await closings()) == 2
    assert '"tree_size":3,"streams":3' in (await closings())[1]
    books.clock.time += timedelta(days=1)  # type: ignore[attr-defined]
    await books.step()
    assert len(await closings()) == 2  # nothing but a closing was sealed since
    await ledger.append(append("u"))
    books.clock.time -= timedelta(days=9)  # type: ignore[attr-defined]
    await books.step()
    await books.step()
    assert len(await closings()) == 3


async def test_closing_the_books_appends_one_event_and_nothing_else(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    await books.seal()
    call = "SELECT version FROM jejak.close_books($1, $2, 1, $3, now())"
    async with books.lease() as lease:
        with pytest.raises(asyncpg.InvalidParameterValueError):
            await books.pool.fetchval(call, lease, 2, bytes(32))
        with pytest.raises(asyncpg.InvalidParameterValueError):
            await books.pool.fetchval(call, lease, 1, bytes(31))
        assert await books.pool.fetchval(call, lease, 1, bytes(32)) == 1
        assert await books.pool.fetchval(call, lease, 1, b"x" * 32) == 1  # the same size again: the first closing
    assert await admin.fetchval("SELECT count(*) FROM jejak.events") == 2
    assert [tuple(r) for r in await admin.fetch("SELECT * FROM jejak.unsealed")] == [("ledger/closings", 1)]


async def insert_closing(admin: asyncpg.Connection, event_type: str, data: bytes) -> None:
    """Puts an event among the closings, as whoever may write in the tables can: properly chained, to be sealed."""
    version = await admin.fetchval("SELECT version FROM jejak.streams WHERE stream_id = 'ledger/closings'")
    await admin.execute(
        "SELECT jejak.append_to_any(ARRAY[ROW('ledger/closings', 'ledger/closings', $1, NULL,"
        " ARRAY[ROW(gen_random_uuid(), $2, 1, now(), '{}', $3)::jejak.new_event], NULL, '{}', NULL)"
        "::jejak.append_request])",
        *(version or 0, event_type, data),
    )


FALSE = '{"tree_size":1,"streams":1,"root":"%s"}' % ("00" * 32)


@pytest.mark.parametrize(
    ("event_type", "data", "reason"),
    [
        ("BooksClosed", FALSE, "other_streams"),
        ("BooksClosed", FALSE.replace('"tree_size":1', '"tree_size":9'), "unreadable"),
        ("BooksClosed", FALSE.replace('"tree_size":1', '"tree_size":-1'), "unreadable"),
        ("BooksClosed", "nonsense", "unreadable"),
        ("Noted", "{}", "unreadable"),
    ],
)
async def test_a_closing_that_does_not_add_up_is_not_signed(
    ledger: Ledger, books: Books, admin: asyncpg.Connection, event_type: str, data: str, reason: str
) -> None:
    await ledger.append(append("s"))
    await books.step()
    kept = books.notes()
    await insert_closing(admin, event_type, data.encode())
    await ledger.append(append("t"))
    await books.step()
    assert books.refusal.startswith(f"false_closing reason='{reason}' version=2")
    await books.step()
    assert books.notes() == kept


async def test_a_closing_whose_event_is_another_than_was_sealed_is_not_signed(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    await books.step()
    await ledger.append(append("t"))
    await books.seal()
    await insert_closing(admin, "BooksClosed", FALSE.encode())
    await books.seal()
    async with admin.transaction():
        closing = await compute(admin, 3)
    true = f'{{"tree_size":3,"streams":{closing.streams},"root":"{closing.root.hex()}"}}'.encode()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("UPDATE jejak.events SET data = $1 WHERE stream_id = 'ledger/closings' AND version = 2", true)
    await books.step()
    assert books.refusal.startswith("false_closing reason='other_event' version=2")
    await admin.execute("DELETE FROM jejak.events WHERE stream_id = 'ledger/closings' AND version = 2")
    await books.step()
    assert books.refusal.startswith("false_closing reason='other_event' version=2")
    assert len(books.notes()) == 1


async def test_nothing_is_signed_while_the_tree_under_a_checkpoint_is_another(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s", 0, event(), event()))
    await books.step()
    kept = books.notes()
    await admin.execute("SET session_replication_role = replica")
    flip = "UPDATE jejak.tiles SET hashes = set_bit(hashes, 0, 1 - get_bit(hashes, 0))"
    await admin.execute(flip)
    await ledger.append(append("t"))
    await books.step()
    assert "reason='other_leaves' signed=3" in books.refusal
    assert books.notes() == kept
    await admin.execute(flip)
    await books.step()
    assert len(books.notes()) == 2


async def test_nothing_is_signed_while_a_new_leaf_is_missing(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    await books.step()
    await ledger.append(append("t", 0, event(), event()))
    await books.seal()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("DELETE FROM jejak.leaves WHERE leaf_index = 2")
    await books.step()
    assert "reason='leaf_missing' signed=2 index=2" in books.refusal


async def test_leaves_that_differ_from_their_tiles_are_not_signed(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    await books.step()
    await ledger.append(append("t"))
    await books.seal()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("UPDATE jejak.leaves SET chain = sha256(chain) WHERE stream_id = 't'")
    await books.step()
    assert "other_tiles" in books.refusal
    assert len(books.notes()) == 1


async def test_a_database_set_back_is_not_signed(ledger: Ledger, books: Books, admin: asyncpg.Connection) -> None:
    await ledger.append(append("s", 0, event(), event()))
    await books.step()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("TRUNCATE jejak.leaves, jejak.tiles, jejak.checkpoints, jejak.attestations")
    await ledger.append(append("t"))
    await books.step()
    assert "reason='shorter' signed=3 size=1" in books.refusal


async def test_an_outside_without_the_checkpoints_that_were_signed_is_noticed(
    ledger: Ledger, books: Books, sealer_pool: asyncpg.Pool, tmp_path: Path
) -> None:
    await ledger.append(append("s"))
    await books.step()
    elsewhere = Books(sealer_pool, tmp_path / "not mounted")
    await ledger.append(append("t"))
    await elsewhere.step()
    assert elsewhere.refusal == str(OutsideLost(reason="none", signed=2, outside=0))
    assert elsewhere.notes() == []


async def test_a_checkpoint_of_another_log_or_key_outside_is_refused(
    ledger: Ledger, sealer_pool: asyncpg.Pool, tmp_path: Path, books: Books
) -> None:
    books.outside.directory.mkdir()
    name = books.outside.directory / f"{5:020}.checkpoint"
    await ledger.append(append("s"))
    for note, refusal in [
        (CheckpointSigner("example.org/other", KEY).sign(5, bytes(32)), "origin='example.org/other'"),
        (CheckpointSigner(ORIGIN, OTHER_KEY).sign(5, bytes(32)), "not_signed"),
        ("nonsense", "no_checkpoint"),
    ]:
        name.write_text(note)
        await books.step()
        assert refusal in books.refusal


async def test_a_key_that_is_not_among_the_trusted_signs_nothing(
    ledger: Ledger, sealer_pool: asyncpg.Pool, tmp_path: Path
) -> None:
    books = Books(sealer_pool, tmp_path / "outside", signer=CheckpointSigner(ORIGIN, OTHER_KEY))
    await ledger.append(append("s"))
    await books.step()
    assert books.refusal == str(NoteRefused("not_signed"))
    assert books.notes() == []


async def test_after_a_rotation_the_log_goes_on_and_all_of_it_verifies(
    ledger: Ledger, books: Books, sealer_pool: asyncpg.Pool, auditor: asyncpg.Pool
) -> None:
    await ledger.append(append("s"))
    await books.step()
    keys = LogKeys.of(ORIGIN, [KEY.public_key(), OTHER_KEY.public_key()])
    rotated = Books(sealer_pool, books.outside.directory, signer=CheckpointSigner(ORIGIN, OTHER_KEY), keys=keys)
    await ledger.append(append("t"))
    await rotated.step()
    report = await verify(auditor, keys=keys, outside=rotated.kept())
    assert (report.ok, report.checkpoints, report.signed) == (True, 4, 3)
    assert not (await verify(auditor, keys=KEYS)).ok  # whoever doesn't know the new key can't trust it


async def test_a_refusal_ends_when_its_cause_does_though_nothing_new_came(ledger: Ledger, books: Books) -> None:
    await ledger.append(append("s"))
    await books.step()
    [good] = books.notes()
    newest = books.outside.directory / books.kept()[0].place
    newest.write_text(good.replace("\n", "\n1", 1))
    await books.step(requested=True)
    assert books.refusal == str(NoteRefused("newest_outside", cause=NoteRefused("false_signature", name=ORIGIN)))
    newest.write_text(good)
    await books.step()
    assert books.refusal == ""


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
