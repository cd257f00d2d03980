"""An auditor's snapshot of a ledger with two innovations: one with an adoption, one with texts that bite."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest

from domain.streams import correlation_of
from ledger.db.connect import open_pool
from ledger.log.chain import event_hash
from ledger.scan import Placed, Snapshot, snapshot
from tests.activities.conftest import office, pool, recorder
from tests.activities.office import Office
from tests.furnished import database, furnished, keys, signer, terse_logs
from tests.workflows.world import aspects

__all__ = ["database", "furnished", "keys", "office", "pool", "recorder", "signer", "terse_logs"]

FORMULA = '=HYPERLINK("http://example.org")'
BITING = 'a\uffffb <&> "é" \' 👍\r\ndua\t; ]]>'
UNSEALED = 1
"""Events that have no leaf yet."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: the ids of the innovations, and every event with its leaf."""

    adopted: str
    biting: str
    placed: tuple[Placed, ...]

    def hashes(self, innovation: str | None = None) -> list[tuple[int | None, str]]:
        """Leaf index and hash of every event, or of an innovation's, in the order of exports."""
        return [
            (each.leaf_index, event_hash(each.event).hex())
            for each in self.placed
            if innovation in (None, each.correlation_id)
        ]


@pytest.fixture
async def auditor(database: str) -> AsyncIterator[asyncpg.Pool]:
    """What an auditor has."""
    async with await open_pool(
        database, role="jejak_auditor", min_size=1, max_size=2, application_name="test auditor"
    ) as pool:
        yield pool


@pytest.fixture
async def recorded(database: str, office: Office, auditor: asyncpg.Pool) -> Recorded:
    """Two innovations whose events are sealed, but for the last."""
    adopted, adoption = await office.offered(aspects("ringkas"))
    await office.do("officer-32.73", adoption, "commit_adoption")
    biting = await office.proposed("kipp-2025")
    await office.do("operator", biting, "return_proposal", reason=FORMULA)
    await office.do("proposer", biting, "revise", title=FORMULA, summary=BITING)
    await office.refused("minister", biting, "admit", reason=BITING)
    connection = await asyncpg.connect(database)
    lease = await connection.fetchval("SELECT jejak.take_lease()")
    await connection.fetch("SELECT jejak.seal_batch($1, 100000)", lease)
    await connection.fetch("SELECT jejak.leave_lease($1)", lease)
    await connection.close()
    await office.do("operator", biting, "note", text=BITING)
    async with snapshot(auditor) as read:
        placed = tuple([each async for each in read.events()])
    return Recorded(correlation_of(adopted), correlation_of(biting), placed)


@pytest.fixture
async def read(auditor: asyncpg.Pool, recorded: Recorded) -> AsyncIterator[Snapshot]:
    """The ledger after that."""
    async with snapshot(auditor) as opened:
        yield opened
