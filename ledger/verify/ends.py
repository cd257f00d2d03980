"""Checks that the streams of one correlation end where the signed log says, without going over all of the log.

A leaf is a chain hash, so the last one of a stream stands for all events before it.
"""

from collections.abc import Sequence

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.errors import TileMissing
from ledger.log.checkpoint_directory import Kept
from ledger.log.checkpoint_keys import LogKeys
from ledger.log.tiles import TileTree
from ledger.verify.claims import STORED, Claim, claim
from ledger.verify.report import Problem, Report, Value, hash_value, value
from proof.errors import JejakError, ProofFailed
from proof.hashes import leaf_hash
from proof.merkle import inclusion_root


async def check_ends(
    connection: Connection, correlation_id: str, keys: LogKeys | None, outside: Sequence[Kept]
) -> Report:
    """Checks the streams' last leaves by the newest checkpoint in the database, and by the newest one `outside`.

    The caller holds the snapshot. Without `keys` signatures aren't checked, only what was signed.
    """
    checked = Report()
    size: int = await connection.fetchval(query("log_size"))
    for one in await newest(connection, keys, outside, checked):
        if one.size > size:
            checked.problems.append(one.problem(value("leaves_from", size=one.size), value("leaves", size=size)))
            continue
        found = await check_claim(connection, correlation_id, one)
        checked.problems += found
        if not found:
            checked.signed = max(checked.signed, one.size)
    return checked


async def newest(connection: Connection, keys: LogKeys | None, outside: Sequence[Kept], checked: Report) -> list[Claim]:
    """The newest checkpoint in the database and the newest one outside; notes that aren't good are reported."""
    record = await connection.fetchrow(query("latest_checkpoint"))
    stored = claim(STORED, record["tree_size"], record["note"], keys, checked) if record else None
    kept = [found for one in outside if (found := claim(f"outside/{one.place}", one.size, one.note, keys, checked))]
    return [one for one in (stored, max(kept, key=lambda one: one.size, default=None)) if one is not None and one.size]


async def check_claim(connection: Connection, correlation_id: str, signed: Claim) -> list[Problem]:
    """The streams whose last leaf isn't in the log that was signed."""
    tree, problems = TileTree(connection), []
    for stream_id, version, index, chain in await connection.fetch(query("sealed_ends"), correlation_id, signed.size):
        found: Value | JejakError
        try:
            path = await tree.inclusion(index, signed.size)
            found = hash_value(inclusion_root(leaf_hash(chain), index, signed.size, path))
        except (TileMissing, ProofFailed) as error:
            found = error
        if found != hash_value(signed.root):
            expected = value("signed_leaf", index=index, place=signed.place, root=signed.root.hex())
            problems.append(Problem(stream_id, version, signed.layer, expected, found))
    return problems
