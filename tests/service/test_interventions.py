"""What administrators do with what is another's beside the record is written down, with it and for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from domain.refusals import Refused
from ledger import accounts as kept
from ledger import drafts, passkey_requests
from ledger.db.connect import open_pool
from ledger.drafts import StoredDraft
from ledger.log.daybooks import INTERVENTIONS, begin_of, day_of, hash_of, parse_closed
from ledger.store import Ledger
from ledger.verify.whole import verify
from service import access, accounts, interventions, passkeys, people, tokens
from service.reading import Reader
from service.tokens import Scope
from tests.ledger.books import Books
from wiring.connections import AUDITOR, CONSOLE, DRAFTS, READER, Connections
from wiring.errors import BadRequest

DAY = timedelta(days=1)


async def told(connections: Connections, last: int) -> list[tuple[str, str, str, str]]:
    """What auditors see that was done last, the earliest first."""
    auditor = await Reader.on(connections, "auditor", AUDITOR)
    found = await interventions.found(auditor, concerning=None, limit=last)
    return [(each.person, each.what, each.about, each.reason) for each in reversed(found)]


async def test_what_an_administrator_does_with_what_is_anothers_is_told_to_auditors_and_to_them(
    connections: Connections,
) -> None:
    administrator, own = await Reader.on(connections, "administrator"), await Reader.on(connections, "minister")
    asked, pool = uuid4(), await connections.pool(CONSOLE)
    await kept.ask(pool, asked, "https://idp.example", "s-1", "Somebody", "", DAY)
    await accounts.accept(administrator, asked, "minister")
    for _ in range(2):
        await tokens.issue(connections, "minister", label="laporan", scopes=[Scope.READ], lasts=DAY)
    first, second = await tokens.of(own, "minister")
    await tokens.revoke(own, first.token_id)
    await tokens.revoke(administrator, second.token_id)
    await passkey_requests.put(await connections.pool(DRAFTS), "0" * 64, "minister", "{}", DAY, 5)
    await people.put_contacts(administrator, "minister", {"name": "Sinta Rekaan"})
    await accounts.end(administrator, "minister")
    expected = [
        ("administrator", "account_accepted", "minister", ""),
        ("administrator", "token_revoked", "minister", ""),
        ("administrator", "contact_put", "minister", ""),
        ("administrator", "account_ended", "minister", ""),
    ]
    assert await told(connections, 4) == expected
    theirs = await interventions.found(own, concerning="minister", limit=4)
    assert [each.what for each in reversed(theirs)] == [what for _, what, _, _ in expected]
    for other, concerning in (("operator", None), ("operator", "minister"), ("minister", "administrator")):
        with pytest.raises(Refused):
            await interventions.found(await Reader.on(connections, other), concerning=concerning, limit=1)


async def test_what_is_anothers_is_declined_for_a_reason_and_by_no_one_twice(connections: Connections) -> None:
    pool, administrator = await connections.pool(DRAFTS), await Reader.on(connections, "administrator")
    await passkey_requests.put(pool, "1" * 64, "minister", "{}", DAY, 5)
    assert await passkey_requests.decline(pool, "1" * 64, "administrator", "Bukan miliknya.")
    assert not await passkey_requests.decline(pool, "1" * 64, "administrator", "Bukan miliknya.")
    assert await told(connections, 1) == [("administrator", "passkey_declined", "minister", "Bukan miliknya.")]
    with pytest.raises(BadRequest):
        interventions.reason_of("  ", needed=True)
    for reason in ("x" * 2001, "a\x00b"):
        with pytest.raises(BadRequest):
            interventions.reason_of(reason, needed=False)
    assert await passkeys.waiting(administrator) == []


async def test_that_somebody_removes_anothers_draft_is_told(connections: Connections) -> None:
    pool, now = await connections.pool(DRAFTS), datetime.now(UTC)
    for by in ("proposer", "local-administrator"):
        draft = StoredDraft(uuid4(), 1, "kota-surakarta", "proposer", "proposer", now, "{}", command_id=uuid4())
        assert await drafts.put(pool, draft, 9)
        assert await drafts.discard(pool, draft, by)
    earlier, last = await told(connections, 2)
    assert last == ("local-administrator", "draft_discarded", "proposer", "")
    assert earlier[1] != "draft_discarded"


async def test_days_of_interventions_are_closed_and_a_changed_row_is_found(
    connections: Connections, database: str, tmp_path: Path
) -> None:
    admin = await asyncpg.connect(database)
    at = begin_of(day_of(datetime.now(UTC)) - 2 * DAY) + timedelta(hours=1)  # yesterday isn't closed at once
    await admin.execute(
        "INSERT INTO jejak.interventions (at, person, what, about, subject, reason)"
        " VALUES ($1, 'administrator', 'act_declined', 'administrator-2', 'grant_role person/é', 'Belum perlu.')",
        at,
    )
    async with await open_pool(
        database, role="jejak_sealer", min_size=1, max_size=2, application_name="test"
    ) as sealers:
        await Books(sealers, tmp_path / "outside").step()
    [closing] = await Ledger(await connections.pool(READER)).read(INTERVENTIONS.stream)
    closed = parse_closed(INTERVENTIONS, closing.data)
    auditor = await Reader.on(connections, "auditor", AUDITOR)
    rows = await interventions.found(auditor, concerning=None, limit=9)
    assert closed is not None
    assert (closed.rows, closed.hash) == (1, hash_of(INTERVENTIONS, [each.row for each in rows if each.at == at]))
    assert (await access.checked(auditor, INTERVENTIONS.name)).ok
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="interventions are final"):
        await admin.execute("UPDATE jejak.interventions SET reason = ''")
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("UPDATE jejak.interventions SET reason = ''")
    await admin.close()
    assert not (await access.checked(auditor, INTERVENTIONS.name)).ok
    report = await verify(await connections.pool(AUDITOR))
    assert [(each.stream_id, each.layer) for each in report.problems if each.layer == "interventions"] == [
        ("ledger/interventions", "interventions")
    ]
