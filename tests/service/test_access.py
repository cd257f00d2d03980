"""Who read what isn't open to everybody is recorded, shown to whom it concerns, and found when it was changed."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from domain.readings import EVERYTHING, EXPORTS, Reading, Via
from domain.refusals import Code, Refused
from domain.streams import correlation_of
from domain.vocabulary import Role
from ledger.db.connect import open_pool
from ledger.log.daybooks import begin_of
from service import access, auditing, people
from service.access import Wanted
from service.cursors import written
from service.dossier import dossier, trials
from service.doubts import doubt_of_roles
from service.reading import Reader, Unrecorded
from service.time_travel import Moment, replay
from tests.ledger.books import Books
from wiring.connections import AUDITOR, READS, Connections
from wiring.errors import BadRequest


async def read_by(connections: Connections, person: str, of: str | None = None) -> list[tuple[str, str]]:
    """What somebody is recorded to have read of an innovation, the latest first."""
    reader = await Reader.on(connections, "auditor", AUDITOR)
    found = await access.readings(reader, Wanted(by=person, innovation=of), limit=100)
    return [(each["what"], each["via"]) for each in found]


async def test_what_is_not_open_to_everybody_is_recorded_when_it_is_shown(
    connections: Connections, proposed: str
) -> None:
    innovation = correlation_of(proposed)
    reader = await Reader.on(connections, "operator", via=Via.CONSOLE)
    await reader.standing(innovation)
    await dossier(reader, innovation)
    await auditing.history(reader, innovation)
    await replay(reader, innovation, Moment())
    await dossier(reader, innovation)
    assert await read_by(connections, "operator", innovation) == [
        (what, "console") for what in ("past", "history", "file", "standing")
    ]


async def test_what_pilots_reported_is_recorded_as_how_it_stands(connections: Connections, proposed: str) -> None:
    innovation = correlation_of(proposed)
    await trials(await Reader.on(connections, "operator", via=Via.API), innovation)
    assert await read_by(connections, "operator", innovation) == [("standing", "api")]


async def test_the_outline_that_everybody_sees_is_not(connections: Connections, proposed: str) -> None:
    reader = await Reader.on(connections, "officer-32.73")
    await reader.standing(correlation_of(proposed))
    await auditing.history(reader, correlation_of(proposed))
    assert await read_by(connections, "officer-32.73", correlation_of(proposed)) == []


async def test_an_export_and_a_bundle_are_recorded_even_of_everything(connections: Connections) -> None:
    reader = await Reader.on(connections, "auditor", AUDITOR, via=Via.API)
    await reader.require_record(None, Reading.EXPORT)
    [latest, *_] = await access.readings(reader, Wanted(by="auditor"), limit=1)
    assert (latest["what"], latest["subject"], latest["via"]) == ("export", "ledger", "api")
    await reader.record(Reading.SEARCH, EVERYTHING)
    found = await access.readings(reader, Wanted(by="auditor", what=EXPORTS), limit=100)
    assert {each["what"] for each in found} == {"export"}


async def test_whose_contacts_were_listed_sees_by_whom(connections: Connections) -> None:
    await people.everybody(await Reader.on(connections, "administrator"), names=True, contacts=True)
    own = await Reader.on(connections, "proposer")
    [read, *_] = await access.readings(own, Wanted(person="proposer"), limit=1)
    assert (read["by"], read["what"], read["subject"]) == ("administrator", "contacts", "person/proposer")


async def test_a_list_of_names_and_roles_is_one_read_and_shows_no_address(connections: Connections) -> None:
    before = await Reader.on(connections, "operator")
    shown = await people.everybody(before, names=True, contacts=False)
    assert len(shown) > 1
    assert {each["email"] for each in shown} == {None}
    [read, *older] = await access.readings(await Reader.on(connections, "auditor"), Wanted(by="operator"), limit=9)
    assert (read["what"], read["subject"]) == ("people", "people")
    assert "people" not in {each["what"] for each in older}


async def test_whose_address_an_administrator_is_asked_about_sees_by_whom(connections: Connections) -> None:
    administrator = await Reader.on(connections, "administrator")
    await people.put_contacts(administrator, "proposer", {"email": "ratih@example.go.id"})
    assert await doubt_of_roles(administrator, "proposer", [(Role.OPERATOR, "kemenpanrb")], {})
    own = await Reader.on(connections, "proposer")
    [read, *_] = await access.readings(own, Wanted(person="proposer"), limit=1)
    assert (read["by"], read["what"]) == ("administrator", "contacts")


async def test_what_cannot_be_recorded_is_not_shown(
    connections: Connections, proposed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = connections.pool

    async def refused(role: str) -> asyncpg.Pool:
        if role == READS:
            raise asyncpg.InsufficientPrivilegeError("permission denied")
        return await pool(role)

    monkeypatch.setattr(connections, "pool", refused)
    reader = await Reader.on(connections, "operator")
    with pytest.raises(Unrecorded):
        await dossier(reader, correlation_of(proposed))


async def test_a_proposer_sees_who_read_their_innovation_and_nobody_else_does(
    connections: Connections, proposed: str
) -> None:
    innovation = correlation_of(proposed)
    await dossier(await Reader.on(connections, "operator"), innovation)
    own = await access.readings(await Reader.on(connections, "proposer"), Wanted(innovation=innovation), limit=9)
    assert [(each["by"], each["what"]) for each in own] == [("operator", "file")]
    for other, wanted in (
        ("operator", Wanted(innovation=innovation)),
        ("operator", Wanted()),
        ("operator", Wanted(by="proposer")),
        ("proposer", Wanted(person="operator")),
    ):
        with pytest.raises(Refused) as refused:
            await access.readings(await Reader.on(connections, other), wanted, limit=9)
        assert refused.value.refusal.code is Code.NOT_OPEN


async def test_a_filter_that_names_nothing_is_told(connections: Connections) -> None:
    auditor = await Reader.on(connections, "auditor", AUDITOR)
    for wanted, code in (
        (Wanted(by="unheard-of"), Code.UNKNOWN_PERSON),
        (Wanted(person="unheard-of"), Code.UNKNOWN_PERSON),
        (Wanted(innovation="00000000-0000-4000-8000-000000000000"), Code.UNKNOWN_INNOVATION),
    ):
        with pytest.raises(Refused) as refused:
            await access.readings(auditor, wanted, limit=1)
        assert refused.value.refusal.code is code
    for cursor in ("nonsense", written(1), written("0001-01-01T00:00:00+14:00", str(uuid4()))):
        with pytest.raises(BadRequest):
            await access.readings(auditor, Wanted(), after=cursor, limit=1)


async def test_a_list_goes_on_after_its_cursor(connections: Connections, proposed: str) -> None:
    reader = await Reader.on(connections, "operator")
    await reader.standing(correlation_of(proposed))
    await dossier(reader, correlation_of(proposed))
    [first] = await access.readings(reader, Wanted(by="operator"), limit=1)
    [second] = await access.readings(reader, Wanted(by="operator"), after=first["cursor"], limit=1)
    assert (first["what"], second["what"]) == ("file", "standing")
    assert await access.readings(reader, Wanted(by="operator", day=access.today() - timedelta(days=2)), limit=1) == []


async def test_a_day_that_was_closed_is_checked_and_a_changed_row_found(
    connections: Connections, database: str, tmp_path: Path
) -> None:
    auditor = await Reader.on(connections, "auditor", AUDITOR)
    past = access.today() - timedelta(days=2)  # yesterday isn't closed at once
    admin = await asyncpg.connect(database)
    await admin.execute(
        "INSERT INTO jejak.reads (read_at, person, via, what, subject) VALUES ($1, 'proposer', 'cli', 'file', $2)",
        begin_of(past) + timedelta(hours=1),
        "innovation/a",
    )
    before = await access.checked(auditor)
    assert (before.ok, before.open > 0, before.open_since, before.overdue) == (True, True, past, True)
    async with await open_pool(
        database, role="jejak_sealer", min_size=1, max_size=2, application_name="test"
    ) as sealers:
        await Books(sealers, tmp_path / "outside").step()
    checked = await access.checked(auditor)
    closed = checked.of(past)
    assert checked.ok
    assert closed is not None
    assert (closed.rows, closed.found) == (1, 1)
    assert checked.of(access.today()) is None
    assert (checked.open, checked.overdue) == (before.open - 1, False)
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("DELETE FROM jejak.reads WHERE person = 'proposer' AND what = 'file'")
    await admin.close()
    after = await access.checked(auditor)
    assert not after.ok
    assert [(each.rows, each.found) for each in after.days] == [(1, 0)]
    with pytest.raises(Refused):
        await access.checked(await Reader.on(connections, "operator"))
