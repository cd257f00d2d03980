"""The hashes of the specification, as constants: a change of one bit would orphan every ledger there is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import asyncpg
import pytest

from ledger.log.chain import event_hash
from ledger.model import StoredEvent
from proof.event import microseconds
from proof.hashes import GENESIS, chain_hash

FIRST = StoredEvent(
    stream_id="innovation/1",
    version=1,
    event_id=UUID("00112233-4455-6677-8899-aabbccddeeff"),
    type="InnovationProposed",
    schema_version=1,
    occurred_at=datetime(2024, 11, 23, 1, 2, 3, 4, tzinfo=UTC),
    recorded_at=datetime(2024, 11, 23, 1, 2, 3, 999999, tzinfo=UTC),
    metadata=b'{"command":"x"}',
    data='{"title":"Kartu Anak – Surakarta"}'.encode(),
    chain=bytes.fromhex("93ea2b924a8dc430c04fdf6021e0674ad03739d4e73ee0880fbeca3985ad9d79"),
)
FIRST_HASH = "2b40fde442c0a58dfb68f6d1b617fe20eb0ef1d81d648fdc012c74fc95d46ff3"

# Text that isn't ASCII, nothing in metadata and data, and a microsecond before 1970.
SECOND = StoredEvent(
    stream_id="innovation/é",
    version=2,
    event_id=UUID("ffeeddcc-bbaa-9988-7766-554433221100"),
    type="T",
    schema_version=7,
    occurred_at=datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    recorded_at=datetime(1970, 1, 1, tzinfo=UTC),
    metadata=b"",
    data=b"",
    chain=bytes.fromhex("78c2ad2a54e3ac4279f118deec6fc5417a0b49c978e123960b650925c3efaf5d"),
)
SECOND_HASH = "a232f1251852b0b92f6ea05e7b7a95bdd602b92011923a55e48aa54d6d0bc54f"


def test_the_hashes_are_those_of_the_specification() -> None:
    assert event_hash(FIRST).hex() == FIRST_HASH
    assert chain_hash(GENESIS, event_hash(FIRST)) == FIRST.chain
    assert event_hash(SECOND).hex() == SECOND_HASH
    assert chain_hash(FIRST.chain, event_hash(SECOND)) == SECOND.chain


@pytest.mark.parametrize(("event", "expected"), [(FIRST, FIRST_HASH), (SECOND, SECOND_HASH)])
async def test_the_database_hashes_the_same(admin: asyncpg.Connection, event: StoredEvent, expected: str) -> None:
    found = await admin.fetchval(
        "SELECT jejak.event_hash($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(event.stream_id, event.version, event.event_id, event.type, event.schema_version),
        *(event.occurred_at, event.recorded_at, event.metadata, event.data),
    )
    assert found.hex() == expected


def test_bytes_moved_from_one_field_to_the_next_change_the_hash() -> None:
    moved = replace(FIRST, metadata=FIRST.metadata[:-1], data=FIRST.metadata[-1:] + FIRST.data)
    assert event_hash(moved) != event_hash(FIRST)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), -1),
        (datetime(1970, 1, 1, 7, tzinfo=timezone(timedelta(hours=7))), 0),
        # One above 2 ** 53, where floats begin to skip.
        (datetime(2255, 6, 5, 23, 47, 34, 740993, tzinfo=UTC), 2**53 + 1),
        (datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), 253402300799999999),
        (datetime(1, 1, 1, tzinfo=UTC), -62135596800000000),
    ],
)
def test_times_are_exact_to_the_microsecond(moment: datetime, expected: int) -> None:
    assert microseconds(moment) == expected
