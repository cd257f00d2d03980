"""Where checkpoints go: a directory, a time stamping authority, a witness; each against what follows its standard."""

import asyncio
import errno
import os
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from ledger.errors import SinkRefused
from ledger.log.checkpoint_keys import CheckpointSigner
from ledger.seal import sealer as sealer_module
from ledger.seal.sinks import FileSink, Kept, SignedCheckpoint, Sink
from ledger.seal.timestamp import TimestampSink, check_timestamp
from ledger.seal.witness import WitnessSink
from ledger.store import Ledger
from proof.checkpoint import Checkpoint, parse_checkpoint
from proof.merkle import check_consistency
from proof.note import open_note, signature_line

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


class Witness:
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
    sink: FileSink = FileSink(tmp_path / "a" / "b")
    assert await sink.latest() is None
    signed = [checkpoint(size) for size in (9, 10, 100)]
    for one in reversed(signed):
        await sink.put(one)
    assert list(sink.notes()) == [
        Kept(f"{one.checkpoint.size:020}.checkpoint", one.note, one.checkpoint.size) for one in signed
    ]
    assert await sink.latest() == signed[-1].note


async def test_a_note_under_a_name_that_tells_no_size_is_read_too_and_is_never_the_newest(tmp_path: Path) -> None:
    """An auditor's own copies are called anything."""
    sink = FileSink(tmp_path)
    await sink.put(checkpoint(5))
    for name in ("kept.checkpoint", "9.checkpoint", "00000000000000000٣٣٣.checkpoint"):
        (tmp_path / name).write_text(checkpoint(9).note)
    (tmp_path / f"{9:020}.checkpoint.new").write_text("half")
    assert {(one.place, one.size) for one in sink.notes()} == {
        (f"{5:020}.checkpoint", 5),
        ("kept.checkpoint", None),
        ("9.checkpoint", None),
        ("00000000000000000٣٣٣.checkpoint", None),
    }
    assert await sink.latest() == checkpoint(5).note


async def test_a_file_is_never_changed_and_half_a_one_is_never_seen(tmp_path: Path) -> None:
    sink = FileSink(tmp_path)
    await sink.put(checkpoint(5))
    (path,) = tmp_path.iterdir()
    (tmp_path / f"{6:020}.checkpoint.new").write_text("hal")  # what a kill while writing leaves
    path.write_text("kept")
    await sink.put(checkpoint(5))
    assert path.read_text() == "kept"
    assert await sink.latest() == "kept"
    await sink.put(checkpoint(6))
    assert await sink.latest() == checkpoint(6).note


async def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        await FileSink(tmp_path).put(checkpoint(1))
    assert list(tmp_path.iterdir()) == []


async def test_a_directory_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        await FileSink(tmp_path / "file").put(checkpoint(1))


async def test_an_authority_s_stamp_is_checked_and_kept(tmp_path: Path) -> None:
    authority, archive = Authority(), FileSink(tmp_path)
    one = checkpoint(5)
    await archive.put(one)
    with serving(authority.answer) as url:
        sink = TimestampSink(archive, url, [authority.root])
        assert await sink.latest() is None
        answer = await sink.put(one)
    assert await sink.latest() == one.note
    stamped = check_timestamp(one.note.encode(), answer, [authority.root])
    assert stamped.tzinfo is not None
    assert (tmp_path / f"{5:020}.tsr").read_bytes() == answer
    with pytest.raises(SinkRefused):
        check_timestamp(checkpoint(6).note.encode(), answer, [authority.root])
    with pytest.raises(SinkRefused):
        check_timestamp(one.note.encode(), answer, [Authority().root])
    for position in range(len(answer) - 60, len(answer)):  # the signature
        changed = answer[:position] + bytes([answer[position] ^ 1]) + answer[position + 1 :]
        with pytest.raises(SinkRefused):
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
        sink = TimestampSink(FileSink(tmp_path), url, [Authority().root])
        with pytest.raises(SinkRefused):
            await sink.put(checkpoint(5))
    with pytest.raises(SinkRefused, match="authority_unreachable"):
        await sink.put(checkpoint(5))
    assert list(tmp_path.iterdir()) == []


async def test_a_stamp_for_another_request_is_refused(tmp_path: Path) -> None:
    authority, bodies = Authority(), list[bytes]()

    def replay(path: str, body: bytes) -> Answer:
        bodies.append(body)
        return authority.answer(path, bodies[0])

    with serving(replay) as url:
        sink = TimestampSink(FileSink(tmp_path), url, [authority.root])
        await sink.put(checkpoint(5))
        with pytest.raises(SinkRefused):
            await sink.put(checkpoint(5))


async def test_a_witness_cosigns_a_log_that_only_grew(ledger: Ledger, books: Books, tmp_path: Path) -> None:
    witness = Witness()
    with serving(witness.answer) as url:
        sink = WitnessSink(books.outside, url + "/w/", [WITNESS])
        for n in range(4):
            await ledger.append(append(f"s/{n}"))
            await books.step()
            signed = books.sealer.newest
            assert signed is not None
            lines = await sink.put(signed)
            assert open_note(signed.note + lines.decode(), [WITNESS, *KEYS.verifiers])[1] == [*KEYS.verifiers, WITNESS]
        assert witness.requests == 4
        assert await sink.latest() == books.notes()[-1]
        # One that has lost what it was told, or heard it from another, is asked once more.
        fresh = WitnessSink(FileSink(tmp_path / "fresh"), url + "/w", [WITNESS])
        await ledger.append(append("more"))
        await books.step()
        assert books.sealer.newest is not None
        await fresh.put(books.sealer.newest)
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
        sink = WitnessSink(FileSink(tmp_path), url, [WITNESS])
        with pytest.raises(SinkRefused):
            await sink.put(checkpoint(5))
    assert list(tmp_path.iterdir()) == []


async def test_the_sealer_has_each_checkpoint_attested_and_waits_for_nobody(
    ledger: Ledger,
    sealer_pool: asyncpg.Pool,
    admin: asyncpg.Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealer_module, "SEAL_INTERVAL_S", 0.01)
    authority, archive, busy = Authority(), FileSink(tmp_path), True

    def sometimes(path: str, body: bytes) -> Answer:
        return (503, "text/plain", b"busy") if busy else authority.answer(path, body)

    with serving(sometimes) as url, serving(Witness().answer) as other:
        sinks: list[Sink] = [
            TimestampSink(archive, url, [authority.root]),
            WitnessSink(archive, other + "/w", [WITNESS]),
        ]
        sealer = Books(sealer_pool, tmp_path, attestors=sinks, every=0.05).sealer
        task = asyncio.create_task(sealer.run())
        try:
            async with asyncio.timeout(20):
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
    stored = await admin.fetch("SELECT sink, body FROM jejak.attestations WHERE tree_size = 3")
    assert {record["sink"] for record in stored} == {"rfc3161", "witness"}
