"""Work on one database distributed over several processes, each with a connection of its own."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing.util import Finalize
from types import TracebackType
from typing import Any, TypeVar

import asyncpg

from ledger.db.connect import Connection, open_pool

Result = TypeVar("Result")


class Processes:
    """A process per processor, each with one connection that acts as `role`.

    A process starts and connects when it first gets something to do; all end with the block, in the middle of their
    jobs if it raises. Jobs and their results must be picklable.
    """

    def __init__(self, dsn: str, *, role: str) -> None:
        self.count = os.cpu_count() or 1
        self._dsn = dsn
        self._role = role
        self._executor = ProcessPoolExecutor(self.count, mp_context=multiprocessing.get_context("spawn"))

    async def run(self, job: Callable[[asyncpg.Pool], Coroutine[Any, Any, Result]]) -> Result:
        """Does a job in one of the processes, over its pool of one connection. Raises what the job raises."""
        # A process begins with what its parent holds back. Ctrl-C reaches all of them, and the parent ends the others.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            done = asyncio.get_running_loop().run_in_executor(self._executor, _run, self._dsn, self._role, job)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        done.add_done_callback(_seen)
        # Not cancelled with its caller: the executor's thread may fail on that when processes are ended.
        return await asyncio.shield(done)

    async def run_on(self, snapshot: str, job: Callable[[Connection], Coroutine[Any, Any, Result]]) -> Result:
        """Does a job in a transaction that sees an exported snapshot. Raises what the job raises."""
        return await self.run(partial(_on_snapshot, snapshot, job))

    def __enter__(self) -> "Processes":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:  # else whoever is cancelled would wait until all jobs are done
            for process in multiprocessing.active_children():
                process.terminate()
        self._executor.shutdown(cancel_futures=True)


def _seen(done: "asyncio.Future[Any]") -> None:
    """A job that nobody waits for any more may fail unheard."""
    if not done.cancelled():
        done.exception()


async def _on_snapshot(
    snapshot: str, job: Callable[[Connection], Coroutine[Any, Any, Result]], pool: asyncpg.Pool
) -> Result:
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        return await job(connection)


def _run(dsn: str, role: str, job: Callable[[asyncpg.Pool], Coroutine[Any, Any, Result]]) -> Result:
    runner, pool = _connected(dsn, role)
    return runner.run(job(pool))


@cache
def _connected(dsn: str, role: str) -> tuple[asyncio.Runner, asyncpg.Pool]:
    """This process's one loop and pool, for as long as it lives."""
    runner = asyncio.Runner()
    pool = runner.run(open_pool(dsn, role=role, min_size=1, max_size=1, application_name=role.replace("_", "-")))
    Finalize(None, lambda: runner.run(pool.close()), exitpriority=0)
    return runner, pool
