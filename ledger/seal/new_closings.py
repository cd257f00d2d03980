"""Closings are made again before a checkpoint covers them: who may write in the database could have put one there."""

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.errors import FalseClosing
from ledger.log.chain import event_hash
from ledger.log.closing import compute
from ledger.model import StoredEvent
from proof.closing import BOOKS_CLOSED, parse_closing
from proof.errors import ProofFailed
from proof.hashes import GENESIS, chain_hash


async def check_new_closings(connection: Connection, signed: int, size: int) -> None:
    """Recomputes every closing that has a leaf from `signed` on and before `size`, from the leaves before it.

    One pass over the leaves for each: usually there is one. Raises FalseClosing.
    """
    for record in await connection.fetch(query("new_closings"), signed, size):
        *event, leaf_index, leaf, previous = record
        stored, version = StoredEvent(*event), record["version"]
        if record["event_id"] is None or chain_hash(previous or GENESIS, event_hash(stored)) != leaf:
            raise FalseClosing(reason="other_event", version=version)
        try:
            closing = parse_closing(stored.data)
        except ProofFailed:
            closing = None
        if stored.type != BOOKS_CLOSED or closing is None or not 0 <= closing.tree_size <= leaf_index:
            raise FalseClosing(reason="unreadable", version=version)
        async with connection.transaction():
            true = await compute(connection, closing.tree_size)
        if true != closing:
            raise FalseClosing(reason="other_streams", version=version, size=closing.tree_size)
