"""Reading: lists go by the ledger's rows, and a region's adoption is found whatever became of its code."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from domain import codec
from domain.events import Event
from domain.events.administration import AgenciesPublished, ReferencePublished, RoleGranted
from domain.events.innovation import NoteMade
from domain.grants import Grant
from domain.parties import party
from domain.refusals import Code, Refused
from domain.rows import label, tasks_of
from domain.streams import AGENCIES
from domain.vocabulary import Role
from ledger.db.connect import open_pool
from ledger.model import Append, NewEvent, Row
from ledger.store import Ledger
from proof.ids import whole_id
from service.inbox import inbox
from service.reading import Reader
from tests.furnished import database, furnished, keys
from wiring.connections import Connections
from wiring.errors import BadRequest
from wiring.settings import Settings

__all__ = ["database", "furnished", "keys"]

NOW = datetime.now(UTC)
REGIONS = """\
id,code,name,kind,province,zone,valid_from,valid_until,decree,successor_of
old,94.01,Lama,kabupaten,Papua,Asia/Jayapura,2000-01-01,2022-12-31,A,
heir,94.02,Pewaris,kabupaten,Papua,Asia/Jayapura,2023-01-01,,B,old
new,94.01,Baru,kabupaten,Papua,Asia/Jayapura,2023-01-01,,B,old
"""


class World:
    """A ledger to write to as a worker does, and to read by whoever is in it."""

    def __init__(self, ledger: Ledger, connections: Connections) -> None:
        self.ledger = ledger
        self._connections = connections

    async def read_by(self, person: str) -> Reader:
        """A reader for that person."""
        return await Reader.on(self._connections, person)

    async def append(self, stream: str, event: Event, *rows: Row) -> None:
        """One event at the end of a stream."""
        head = await self.ledger.head(stream)
        new = NewEvent(uuid4(), type(event).__name__, 1, NOW, b"{}", codec.encode(event))
        await self.ledger.append(Append(stream, stream, head.version if head else 0, (new,), rows=rows))

    async def officer(self, person: str, *regions: str) -> None:
        """Somebody who is an officer of these regions, by id."""
        for region in regions:
            grant = Grant(id=region, role=Role.REGIONAL_OFFICER, agency="x", region=region, valid_from=NOW)
            await self.append(f"person/{person}", RoleGranted(grant=grant))

    async def adoption(self, region: str, code: str) -> str:
        """An adoption that waits for its region's officer."""
        stream = f"adoption/i/{region}"
        body = {"innovation": "i", "region": region, "role": "regional_officer", "what": "completion", "subject": "",
                "due_at": None, "overdue": False}  # fmt: skip
        grant = Grant(id="x", role=Role.AUDITOR, agency="x", valid_from=NOW)
        rows = (
            Row("adoption", "", {"innovation": "i", "region": code}, labels=frozenset({label("region", code)})),
            Row(tasks_of(party(Role.REGIONAL_OFFICER, region=region)), "completion", body),
        )
        await self.append(stream, RoleGranted(grant=grant), *rows)
        return stream


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    settings = Settings(database_url=SecretStr(database))
    async with (
        await open_pool(database, role="jejak_worker", min_size=1, max_size=2, application_name="test") as pool,
        Connections(settings) as connections,
    ):
        world = World(Ledger(pool), connections)
        published = ReferencePublished(kind="regions", content=REGIONS, sha256="0" * 64, source="x")
        await world.append("reference/regions", published)
        yield world


async def test_a_split_regions_running_adoption_goes_on_under_its_old_code(world: World) -> None:
    running = await world.adoption("old", "94.01")
    reader = await world.read_by("auditor")
    assert await reader.adoption("i", "94.01") == running
    assert await reader.adoption("i", "94.02") == "adoption/i/heir"


async def test_whoever_bears_the_code_today_comes_first_once_it_adopts_itself(world: World) -> None:
    await world.adoption("old", "94.01")
    anew = await world.adoption("new", "94.01")
    assert await (await world.read_by("auditor")).adoption("i", "94.01") == anew


async def test_officers_of_successors_see_what_waits_for_the_region_that_was_split(world: World) -> None:
    await world.adoption("old", "94.01")
    await world.officer("budi", "heir")
    await world.officer("siti", "elsewhere")
    assert [task["region"] for task in await inbox(await world.read_by("budi"), after=None, limit=10)] == ["old"]
    assert await inbox(await world.read_by("siti"), after=None, limit=10) == []


async def test_proposers_of_its_heirs_see_what_waits_for_an_agency_that_has_ended(world: World) -> None:
    table = "id,name,kind,parent,region,valid_from,valid_until,predecessors\n"
    table += "lama,Lama,lembaga,,,,2025-12-31,\nbaru,Baru,lembaga,,,2026-01-01,,lama\nlain,Lain,lembaga,,,,,\n"
    await world.append(AGENCIES, AgenciesPublished(content=table, sha256="0" * 64, source="x"))
    body = {"innovation": "i", "region": None, "role": "proposer", "what": "revision", "subject": "",
            "due_at": None, "overdue": False}  # fmt: skip
    task = Row(tasks_of(party(Role.PROPOSER, agency="lama")), "revision", body)
    await world.append("innovation/i", NoteMade(text="x"), task)
    for person, agency in (("ratih", "baru"), ("wira", "lain")):
        grant = Grant(id="x", role=Role.PROPOSER, agency=agency, valid_from=NOW)
        await world.append(f"person/{person}", RoleGranted(grant=grant))
    assert [task["what"] for task in await inbox(await world.read_by("ratih"), after=None, limit=10)] == ["revision"]
    assert await inbox(await world.read_by("wira"), after=None, limit=10) == []


async def test_a_region_is_assumed_only_when_there_is_one(world: World) -> None:
    await world.officer("satu", "new")
    await world.officer("dua", "new", "heir")
    assert await (await world.read_by("satu")).officer_region() == "94.01"
    with pytest.raises(BadRequest) as raised:
        await (await world.read_by("dua")).officer_region()
    assert raised.value.facts["found"] == ["Baru (94.01)", "Pewaris (94.02)"]
    with pytest.raises(Refused) as refused:
        await (await world.read_by("minister")).officer_region()
    assert refused.value.refusal.code is Code.ROLE_MISSING


async def test_nobody_reads_who_holds_no_role_now(world: World) -> None:
    ended = Grant(id="x", role=Role.AUDITOR, agency="x", valid_from=NOW - timedelta(days=2), valid_until=NOW)
    await world.append("person/former", RoleGranted(grant=ended))
    for person, code in (("former", Code.NO_ROLE), ("stranger", Code.UNKNOWN_PERSON)):
        with pytest.raises(Refused) as refused:
            await world.read_by(person)
        assert refused.value.refusal.code is code


async def test_readers_can_only_read(world: World, database: str) -> None:
    async with Connections(Settings(database_url=SecretStr(database))) as connections:
        pool = await connections.pool("jejak_reader")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute("DELETE FROM jejak.events")


@pytest.mark.parametrize(("given", "whole"), [("A" * 8 + "-0000" * 3 + "-" + "0" * 12, True), ("aaaa", False)])
def test_a_whole_id_is_distinguished_from_a_prefix(given: str, whole: bool) -> None:
    assert whole_id(given) == (given.lower() if whole else None)
