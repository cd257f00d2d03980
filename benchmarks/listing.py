"""A page of a list, of a search and of an inbox among a year's innovations, beside the same page among few."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import accumulate, islice
from random import Random
from statistics import median
from uuid import UUID

import asyncpg
from pydantic import SecretStr

from benchmarks.database import METADATA, new_ledger, server
from benchmarks.lives import BEGIN, ROOT, long_life
from benchmarks.timing import milliseconds
from domain import codec
from domain.editions import content_hash
from domain.events import Event
from domain.events.administration import ReferencePublished, RoleGranted
from domain.events.innovation import InnovationProposed
from domain.grants import Grant
from domain.innovation.evolve import evolve
from domain.innovation.state import Innovation
from domain.innovation.view import view
from domain.rules import REGIONS
from domain.streams import innovation_stream, person_stream
from domain.vocabulary import Role
from engine.rows import ledger_rows
from ledger.db.connect import open_pool
from ledger.db.group_commit import encode
from ledger.db.paging import Narrowed
from ledger.db.queries import query
from ledger.model import Append, NewEvent, Sort
from service.inbox import inbox
from service.listing import Wanted, innovations
from service.reading import Reader
from wiring.connections import Connections
from wiring.settings import Settings

FEW, MANY = 1_000, 36_742
"""The second is how many were handed in to the national competition's largest year."""

PAGE, ROUNDS, AT_ONCE = 50, 40, 200
EVERYTHING = Wanted()
POINTS = (1, 2, 3, 24, 25, 29, 30, 31, 33)
"""Versions of a long life at which something else waits for somebody: from its screening to its first wave."""

WORDS = """
layanan masyarakat yang dengan untuk anak pemerintah daerah warga waktu biaya petugas data antrean dokumen pelayanan
mudah cepat sejak melalui setiap keluarga puskesmas kantor kelurahan pendamping laporan pengaduan mutu jarak listrik
telepon sinyal perempuan pemuda koperasi sekolah orang tua kader bidan perawat dokter pedagang sehat sampah desa
digital air bersih ibu hamil izin usaha kependudukan lansia pasar ikan guru siaga bencana keliling terpadu posyandu
stunting pajak disabilitas petani nelayan perpustakaan wisata limbah jalan imunisasi
"""
"""What texts are made of, the most frequent first; names of regions follow."""

Page = Callable[[Reader], Awaitable[Sequence[object]]]
Ask = Callable[[], Awaitable[object]]


class Crowd:
    """Innovations at all stages, of agencies large and small; the same ones each time."""

    def __init__(self) -> None:
        life = long_life(str(UUID(int=0)), POINTS[-1])
        assert isinstance(life.events[0][0], InnovationProposed)
        self._proposed = life.events[0][0]
        self._states: list[Innovation] = []
        state = Innovation(str(UUID(int=0)))
        for event, at, *_ in life.events:
            state = evolve(state, event, at)
            if state.version in POINTS:
                self._states.append(state)
        regions = [row for row in life.rules.regions.rows if row.kind in ("kota", "kabupaten")]
        self._origins = [(f"{row.kind}-{row.name.lower().replace(' ', '-')}", row.place) for row in regions]
        self._sizes = falling(len(regions))
        self._words = [*WORDS.split(), *dict.fromkeys(word for row in regions for word in row.name.lower().split())]
        self._frequencies = falling(len(self._words))
        self._random = Random(2023)  # noqa: S311 - the same each time
        self.agency = self._origins[0][0]
        """The largest one."""
        self.pilot = next(iter(self._states[2].pilots))
        """The id of a region in which many are piloted."""

    def innovations(self) -> Iterator[Append]:
        """One after the other, each as the append that brought it to where it is; what came before is left out."""
        chance = self._random
        while True:
            ((agency, origin),) = chance.choices(self._origins, cum_weights=self._sizes)
            words = chance.choices(self._words, cum_weights=self._frequencies, k=44)
            content = self._proposed.content.model_copy(
                update={"title": " ".join(words[:4]).title(), "summary": " ".join(words[4:])}
            )
            state = chance.choice(self._states)
            due_at = BEGIN + timedelta(minutes=chance.randrange(500_000))
            shift = due_at - min(wait.wait.due_at for wait in state.waits.values())
            state = replace(
                state,
                id=str(UUID(int=chance.getrandbits(128), version=4)),
                content=content,
                agency=agency,
                origin=origin,
                waits={name: wait.shifted(shift) for name, wait in state.waits.items()},
                spent={stage: timedelta(days=chance.randrange(5, 300)) for stage in state.spent},
            )
            event = self._proposed.model_copy(update={"content": content, "agency": agency, "origin": origin})
            yield replace(recorded(innovation_stream(state.id), event), rows=ledger_rows(view(state)))

    def around(self) -> Iterator[Append]:
        """People whose inboxes are read, and the regions."""
        since = BEGIN - timedelta(days=400)
        for person, role, agency, region in (
            ("operator", Role.OPERATOR, "kemenpanrb", None),
            ("evaluator-1", Role.EVALUATOR, "universitas", None),
            ("minister", Role.DECISION_MAKER, self.agency, None),
            ("officer", Role.REGIONAL_OFFICER, "dinas", self.pilot),
        ):
            grant = Grant(id=person, role=role, agency=agency, region=region, valid_from=since)
            yield recorded(person_stream(person), RoleGranted(grant=grant))
        text = (ROOT / "reference/regions.csv").read_text()
        yield recorded(
            REGIONS, ReferencePublished(kind="regions", content=text, sha256=content_hash(text), source="bench")
        )


def falling(many: int) -> list[float]:
    """Cumulated weights of so many things of which the second is half as frequent as the first, and so on."""
    return list(accumulate(1 / rank for rank in range(1, many + 1)))


def recorded(stream: str, event: Event) -> Append:
    """The append of a stream's first event."""
    id = UUID(int=1, version=4)
    new = NewEvent(id, type(event).__name__, event.SCHEMA_VERSION, BEGIN, METADATA, codec.encode(event))
    return Append(stream, stream.partition("/")[2], 0, (new,))


async def fill(dsn: str, requests: Iterable[Append]) -> None:
    """Appends them, and does what autovacuum does soon after."""
    waiting = iter(requests)
    async with await open_pool(dsn, role="jejak_worker", min_size=2, max_size=2, application_name="bench") as pool:

        async def append() -> None:
            while batch := [encode(request) for request in islice(waiting, AT_ONCE)]:
                await pool.fetch(query("append"), batch)

        await asyncio.gather(append(), append())  # the server works on one call while the next is made
    connection = await asyncpg.connect(dsn)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


def pages(crowd: Crowd) -> dict[str, Page]:
    """What is measured, by its name."""

    def listed(sort: Sort, wanted: Wanted = EVERYTHING) -> Page:
        return lambda reader: innovations(reader, wanted, sort=sort, after=None, limit=PAGE)

    async def later(reader: Reader) -> Sequence[object]:
        """The page behind the middle of a year of due dates."""
        return await reader.ledger.rows(
            Narrowed("innovation"), sort=Sort.DUE, after=(BEGIN + timedelta(days=200), "", ""), limit=PAGE
        )

    def waiting(person: str) -> Page:
        """A person's inbox, their signing in included."""

        async def page(reader: Reader) -> Sequence[object]:
            return await inbox(await Reader.on(reader.connections, person), after=None, limit=PAGE)

        return page

    return {
        "list, by id": listed(Sort.ID),
        "list, by title": listed(Sort.NAME),
        "list, by due date": listed(Sort.DUE),
        "… a page from its middle": later,
        "… of one stage": listed(Sort.DUE, Wanted(stage="decision")),
        "… of one agency": listed(Sort.DUE, Wanted(agency=crowd.agency)),
        "… of one awaited role": listed(Sort.DUE, Wanted(awaiting="evaluator")),
        "search, one word": listed(Sort.DUE, Wanted(search="puskesmas")),
        "search, by title": listed(Sort.NAME, Wanted(search="puskesmas")),
        "search, two beginnings": listed(Sort.ID, Wanted(search="layan masyarak")),
        "search, of one stage": listed(Sort.DUE, Wanted(stage="pilot", search="anak")),
        "inbox, secretariat": waiting("operator"),
        "inbox, evaluator": waiting("evaluator-1"),
        "inbox, decision maker": waiting("minister"),
        "inbox, regional officer": waiting("officer"),
    }


async def compared(name: str, few: Ask, many: Ask) -> None:
    """Print the medians of some rounds, in which both sizes take turns, and their ratio."""
    for ask in (few, many):
        await ask()
    gc.freeze()  # what was made before isn't looked through with every round
    times = [(await milliseconds(few), await milliseconds(many)) for _ in range(ROUNDS)]
    of_few, of_many = (median(each[place] for each in times) for place in (0, 1))
    ratio = median(large / small for small, large in times)
    print(f"  {name:26} {of_few:7.2f} ms {of_many:7.2f} ms  ratio {ratio:5.2f}    (goal: at most 1.5)")


async def whole(page: Page, reader: Reader) -> None:
    """Read a page, which must be full."""
    found = await page(reader)
    assert len(found) == PAGE, len(found)


async def main() -> None:
    """Prints how long each page takes among few innovations and among many."""
    async with server() as running, AsyncExitStack() as stack:
        readers = []
        for size in (FEW, MANY):
            dsn, crowd, start = await new_ledger(running), Crowd(), time.perf_counter()
            await fill(dsn, crowd.around())
            await fill(dsn, islice(crowd.innovations(), size))
            took = time.perf_counter() - start
            connections = await stack.enter_async_context(Connections(Settings(database_url=SecretStr(dsn))))
            readers.append(await Reader.on(connections, "operator"))
        print(f"Lists: {PAGE} rows among {FEW:,} and {MANY:,} innovations (made in {took:.0f} s), median of {ROUNDS}")
        for name, page in pages(crowd).items():
            await compared(name, *(partial(whole, page, reader) for reader in readers))
