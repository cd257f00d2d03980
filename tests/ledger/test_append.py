"""The contract of append, one caller at a time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import asyncpg
import pytest

from ledger.db.group_commit import encode
from ledger.db.paging import Narrowed
from ledger.db.queries import query
from ledger.errors import BadAppend, IdReused, TooLate, WrongCorrelation, WrongVersion
from ledger.log.chain import event_hash
from ledger.model import Appended, Notice, Row
from ledger.store import Ledger
from proof.hashes import GENESIS, chain_hash

from .builders import NOON, append, event


async def test_versions_are_dense_and_each_event_is_chained_to_the_one_before(ledger: Ledger) -> None:
    first = await ledger.append(append("s", 0, event(b"1"), event(b"2")))
    second = await ledger.append(append("s", 2, event(b"3")))

    stored = await ledger.read("s")
    assert [e.version for e in stored] == [1, 2, 3]
    assert [e.data for e in stored] == [b"1", b"2", b"3"]
    chain = GENESIS
    for one in stored:
        chain = chain_hash(chain, event_hash(one))
        assert one.chain == chain
    assert (first.version, first.chain) == (2, stored[1].chain)
    assert (second.version, second.chain) == (3, stored[2].chain)


async def test_what_may_not_be_recorded_any_more_is_not(ledger: Ledger) -> None:
    late = replace(append("s", 0, event(b"1")), not_after=datetime.now(UTC) - timedelta(seconds=1))
    in_time = replace(append("t", 0, event(b"1")), not_after=datetime.now(UTC) + timedelta(minutes=1))
    answers = await asyncio.gather(ledger.append(late), ledger.append(in_time), return_exceptions=True)
    assert isinstance(answers[0], TooLate)
    assert isinstance(answers[1], Appended)
    assert await ledger.read("s") == []
    assert (await ledger.append(replace(in_time, not_after=datetime(2026, 1, 1, tzinfo=UTC)))).repeated


async def test_an_event_is_kept_as_it_was_given(ledger: Ledger) -> None:
    given = event(
        bytes(range(256)),
        event_type="Përistiwa",
        schema_version=3,
        metadata=b'{"b" : 1,  "a":\n2}',
        occurred_at=datetime(2024, 2, 29, 23, 59, 59, 999999, timezone(timedelta(hours=7))),
    )
    await ledger.append(append("s", 0, given))
    (stored,) = await ledger.read("s")
    assert (stored.event_id, stored.type, stored.schema_version) == (given.event_id, "Përistiwa", 3)
    assert (stored.occurred_at, stored.metadata, stored.data) == (
        given.occurred_at,
        given.metadata,
        given.data,
    )


async def test_a_receipt_names_the_events(ledger: Ledger) -> None:
    one, two = event(), event()
    receipt = await ledger.append(append("s", 0, one, two))
    assert receipt.stream_id == "s"
    assert receipt.event_ids == (one.event_id, two.event_id)
    assert not receipt.repeated


async def test_a_repeated_append_gets_the_first_receipt_and_changes_nothing(
    ledger: Ledger, admin: asyncpg.Connection
) -> None:
    request = append("s", 0, event(b"1"), event(b"2"), notices=(Notice(uuid4(), {}),))
    first = await ledger.append(request)
    await ledger.append(append("s", 2))

    assert await ledger.append(request) == replace(first, repeated=True)
    assert await ledger.append(replace(request, expected_version=3)) == replace(first, repeated=True)
    assert len(await ledger.read("s")) == 3
    assert await admin.fetchval("SELECT count(*) FROM jejak.notices") == 1


@pytest.mark.parametrize("expected_version", [-1, 0, 2, 5])
async def test_another_version_than_the_stream_s_is_refused(ledger: Ledger, expected_version: int) -> None:
    await ledger.append(append("s"))
    with pytest.raises(WrongVersion) as refusal:
        await ledger.append(append("s", expected_version))
    assert (refusal.value.expected, refusal.value.found) == (expected_version, 1)
    assert len(await ledger.read("s")) == 1


async def test_a_refused_append_to_a_new_stream_leaves_no_trace(ledger: Ledger) -> None:
    with pytest.raises(WrongVersion) as refusal:
        await ledger.append(append("s", 1))
    assert refusal.value.found == 0
    with pytest.raises(WrongVersion):
        await ledger.append(append("s", 0, expected_head=b"\1" * 32))
    assert await ledger.head("s") is None


@pytest.mark.parametrize("expected_version", [0, 2])
async def test_a_used_id_with_any_other_content_is_refused(ledger: Ledger, expected_version: int) -> None:
    one, two = event(b"1"), event(b"2")
    await ledger.append(append("s", 0, one, two))
    others = [
        (replace(one, data=b"3"),),
        (replace(one, metadata=b"3"),),
        (replace(one, type="Other"),),
        (replace(one, schema_version=2),),
        (replace(one, occurred_at=NOON + timedelta(microseconds=1)),),
        (one, replace(two, data=b"3")),
        (one, event(b"3")),
        (two, one),
    ]
    for events in others:
        with pytest.raises(IdReused):
            await ledger.append(append("s", expected_version, *events))
    assert len(await ledger.read("s")) == 2


async def test_the_same_id_may_be_used_in_another_stream(ledger: Ledger) -> None:
    same = event()
    await ledger.append(append("s", 0, same))
    assert not (await ledger.append(append("t", 0, same))).repeated


async def test_an_expected_head_must_be_the_stream_s(ledger: Ledger) -> None:
    first = await ledger.append(append("s", 0, expected_head=GENESIS))
    with pytest.raises(WrongVersion, match="wrong_version"):
        await ledger.append(append("s", 1, expected_head=GENESIS))
    second = await ledger.append(append("s", 1, expected_head=first.chain))
    assert second.version == 2


async def test_a_stream_keeps_the_correlation_of_its_first_append(ledger: Ledger) -> None:
    await ledger.append(append("s", correlation_id="c"))
    with pytest.raises(WrongCorrelation):
        await ledger.append(append("s", 1, correlation_id="d"))
    head = await ledger.head("s")
    assert head is not None
    assert (head.version, head.correlation_id) == (1, "c")


async def test_rows_become_exactly_those_given_and_stay_when_none_are(
    ledger: Ledger, admin: asyncpg.Connection
) -> None:
    async def rows() -> dict[tuple[str, str], object]:
        return {(r.kind, r.key): r.body for kind in ("k", "m") for r in await ledger.rows(Narrowed(kind))}

    await ledger.append(append("other", 0, rows=(Row("k", "a", {"of": "another stream"}),)))
    await ledger.append(
        append("s", 0, rows=(Row("k", "a", {"n": 1}), Row("k", "b", {"n": 2}), Row("m", "a", {"n": 3})))
    )
    unchanged = await admin.fetchval("SELECT xmin FROM jejak.rows WHERE stream_id = 's' AND kind = 'm'")
    await ledger.append(append("s", 1, rows=(Row("k", "b", {"n": 20}), Row("m", "a", {"n": 3}))))
    own = {(r.kind, r.key): r.body for r in await ledger.rows_at("k", ["s"])}
    assert own == {("k", "b"): {"n": 20}}
    assert await rows() == {("k", "a"): {"of": "another stream"}, ("k", "b"): {"n": 20}, ("m", "a"): {"n": 3}}
    assert unchanged == await admin.fetchval("SELECT xmin FROM jejak.rows WHERE kind = 'm'")

    await ledger.append(append("s", 2))
    assert len(await rows()) == 3
    await ledger.append(append("s", 3, rows=()))
    assert await rows() == {("k", "a"): {"of": "another stream"}}


async def test_a_refused_append_writes_no_rows_and_no_notices(ledger: Ledger, admin: asyncpg.Connection) -> None:
    await ledger.append(append("s", rows=(Row("k", "a", {"n": 1}),)))
    with pytest.raises(WrongVersion):
        await ledger.append(append("s", 0, rows=(), notices=(Notice(uuid4(), {}),)))
    assert len(await ledger.rows(Narrowed("k"))) == 1
    assert await admin.fetchval("SELECT count(*) FROM jejak.notices") == 0


async def test_notices_are_written_with_their_append(ledger: Ledger, admin: asyncpg.Connection) -> None:
    notice = Notice(uuid4(), {"to": "operator", "text": "Kartu Anak – baru"})
    await ledger.append(append("s", 0, event(), event(), notices=(notice,)))
    record = await admin.fetchrow("SELECT notice_id, stream_id, version, body->>'to' FROM jejak.notices")
    assert record is not None
    assert tuple(record) == (notice.notice_id, "s", 2, "operator")


async def test_every_event_waits_to_be_sealed(ledger: Ledger, admin: asyncpg.Connection) -> None:
    await ledger.append(append("s", 0, event(), event()))
    await ledger.append(append("s", 2))
    await ledger.append(append("t"))
    unsealed = await admin.fetch("SELECT stream_id, version FROM jejak.unsealed ORDER BY 1, 2")
    assert [tuple(record) for record in unsealed] == [("s", 1), ("s", 2), ("s", 3), ("t", 1)]


async def test_recorded_at_never_goes_back_in_a_stream(ledger: Ledger, admin: asyncpg.Connection) -> None:
    await ledger.append(append("s"))
    ahead = datetime.now(UTC) + timedelta(days=1)
    await admin.execute("UPDATE jejak.streams SET recorded_at = $1", ahead)  # a server whose clock was ahead
    await ledger.append(append("s", 1))
    await ledger.append(append("s", 2))
    assert [e.recorded_at for e in await ledger.read("s", after=1)] == [ahead, ahead]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2000, 1, 1, tzinfo=UTC),
        datetime(2255, 6, 5, 23, 47, 34, 740993, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999998, tzinfo=UTC),
    ],
)
async def test_times_survive_to_the_microsecond(ledger: Ledger, moment: datetime) -> None:
    await ledger.append(append("s", 0, event(occurred_at=moment)))
    stored = await ledger.read("s")
    assert stored[0].occurred_at == moment
    assert stored[0].chain == chain_hash(GENESIS, event_hash(stored[0]))


@pytest.mark.parametrize(
    "moment", [datetime(2024, 11, 23), datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_times_without_a_zone_or_out_of_range_are_refused(moment: datetime) -> None:
    with pytest.raises(BadAppend):
        event(occurred_at=moment)


def test_an_append_of_nothing_or_of_one_id_twice_is_refused() -> None:
    with pytest.raises(BadAppend, match="no_events"):
        replace(append("s"), events=())
    twice = event()
    with pytest.raises(BadAppend, match="same_id"):
        append("s", 0, twice, twice)


async def test_large_events_are_kept_whole(ledger: Ledger) -> None:
    large = bytes(range(256)) * 4096 * 5
    await ledger.append(append("s", 0, event(large, metadata=large[::-1])))
    stored = await ledger.read("s")
    assert (stored[0].data, stored[0].metadata) == (large, large[::-1])
    assert stored[0].chain == chain_hash(GENESIS, event_hash(stored[0]))


async def test_a_commit_is_on_disk_even_where_the_database_would_not_wait(
    pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL synchronous_commit = off")
        one = event()
        new_event = (one.event_id, one.type, one.schema_version, one.occurred_at, one.metadata, one.data)
        await connection.fetch("SELECT * FROM jejak.append($1)", [("s", "s", 0, None, [new_event], None, [], None)])
        assert await connection.fetchval("SHOW synchronous_commit") == "on"


async def test_an_append_reads_as_much_of_a_long_stream_as_of_a_short_one_though_planned_on_an_empty_ledger(
    pool: asyncpg.Pool,
) -> None:
    async with pool.acquire() as connection:
        for version in range(300):
            await connection.fetch(query("append"), [encode(append("s", version))])
        async with connection.transaction():
            await connection.fetch(query("append"), [encode(append("s", 300))])
            read = await connection.fetchval(
                "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'events'"
            )
    assert read <= 1
