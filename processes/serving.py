"""What a worker process does until it is stopped: work for Temporal, send notices, sweep, serve its health.

It may start before PostgreSQL or Temporal is ready: then `/health` answers 503 with the reason, and the process keeps
trying with growing pauses, without a restart. Invalid settings or keys end it at once.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
import structlog
from temporalio.service import RPCError

from ledger.db.connect import is_passing, open_pool
from ledger.db.logged import logged
from processes import sweep
from processes.delivery import sink_of
from processes.health import Health, Problems, served
from processes.notices import BATCH, Notices
from processes.worker import close, running_worker
from wiring.settings import Settings
from wiring.temporal import TemporalUnavailable

log = structlog.get_logger()

NOT_READY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TemporalUnavailable, RPCError)
"""The errors of servers that aren't up, migrated, or given their namespace yet."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
NOTICES_EVERY_S = 2.0
BESIDE = 4
"""Connections for what runs beside: two to send notices, two for health, metrics and the sweep."""


class Serving:
    """A running worker process. `health` is the address of its health endpoint."""

    def __init__(self, health: str) -> None:
        self.health = health
        self.stopping = asyncio.Event()
        self.polls = asyncio.Event()
        self.work: asyncio.Task[None]

    async def started(self) -> None:
        """Return when the worker polls. Raises whatever made it impossible."""
        polls = asyncio.create_task(self.polls.wait())
        await asyncio.wait([polls, self.work], return_when=asyncio.FIRST_COMPLETED)
        polls.cancel()
        if self.work.done():
            self.work.result()

    async def ended(self) -> None:
        """Return when the work has ended. Raises what ended it."""
        await asyncio.wait([self.work])  # unlike awaiting the task itself, being cancelled here leaves it alone
        self.work.result()


@asynccontextmanager
async def serving(
    settings: Settings, *, clock: Callable[[], datetime], beside: Problems = dict
) -> AsyncIterator[Serving]:
    """Everything that a worker process does, while the block runs; what is under way is finished when it ends.

    Its health includes the problems of what runs `beside` it.

    Raises:
        SettingsError, BadKey: it can't work with these settings; from `started`, `ended`, or at the end.
        OSError: its health can't be served at the wanted address.
    """
    health = Health(beside)
    async with served(health.app, settings.health_host, settings.health_port) as address:
        log.info("health is served", address=address)
        process = Serving(address)
        process.work = asyncio.create_task(_until_stopped(settings, clock, health, process))
        try:
            yield process
        finally:
            health.stop("the worker is stopping")
            process.stopping.set()
            await process.work


async def _until_stopped(settings: Settings, clock: Callable[[], datetime], health: Health, process: Serving) -> None:
    """Work until stopped; begin anew when a server isn't ready."""
    pause = FIRST_PAUSE_S
    while not process.stopping.is_set():
        try:
            await _work(settings, clock, health, process)
        except NOT_READY as error:
            health.stop(logged(error))
            log.warning("worker can't start yet", error=logged(error), again_in_s=pause)
            await _sleep(process.stopping, pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)


async def _work(settings: Settings, clock: Callable[[], datetime], health: Health, process: Serving) -> None:
    """Work until stopped."""
    async with running_worker(settings, clock=clock) as worker:
        beside = await open_pool(
            settings.dsn(), role="jejak_worker", min_size=0, max_size=BESIDE, application_name="jejak-worker-beside"
        )
        notices = Notices(beside, sink_of(settings))
        sweeping = sweep.Sweep(beside, worker.client, worker.activities.handler, settings.task_queue)

        async def send() -> bool:
            return await notices.send_due() == BATCH

        async def look() -> bool:
            await sweeping.look(clock())
            return False

        try:
            async with asyncio.TaskGroup() as loops:
                loops.create_task(_repeat(send, NOTICES_EVERY_S, process.stopping))
                looking = loops.create_task(_repeat(look, sweep.EVERY_S, process.stopping))
                health.watch(beside, worker.client, settings.task_queue)
                process.polls.set()
                await process.stopping.wait()
                looking.cancel()  # it may take long, and may be cancelled at any point
        finally:
            await close(beside)


async def _repeat(duty: Callable[[], Awaitable[bool]], every_s: float, stopping: asyncio.Event) -> None:
    """Repeat the duty until stopped: at once when it returns that there is more to do, else after a pause.

    Any error is logged, and the duty tried again.
    """
    while not stopping.is_set():
        more = False
        try:
            more = await duty()
        except Exception as error:
            passing = is_passing(error) or isinstance(error, RPCError)
            log.warning("duty interrupted", duty=duty.__name__, error=logged(error), exc_info=not passing)
        if not more:
            await _sleep(stopping, every_s)


async def _sleep(stopping: asyncio.Event, seconds: float) -> None:
    """Return after that time, or when stopping."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()
