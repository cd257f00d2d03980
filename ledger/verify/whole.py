"""Recomputes what the ledger claims, from every event up to what was signed and kept outside of the database.

docs/ledger.md says what each check finds. Only the hashes are trusted.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import asyncpg

from ledger.db.connect import Connection
from ledger.db.process_pool import Processes
from ledger.db.queries import query
from ledger.db.together import together
from ledger.log.attestations import NOBODY, TrustedAttestors
from ledger.log.checkpoint_directory import Kept
from ledger.log.checkpoint_keys import LogKeys
from ledger.verify.attestations import check_attestations
from ledger.verify.closings import check_closings
from ledger.verify.daybooks import check_daybooks
from ledger.verify.ends import check_ends
from ledger.verify.log import check_log
from ledger.verify.report import Report
from ledger.verify.streams import check_orphans, check_places, check_streams, check_streams_since

Job = Callable[[Connection], Coroutine[Any, Any, Report]]

SINCE = "since"
"""Where a checkpoint is that the auditor brought."""

RANGES_PER_PROCESS = 16
"""Small enough to show progress, and to keep all processes busy until the end."""


async def verify(
    pool: asyncpg.Pool,
    correlation_id: str | None = None,
    *,
    keys: LogKeys | None = None,
    outside: Sequence[Kept] = (),
    since: str | None = None,
    trusted: TrustedAttestors = NOBODY,
    hashed: Callable[[int], None] = lambda events: None,
    processes: Processes | None = None,
) -> Report:
    """Verifies every stream of a correlation, or the whole ledger (None), as of one instant.

    Of a correlation's streams it checks that they end as the newest checkpoint says, and the newest one kept `outside`
    (their signatures by `keys`). Of the whole ledger it checks the log as well: leaves, tiles, all checkpoints, what
    others attest of them (by whom, where somebody is `trusted`), closings, and daybooks. `since` is the note
    of a checkpoint that the auditor kept after an earlier verification: then events in it aren't hashed again, but the
    log must still begin with all of its leaves. `hashed` is called now and then with the number of events hashed since
    the last call.

    Memory is constant apart from the problems found. With `processes`, the parts of the whole ledger are distributed
    over them; nothing else differs. Raises NoteRefused or OtherLog when `since` isn't a checkpoint of this log.
    """
    async with (
        pool.acquire() as connection,
        # One snapshot for everything: an append between two reads must not look like tampering.
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        if correlation_id is not None:
            return await verify_correlation(connection, correlation_id, keys, outside, hashed)
        return await verify_ledger(connection, keys, outside, since, trusted, hashed, processes)


async def verify_correlation(
    connection: Connection,
    correlation_id: str,
    keys: LogKeys | None,
    outside: Sequence[Kept],
    hashed: Callable[[int], None],
) -> Report:
    """As `verify`, of what the transaction on `connection` sees of a correlation."""
    report = await check_streams(connection, correlation_id=correlation_id)
    hashed(report.events)
    report.add(await check_orphans(connection, correlation_id))
    report.add(await check_ends(connection, correlation_id, keys, outside))
    return report


async def verify_ledger(
    connection: Connection,
    keys: LogKeys | None = None,
    outside: Sequence[Kept] = (),
    since: str | None = None,
    trusted: TrustedAttestors = NOBODY,
    hashed: Callable[[int], None] = lambda events: None,
    processes: Processes | None = None,
) -> Report:
    """As `verify`, of what the transaction on `connection` sees of the whole ledger."""
    here = OneAtATime(connection).run
    anywhere: Callable[[Job], Coroutine[Any, Any, Report]] = here
    ranges = 1
    if processes is not None:
        anywhere = partial(processes.run_on, await connection.fetchval("SELECT pg_export_snapshot()"))
        ranges = processes.count * RANGES_PER_PROCESS

    async def streams(job: Job) -> Report:
        report = await anywhere(job)
        hashed(report.events)
        return report

    size: int | None = None
    jobs: list[Job]
    if since is None:
        jobs = await shares(connection, ranges)
    else:
        size = kept_size(since, keys)
        jobs = [partial(check_streams_since, size=size), check_places]
        outside = with_since(outside, since, size)
    async with together() as tasks:
        # The longest first, so that no process is left waiting for them at the end.
        closings = tasks.create_task(anywhere(partial(check_closings, since=size)))
        orphans = tasks.create_task(anywhere(partial(check_orphans, correlation_id=None)))
        parts = [tasks.create_task(streams(job)) for job in jobs]
        log = tasks.create_task(here(partial(check_log, keys=keys, outside=outside)))
        attested = tasks.create_task(here(partial(check_attestations, trusted=trusted)))
        daybooks = tasks.create_task(here(check_daybooks))
    whole = Report()
    for part in (*parts, orphans, log, attested, closings, daybooks):
        whole.add(part.result())
    return whole


class OneAtATime:
    """Runs jobs on one connection, in the order in which they are given."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._free = asyncio.Lock()

    async def run(self, job: Job) -> Report:
        """The report of a job."""
        async with self._free:
            return await job(self._connection)


async def shares(connection: Connection, ranges: int) -> list[Job]:
    """The streams in order, split into `ranges` ranges with about the same number of events."""
    cuts = await connection.fetch(query("verify_ranges"), ranges) if ranges > 1 else []
    bounds = pairwise([None, *(record["stream_id"] for record in cuts), None])
    return [partial(check_streams, begin=begin, end=end) for begin, end in bounds]


def kept_size(since: str, keys: LogKeys | None) -> int:
    """The size of the checkpoint that the auditor kept. Raises NoteRefused or OtherLog."""
    if keys is None:
        raise ValueError("a kept checkpoint can't be trusted without the log's keys")
    return keys.open(since).size


def with_since(outside: Sequence[Kept], since: str, size: int) -> Sequence[Kept]:
    """What is kept outside, with the auditor's checkpoint unless it is already among it under the right name."""
    if any(one.note == since and one.size in (None, size) for one in outside):
        return outside
    return [*outside, Kept(SINCE, since)]
