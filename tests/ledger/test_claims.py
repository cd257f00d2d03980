"""A task is one person's at a time, for as long as it waits, and two who take it at once are told apart."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from ledger import claims
from ledger.db.connect import open_pool
from ledger.model import Row
from ledger.store import Ledger

from .builders import NOON, append

SCREENING = Row("task/operator", "screening", {}, due_at=NOON)
TASK = ("innovation/1", "screening")


@pytest.fixture
async def desk(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What the role of drafts may do."""
    async with await open_pool(database, role="jejak_drafts", min_size=1, max_size=2, application_name="test") as pool:
        yield pool


async def held_by(desk: asyncpg.Pool) -> list[str]:
    """Who holds the task."""
    return [each.person for each in await claims.on(desk, [TASK])]


async def test_a_task_is_taken_handed_over_and_let_go(desk: asyncpg.Pool, ledger: Ledger) -> None:
    await ledger.append(append("innovation/1", rows=(SCREENING,)))
    assert await claims.put(desk, TASK, None, "bagus", "bagus")
    assert await claims.put(desk, TASK, "bagus", "tirta", "bagus")
    [claim] = await claims.of(desk, "tirta")
    assert (claim.stream_id, claim.key, claim.person, claim.given_by) == (*TASK, "tirta", "bagus")
    assert await claims.of(desk, "bagus") == []
    assert not await claims.end(desk, TASK, "bagus")
    assert await claims.end(desk, TASK, "tirta")
    assert await held_by(desk) == []


async def test_of_two_who_take_it_at_once_one_has_it(desk: asyncpg.Pool, ledger: Ledger) -> None:
    await ledger.append(append("innovation/1", rows=(SCREENING,)))
    taken = await asyncio.gather(*(claims.put(desk, TASK, None, each, each) for each in ("bagus", "tirta")))
    assert sorted(taken) == [False, True]
    assert len(await held_by(desk)) == 1


async def test_who_saw_somebody_else_holding_it_changes_nothing(desk: asyncpg.Pool, ledger: Ledger) -> None:
    await ledger.append(append("innovation/1", rows=(SCREENING,)))
    assert await claims.put(desk, TASK, None, "bagus", "bagus")
    assert not await claims.put(desk, TASK, "tirta", "sinta", "tirta")
    assert await held_by(desk) == ["bagus"]


async def test_a_claim_ends_with_its_task_and_does_not_come_back(desk: asyncpg.Pool, ledger: Ledger) -> None:
    await ledger.append(append("innovation/1", rows=(SCREENING,)))
    assert await claims.put(desk, TASK, None, "bagus", "bagus")
    await ledger.append(append("innovation/1", 1, rows=()))
    assert await held_by(desk) == []
    assert not await claims.put(desk, TASK, None, "tirta", "tirta")  # nothing waits
    again = Row("task/operator", "screening", {}, due_at=NOON + timedelta(days=9))
    await ledger.append(append("innovation/1", 2, rows=(again,)))
    assert await held_by(desk) == []
    assert await claims.put(desk, TASK, None, "tirta", "tirta")


async def test_only_tasks_are_taken_on(desk: asyncpg.Pool, ledger: Ledger) -> None:
    await ledger.append(append("innovation/1", rows=(Row("innovation", "screening", {}, due_at=NOON),)))
    assert not await claims.put(desk, TASK, None, "bagus", "bagus")


@pytest.mark.parametrize("role", ["jejak_worker", "jejak_reader", "jejak_auditor", "jejak_vault", "jejak_console"])
async def test_no_other_role_reaches_a_claim_or_an_unsent_form(database: str, role: str) -> None:
    async with await open_pool(database, role=role, min_size=1, max_size=1, application_name="test") as pool:
        for call in ("claims_of('bagus')", "unsent_forms_of('bagus', 1)", "claim_end('s', 'k', 'bagus')"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.fetch(f"SELECT jejak.{call}")
