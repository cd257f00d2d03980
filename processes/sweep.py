"""The sweep: workflows whose wake-up is late are started again, from the ledger alone."""

from datetime import datetime, timedelta

import asyncpg
import structlog
from temporalio.client import Client

from activities.starting import WORKFLOWS, start
from ledger import watch

log = structlog.get_logger()

EVERY_S = 180.0
LATE = timedelta(minutes=1)
"""A wake-up later than this isn't simply being handled at the moment."""

PAGE = 500


async def sweep(pool: asyncpg.Pool, client: Client, task_queue: str, now: datetime) -> int:
    """Start the workflow of every stream whose wake-up is late, if it doesn't run; returns how many are late.

    Nothing is signalled: a workflow that starts reads its progress and finds the wake-up due, and one that runs
    has its own timer. So the loss of everything that Temporal knew loses no deadline.

    Raises:
        RPCError, OSError, asyncpg errors: a server can't be reached.
    """
    late = 0
    for kind in WORKFLOWS:
        after = ""
        while streams := await watch.overdue(pool, kind, now - LATE, after=after, limit=PAGE):
            for stream in streams:
                await start(client, stream, task_queue)
            late += len(streams)
            after = streams[-1]
    if late:
        log.warning("late wake-ups found", streams=late)
    return late
