"""Acts wait for a second person until one confirms them, or they expire."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg

from ledger import unsent_acts


async def test_an_act_waits_as_it_was_kept_until_it_is_discarded(desk: asyncpg.Pool) -> None:
    first, second, later = uuid4(), uuid4(), datetime.now(UTC) + timedelta(hours=1)
    await unsent_acts.put(desk, first, "administrator", later, "one", 9)
    await unsent_acts.put(desk, second, "administrator", later, "two", 9)
    await unsent_acts.put(desk, first, "somebody-else", later, "another", 9)
    found = await unsent_acts.waiting(desk, most=10)
    assert [(each.act_id, each.author, each.content) for each in found] == [
        (first, "administrator", "one"),
        (second, "administrator", "two"),
    ]
    await unsent_acts.discard(desk, first)
    assert await unsent_acts.waiting(desk, act_id=first, most=10) == []
    assert [each.act_id for each in await unsent_acts.waiting(desk, act_id=second, most=10)] == [second]


async def test_what_has_expired_waits_for_nobody(desk: asyncpg.Pool) -> None:
    await unsent_acts.put(desk, uuid4(), "administrator", datetime.now(UTC) - timedelta(seconds=1), "late", 9)
    assert await unsent_acts.waiting(desk, most=10) == []


async def test_of_nobody_do_more_wait_than_so_many(desk: asyncpg.Pool) -> None:
    later, first = datetime.now(UTC) + timedelta(hours=1), uuid4()
    assert await unsent_acts.put(desk, first, "administrator", later, "one", 1)
    assert await unsent_acts.put(desk, first, "administrator", later, "one", 1)
    assert not await unsent_acts.put(desk, uuid4(), "administrator", later, "two", 1)
    assert await unsent_acts.put(desk, uuid4(), "administrator-2", later, "two", 1)


async def test_what_somebody_is_confirming_is_declined_by_nobody(desk: asyncpg.Pool) -> None:
    act, minute = uuid4(), timedelta(minutes=1)
    assert not await unsent_acts.hold(desk, act, minute)
    await unsent_acts.put(desk, act, "administrator", datetime.now(UTC) + timedelta(hours=1), "one", 9)
    assert await unsent_acts.hold(desk, act, minute)
    assert not await unsent_acts.decline(desk, act, "administrator", "grant_role person/x", "")
    assert [each.act_id for each in await unsent_acts.waiting(desk, act_id=act, most=1)] == [act]
    await unsent_acts.hold(desk, act, timedelta())
    assert await unsent_acts.decline(desk, act, "administrator", "grant_role person/x", "")
