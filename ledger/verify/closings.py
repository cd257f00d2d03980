"""Recomputes every closing from the leaves, all in one pass over the streams."""

from collections.abc import Sequence

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.db.reading_ahead import parts
from ledger.log.merkle import Frontier
from ledger.verify.report import Problem, Report, Value, value
from proof.closing import BOOKS_CLOSED, CLOSINGS, Closing, closing_leaf, parse_closing
from proof.errors import ProofFailed

LEAF_SIZE = 200  # about the bytes that a leaf takes


async def check_closings(connection: Connection, since: int | None = None) -> Report:
    """Checks the closings sealed from leaf `since` on (None: all); the caller holds the snapshot.

    Memory grows with the number of closings, not with what they cover.
    """
    checked = Report()
    claimed: list[tuple[int, Closing]] = []
    size = await connection.fetchval(query("log_size"))
    for record in await connection.fetch(query("verify_closings"), since):
        checked.closings += 1
        version, index = record["version"], record["leaf_index"]
        try:
            if record["type"] != BOOKS_CLOSED:
                raise ProofFailed("no_closing_event", type=BOOKS_CLOSED, stream=CLOSINGS)
            closing = parse_closing(record["data"])
            if not 0 <= closing.tree_size <= (size if index is None else index):
                raise ProofFailed("closing_too_early")
        except ProofFailed as error:
            checked.problems.append(Problem(CLOSINGS, version, "closing", value("sound_closing"), error))
            continue
        claimed.append((version, closing))
    claimed.sort(key=lambda one: one[1].tree_size)
    true_ones = await recompute(connection, [closing.tree_size for _, closing in claimed])
    for (version, closing), true_one in zip(claimed, true_ones, strict=True):
        if closing != true_one:
            checked.problems.append(Problem(CLOSINGS, version, "closing", describe(true_one), describe(closing)))
    return checked


async def recompute(connection: Connection, sizes: list[int]) -> list[Closing]:
    """The closings at these sizes of the log, which ascend.

    A stream's leaves ascend with its versions. So when a leaf comes that a size doesn't hold any more, the one before
    it was the stream's last at that size.
    """
    if not sizes:
        return []
    frontiers = [Frontier() for _ in sizes]
    cursor = await connection.cursor(query("verify_leaves_by_stream"), sizes[-1])
    last: tuple[str, int, bytes] | None = None  # the stream's last leaf so far
    position = 0  # of the first size that holds it
    async for records in parts(cursor, lambda _: LEAF_SIZE):
        for stream_id, version, leaf_index, chain in records:
            if last is None or stream_id != last[0]:
                add_to(frontiers[position:], last)
                last, position = None, 0
            begin = position
            while position < len(sizes) and sizes[position] <= leaf_index:
                position += 1
            if position > begin:
                add_to(frontiers[begin:position], last)
            last = (stream_id, version, chain)
    add_to(frontiers[position:], last)
    return [Closing(size, frontier.size, frontier.root()) for size, frontier in zip(sizes, frontiers, strict=True)]


def add_to(frontiers: Sequence[Frontier], last: tuple[str, int, bytes] | None) -> None:
    """Adds a stream to the closing trees, if it has any leaf."""
    if last is not None and frontiers:
        entry = closing_leaf(*last)
        for frontier in frontiers:
            frontier.add(entry)


def describe(closing: Closing) -> Value:
    """A closing as a report has it."""
    return value("closing", streams=closing.streams, tree_size=closing.tree_size, root=closing.root.hex())
