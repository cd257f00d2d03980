"""Verification of the whole ledger beyond its streams: since a kept checkpoint, in processes."""

import asyncio

import asyncpg
import pytest

from ledger.db.process_pool import Processes
from ledger.log.checkpoint_directory import Kept
from ledger.log.checkpoint_keys import CheckpointSigner
from ledger.store import Ledger
from ledger.verify.report import Report
from ledger.verify.whole import verify
from proof.errors import NoteRefused, OtherLog

from .books import KEY, KEYS, ORIGIN, OTHER_KEY, Books
from .builders import append, event


@pytest.fixture
async def kept(ledger: Ledger, books: Books) -> str:
    """A ledger of some size, and the note of a checkpoint after which it went on."""
    for n in range(12):
        await ledger.append(append(f"s/{n:02}", 0, *(event() for _ in range(n))) if n else append("t"))
    await books.step()
    kept = books.notes()[-1]
    for n in range(6, 15):
        await ledger.append(append(f"s/{n:02}", n if n < 12 else 0, event(), event()))
    await books.step(requested=True)
    await ledger.append(append("u"))
    return kept


def layers(report: Report) -> list[tuple[str, int, str]]:
    """Where a verification found problems."""
    assert report.ok == (not report.problems)
    return [(problem.stream_id, problem.version, problem.layer) for problem in report.problems]


async def test_everything_is_counted_and_progress_reported(auditor: asyncpg.Pool, books: Books, kept: str) -> None:
    counts: list[int] = []
    report = await verify(auditor, keys=KEYS, outside=books.kept(), hashed=counts.append)
    assert layers(report) == []
    assert (report.streams, report.events, report.leaves) == (17, 88, 87)
    assert (report.checkpoints, report.signed, report.closings) == (4, 87, 2)
    assert sum(counts) == 88


async def test_processes_find_what_one_finds(
    database: str, auditor: asyncpg.Pool, books: Books, kept: str, admin: asyncpg.Connection
) -> None:
    counts: list[int] = []

    async def both() -> tuple[Report, Report]:
        one = await verify(auditor, keys=KEYS, outside=books.kept())
        with Processes(database, role="jejak_auditor") as processes:
            many = await verify(auditor, keys=KEYS, outside=books.kept(), hashed=counts.append, processes=processes)
        return one, many

    one, many = await both()
    assert one == many
    assert many.ok
    assert sum(counts) == 88
    assert len(counts) > 2
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("UPDATE jejak.events SET data = 'forged' WHERE version = 2")
    await admin.execute("DELETE FROM jejak.streams WHERE stream_id = 't'")
    await admin.execute("UPDATE jejak.tiles SET hashes = sha256(hashes) || substr(hashes, 33)")
    await admin.execute("UPDATE jejak.checkpoints SET note = note || 'x'")
    one, many = await both()
    assert sorted(layers(one)) == sorted(layers(many))
    assert {layer for _, _, layer in layers(one)} == {"chain", "head", "tile", "checkpoint", "closing"}


async def test_a_process_that_fails_is_an_error_and_not_a_clean_report(
    database: str, auditor: asyncpg.Pool, kept: str, admin: asyncpg.Connection
) -> None:
    await admin.execute("REVOKE SELECT ON jejak.events FROM jejak_auditor")  # which the first process doesn't read
    with pytest.raises(asyncpg.InsufficientPrivilegeError), Processes(database, role="jejak_auditor") as processes:
        await verify(auditor, processes=processes)


async def test_since_a_kept_checkpoint_only_what_came_after_is_hashed(
    auditor: asyncpg.Pool, books: Books, kept: str, database: str
) -> None:
    report = await verify(auditor, keys=KEYS, outside=books.kept(), since=kept)
    assert layers(report) == []
    assert (report.streams, report.events, report.leaves) == (11, 20, 87)
    assert (report.closings, report.signed) == (1, 87)
    with Processes(database, role="jejak_auditor") as processes:
        assert report == await verify(auditor, keys=KEYS, outside=books.kept(), since=kept, processes=processes)


FORGED = """
INSERT INTO jejak.events
SELECT
    stream_id, version + 1, gen_random_uuid(), type, schema_version, occurred_at, recorded_at, metadata, data, chain
FROM jejak.events
WHERE stream_id = 's/02'
ORDER BY version DESC
LIMIT 1
"""


@pytest.mark.parametrize(
    ("damage", "layer"),
    [
        ("UPDATE jejak.events SET data = 'x' WHERE stream_id = 's/12' AND version = 1", "chain"),
        ("UPDATE jejak.events SET data = 'x' WHERE stream_id = 's/08' AND version = 9", "chain"),
        ("UPDATE jejak.events SET data = 'x' WHERE stream_id = 'u'", "chain"),
        ("UPDATE jejak.leaves SET chain = sha256(chain) WHERE stream_id = 's/08' AND version = 8", "chain"),
        ("UPDATE jejak.leaves SET chain = sha256(chain) WHERE stream_id = 's/02' AND version = 1", "tile"),
        ("DELETE FROM jejak.leaves WHERE leaf_index = 3", "leaf"),
        ("DELETE FROM jejak.events WHERE stream_id = 's/12' AND version = 2", "leaf"),
        ("DELETE FROM jejak.unsealed", "leaf"),
        (FORGED, "leaf"),
        ("DELETE FROM jejak.streams WHERE stream_id = 's/02'", "head"),
        ("UPDATE jejak.streams SET head = sha256(head) WHERE stream_id = 's/02'", "head"),
    ],
)
async def test_since_a_kept_checkpoint_damage_after_it_and_to_its_log_is_found(
    auditor: asyncpg.Pool, books: Books, kept: str, admin: asyncpg.Connection, damage: str, layer: str
) -> None:
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(damage)
    found = {layer for _, _, layer in layers(await verify(auditor, keys=KEYS, since=kept))}
    assert layer in (found or {"nothing"})
    assert not (await verify(auditor, keys=KEYS)).ok


async def test_a_log_that_does_not_begin_with_the_kept_checkpoint_is_found(
    auditor: asyncpg.Pool, books: Books, kept: str
) -> None:
    other = CheckpointSigner(ORIGIN, KEY).sign(KEYS.open(kept).size, bytes(32))
    assert {(place, layer) for place, _, layer in layers(await verify(auditor, keys=KEYS, since=other))} == {
        ("outside/since", "outside")
    }
    copy = Kept("mine.checkpoint", other)  # it lies among those outside as well, and is one and the same
    twice = await verify(auditor, keys=KEYS, outside=[*books.kept(), copy], since=other)
    assert {place for place, _, _ in layers(twice)} == {"outside/mine.checkpoint"}
    misnamed = Kept(f"{1:020}.checkpoint", other, 1)  # that one is no checkpoint to compare with
    both = await verify(auditor, keys=KEYS, outside=[misnamed], since=other)
    assert {place for place, _, _ in layers(both)} == {f"outside/{misnamed.place}", "outside/since"}
    longer = CheckpointSigner(ORIGIN, KEY).sign(1000, bytes(32))
    assert layers(await verify(auditor, keys=KEYS, since=longer)) == [("outside/since", 1000, "outside")]


async def test_a_kept_checkpoint_of_another_log_or_key_is_refused(auditor: asyncpg.Pool, kept: str) -> None:
    with pytest.raises(OtherLog):
        await verify(auditor, keys=KEYS, since=CheckpointSigner("example.org/other", KEY).sign(1, bytes(32)))
    with pytest.raises(NoteRefused):
        await verify(auditor, keys=KEYS, since=CheckpointSigner(ORIGIN, OTHER_KEY).sign(1, bytes(32)))


async def test_a_tail_cut_from_one_innovation_is_found_without_the_whole_ledger(
    auditor: asyncpg.Pool, ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s", 0, event(), event(), correlation_id="c"))
    await books.step()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("DELETE FROM jejak.events WHERE stream_id = 's' AND version = 2")
    await admin.execute(
        "UPDATE jejak.streams s SET version = 1, head = e.chain FROM jejak.events e"
        " WHERE e.stream_id = s.stream_id AND s.stream_id = 's'"
    )
    assert layers(await verify(auditor, "c")) == [("s", 2, "leaf")]


async def rewrite_the_end_of(stream_id: str, admin: asyncpg.Connection) -> None:
    """Another last event, and everything but the tree made to fit, as an owner can without any key."""
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(
        r"""
        WITH forged AS (
            UPDATE jejak.events e SET data = 'forged', chain = sha256(
                '\x6a656a616b2f636861696e2f763100'::bytea || before.chain || jejak.event_hash(
                    e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at,
                    e.metadata, 'forged'
                )
            )
            FROM jejak.events before
            WHERE e.stream_id = $1 AND e.version = 2 AND before.stream_id = $1 AND before.version = 1
            RETURNING e.stream_id, e.version, e.chain
        ), leaf AS (
            UPDATE jejak.leaves l SET chain = f.chain FROM forged f
            WHERE l.stream_id = f.stream_id AND l.version = f.version
        )
        UPDATE jejak.streams s SET head = f.chain FROM forged f WHERE s.stream_id = f.stream_id
        """,
        stream_id,
    )


async def test_an_innovation_whose_end_is_not_what_was_signed_is_found_without_the_whole_ledger(
    auditor: asyncpg.Pool, ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s", 0, event(), event(), correlation_id="c"))
    await ledger.append(append("t", 0, event(), correlation_id="c"))
    await books.step()
    report = await verify(auditor, "c", keys=KEYS, outside=books.kept())
    assert (layers(report), report.signed) == ([], 4)
    await rewrite_the_end_of("s", admin)
    assert layers(await verify(auditor, "c", keys=KEYS)) == [("s", 2, "checkpoint")]
    found = layers(await verify(auditor, "c", keys=KEYS, outside=books.kept()))
    assert found == [("s", 2, "checkpoint"), ("s", 2, "outside")]

    await admin.execute("TRUNCATE jejak.checkpoints, jejak.attestations")
    report = await verify(auditor, "c", keys=KEYS, outside=books.kept())
    assert (layers(report), report.signed) == ([("s", 2, "outside")], 0)
    await admin.execute("TRUNCATE jejak.tiles")
    assert layers(await verify(auditor, "c", keys=KEYS, outside=books.kept())) == [
        ("s", 2, "outside"),
        ("t", 1, "outside"),
    ]
    await admin.execute("TRUNCATE jejak.leaves")
    assert ("outside/00000000000000000004.checkpoint", 4, "outside") in layers(
        await verify(auditor, "c", keys=KEYS, outside=books.kept())
    )


async def test_an_innovation_that_nothing_signed_covers_yet_is_not_accused(
    auditor: asyncpg.Pool, ledger: Ledger, books: Books
) -> None:
    await ledger.append(append("s", 0, event(), correlation_id="c"))
    report = await verify(auditor, "c", keys=KEYS, outside=books.kept())
    assert (layers(report), report.signed) == ([], 0)
    await books.seal()
    assert layers(await verify(auditor, "c", keys=KEYS)) == []
    await books.step()
    await ledger.append(append("s", 1, event(), correlation_id="c"))
    assert layers(await verify(auditor, "c", keys=KEYS, outside=books.kept())) == []


async def test_a_busy_ledger_with_a_live_sealer_is_not_accused(
    database: str, ledger: Ledger, books: Books, auditor: asyncpg.Pool
) -> None:
    busy = True

    async def write(stream_id: str) -> None:
        version = 0
        while busy:
            version = (await ledger.append(append(stream_id, version))).version

    async def seal() -> None:
        while busy:
            await books.step(requested=True)

    tasks = [asyncio.create_task(seal()), *(asyncio.create_task(write(f"s/{n}")) for n in range(4))]
    try:
        for _ in range(10):
            assert layers(await verify(auditor, keys=KEYS, outside=books.kept())) == []
        with Processes(database, role="jejak_auditor") as processes:
            assert layers(await verify(auditor, keys=KEYS, processes=processes)) == []
    finally:
        busy = False
        await asyncio.gather(*tasks)
