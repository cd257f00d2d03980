"""The sweep: no wake-up depends on Temporal alone.

A stream whose wake-up is late gets its workflow started again, in place of what has its id and isn't ours. If that
didn't help until the next look, the sweep records what is due itself, and replaces a run that looks like ours.
So are runs whose tasks fail, whether a wake-up is late or not.
"""

import asyncio
from datetime import datetime, timedelta

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from activities.contract import Work
from activities.handling import Handler
from activities.starting import WORKFLOWS, make_way, start
from domain.streams import exists
from ledger import watch
from ledger.db.together import together

log = structlog.get_logger()

EVERY_S = 180.0
LATE = timedelta(minutes=1)
"""A wake-up later than this isn't simply being handled at the moment."""

FAILING = "TemporalReportedProblems IS NOT NULL"

PAGE = 500
AT_ONCE = 16
"""How many streams are mended at the same time."""


class Sweep:
    """Looks for late wake-ups, and remembers those of its last look."""

    def __init__(self, pool: asyncpg.Pool, client: Client, handler: Handler, task_queue: str) -> None:
        self._pool = pool
        self._client = client
        self._handler = handler
        self._task_queue = task_queue
        self._late: dict[str, datetime] = {}
        self._standing_still: set[str] = set()
        """Streams whose workflow is still to be replaced."""

    async def look(self, now: datetime) -> int:
        """Mend every stream whose wake-up is late; returns how many are.

        A workflow that runs isn't signalled: one that starts reads its progress and finds the wake-up due, and one that
        runs has its own timer. So the loss of everything that Temporal knew loses no deadline.

        Raises:
            OSError, asyncpg errors: the database can't be reached.
        """
        late: dict[str, datetime] = {}
        gate = asyncio.Semaphore(AT_ONCE)
        for kind in WORKFLOWS:
            after = ""
            while found := await watch.overdue(self._pool, kind, now - LATE, after=after, limit=PAGE):
                async with together() as mending:
                    for stream, due in found.items():
                        mending.create_task(self._mend(stream, due, now, gate))
                late |= found
                after = max(found)
        for stream in self._standing_still - late.keys():
            await self._start(stream)
        await self._replace_failing()
        self._late = late
        if late:
            log.warning("late wake-ups found", streams=len(late))
        return len(late)

    async def _mend(self, stream: str, due: datetime, now: datetime, gate: asyncio.Semaphore) -> None:
        async with gate:
            if self._late.get(stream) == due and await self._recorded(stream, due, now):
                self._standing_still.add(stream)
            await self._start(stream)

    async def _recorded(self, stream: str, due: datetime, now: datetime) -> bool:
        """Record what is due as its workflow would; whether it could be, which it can't where the rules fail."""
        handled = await self._handler.handle(Work(stream=stream, now=now))
        if handled.progress is None or handled.progress.wake_at == due:
            return False
        log.warning("recorded what its workflow didn't", stream=stream, due=due.isoformat())
        return True

    async def _replace_failing(self) -> None:
        """Replace runs whose tasks fail: commands may have been left with them. Temporal's lists name them in time."""
        failing = f'TaskQueue = "{self._task_queue}" AND ExecutionStatus = "Running" AND {FAILING}'
        try:
            async for run in self._client.list_workflows(failing):
                if exists(run.id):
                    await self._start(run.id)
        except RPCError as error:
            log.warning("failing workflows not listed", error=str(error))

    async def _start(self, stream: str) -> None:
        """Start its workflow; what Temporal refuses for one stream keeps no other waiting."""
        try:
            if stream in self._standing_still:
                await make_way(self._client, stream, self._task_queue, stands_still=True)
            await start(self._client, stream, self._task_queue)
            self._standing_still.discard(stream)
        except RPCError as error:
            log.warning("workflow not started", stream=stream, error=str(error))
