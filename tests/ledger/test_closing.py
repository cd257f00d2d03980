"""The books are closed once a day, and what doesn't add up isn't signed."""

from datetime import timedelta

import asyncpg
import pytest

from ledger.log.closing import compute
from ledger.store import Ledger

from .books import Books
from .builders import append


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
