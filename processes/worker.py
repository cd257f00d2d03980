"""Composes a Temporal worker: ledger, keys, workflows, activities."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.activities import Activities
from ledger.db.connect import open_pool
from ledger.store import Ledger
from processes.search_attributes import register
from wiring.activity_logs import ActivityLogs
from wiring.keys import worker_key
from wiring.settings import Settings
from wiring.temporal import connect
from workflows.administration import AdministrationWorkflow
from workflows.adoption import AdoptionWorkflow
from workflows.innovation import InnovationWorkflow
from workflows.messages import WellFormedMessages

log = structlog.get_logger()

WORKFLOWS = [InnovationWorkflow, AdoptionWorkflow, AdministrationWorkflow]
RUNNER = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules(
        "activities", "domain", "workflows", "pydantic", "structlog"
    )
)
GRACE = timedelta(seconds=20)
"""How long a stopping worker lets activities finish."""

CLOSE_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class RunningWorker:
    """A worker that polls, and its connections."""

    client: Client
    activities: Activities
    pool: asyncpg.Pool


@asynccontextmanager
async def running_worker(
    settings: Settings, *, clock: Callable[[], datetime], max_cached_workflows: int = 1000
) -> AsyncIterator[RunningWorker]:
    """A worker that polls while the block runs, and finishes what is under way when it ends.

    Raises:
        SettingsError, BadKey, TemporalUnavailable, OSError, asyncpg errors: it can't start; nothing was polled.
    """
    key = worker_key(settings)
    client = await connect(settings)
    pool = await open_pool(
        settings.dsn(),
        role="jejak_worker",
        min_size=1,
        max_size=settings.database_pool_size,
        application_name="jejak-worker",
    )
    try:
        await register(client)
        activities = Activities(Ledger(pool), key, client, settings.task_queue, clock)
        async with worker_with(activities.all, client, settings, max_cached_workflows):
            log.info("worker started", task_queue=settings.task_queue, key=key.key)
            yield RunningWorker(client, activities, pool)
    finally:
        await close(pool)


def worker_with(
    activities: Sequence[Callable[..., Any]], client: Client, settings: Settings, max_cached_workflows: int
) -> Worker:
    """A worker for our workflows and these activities."""
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=WORKFLOWS,
        activities=activities,
        max_cached_workflows=max_cached_workflows,
        # Without a cache a second task would evict the first from under its local activity.
        max_concurrent_workflow_tasks=settings.worker_concurrency if max_cached_workflows else 1,
        max_concurrent_activities=settings.worker_concurrency,
        max_concurrent_local_activities=settings.worker_concurrency,
        graceful_shutdown_timeout=GRACE,
        interceptors=[ActivityLogs(), WellFormedMessages()],
        workflow_runner=RUNNER,
    )


async def close(pool: asyncpg.Pool) -> None:
    """Close a pool; connections that don't close in time are cut."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await pool.close()
