"""Drafts are kept beside the ledger, changed only by who saw their last version, and removed."""

from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from ledger import drafts
from ledger.db.connect import open_pool
from ledger.drafts import StoredDraft


def draft(author: str = "ratih", agency: str = "kota-surakarta") -> StoredDraft:
    """A draft that was just begun."""
    return StoredDraft(uuid4(), 1, agency, author, author, datetime.now(UTC), "{}", command_id=uuid4())


async def test_a_draft_is_kept_changed_and_removed(desk: asyncpg.Pool) -> None:
    first = draft()
    assert await drafts.put(desk, first, 9)
    second = first.changed("retno", content='{"edition": "kipp-2025"}')
    assert await drafts.put(desk, second, 9)
    kept = await drafts.get(desk, first.draft_id)
    assert kept is not None
    assert kept.saved_at > first.saved_at
    assert kept == second.changed("retno", version=2, saved_at=kept.saved_at)
    assert await drafts.discard(desk, second, "ratih")
    assert await drafts.get(desk, first.draft_id) is None


async def test_nobody_overwrites_or_removes_what_they_have_not_seen(desk: asyncpg.Pool) -> None:
    first = draft()
    assert await drafts.put(desk, first, 9)
    assert await drafts.put(desk, first.changed("retno", content="[]"), 9)
    for stale in (first, first.changed("ratih"), first.changed("ratih", version=9)):
        assert not await drafts.put(desk, stale, 9)
    assert not await drafts.discard(desk, first, "ratih")
    kept = await drafts.get(desk, first.draft_id)
    assert kept is not None
    assert (kept.version, kept.content) == (2, "[]")
    gone = draft()
    assert not await drafts.put(desk, gone.changed("ratih"), 9)  # it was never there


async def test_drafts_are_found_by_author_and_by_agency(desk: asyncpg.Pool) -> None:
    own, colleague, elsewhere = draft(), draft("wira"), draft("asep", "kota-bandung")
    for each in (own, colleague, elsewhere):
        assert await drafts.put(desk, each, 9)
    found = [each.draft_id for each in await drafts.of(desk, "ratih", [])]
    assert found == [own.draft_id]
    found = [each.draft_id for each in await drafts.of(desk, "retno", ["kota-surakarta"])]
    assert found == [colleague.draft_id, own.draft_id]


@pytest.mark.parametrize("role", ["jejak_worker", "jejak_reader", "jejak_auditor", "jejak_vault", "jejak_sealer"])
async def test_no_other_role_reads_a_draft(database: str, role: str) -> None:
    async with await open_pool(database, role=role, min_size=1, max_size=1, application_name="test") as pool:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await drafts.of(pool, "ratih", [])


async def test_an_author_has_no_more_than_so_many_that_are_not_handed_in(desk: asyncpg.Pool) -> None:
    first = draft()
    assert await drafts.put(desk, first, 1)
    assert await drafts.put(desk, draft(), 1) is None
    assert await drafts.put(desk, first.changed("ratih"), 1)
    assert await drafts.put(desk, first.changed("ratih"), 1) is False
    assert await drafts.put(desk, first.changed("ratih").changed("ratih", submitted=True, content=None), 1)
    assert await drafts.put(desk, draft(), 1)
