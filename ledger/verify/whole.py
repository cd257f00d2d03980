"""Recomputes what the ledger claims, from every event up to what was signed and kept outside of the database.

docs/ledger.md says what each check finds. Nothing is believed but the hashes.
"""

from collections.abc import Sequence

import asyncpg

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.log.checkpoint_keys import LogKeys
from ledger.seal.sinks import Kept
from ledger.verify.attestations import NOBODY, AttestationsChecked, Attestors, check_attestations
from ledger.verify.closings import ClosingsChecked, check_closings
from ledger.verify.ends import check_ends
from ledger.verify.log import LogChecked, check_log
from ledger.verify.problems import Layer, Problem, Progress, Report, no_progress
from ledger.verify.streams import (
    StreamCheck,
    StreamsChecked,
    check_orphans,
    check_streams,
    check_streams_since,
    verify_stream,
)

SINCE = "since"
"""Where a checkpoint is that the auditor brought."""

__all__ = ["Layer", "Problem", "Progress", "Report", "StreamCheck", "verify", "verify_stream"]


async def verify(
    pool: asyncpg.Pool,
    correlation_id: str | None = None,
    *,
    keys: LogKeys | None = None,
    outside: Sequence[Kept] = (),
    since: str | None = None,
    attestors: Attestors = NOBODY,
    progress: Progress = no_progress,
) -> Report:
    """Verifies every stream of a correlation, or the whole ledger (None), as of one instant.

    Of a correlation's streams it checks that they end as the newest checkpoint says, and the newest one kept `outside`
    (their signatures by `keys`). Of the whole ledger it checks the log as well: leaves, tiles, all checkpoints, what
    `attestors` attest of them, and closings. `since` is the note of a checkpoint that the auditor kept after an
    earlier verification: then events in it aren't hashed again, but the log must still begin with all of its leaves.
    Memory stays constant but for the problems found. Raises NoteRefused or OtherLog when `since` isn't a checkpoint
    of this log. Many processes do it faster: `ledger.verify.parallel`.
    """
    async with (
        pool.acquire() as connection,
        # One snapshot for everything: an append between two reads must not look like tampering.
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        return await verify_snapshot(
            connection,
            correlation_id,
            keys=keys,
            outside=outside,
            since=since,
            attestors=attestors,
            progress=progress,
        )


async def verify_snapshot(
    connection: Connection,
    correlation_id: str | None = None,
    *,
    keys: LogKeys | None = None,
    outside: Sequence[Kept] = (),
    since: str | None = None,
    attestors: Attestors = NOBODY,
    progress: Progress = no_progress,
) -> Report:
    """As `verify`, of what the transaction on `connection` sees."""
    total = await connection.fetchval(query("verify_total"))
    so_far = 0

    def done(events: int) -> None:
        nonlocal so_far
        so_far += events
        progress(so_far, total)

    if correlation_id is not None:
        streams = await check_streams(connection, done, correlation_id=correlation_id)
        ends = await check_ends(connection, correlation_id, keys, outside)
        return report(streams, orphans=await check_orphans(connection, correlation_id), log=ends)
    since_size = kept_size(since, keys)
    if since is None or since_size is None:
        streams = await check_streams(connection, done)
    else:
        streams = await check_streams_since(connection, done, size=since_size)
        outside = with_since(outside, since, since_size)
    orphans = await check_orphans(connection, None)
    log = await check_log(connection, keys, outside)
    attested = await check_attestations(connection, attestors)
    closings = await check_closings(connection, since_size)
    return report(streams, orphans=orphans, log=log, attested=attested, closings=closings)


def kept_size(since: str | None, keys: LogKeys | None) -> int | None:
    """The size of the checkpoint that the auditor kept. Raises NoteRefused or OtherLog."""
    if since is None:
        return None
    if keys is None:
        raise ValueError("a kept checkpoint can't be trusted without the log's keys")
    return keys.open(since).size


def with_since(outside: Sequence[Kept], since: str, size: int) -> Sequence[Kept]:
    """What is kept outside, and what the auditor brought unless it is among that under a name that fits."""
    if any(one.note == since and one.size in (None, size) for one in outside):
        return outside
    return [*outside, Kept(SINCE, since)]


def report(
    *streams: StreamsChecked,
    orphans: Sequence[Problem],
    log: LogChecked | None = None,
    attested: AttestationsChecked | None = None,
    closings: ClosingsChecked | None = None,
) -> Report:
    """One report of all parts."""
    log, closings = log or LogChecked(), closings or ClosingsChecked()
    attested = attested or AttestationsChecked()
    of_streams = [one for part in streams for one in part.problems]
    problems = [*of_streams, *orphans, *log.problems, *attested.problems, *closings.problems]
    return Report(
        ok=not problems,
        streams=sum(part.streams for part in streams),
        events=sum(part.events for part in streams),
        problems=tuple(problems),
        leaves=log.leaves,
        checkpoints=log.checkpoints,
        signed=log.signed,
        closings=closings.closings,
        attestations=attested.attestations,
        unattributed=attested.unattributed,
    )
