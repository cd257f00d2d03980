"""Where checkpoints go: a directory, a time stamping authority, a witness, each of which follows its standard."""

import asyncio
import errno
import os
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from ledger.errors import NotAttested
from ledger.log.attestations import check_timestamp
from ledger.log.checkpoint_directory import CheckpointDirectory, Kept
from ledger.log.checkpoint_keys import CheckpointSigner
from ledger.seal import sealer as sealer_module
from ledger.seal.attestor import Attestor, SignedCheckpoint
from ledger.seal.timestamp import TimestampAuthority
from ledger.seal.witness import Witness
from ledger.store import Ledger
from proof.checkpoint import Checkpoint, parse_checkpoint
from proof.merkle import check_consistency
from proof.note import open_note, signature_line
from tests.waiting import LIMIT_S

from .attesting import WITNESS, cosign
from .authority import Authority
from .books import KEY, KEYS, ORIGIN, Books
from .builders import append
from .http_fake import Answer, serving


def checkpoint(size: int) -> SignedCheckpoint:
    """A signed checkpoint of a log of empty air."""

    async def no_proof(_: int) -> list[bytes]:
        return []

    note = CheckpointSigner(ORIGIN, KEY).sign(size, bytes([size]) * 32)
    return SignedCheckpoint(note, parse_checkpoint(note), no_proof)


async def put(directory: CheckpointDirectory, signed: SignedCheckpoint) -> None:
    """Puts a checkpoint into a directory."""
    await directory.put(signed.checkpoint.size, signed.note)


class FakeWitness:
    """A witness as C2SP tlog-witness has it: cosigns what continues what it saw last."""

    def __init__(self) -> None:
        self.last: Checkpoint | None = None
        self.requests = 0

    def answer(self, path: str, body: bytes) -> Answer:
        """As an HTTP server's answer to add-checkpoint."""
        assert path == "/w/add-checkpoint"
        self.requests += 1
        head, note = body.decode().split("\n\n", 1)
        old, *proof = head.split("\n")
        old_size = int(old.removeprefix("old "))
        known = self.last.size if self.last else 0
        new = KEYS.open(note)
        if old_size != known:
            return 409, "text/x.tlog.size", f"{known}\n".encode()
        if self.last:
            hashes = [b64decode(line) for line in proof]
            check_consistency(old_size, self.last.root, new.size, new.root, hashes)
        self.last = new
        return 200, "text/plain", cosign(note)


async def test_a_directory_keeps_every_checkpoint_and_knows_the_newest(tmp_path: Path) -> None:
    directory = CheckpointDirectory(tmp_path / "a" / "b")
    assert await directory.latest() is None
    signed = [checkpoint(size) for size in (9, 10, 100)]
    for one in reversed(signed):
        await put(directory, one)
    assert list(directory.notes()) == [
        Kept(f"{one.checkpoint.size:020}.checkpoint", one.note, one.checkpoint.size) for one in signed
    ]
    assert await directory.latest() == signed[-1].note


async def test_a_note_under_a_name_without_a_size_is_read_too_and_is_never_the_newest(tmp_path: Path) -> None:
    """An auditor's own copies are called anything."""
    directory = CheckpointDirectory(tmp_path)
    await put(directory, checkpoint(5))
    for name in ("kept.checkpoint", "9.checkpoint", "00000000000000000٣٣٣.checkpoint"):
        (tmp_path / name).write_text(checkpoint(9).note)
    (tmp_path / f"{9:020}.checkpoint.new").write_text("half")
    assert {(one.place, one.size) for one in directory.notes()} == {
        (f"{5:020}.checkpoint", 5),
        ("kept.checkpoint", None),
        ("9.checkpoint", None),
        ("00000000000000000٣٣٣.checkpoint", None),
    }
    assert await directory.latest() == checkpoint(5).note


async def test_a_file_is_never_changed_and_half_a_one_is_never_seen(tmp_path: Path) -> None:
    directory = CheckpointDirectory(tmp_path)
    await put(directory, checkpoint(5))
    (path,) = tmp_path.iterdir()
    (tmp_path / f"{6:020}.checkpoint.new").write_text("hal")  # what a kill while writing leaves
    path.write_text("kept")
    await put(directory, checkpoint(5))
    assert path.read_text() == "kept"
    assert await directory.latest() == "kept"
    await put(directory, checkpoint(6))
    assert await directory.latest() == checkpoint(6).note


async def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        await put(CheckpointDirectory(tmp_path), checkpoint(1))
    assert list(tmp_path.iterdir()) == []


async def test_a_directory_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        await put(CheckpointDirectory(tmp_path / "file"), checkpoint(1))


async def test_an_authority_s_stamp_is_checked_and_kept(tmp_path: Path) -> None:
    authority, archive = Authority(), CheckpointDirectory(tmp_path)
    one = checkpoint(5)
    await put(archive, one)
    with serving(authority.answer) as url:
        attestor = TimestampAuthority(archive, url, [authority.root])
        assert archive.newest(".tsr") is None
        answer = await attestor.attest(one)
    assert archive.newest(".tsr") == one.note
    stamped = check_timestamp(one.note.encode(), answer, [authority.root])
    assert stamped.tzinfo is not None
    assert (tmp_path / f"{5:020}.tsr").read_bytes() == answer
    with pytest.raises(NotAttested):
        check_timestamp(checkpoint(6).note.encode(), answer, [authority.root])
    with pytest.raises(NotAttested):
        check_timestamp(one.note.encode(), answer, [Authority().root])
    for position in range(len(answer) - 60, len(answer)):  # the signature
        changed = answer[:position] + bytes([answer[position] ^ 1]) + answer[position + 1 :]
        with pytest.raises(NotAttested):
            check_timestamp(one.note.encode(), changed, [authority.root])


@pytest.mark.parametrize(
    "answer",
    [
        lambda path, body: (503, "text/plain", b"busy"),
        lambda path, body: (200, "application/timestamp-reply", b"nonsense"),
        lambda path, body: Authority().answer(path, body),
    ],
)
async def test_an_authority_that_does_not_answer_well_is_refused(
    tmp_path: Path, answer: Callable[[str, bytes], Answer]
) -> None:
    with serving(answer) as url:
        attestor = TimestampAuthority(CheckpointDirectory(tmp_path), url, [Authority().root])
        with pytest.raises(NotAttested):
            await attestor.attest(checkpoint(5))
    with pytest.raises(NotAttested, match="authority_unreachable"):
        await attestor.attest(checkpoint(5))
    assert list(tmp_path.iterdir()) == []


async def test_a_stamp_for_another_request_is_refused(tmp_path: Path) -> None:
    authority, bodies = Authority(), list[bytes]()

    def replay(path: str, body: bytes) -> Answer:
        bodies.append(body)
        return authority.answer(path, bodies[0])

    with serving(replay) as url:
        attestor = TimestampAuthority(CheckpointDirectory(tmp_path), url, [authority.root])
        await attestor.attest(checkpoint(5))
        with pytest.raises(NotAttested):
            await attestor.attest(checkpoint(5))


async def test_a_witness_cosigns_a_log_that_only_grew(ledger: Ledger, books: Books, tmp_path: Path) -> None:
    witness = FakeWitness()
    with serving(witness.answer) as url:
        attestor = Witness(books.outside, url + "/w/", [WITNESS])
        for n in range(4):
            await ledger.append(append(f"s/{n}"))
            await books.step()
            signed = books.sealer.newest
            assert signed is not None
            lines = await attestor.attest(signed)
            assert open_note(signed.note + lines.decode(), [WITNESS, *KEYS.verifiers])[1] == [*KEYS.verifiers, WITNESS]
        assert witness.requests == 4
        assert books.outside.newest(".cosignature") == books.notes()[-1]
        # A witness that lost what it was sent, or got it from elsewhere, is asked once more.
        fresh = Witness(CheckpointDirectory(tmp_path / "fresh"), url + "/w", [WITNESS])
        await ledger.append(append("more"))
        await books.step()
        assert books.sealer.newest is not None
        await fresh.attest(books.sealer.newest)
        assert witness.requests == 6


@pytest.mark.parametrize(
    "answer",
    [
        lambda path, body: (422, "text/plain", b""),
        lambda path, body: (409, "text/x.tlog.size", b"nonsense"),
        lambda path, body: (409, "text/x.tlog.size", b"99\n"),
        lambda path, body: (200, "text/plain", signature_line(WITNESS, b"x" * 72).encode()),
        lambda path, body: (200, "text/plain", signature_line(KEYS.verifiers[0], b"x" * 64).encode()),
    ],
)
async def test_a_witness_that_does_not_answer_well_is_refused(
    tmp_path: Path, answer: Callable[[str, bytes], Answer]
) -> None:
    with serving(answer) as url:
        attestor = Witness(CheckpointDirectory(tmp_path), url, [WITNESS])
        with pytest.raises(NotAttested):
            await attestor.attest(checkpoint(5))
    assert list(tmp_path.iterdir()) == []


async def test_the_sealer_has_each_checkpoint_attested_and_waits_for_nobody(
    ledger: Ledger,
    sealer_pool: asyncpg.Pool,
    admin: asyncpg.Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealer_module, "SEAL_INTERVAL_S", 0.01)
    authority, archive, busy = Authority(), CheckpointDirectory(tmp_path), True

    def sometimes(path: str, body: bytes) -> Answer:
        return (503, "text/plain", b"busy") if busy else authority.answer(path, body)

    with serving(sometimes) as url, serving(FakeWitness().answer) as other:
        attestors: list[Attestor] = [
            TimestampAuthority(archive, url, [authority.root]),
            Witness(archive, other + "/w", [WITNESS]),
        ]
        sealer = Books(sealer_pool, tmp_path, attestors=attestors, every=0.05).sealer
        task = asyncio.create_task(sealer.run())
        try:
            async with asyncio.timeout(LIMIT_S):
                await ledger.append(append("s"))
                while not (sealer.status.attested.get("witness") and "rfc3161" in sealer.status.refusals):
                    await asyncio.sleep(0.01)
                busy = False
                await ledger.append(append("t"))
                while sealer.status.signed < 3 or sealer.status.attested != {"rfc3161": 3, "witness": 3}:
                    await asyncio.sleep(0.01)
        finally:
            task.cancel()
            await asyncio.wait([task])
    assert sealer.status.refusals == {}
    stored = await admin.fetch("SELECT kind, body FROM jejak.attestations WHERE tree_size = 3")
    assert {record["kind"] for record in stored} == {"rfc3161", "witness"}


async def test_an_attestation_that_the_database_refuses_is_reported_and_tried_again(
    ledger: Ledger, sealer_pool: asyncpg.Pool, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    function = "FUNCTION jejak.store_attestation"
    with serving(FakeWitness().answer) as url:
        witness = Witness(CheckpointDirectory(tmp_path), url + "/w", [WITNESS])
        sealer = Books(sealer_pool, tmp_path, attestors=[witness], every=0.05).sealer
        await admin.execute(f"REVOKE EXECUTE ON {function} FROM jejak_sealer")
        task = asyncio.create_task(sealer.run())
        try:
            async with asyncio.timeout(LIMIT_S):
                await ledger.append(append("s"))
                while "witness" not in sealer.status.refusals:
                    await asyncio.sleep(0.01)
                await admin.execute(f"GRANT EXECUTE ON {function} TO jejak_sealer")
                while not sealer.status.attested.get("witness"):
                    await asyncio.sleep(0.01)
        finally:
            task.cancel()
            await asyncio.wait([task])
    assert sealer.status.refusals == {}
