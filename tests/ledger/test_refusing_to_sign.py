"""Nothing is signed that differs from what was signed before, or from what the database holds."""

from pathlib import Path

import asyncpg

from ledger.errors import OutsideLost
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.store import Ledger
from ledger.verify.whole import verify
from proof.errors import NoteRefused

from .books import KEY, KEYS, ORIGIN, OTHER_KEY, Books
from .builders import append, event


async def test_nothing_is_signed_while_the_tree_under_a_checkpoint_is_another(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s", 0, event(), event()))
    await books.step()
    kept = books.notes()
    await admin.execute("SET session_replication_role = replica")
    flip = "UPDATE jejak.tiles SET hashes = set_bit(hashes, 0, 1 - get_bit(hashes, 0))"
    await admin.execute(flip)
    await ledger.append(append("t"))
    await books.step()
    assert "reason='other_leaves' signed=3" in books.refusal
    assert books.notes() == kept
    await admin.execute(flip)
    await books.step()
    assert len(books.notes()) == 2


async def test_nothing_is_signed_while_a_new_leaf_is_missing(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    await books.step()
    await ledger.append(append("t", 0, event(), event()))
    await books.seal()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("DELETE FROM jejak.leaves WHERE leaf_index = 2")
    await books.step()
    assert "reason='leaf_missing' signed=2 index=2" in books.refusal


async def test_leaves_that_differ_from_their_tiles_are_not_signed(
    ledger: Ledger, books: Books, admin: asyncpg.Connection
) -> None:
    await ledger.append(append("s"))
    await books.step()
    await ledger.append(append("t"))
    await books.seal()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("UPDATE jejak.leaves SET chain = sha256(chain) WHERE stream_id = 't'")
    await books.step()
    assert "other_tiles" in books.refusal
    assert len(books.notes()) == 1


async def test_a_database_set_back_is_not_signed(ledger: Ledger, books: Books, admin: asyncpg.Connection) -> None:
    await ledger.append(append("s", 0, event(), event()))
    await books.step()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("TRUNCATE jejak.leaves, jejak.tiles, jejak.checkpoints, jejak.attestations")
    await ledger.append(append("t"))
    await books.step()
    assert "reason='shorter' signed=3 size=1" in books.refusal


async def test_an_outside_without_the_checkpoints_that_were_signed_is_noticed(
    ledger: Ledger, books: Books, sealer_pool: asyncpg.Pool, tmp_path: Path
) -> None:
    await ledger.append(append("s"))
    await books.step()
    elsewhere = Books(sealer_pool, tmp_path / "not mounted")
    await ledger.append(append("t"))
    await elsewhere.step()
    assert elsewhere.refusal == str(OutsideLost(reason="none", signed=2, outside=0))
    assert elsewhere.notes() == []


async def test_a_checkpoint_of_another_log_or_key_outside_is_refused(
    ledger: Ledger, sealer_pool: asyncpg.Pool, tmp_path: Path, books: Books
) -> None:
    books.outside.directory.mkdir()
    name = books.outside.directory / f"{5:020}.checkpoint"
    await ledger.append(append("s"))
    for note, refusal in [
        (CheckpointSigner("example.org/other", KEY).sign(5, bytes(32)), "origin='example.org/other'"),
        (CheckpointSigner(ORIGIN, OTHER_KEY).sign(5, bytes(32)), "not_signed"),
        ("nonsense", "no_checkpoint"),
    ]:
        name.write_text(note)
        await books.step()
        assert refusal in books.refusal


async def test_a_key_that_is_not_among_the_trusted_signs_nothing(
    ledger: Ledger, sealer_pool: asyncpg.Pool, tmp_path: Path
) -> None:
    books = Books(sealer_pool, tmp_path / "outside", signer=CheckpointSigner(ORIGIN, OTHER_KEY))
    await ledger.append(append("s"))
    await books.step()
    assert books.refusal == str(NoteRefused("not_signed"))
    assert books.notes() == []


async def test_after_a_rotation_the_log_goes_on_and_all_of_it_verifies(
    ledger: Ledger, books: Books, sealer_pool: asyncpg.Pool, auditor: asyncpg.Pool
) -> None:
    await ledger.append(append("s"))
    await books.step()
    keys = LogKeys.of(ORIGIN, [KEY.public_key(), OTHER_KEY.public_key()])
    rotated = Books(sealer_pool, books.outside.directory, signer=CheckpointSigner(ORIGIN, OTHER_KEY), keys=keys)
    await ledger.append(append("t"))
    await rotated.step()
    report = await verify(auditor, keys=keys, outside=rotated.kept())
    assert (report.ok, report.checkpoints, report.signed) == (True, 4, 3)
    assert not (await verify(auditor, keys=KEYS)).ok  # whoever doesn't know the new key can't trust it


async def test_a_refusal_ends_when_its_cause_does_though_nothing_new_came(ledger: Ledger, books: Books) -> None:
    await ledger.append(append("s"))
    await books.step()
    [good] = books.notes()
    newest = books.outside.directory / books.kept()[0].place
    newest.write_text(good.replace("\n", "\n1", 1))
    await books.step(requested=True)
    assert books.refusal == str(NoteRefused("newest_outside", cause=NoteRefused("false_signature", name=ORIGIN)))
    newest.write_text(good)
    await books.step()
    assert books.refusal == ""
