"""A worker's health and metrics over HTTP: `/health` for whoever restarts it, `/metrics` for Prometheus."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from activities.starting import WORKFLOWS
from ledger import watch
from ledger.db.logged import logged
from ledger.seal.sealer import unsigned
from ledger.store import Ledger
from processes import sweep

CHECK_TIMEOUT_S = 2.0
"""Shorter than the timeouts of health checks: the compose file's waits three seconds."""

NOTICES_UNSENT = Gauge("jejak_notices_unsent", "Notices that wait to be sent")
NOTICES_AGE = Gauge("jejak_notices_oldest_unsent_seconds", "Age of the oldest notice that wasn't sent")
UNSEALED = Gauge("jejak_unsealed_events", "Events that have no place in the global log yet")
UNSEALED_AGE = Gauge("jejak_unsealed_oldest_seconds", "Age of the oldest event that wasn't sealed")
UNSIGNED = Gauge("jejak_unsigned_events", "Sealed events that are in no signed checkpoint")
UNSIGNED_AGE = Gauge("jejak_unsigned_oldest_seconds", "Age of the oldest event that is in no signed checkpoint")
LATE = Gauge("jejak_wake_ups_late", "Wake-ups that weren't recorded when the sweep should have seen to it")
LATEST = Gauge("jejak_wake_ups_oldest_late_seconds", "How late the oldest wake-up is that wasn't recorded")
UNKNOWN = float("nan")
STAYS_LATE = timedelta(seconds=3 * sweep.EVERY_S)
"""By then the sweep has looked twice since a wake-up was late, and recorded it itself."""


Problems = Callable[[], dict[str, str]]
"""Returns the problems of something by part; empty when all is well."""


class Health:
    """The health of a worker, and of what runs `beside` it in its process.

    It answers from the start of the process, before there is anything to check.
    """

    def __init__(self, beside: Problems = dict) -> None:
        self._beside = beside
        self.starting = "the worker is starting"
        """Why it isn't ready yet; shown until `watch` is called."""
        self._pool: asyncpg.Pool | None = None
        self._client: Client | None = None
        self._task_queue = ""
        self.app = Starlette(routes=[Route("/health", self._health), Route("/metrics", self._metrics)])

    def watch(self, pool: asyncpg.Pool, client: Client, task_queue: str) -> None:
        """From now on these servers are checked; the worker polls as this client."""
        self._pool, self._client, self._task_queue = pool, client, task_queue

    def stop(self, reason: str) -> None:
        """From now on the worker is reported as not working, for this reason."""
        self._pool = self._client = None
        self.starting = reason

    async def problems(self) -> dict[str, str]:
        """The problems of the worker and of what runs beside it, by part; empty when all is well."""
        return await self._own_problems() | self._beside()

    async def _own_problems(self) -> dict[str, str]:
        if self._pool is None or self._client is None:
            return {"worker": self.starting}
        # Reading any head shows that the schema and the rights are there, at the price of one look-up.
        postgresql, temporal, wake_ups = await asyncio.gather(
            problem(Ledger(self._pool).head("")), problem(self._polled()), problem(self._woken())
        )
        found = {"postgresql": postgresql, "temporal": temporal, "wake_ups": None if postgresql else wake_ups}
        return {part: problem for part, problem in found.items() if problem}

    async def _woken(self) -> None:
        """Whether nothing stays late."""
        assert self._pool is not None
        late = await watch.late(self._pool, WORKFLOWS, STAYS_LATE)
        if late.rows:
            raise RuntimeError(f"{late.rows} wake-ups stay late, the oldest by {late.oldest:.0f} s")

    async def _polled(self) -> None:
        """Whether Temporal answers and knows of this worker's polling."""
        assert self._client is not None
        request = DescribeTaskQueueRequest(
            namespace=self._client.namespace,
            task_queue=TaskQueue(name=self._task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
        timeout = timedelta(seconds=CHECK_TIMEOUT_S)
        queue = await self._client.workflow_service.describe_task_queue(request, timeout=timeout)
        if all(poller.identity != self._client.identity for poller in queue.pollers):
            raise RuntimeError(f"nobody polls {self._task_queue} as {self._client.identity}")

    async def _health(self, request: Request) -> Response:
        return health_response(await self.problems())

    async def _metrics(self, request: Request) -> Response:
        backlog = late = None
        if self._pool is not None:
            with contextlib.suppress(Exception):  # `/health` says why
                async with asyncio.timeout(CHECK_TIMEOUT_S):
                    backlog = await watch.backlog(self._pool)
                    late = await watch.late(self._pool, WORKFLOWS, STAYS_LATE)
        NOTICES_UNSENT.set(backlog.notices if backlog else UNKNOWN)
        NOTICES_AGE.set(backlog.oldest_notice if backlog else UNKNOWN)
        UNSEALED.set(backlog.unsealed if backlog else UNKNOWN)
        UNSEALED_AGE.set(backlog.oldest_unsealed if backlog else UNKNOWN)
        LATE.set(late.rows if late else UNKNOWN)
        LATEST.set(late.oldest if late else UNKNOWN)
        await observe_unsigned(self._pool)
        return metrics_response()


def health_response(problems: dict[str, str]) -> JSONResponse:
    """The answer of `/health` for the problems of a process."""
    body = {"status": "unavailable" if problems else "ok", "problems": problems}
    return JSONResponse(body, status_code=503 if problems else 200)


def metrics_response() -> Response:
    """The answer of `/metrics`: everything that this process counts."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def observe_unsigned(pool: asyncpg.Pool | None) -> bool:
    """Set the metrics of events that are in no checkpoint; returns whether the database answered."""
    waiting = None
    if pool is not None:
        with contextlib.suppress(Exception):  # `/health` says why
            async with asyncio.timeout(CHECK_TIMEOUT_S):
                waiting = await unsigned(pool)
    UNSIGNED.set(waiting.events if waiting else UNKNOWN)
    UNSIGNED_AGE.set(waiting.age_s if waiting else UNKNOWN)
    return waiting is not None


@asynccontextmanager
async def served(
    app: Starlette, host: str, port: int, *, proxies: str | None = None, grace_s: int = 1
) -> AsyncIterator[str]:
    """The application's address while it is served; a free port for 0.

    Where a request comes from is what `proxies`, if there are any, say of it. Answers may take `grace_s` more seconds
    when the block ends.

    Raises:
        OSError: the port is taken, or the address isn't this machine's.
    """
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=proxies is not None,
            forwarded_allow_ips=proxies,
            timeout_graceful_shutdown=grace_s,
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        shown = f"[{host}]" if ":" in host else host
        try:
            yield f"http://{shown}:{listener.getsockname()[1]}"
        finally:
            if (stopping := getattr(app.state, "stopping", None)) is not None:
                stopping.set()  # whoever follows something is told no more
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are handled by the process (processes/process.py), not by the web server."""
        yield


async def problem(check: Awaitable[object]) -> str | None:
    """None if the check goes well in time, or what is wrong."""
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            await check
    except TimeoutError:
        return f"no answer within {CHECK_TIMEOUT_S:g} s"
    except Exception as error:
        return logged(error)
    return None
