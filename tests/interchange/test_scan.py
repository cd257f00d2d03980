"""Exports read one moment of the ledger, in an order of its own."""

import asyncpg

from ledger.scan import Snapshot, snapshot
from tests.activities.office import Office
from tests.interchange.conftest import UNSEALED, Recorded


async def test_events_come_by_innovation_in_the_order_of_recording(recorded: Recorded) -> None:
    keys = [(e.correlation_id, e.event.recorded_at, e.event.stream_id, e.event.version) for e in recorded.placed]
    assert keys == sorted(keys)
    assert sum(each.leaf_index is None for each in recorded.placed) == UNSEALED
    leaves = [each.leaf_index for each in recorded.placed if each.leaf_index is not None]
    assert sorted(leaves) == list(range(len(leaves)))


async def test_only_wanted_types_and_kinds_of_streams_are_read(recorded: Recorded, read: Snapshot) -> None:
    found = [each.event async for each in read.events(recorded.adopted, types=["AdoptionOffered", "WavesPlanned"])]
    assert [event.type for event in found] == ["WavesPlanned", "AdoptionOffered"]
    found = [each.event async for each in read.events(recorded.biting, kinds=["refusals"])]
    assert [event.stream_id for event in found] == [f"refusals/{recorded.biting}"]


async def test_what_is_appended_meanwhile_is_not_part_of_it(
    recorded: Recorded, office: Office, auditor: asyncpg.Pool
) -> None:
    async with snapshot(auditor) as read:
        before = [each async for each in read.events(recorded.biting)]
        await office.do("operator", f"innovation/{recorded.biting}", "note", text="Terlambat")
        assert [each async for each in read.events(recorded.biting)] == before
    async with snapshot(auditor) as read:
        assert len([each async for each in read.events(recorded.biting)]) == len(before) + 1
