"""What can be proved to somebody who trusts nobody, and what can't be proved falsely."""

import asyncio
import json
import tracemalloc
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import permutations, starmap
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from ledger.db.queries import query
from ledger.errors import LogBroken, NoSuchEvent, NotSealed
from ledger.log.chain import sealed_event
from ledger.log.closing import ensure_closing
from ledger.log.merkle import MemoryTree, outer_ranges
from ledger.log.packed import PackedEntries
from ledger.log.proofs import ClosedBooks, hexes, newest_prover, tlog_proof
from ledger.log.tiles import TileTree
from ledger.model import StoredEvent
from ledger.store import Ledger
from proof.checkpoint import Checkpoint
from proof.closing import BOOKS_CLOSED, CLOSINGS, ClosingEntry, ClosingProof, closing_leaf, parse_closing
from proof.errors import ProofFailed
from proof.event import SealedEvent
from proof.hashes import EMPTY_ROOT, GENESIS, leaf_hash, node_hash
from proof.proofs import ConsistencyProof, InclusionProof
from tests.waiting import LIMIT_S

from .books import KEYS, ORIGIN, Books
from .builders import append, event


def through_json(value: Any) -> Any:
    """A proof's fields after a journey as text."""
    return json.loads(json.dumps(asdict(value)))


async def test_a_receipt_is_proved_later(ledger: Ledger, books: Books, auditor: asyncpg.Pool) -> None:
    receipts = [await ledger.append(append(f"s/{n}", 0, event(), event())) for n in range(20)]
    await books.step()
    prover = await newest_prover(auditor)
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
    with pytest.raises(NotSealed, match="no_checkpoint"):
        await newest_prover(auditor)
    await books.step()
    await ledger.append(append("t"))
    await books.seal()
    await ledger.append(append("u"))
    prover = await newest_prover(auditor)
    with pytest.raises(NoSuchEvent, match="other_event"):
        await prover.receipt("s", 1, bytes(32))
    with pytest.raises(NoSuchEvent, match=r"no_version.*version=2"):
        await prover.receipt("s", 2, receipt.chain)
    for late in ("t", "u"):
        with pytest.raises(NotSealed, match="not_covered"):
            await prover.receipt(late, 1)


async def test_a_proof_is_written_as_a_tlog_proof(ledger: Ledger, books: Books, auditor: asyncpg.Pool) -> None:
    await ledger.append(append("s"))
    await books.step()
    prover = await newest_prover(auditor)
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
    prover = await newest_prover(auditor)
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
    with pytest.raises(LogBroken, match="smaller"):
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
    prover = await newest_prover(auditor)
    books = await prover.closed_books()
    proof = ClosingProof.from_json(through_json(books.prove(prefix)))
    assert books.closing.streams == len(STREAMS)
    found = proof.check(closed)
    assert [(entry.stream_id, entry.version) for entry in found] == [
        (stream_id, STREAMS.index(stream_id) + 1) for stream_id in expected
    ]
    for entry in found:
        prover = await newest_prover(auditor)
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
    prover = await newest_prover(auditor)
    books = await prover.closed_books()
    proof = books.prove("innovation/1")
    assert len(proof.check(closed)) == 2
    with pytest.raises(ProofFailed):
        lie(proof, books).check(closed)


async def test_entries_that_are_not_sorted_prove_nothing(closed: Checkpoint, auditor: asyncpg.Pool) -> None:
    prover = await newest_prover(auditor)
    proof = (await prover.closed_books()).prove("innovation/1")
    for order in permutations(proof.entries):
        if order != proof.entries:
            with pytest.raises(ProofFailed):
                replace(proof, entries=order).check(closed)


async def test_a_closing_that_lies_is_not_used_for_proofs(ledger: Ledger, books: Books, auditor: asyncpg.Pool) -> None:
    await ledger.append(append("s"))
    await books.seal()
    await books.close_falsely(1, 1, bytes(32))
    await books.sign_blindly()
    prover = await newest_prover(auditor)
    with pytest.raises(LogBroken, match="other_closing"):
        await prover.closed_books()


def forged(streams: Sequence[str], row: slice, prefix: str, *, tree_size: int = 1) -> ClosingProof:
    """A proof from the closing of a log of two leaves, the second of them the closing: as its signer may make it."""
    leaves = [closing_leaf(stream, 1, bytes(32)) for stream in streams]
    tree = MemoryTree(leaves)
    said = {"tree_size": tree_size, "streams": len(streams), "root": tree.root().hex()}
    event = SealedEvent(
        stream_id=CLOSINGS,
        version=1,
        event_id=str(UUID(int=1)),
        type=BOOKS_CLOSED,
        schema_version=1,
        occurred_us=0,
        recorded_us=0,
        metadata=b64encode(b"{}").decode(),
        data=b64encode(json.dumps(said).encode()).decode(),
        previous=GENESIS.hex(),
    )
    first, stop, _ = row.indices(len(streams))
    return ClosingProof(
        event=event,
        leaf_index=1,
        tree_size=2,
        path=(EMPTY_ROOT.hex(),),
        prefix=prefix,
        first=first,
        entries=tuple(ClosingEntry(stream, 1, bytes(32).hex()) for stream in streams[row]),
        range_path=hexes([tree.hash(*one) for one in outer_ranges(first, stop, len(streams))] if streams else []),
    )


def checkpoint_of(proof: ClosingProof) -> Checkpoint:
    """The checkpoint of the log that a forged closing is in."""
    return Checkpoint(ORIGIN, 2, node_hash(EMPTY_ROOT, leaf_hash(proof.event.chain())))


SORTED = ("a", "b/1", "b/2", "c", "d")


@pytest.mark.parametrize(
    ("streams", "row", "prefix", "found"),
    [
        (SORTED, slice(0, 4), "b/", ["b/1", "b/2"]),
        (SORTED, slice(1, 4), "b/2", ["b/2"]),
        (SORTED, slice(0, 2), "a", ["a"]),  # the tree's first has no neighbour before it
        (SORTED, slice(3, 5), "d", ["d"]),  # and its last none after it
        (SORTED, slice(0, 5), "", [*SORTED]),
        (SORTED, slice(2, 4), "b/3", []),
        (SORTED, slice(0, 1), "A", []),
        (SORTED, slice(4, 5), "e", []),
        ((), slice(0, 0), "a", []),
    ],
)
def test_a_row_with_its_neighbours_proves_which_streams_have_a_prefix(
    streams: Sequence[str], row: slice, prefix: str, found: list[str]
) -> None:
    proof = forged(streams, row, prefix, tree_size=1 if streams else 0)
    assert [entry.stream_id for entry in proof.check(checkpoint_of(proof))] == found


@pytest.mark.parametrize(
    ("streams", "row", "prefix", "reason"),
    [
        (SORTED, slice(1, 4), "b/", "neighbour_missing' stream='b/1'"),
        (SORTED, slice(0, 3), "b/", "neighbour_missing' stream='b/2'"),
        (SORTED, slice(0, 2), "b/", "neighbour_missing' stream='b/1'"),
        (SORTED, slice(0, 5), "b/", "no_neighbour' stream='c'"),
        (SORTED, slice(0, 2), "b/2", "prefix_not_enclosed"),
        (SORTED, slice(3, 5), "b/2", "prefix_not_enclosed"),
        (SORTED, slice(0, 1), "z", "prefix_not_enclosed"),
        (("a", "b/2", "b/1", "c"), slice(0, 4), "b/", "streams_unsorted"),
        (("a", "b/1", "b/1", "c"), slice(0, 4), "b/", "streams_unsorted"),
        ((), slice(0, 0), "a", "leaves_without_streams"),
    ],
)
def test_another_row_proves_nothing_though_the_log_s_key_signed_it(
    streams: Sequence[str], row: slice, prefix: str, reason: str
) -> None:
    proof = forged(streams, row, prefix)
    with pytest.raises(ProofFailed, match=reason):
        proof.check(checkpoint_of(proof))


def test_a_closing_of_leaves_that_come_after_it_proves_nothing() -> None:
    proof = forged(SORTED, slice(0, 4), "b/", tree_size=2)
    with pytest.raises(ProofFailed, match="closing_too_early"):
        proof.check(checkpoint_of(proof))


def test_a_row_whose_path_has_a_hash_too_many_or_too_few_proves_nothing() -> None:
    proof = forged(SORTED, slice(0, 4), "b/")
    for path in ((*proof.range_path, EMPTY_ROOT.hex()), proof.range_path[:-1]):
        with pytest.raises(ProofFailed, match="path_too"):
            replace(proof, range_path=path).check(checkpoint_of(proof))


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
    await books.close_falsely(1, 0, EMPTY_ROOT)
    await books.sign_blindly()
    async with auditor.acquire() as connection:
        record = await connection.fetchrow(query("sealed_closing"), 100)
        assert record is not None
        path = await TileTree(connection).inclusion(1, 2)
    *event, _, previous = record
    proof = ClosingProof(sealed_event(StoredEvent(*event), previous or GENESIS), 1, 2, hexes(path), "s", 0, (), ())
    with pytest.raises(ProofFailed, match="leaves_without_streams"):
        proof.check(KEYS.open(books.notes()[0]))


@asynccontextmanager
async def at_work(books: Books) -> AsyncIterator[None]:
    """The sealer runs while the block does."""
    task = asyncio.create_task(books.sealer.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_a_closing_is_made_for_whoever_asks_and_used_again(
    ledger: Ledger, books: Books, auditor: asyncpg.Pool
) -> None:
    await ledger.append(append("s", 0, event(), event()))
    heads = await ledger.streams("s")
    async with at_work(books):
        first = await ensure_closing(auditor, heads, timeout=LIMIT_S)
    # Nobody closes now: what was asked for just before may else be closed once more, with what came meanwhile.
    await ledger.append(append("t"))
    assert await ensure_closing(auditor, heads, timeout=LIMIT_S) == first
    async with at_work(books):
        later = await ensure_closing(auditor, await ledger.streams("t"), timeout=LIMIT_S)
    assert later.tree_size > first.tree_size
    prover = await newest_prover(auditor)
    proof = (await prover.closed_books()).prove("s")
    (entry,) = proof.check(KEYS.open(prover.note))
    assert entry == ClosingEntry("s", 2, heads[0].chain.hex())


async def test_a_closing_over_everything_covers_what_is_sealed_and_what_is_not(
    ledger: Ledger, books: Books, auditor: asyncpg.Pool
) -> None:
    async def covered(patience_s: float = LIMIT_S) -> int:
        return (await ensure_closing(auditor, None, timeout=patience_s)).tree_size

    await ledger.append(append("s", 0, event(), event()))
    await books.step()
    assert await covered() == 2
    await books.seal()
    assert await covered() == 2  # nothing but the closing came after
    await ledger.append(append("t"))
    with pytest.raises(NotSealed):  # recorded, not sealed
        await covered(0.3)
    await books.seal()
    with pytest.raises(NotSealed):  # sealed, not closed
        await covered(0.3)
    await books.step(requested=True)
    assert await covered() == 4
    await ledger.append(append("s", 2))
    with pytest.raises(NotSealed):
        await covered(0.3)


def test_a_closing_at_hand_takes_little_memory_for_each_stream() -> None:
    streams = 20_000
    tracemalloc.start()
    entries = PackedEntries()
    for number in range(streams):
        entries.add(f"innovation/{UUID(int=number)}", 1, sha256(b"%d" % number).digest())
    tree = MemoryTree(starmap(closing_leaf, entries))
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert tree.size == len(entries) == streams
    assert entries[9] == (f"innovation/{UUID(int=9)}", 1, sha256(b"9").digest())
    assert held < peak < 300 * streams
    assert held < 200 * streams


async def test_without_a_sealer_a_closing_is_not_waited_for_for_ever(ledger: Ledger, auditor: asyncpg.Pool) -> None:
    await ledger.append(append("s"))
    with pytest.raises(NotSealed, match=r"no_closing_in_time.*0\.3"):
        await ensure_closing(auditor, await ledger.streams("s"), timeout=0.3)
