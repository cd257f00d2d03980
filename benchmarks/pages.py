"""Pages among a year's innovations, beside the same pages among few: from a request to the whole answer.

Each innovation is one event long, so this is about how many there are, not about how long they are.
"""

from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial
from itertools import islice

import httpx
from pydantic import SecretStr

from benchmarks.database import new_ledger, server
from benchmarks.listing import FEW, MANY, ROUNDS, Crowd, compared, fill, recorded
from benchmarks.lives import ROOT
from console.app import console
from console.visit import SESSION
from domain.editions import content_hash
from domain.events.administration import AgenciesPublished, EditionPublished, ReferencePublished
from domain.rules import CALENDAR
from domain.streams import AGENCIES, edition_stream
from ledger.model import Append
from processes.setup import sample_agencies
from service import sessions
from wiring.connections import Connections
from wiring.settings import Settings

PERSON = "operator"
"""Whose pages they are: the secretariat's, who see the most."""


def paths(innovation: str) -> dict[str, str]:
    """What is measured, by its name."""
    return {
        "home": "/beranda",
        "tasks": "/tugas",
        "tasks of a kind": "/tugas?jenis=screening",
        "list": "/inovasi",
        "list, search": "/inovasi?cari=puskesmas",
        "list, of one stage": "/inovasi?tahap=decision",
        "one innovation": f"/inovasi/{innovation}",
        "its file": f"/inovasi/{innovation}/berkas",
        "its history": f"/inovasi/{innovation}/riwayat",
        "catalogue": "/publik",
    }


def published() -> Iterator[Append]:
    """What the pages look up beside the regions."""
    edition, holidays = ((ROOT / file).read_text() for file in ("editions/kipp-2025.toml", "reference/holidays.csv"))
    agencies = sample_agencies()
    yield recorded(
        edition_stream("kipp-2025"),
        EditionPublished(name="kipp-2025", content=edition, sha256=content_hash(edition)),
    )
    yield recorded(
        CALENDAR,
        ReferencePublished(kind="calendar", content=holidays, sha256=content_hash(holidays), source="bench"),
    )
    yield recorded(AGENCIES, AgenciesPublished(content=agencies, sha256=content_hash(agencies), source="bench"))


async def shown(client: httpx.AsyncClient, path: str) -> None:
    """Ask for a page, which must come."""
    answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.text)


async def main() -> None:
    """Prints how long each page takes among few innovations and among many."""
    async with server() as running, AsyncExitStack() as stack:
        clients = []
        for size in (FEW, MANY):
            dsn, crowd = await new_ledger(running), Crowd()
            some = list(islice(crowd.innovations(), size))
            await fill(dsn, [*crowd.around(), *published()])
            await fill(dsn, some)
            connections = await stack.enter_async_context(Connections(Settings(database_url=SecretStr(dsn))))
            token = await sessions.begin(connections, PERSON)
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(console(connections)),
                base_url="http://localhost",
                headers={"Cookie": f"{SESSION}={token}"},
            )
            clients.append((await stack.enter_async_context(client), paths(some[0].stream_id.partition("/")[2])))
        print(f"Pages among {FEW:,} and {MANY:,} innovations, median of {ROUNDS}")
        for name in paths(""):
            await compared(name, *(partial(shown, client, addresses[name]) for client, addresses in clients))
