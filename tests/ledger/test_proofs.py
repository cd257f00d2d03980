"""What can be proved to somebody who trusts nobody, and what can't be proved falsely."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import permutations
from typing import Any

import asyncpg
import pytest

from ledger.audit import (
    EMPTY_ROOT,
    Checkpoint,
    ClosingEntry,
    ClosingProof,
    ConsistencyProof,
    InclusionProof,
    ProofFailed,
    parse_closing,
)
from ledger.closing import ensure_closing
from ledger.errors import LogBroken, NoSuchEvent, NotSealed
from ledger.proofs import ClosedBooks, hexes, proving, sealed_event, tlog_proof
from ledger.queries import query
from ledger.store import Ledger
from ledger.tiles import TileTree

from .books import KEYS, Books
from .builders import append, event


def through_json(value: Any) -> Any:
    """A proof's fields after a journey as text."""
    return json.loads(json.dumps(asdict(value)))


async def test_a_receipt_is_proved_later(ledger: Ledger, books: Books, auditor: asyncpg.Pool) -> None:
    receipts = [await ledger.append(append(f"s/{n}", 0, event(), event())) for n in range(20)]
    await books.step()
    async with proving(auditor) as prover:
        checkpoint = KEYS.open(prover.note)
        for receipt in receipts:
            proof = await prover.receipt(receipt.stream_id, receipt.version, receipt.chain)
            InclusionProof.from_json(through_json(proof)).check(checkpoint)
            for other in (
                replace(proof, chain=receipts[0].chain.hex() if receipt is not receipts[0] else "00" * 32),
                replace(proof, leaf_index=proof.leaf_index ^ 1),
                replace(proof, leaf_index=41),
                replace(proof, path=proof.path[1:]),
                replace(proof, path=(*proof.path, "00" * 32)),
                replace(proof, path=("zz", *proof.path[1:])),
                replace(proof, tree_size=40),
            ):
                with pytest.raises(ProofFailed):
                    other.check(checkpoint)


async def test_a_receipt_that_is_not_the_ledger_s_is_named(ledger: Ledger, books: Books, auditor: asyncpg.Pool) -> None:
    receipt = await ledger.append(append("s"))
    with pytest.raises(NotSealed, match="No checkpoint"):
        async with proving(auditor):
            pass
    await books.step()
    await ledger.append(append("t"))
    await books.seal()
    await ledger.append(append("u"))
    async with proving(auditor) as prover:
        with pytest.raises(NoSuchEvent, match="isn't the one of the receipt"):
            await prover.receipt("s", 1, bytes(32))
        with pytest.raises(NoSuchEvent, match="no version 2"):
            await prover.receipt("s", 2, receipt.chain)
        for late in ("t", "u"):
            with pytest.raises(NotSealed, match="isn't in a signed checkpoint"):
                await prover.receipt(late, 1)


async def test_a_proof_is_written_as_a_tlog_proof(ledger: Ledger, books: Books, auditor: asyncpg.Pool) -> None:
    await ledger.append(append("s"))
    await books.step()
    async with proving(auditor) as prover:
        proof = await prover.receipt("s", 1)
    lines = tlog_proof(proof, prover.note).split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 0"]
    assert len(lines[2]) == 44
    assert "\n".join(lines[4:]) == prover.note


async def test_every_checkpoint_is_proved_to_begin_with_the_earlier_ones(
    ledger: Ledger, books: Books, auditor: asyncpg.Pool
) -> None:
    for n in range(9):
        await ledger.append(append(f"s/{n}", 0, *(event() for _ in range(n + 1))))
        await books.step()
    kept = [KEYS.open(note) for note in books.notes()]
    async with proving(auditor) as prover:
        newest = KEYS.open(prover.note)
        assert newest == kept[-1]
        for old in kept:
            proof = ConsistencyProof.from_json(through_json(await prover.consistency(old.size)))
            proof.check(old, newest)
            with pytest.raises(ProofFailed):
                proof.check(replace(old, root=bytes(32)), newest)
            with pytest.raises(ProofFailed):
                proof.check(replace(old, origin="other"), newest)
            with pytest.raises(ProofFailed):
                proof.check(replace(old, size=old.size + 1), newest)
        with pytest.raises(NotSealed):
            await prover.consistency(newest.size + 1)


STREAMS = ("adoption/1/a", "adoption/1/b", "adoption/2/a", "innovation/1", "innovation/12", "innovation/é")


@pytest.fixture
async def closed(ledger: Ledger, books: Books) -> Checkpoint:
    """A ledger of these streams, their books closed, and some events after."""
    for number, stream_id in enumerate(STREAMS):
        await ledger.append(append(stream_id, 0, *(event() for _ in range(number + 1))))
    await books.step()
    await ledger.append(append("innovation/1", 4))
    await ledger.append(append("innovation/3"))
    await books.step()
    return KEYS.open(books.notes()[-1])


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", STREAMS),
        ("adoption/1/", STREAMS[:2]),
        ("innovation/1", STREAMS[3:5]),
        ("innovation/é", STREAMS[5:]),
        ("innovation/3", ()),  # came after the closing
        ("a", STREAMS[:3]),
        ("A", ()),
        ("b", ()),
        ("z", ()),
    ],
)
async def test_the_streams_of_a_prefix_are_proved_with_their_last_versions(
    closed: Checkpoint, auditor: asyncpg.Pool, prefix: str, expected: tuple[str, ...]
) -> None:
    async with proving(auditor) as prover:
        books = await prover.closed_books()
        proof = ClosingProof.from_json(through_json(books.prove(prefix)))
    assert books.closing.streams == len(STREAMS)
    found = proof.check(closed)
    assert [(entry.stream_id, entry.version) for entry in found] == [
        (stream_id, STREAMS.index(stream_id) + 1) for stream_id in expected
    ]
    for entry in found:
        async with proving(auditor) as prover:
            assert (await prover.receipt(entry.stream_id, entry.version)).chain == entry.chain


def hold_back(proof: ClosingProof, books: ClosedBooks) -> ClosingProof:
    """The proof without its second match, all else made to fit."""
    return replace(proof, entries=proof.entries[:2] + proof.entries[3:])


def call_it_older(proof: ClosingProof, books: ClosedBooks) -> ClosingProof:
    """The proof with an earlier version of a stream."""
    first, second, *rest = proof.entries
    return replace(proof, entries=(first, replace(second, version=second.version - 1), *rest))


def forget_a_neighbour(proof: ClosingProof, books: ClosedBooks) -> ClosingProof:
    """A true proof for a row that begins with the second match."""
    return replace(books.prove("innovation/12"), prefix="innovation/1", entries=books.prove("innovation/12").entries)


def end_early(proof: ClosingProof, books: ClosedBooks) -> ClosingProof:
    """A true proof for another prefix, said to be for this one."""
    return replace(books.prove("adoption/"), prefix="innovation/1")


def other_closing(proof: ClosingProof, books: ClosedBooks) -> ClosingProof:
    """A closing event with other data."""
    return replace(proof, event=replace(proof.event, data=proof.event.metadata))


def other_event(proof: ClosingProof, books: ClosedBooks) -> ClosingProof:
    """An event of another type."""
    return replace(proof, event=replace(proof.event, type="Noted"))


@pytest.mark.parametrize("lie", [hold_back, call_it_older, forget_a_neighbour, end_early, other_closing, other_event])
async def test_nothing_can_be_held_back_from_a_closing_proof(
    closed: Checkpoint, auditor: asyncpg.Pool, lie: Callable[[ClosingProof, ClosedBooks], ClosingProof]
) -> None:
    async with proving(auditor) as prover:
        books = await prover.closed_books()
    proof = books.prove("innovation/1")
    assert len(proof.check(closed)) == 2
    with pytest.raises(ProofFailed):
        lie(proof, books).check(closed)


async def test_entries_that_are_not_sorted_prove_nothing(closed: Checkpoint, auditor: asyncpg.Pool) -> None:
    async with proving(auditor) as prover:
        proof = (await prover.closed_books()).prove("innovation/1")
    for order in permutations(proof.entries):
        if order != proof.entries:
            with pytest.raises(ProofFailed):
                replace(proof, entries=order).check(closed)


async def test_a_closing_that_lies_is_not_used_for_proofs(ledger: Ledger, books: Books, auditor: asyncpg.Pool) -> None:
    await ledger.append(append("s"))
    await books.seal()
    await books.pool.execute("SELECT jejak.close_books(1, 1, $1, now())", bytes(32))
    await books.step()
    async with proving(auditor) as prover:
        with pytest.raises(LogBroken, match="isn't that of the log"):
            await prover.closed_books()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"tree_size":1,"streams":1}',
        b'{"tree_size":"1","streams":1,"root":"%s"}',
        b'{"tree_size":1,"streams":true,"root":"%s"}',
        b'{"tree_size":1,"streams":1,"root":"00"}',
        b'{"tree_size":1,"streams":1,"root":"%s","more":1}',
    ],
)
def test_data_that_is_no_closing_is_refused(data: bytes) -> None:
    with pytest.raises(ProofFailed):
        parse_closing(data.replace(b"%s", b"00" * 32))


async def test_a_closing_without_streams_of_a_log_with_leaves_proves_nothing(
    ledger: Ledger, books: Books, auditor: asyncpg.Pool
) -> None:
    await ledger.append(append("s"))
    await books.seal()
    await books.pool.execute("SELECT jejak.close_books(1, 0, $1, now())", EMPTY_ROOT)
    await books.step()
    async with auditor.acquire() as connection:
        record = await connection.fetchrow(query("sealed_closing"), 100)
        assert record is not None
        path = await TileTree(connection).inclusion(1, 2)
    proof = ClosingProof(sealed_event(record), 1, 2, hexes(path), "s", 0, (), ())
    with pytest.raises(ProofFailed, match="a log with leaves has a stream"):
        proof.check(KEYS.open(books.notes()[0]))


async def test_a_closing_is_made_for_whoever_asks_and_used_again(
    ledger: Ledger, books: Books, auditor: asyncpg.Pool
) -> None:
    task = asyncio.create_task(books.sealer.run())
    try:
        await ledger.append(append("s", 0, event(), event()))
        heads = await ledger.streams("s")
        first = await ensure_closing(auditor, heads, timeout=20)
        await ledger.append(append("t"))
        again = await ensure_closing(auditor, heads, timeout=20)
        assert first == again
        later = await ensure_closing(auditor, await ledger.streams("t"), timeout=20)
        assert later.tree_size > first.tree_size
        async with proving(auditor) as prover:
            proof = (await prover.closed_books()).prove("s")
            (entry,) = proof.check(KEYS.open(prover.note))
            assert entry == ClosingEntry("s", 2, heads[0].chain.hex())
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_without_a_sealer_a_closing_is_not_waited_for_for_ever(ledger: Ledger, auditor: asyncpg.Pool) -> None:
    await ledger.append(append("s"))
    with pytest.raises(NotSealed, match=r"within 0\.3 seconds"):
        await ensure_closing(auditor, await ledger.streams("s"), timeout=0.3)
