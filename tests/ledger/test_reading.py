"""What can be read, in which order, and as of when."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from ledger.db.paging import Narrowed
from ledger.model import Row, Sort
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


DUE = {"a": NOON, "b": None, "c": NOON - timedelta(days=1), "d": NOON}
NAMES = {"a": "rumah", "b": "anak", "c": "anak", "d": None}


@pytest.fixture
async def listed(ledger: Ledger) -> Ledger:
    """Four streams with a row each on the list `k`, and others that no list of these is about."""
    for stream_id in ("s/b", "s/a", "s/d", "s/c"):
        letter = stream_id[-1]
        row = Row(
            "k", "", {"is": letter}, name=NAMES[letter], due_at=DUE[letter],
            labels=frozenset({"vowel" if letter == "a" else "consonant", "letter"}),
        )  # fmt: skip
        words = Row("words", "", {}, words=frozenset({"kartu", "anak" if letter < "c" else "l'anak"}))
        await ledger.append(append(stream_id, rows=(row, words, Row("other", "", {}))))
    await ledger.append(append("t/a", rows=(Row("k", "", {"is": "elsewhere"}, due_at=NOON),)))
    return ledger


async def letters(ledger: Ledger, *, limit: int = 100, sort: Sort = Sort.ID, **wanted: Any) -> str:
    """What the list has, read in pages."""
    found, after = "", None
    while page := await ledger.rows(Narrowed("k", prefix="s/", **wanted), sort=sort, limit=limit, after=after):
        found += "".join(row.body["is"] for row in page)
        after = page[-1].place
    return found


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_a_list_is_paged_in_each_of_its_orders(listed: Ledger, limit: int) -> None:
    assert await letters(listed, limit=limit) == "abcd"
    assert await letters(listed, limit=limit, sort=Sort.NAME) == "bca"  # what has no name isn't in that order
    assert await letters(listed, limit=limit, sort=Sort.DUE) == "cadb"  # what is never due comes last


async def test_a_list_is_narrowed_by_labels_and_by_what_is_due(listed: Ledger) -> None:
    assert await letters(listed, labels=["consonant"]) == "bcd"
    assert await letters(listed, labels=["consonant", "letter"], sort=Sort.DUE) == "cdb"
    assert await letters(listed, labels=["consonant", "vowel"]) == ""
    assert await letters(listed, due_before=NOON) == "c"
    assert await letters(listed, due_before=NOON + timedelta(microseconds=1), labels=["vowel"]) == "a"


async def test_what_a_list_is_narrowed_to_is_counted_and_may_need_one_label_of_each_kind(
    listed: Ledger,
) -> None:
    several = [["vowel", "consonant"], ["letter"]]
    assert await letters(listed, any_of=several) == "abcd"
    assert await letters(listed, any_of=[["vowel"], ["consonant"]]) == await letters(listed, any_of=[[]]) == ""
    assert await listed.count(Narrowed("k", prefix="s/", any_of=several), 10) == 4
    assert await listed.count(Narrowed("k", prefix="s/", any_of=several), 3) == 3
    assert await listed.count(Narrowed("k", labels=["consonant"], words=["l"]), 10) == 2


async def test_a_list_is_searched_by_how_words_begin(listed: Ledger) -> None:
    assert await letters(listed, words=["kar"]) == "abcd"
    assert await letters(listed, words=["anak", "kartu"], sort=Sort.DUE) == "ab"
    assert await letters(listed, words=["l'a"]) == "cd"
    assert await letters(listed, words=["artu"]) == ""
    assert await letters(listed, words=["\\", "' | anak"]) == ""


async def test_several_lists_of_tasks_are_read_as_one_ordered_by_due_instant(listed: Ledger) -> None:
    async def waiting(*kinds: str, limit: int = 100, without: tuple[str, ...] = ()) -> list[str]:
        found, after = [], None
        while page := await listed.waiting(kinds, limit=limit, without=without, after=after):
            found += [f"{row.kind}:{row.stream_id}" for row in page]
            after = page[-1].place
        return found

    await listed.append(append("s/e", rows=(Row("m", "", {}, due_at=NOON - timedelta(hours=1)),)))
    both = ["k:s/c", "m:s/e", "k:s/a", "k:s/d", "k:t/a", "k:s/b"]
    for limit in (1, 2, 100):
        assert await waiting("k", "m", "unknown", limit=limit) == both
    assert await waiting("m", "k", without=("vowel", "x")) == [each for each in both if each != "k:s/a"]
    assert await waiting() == []


async def test_rows_of_some_streams_are_read_at_once(listed: Ledger) -> None:
    found = await listed.rows_at("k", ["t/a", "s/b", "unknown"])
    assert [(row.stream_id, row.body["is"]) for row in found] == [("s/b", "b"), ("t/a", "elsewhere")]


async def test_sql_users_see_json_and_the_events_of_a_stream_that_lost_its_head(
    ledger: Ledger, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s", 0, event(b'{"title": "Kartu"}'), correlation_id="c"))
    document = "SELECT correlation_id, data->>'title' FROM jejak.auditor_events"
    assert [tuple(record) for record in await admin.fetch(document)] == [("c", "Kartu")]
    await admin.execute("DELETE FROM jejak.streams")
    assert [tuple(record) for record in await admin.fetch(document)] == [(None, "Kartu")]
