"""The whole record is searched page by page: nothing is left out or comes twice, whatever a page may look at."""

import asyncpg
import pytest

from domain.refusals import Refused
from ledger.db.connect import open_pool
from ledger.searching import END, Searched, search
from ledger.store import Ledger
from service.access import Wanted, readings
from service.reading import Reader
from service.searching import Sought, exactly, people_called, searched
from tests.ledger.builders import append, event
from wiring.connections import AUDITOR, Connections
from wiring.errors import BadRequest


async def every_page(pool: asyncpg.Pool, *, actors: list[str] | None, look_at: int) -> list[tuple[str, int]]:
    place, seen = END, list[tuple[str, int]]()
    while True:
        page: Searched = await search(pool, before=place, actors=actors, limit=7, look_at=look_at)
        assert len(page.found) <= 7
        seen += [(each.stream_id, each.version) for each in page.found]
        if page.reached is None:
            return seen
        assert page.reached < place
        place = page.reached


@pytest.mark.parametrize("look_at", [8, 11, 5_000])
async def test_pages_hold_every_event_once_however_few_are_looked_at(connections: Connections, look_at: int) -> None:
    pool = await connections.pool(AUDITOR)
    everything = await pool.fetch(
        "SELECT stream_id, version, coalesce(convert_from(data, 'UTF8')::jsonb #>> '{by,person}', 'system') AS actor"
        " FROM jejak.events ORDER BY recorded_at DESC, stream_id DESC, version DESC"
    )
    assert len(everything) > 30
    assert await every_page(pool, actors=None, look_at=look_at) == [tuple(each)[:2] for each in everything]
    first, last = everything[-1]["actor"], everything[0]["actor"]
    for actors in ([first], [last], ["system"], ["operator", "system"]):
        wanted = [tuple(each)[:2] for each in everything if each["actor"] in actors]
        assert await every_page(pool, actors=actors, look_at=look_at) == wanted


async def test_what_this_version_cannot_read_is_found_all_the_same(database: str, reader: Reader) -> None:
    async with await open_pool(database, role="jejak_worker", min_size=1, max_size=1, application_name="test") as pool:
        await Ledger(pool).append(append("person/later", 0, event(b'{"by": null}', event_type="FromTheFuture")))
    page = await searched(reader, Sought(types=["FromTheFuture"]), after=None, limit=9)
    (found,) = page.found
    assert (found.entry, found.stored.type, found.about) == (None, "FromTheFuture", "person/later")


async def test_only_auditors_search_and_only_by_what_there_is(connections: Connections, reader: Reader) -> None:
    other = await Reader.on(connections, "operator")
    with pytest.raises(Refused):
        await searched(other, Sought(), after=None, limit=9)
    with pytest.raises(BadRequest):
        await searched(reader, Sought(), after="salah", limit=9)
    assert await people_called(reader, "minister") == ["minister"]
    for given in ("no-such-person-at-all", "officer"):  # nobody, and too many
        with pytest.raises(BadRequest):
            await people_called(reader, given)


async def test_an_event_that_is_read_is_told_of_what_it_is_about(database: str, reader: Reader) -> None:
    innovation = "5b1a9c52-0c3b-4c7e-8d0e-2f6d0a6f1c11"
    async with await open_pool(database, role="jejak_worker", min_size=1, max_size=1, application_name="test") as pool:
        ledger = Ledger(pool)
        for stream in (f"adoption/{innovation}/32.73", f"refusals/{innovation}"):
            await ledger.append(append(stream, 0, event(), event()))
    for stream, about in (
        (f"adoption/{innovation}/32.73", f"innovation/{innovation}"),
        (f"refusals/{innovation}", f"innovation/{innovation}"),
        ("keys/service", "keys/service"),
    ):
        first = await exactly(reader, stream, 1)
        assert first is not None
        assert first.before == bytes(32)
        [read] = await readings(reader, Wanted(), limit=1)
        assert (read["what"], read["subject"]) == ("event", about)
    second = await exactly(reader, f"refusals/{innovation}", 2)
    assert second is not None
    assert second.before != bytes(32)
    assert await exactly(reader, f"refusals/{innovation}", 3) is None
