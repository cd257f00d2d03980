"""What can be read, in which order, and as of when."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg

from ledger.model import Row
from ledger.store import Ledger

from .builders import NOON, append, event


async def test_a_stream_is_read_by_version_range(ledger: Ledger) -> None:
    await ledger.append(append("s", 0, *(event(str(n).encode()) for n in range(1, 6))))
    for after, upto, expected in [
        (0, None, [1, 2, 3, 4, 5]),
        (2, None, [3, 4, 5]),
        (1, 3, [2, 3]),
        (5, None, []),
    ]:
        assert [e.version for e in await ledger.read("s", after=after, upto=upto)] == expected
    assert await ledger.read("unknown") == []


async def test_a_correlation_is_read_in_the_order_of_recording(ledger: Ledger) -> None:
    await ledger.append(append("b", 0, event(b"1"), event(b"2"), correlation_id="c"))
    await ledger.append(append("a", 0, event(b"3"), correlation_id="c"))
    await ledger.append(append("other"))
    await ledger.append(append("b", 2, event(b"4"), correlation_id="c"))
    stored = await ledger.read_correlation("c")
    assert [(e.stream_id, e.version) for e in stored] == [("b", 1), ("b", 2), ("a", 1), ("b", 3)]


async def test_events_recorded_at_the_same_instant_are_ordered_by_stream_and_version(
    ledger: Ledger, admin: asyncpg.Connection
) -> None:
    for stream_id in ("é", "z", "Z", "a"):
        await ledger.append(append(stream_id, 0, event(), event(), correlation_id="c"))
    await admin.execute("ALTER TABLE jejak.events DISABLE TRIGGER events_are_final")
    await admin.execute("UPDATE jejak.events SET recorded_at = '2024-11-23 12:00+00'")
    stored = await ledger.read_correlation("c")
    # By bytes, on every server: no language's alphabet.
    assert [(e.stream_id, e.version) for e in stored] == [(s, v) for s in ("Z", "a", "z", "é") for v in (1, 2)]


async def test_a_correlation_is_read_as_known_at_an_instant(ledger: Ledger) -> None:
    await ledger.append(append("a", 0, event(b"1"), correlation_id="c"))
    await asyncio.sleep(0.001)
    await ledger.append(append("b", 0, event(b"2"), correlation_id="c"))
    first, second = await ledger.read_correlation("c")
    just_before = second.recorded_at - timedelta(microseconds=1)
    assert await ledger.read_correlation("c", recorded_by=just_before) == [first]
    assert await ledger.read_correlation("c", recorded_by=second.recorded_at) == [first, second]


async def test_a_correlation_is_read_as_it_was_at_an_instant(ledger: Ledger) -> None:
    late = event(b"recorded first", occurred_at=NOON + timedelta(days=1))
    early = event(b"recorded second", occurred_at=NOON)
    await ledger.append(append("a", 0, late, correlation_id="c"))
    await ledger.append(append("b", 0, early, correlation_id="c"))
    assert [e.event_id for e in await ledger.read_correlation("c", occurred_by=NOON)] == [early.event_id]
    assert await ledger.read_correlation("c", occurred_by=NOON - timedelta(microseconds=1)) == []


async def test_events_are_found_by_stream_and_id(ledger: Ledger) -> None:
    one, two, three = event(), event(), event()
    await ledger.append(append("s", 0, one, two))
    await ledger.append(append("t", 0, three))
    pairs = [
        ("t", three.event_id),
        ("s", two.event_id),
        ("s", two.event_id),
        ("s", three.event_id),
        ("s", uuid4()),
    ]
    found = await ledger.find(pairs)
    assert [(e.stream_id, e.event_id) for e in found] == [("s", two.event_id), ("t", three.event_id)]
    assert await ledger.find([]) == []


async def test_a_head_is_the_last_event(ledger: Ledger) -> None:
    receipt = await ledger.append(append("s", 0, event(), event(), correlation_id="c"))
    head = await ledger.head("s")
    assert head is not None
    assert (head.stream_id, head.version, head.chain, head.correlation_id) == ("s", 2, receipt.chain, "c")
    assert await ledger.head("unknown") is None


async def test_streams_are_listed_by_correlation_and_by_prefix(ledger: Ledger) -> None:
    for stream_id in ("person/2", "person/1", "person/%", "personal", "q"):
        await ledger.append(append(stream_id, correlation_id="c" if stream_id == "q" else "people"))
    assert [head.stream_id for head in await ledger.streams("c")] == ["q"]
    assert [head.stream_id for head in await ledger.streams_like("person/")] == [
        "person/%",
        "person/1",
        "person/2",
    ]
    page = await ledger.streams_like("person/", limit=2)
    rest = await ledger.streams_like("person/", after=page[-1].stream_id, limit=2)
    assert [head.stream_id for head in (*page, *rest)] == ["person/%", "person/1", "person/2"]


async def test_rows_are_paged_and_filtered(ledger: Ledger) -> None:
    bodies = {key: {"role": "operator", "of": {"n": int(key)}} for key in ("2", "1")}
    for stream_id in ("b", "a", "c"):
        summary = Row("summary", "1", {"title": f"“{stream_id}”"})
        rows = (*(Row("inbox", key, body) for key, body in bodies.items()), summary)
        await ledger.append(append(stream_id, rows=rows))
    pages = []
    after = None
    while page := await ledger.rows("inbox", after=after, limit=4):
        pages.append([(row.stream_id, row.key) for row in page])
        after = (page[-1].stream_id, page[-1].key)
    assert pages == [[("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")], [("c", "1"), ("c", "2")]]

    matching = await ledger.rows("inbox", matching={"of": {"n": 2}})
    assert [(row.stream_id, row.key) for row in matching] == [("a", "2"), ("b", "2"), ("c", "2")]
    assert await ledger.rows("inbox", matching={"role": "evaluator"}) == []
    (found,) = await ledger.rows("summary", stream_id="b")
    assert found.body == {"title": "“b”"}


async def test_sql_users_see_json_and_the_events_of_a_stream_that_lost_its_head(
    ledger: Ledger, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s", 0, event(b'{"title": "Kartu"}'), correlation_id="c"))
    document = "SELECT correlation_id, data->>'title' FROM jejak.auditor_events"
    assert [tuple(record) for record in await admin.fetch(document)] == [("c", "Kartu")]
    await admin.execute("DELETE FROM jejak.streams")
    assert [tuple(record) for record in await admin.fetch(document)] == [(None, "Kartu")]
