"""The whole ledger verified by several processes, all looking at one snapshot."""

import asyncio
import multiprocessing
import os
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from typing import TypeVar

from ledger.db.connect import Connection, open_pool
from ledger.db.queries import query
from ledger.log.checkpoint_keys import LogKeys
from ledger.seal.sinks import Kept
from ledger.verify.attestations import NOBODY, Attestors, check_attestations
from ledger.verify.closings import check_closings
from ledger.verify.log import check_log
from ledger.verify.problems import Progress, Report, no_progress
from ledger.verify.streams import StreamsChecked, check_orphans, check_streams, check_streams_since
from ledger.verify.whole import kept_size, report, with_since

Result = TypeVar("Result")
Job = Callable[[Connection], Awaitable[Result]]

# So that progress shows, and no process is idle while another has much left.
RANGES_PER_PROCESS = 16


async def verify_in_parallel(
    dsn: str,
    *,
    role: str,
    keys: LogKeys | None = None,
    outside: Sequence[Kept] = (),
    since: str | None = None,
    attestors: Attestors = NOBODY,
    progress: Progress = no_progress,
    processes: int | None = None,
) -> Report:
    """As `ledger.verify.whole.verify` of the whole ledger, in `processes` processes (None: one for each processor).

    Streams are shared out in their order; this process goes over the log meanwhile. Raises what `verify` raises.
    """
    processes = processes or os.cpu_count() or 1
    since_size = kept_size(since, keys)
    if since is not None and since_size is not None:
        outside = with_since(outside, since, since_size)
    executor = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
    try:
        async with (
            await open_pool(dsn, role=role, min_size=1, max_size=1, application_name="jejak-verify") as pool,
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            total = await connection.fetchval(query("verify_total"))
            cuts = await connection.fetch(query("verify_ranges"), processes * RANGES_PER_PROCESS)
            so_far = 0

            async def elsewhere(job: Job[Result]) -> Result:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(executor, run, dsn, role, snapshot, job)

            async def streams(job: Job[StreamsChecked]) -> StreamsChecked:
                nonlocal so_far
                checked = await elsewhere(job)
                so_far += checked.events
                progress(so_far, total)
                return checked

            if since_size is None:
                bounds = pairwise([None, *(record["stream_id"] for record in cuts), None])
                jobs = [partial(check_streams, begin=begin, end=end) for begin, end in bounds]
            else:
                jobs = [partial(check_streams_since, size=since_size)]
            async with asyncio.TaskGroup() as tasks:
                # The longest first: nobody waits for them at the end.
                closings = tasks.create_task(elsewhere(partial(check_closings, since=since_size)))
                orphans = tasks.create_task(elsewhere(partial(check_orphans, correlation_id=None)))
                parts = [tasks.create_task(streams(job)) for job in jobs]
                log = await check_log(connection, keys, outside)
                attested = await check_attestations(connection, attestors)
            return report(
                *(part.result() for part in parts),
                orphans=orphans.result(),
                log=log,
                attested=attested,
                closings=closings.result(),
            )
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    finally:
        executor.shutdown(cancel_futures=True)


def run(dsn: str, role: str, snapshot: str, job: Job[Result]) -> Result:
    """Does a job in a process of its own, on a connection of its own that sees the given snapshot."""
    return asyncio.run(on_snapshot(dsn, role, snapshot, job))


async def on_snapshot(dsn: str, role: str, snapshot: str, job: Job[Result]) -> Result:
    """Does a job on a new connection that sees the given snapshot."""
    async with (
        await open_pool(dsn, role=role, min_size=1, max_size=1, application_name="jejak-verify") as pool,
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        await connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        return await job(connection)
