"""Pages among a year's innovations, beside the same pages among few: from a request to the whole answer; and how large.

Each innovation is one event long, so this is about how many there are, not about how long they are.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import islice
from random import Random

import httpx
from pydantic import SecretStr

from benchmarks.database import new_ledger, server
from benchmarks.listing import FEW, MANY, ROUNDS, Crowd, compared, fill, recorded
from benchmarks.lives import BEGIN, ROOT
from console.app import console
from console.visit import SESSION
from domain.adoption.state import Adoption, Status
from domain.adoption.view import view
from domain.editions import content_hash
from domain.events.administration import AgenciesPublished, EditionPublished, ReferencePublished, RoleGranted
from domain.grants import Grant
from domain.regions import Region, Regions
from domain.rules import CALENDAR
from domain.streams import AGENCIES, adoption_stream, edition_stream, person_stream
from domain.vocabulary import Role
from engine.rows import ledger_rows
from ledger.model import Append
from processes.setup import sample_agencies
from service import sessions
from wiring.connections import Connections
from wiring.settings import Settings

PERSON = "operator"
"""Whose pages they are: the secretariat's, who see the most."""

AUDITOR = "auditor"
"""Whose the auditors' pages are."""

LINKED = re.compile(r'(?:<link rel="(?:stylesheet|icon)"[^>]* href|<script[^>]* src|<img[^>]* src)="(/[^"]+)"')
"""What a page brings with it."""

ADOPTED = 10
"""Adoptions of each innovation that has any."""


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
        "regions": "/daerah",
        "a province": "/daerah/32",
        "a city": "/daerah/32.73",
        "recap": "/rekapitulasi",
        "recap, its cases": "/rekapitulasi/kasus?edisi=kipp-2025&tahap=proposal&hari=270",
        "catalogue": "/publik",
        "catalogue, search": "/publik?cari=puskesmas&provinsi=32",
        "audit": "/audit",
        "audit, by somebody": f"/audit?siapa={AUDITOR}&apa=RoleGranted",
    }


def adoptions(innovations: Iterable[Append]) -> Iterator[Append]:
    """Of one innovation in twenty some adoptions, here and there, each as far as it happens to be."""
    chance, regions = Random(514), [row for row in furnished_regions() if row.kind in ("kota", "kabupaten")]  # noqa: S311
    for each in islice(innovations, 0, None, 20):
        innovation = each.stream_id.partition("/")[2]
        for region in chance.sample(regions, ADOPTED):
            status = chance.choice([status for status in Status if status is not Status.NONE])
            stream = adoption_stream(innovation, region.id)
            state = Adoption(
                stream, innovation=innovation, adopter=region.place, status=status, wave=chance.randrange(1, 4)
            )
            event = RoleGranted(grant=auditor())
            yield replace(recorded(stream, event), correlation_id=innovation, rows=ledger_rows(view(state)))


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


def furnished_regions() -> tuple[Region, ...]:
    """The regions that the ledger knows."""
    return Regions.parse((ROOT / "reference/regions.csv").read_text()).rows


def auditor() -> Grant:
    """What lets somebody see everything."""
    return Grant(id=f"{AUDITOR}-1", role=Role.AUDITOR, agency="bpk", valid_from=BEGIN - timedelta(days=400))


async def shown(client: httpx.AsyncClient, path: str) -> httpx.Response:
    """Ask for a page, which must come."""
    answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.text)
    return answer


def compressed(text: bytes) -> float:
    """How many kilobytes go over the line."""
    return len(gzip.compress(text)) / 1000


async def sizes(pages: Iterable[tuple[str, httpx.AsyncClient, str]]) -> None:
    """Print how large pages are, and what they bring on a first visit."""
    brought = set[str]()
    for name, client, path in pages:
        answer = await shown(client, path)
        brought |= set(LINKED.findall(answer.text))
        print(f"  {name:26} {compressed(answer.content):7.1f} kB, compressed")
    every = [await shown(client, path) for path in sorted(brought)]
    print(
        f"  {'what all of them bring':26} {sum(compressed(each.content) for each in every):7.1f} kB, compressed, once"
    )


async def main() -> None:
    """Prints how long each page takes among few innovations and among many."""
    async with server() as running, AsyncExitStack() as stack:
        clients = []
        for size in (FEW, MANY):
            dsn, crowd = await new_ledger(running), Crowd()
            some = list(islice(crowd.innovations(), size))
            sees_all = recorded(person_stream(AUDITOR), RoleGranted(grant=auditor()))
            await fill(dsn, [*crowd.around(), *published(), sees_all])
            await fill(dsn, some)
            await fill(dsn, adoptions(some))
            connections = await stack.enter_async_context(Connections(Settings(database_url=SecretStr(dsn))))
            app = console(connections)
            signed_in = {}
            for person in (PERSON, AUDITOR):
                token = await sessions.begin(connections, person)
                signed_in[person] = await stack.enter_async_context(
                    httpx.AsyncClient(
                        transport=httpx.ASGITransport(app),
                        base_url="http://localhost",
                        headers={"Cookie": f"{SESSION}={token}"},
                    )
                )
            clients.append((signed_in, paths(some[1].stream_id.partition("/")[2])))  # one without adoptions
        whose = {name: AUDITOR if name.startswith("audit") else PERSON for name in paths("")}
        print(f"Pages among {MANY:,} innovations (goal: at most 60 kB with all that they bring)")
        signed_in, addresses = clients[-1]
        await sizes((name, signed_in[who], addresses[name]) for name, who in whose.items())
        print(f"The same pages among {FEW:,} and {MANY:,}, median of {ROUNDS}")
        for name, who in whose.items():
            await compared(name, *(partial(shown, client[who], addresses[name]) for client, addresses in clients))
