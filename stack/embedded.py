"""The embedded stack: PostgreSQL and Temporal together on one data directory."""

import asyncio
import fcntl
import os
from collections import deque
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType

import structlog

from stack.errors import AlreadyRunning
from stack.postgres import EmbeddedPostgres
from stack.privacy import make_private, private_files
from stack.state import LOCK_FILE_NAME, StackState, left_running, read_state, remove_state, write_state
from stack.temporal import EmbeddedTemporal

DATABASE = "jejak"
# How long the servers of a killed owner may take to end.
TAKE_OVER_TIMEOUT_S = 35.0
RESTARTS_AT_MOST, RESTARTS_WITHIN_S = 5, 60.0
"""More than so many in so many seconds, and somebody has to look."""

log = structlog.get_logger()


class EmbeddedStack:
    """PostgreSQL and Temporal on the data directory `data`, running while the context is open.

    The directory keeps everything between runs. Other commands find the running stack by
    `stack.state.read_state`. Ports are free ones unless given. Entering raises AlreadyRunning when another
    process runs a stack there, DirectoryRefused when the directory can't be this user's alone, ServerMissing or
    ServerFailed when a server cannot be started.
    """

    def __init__(
        self, data: Path, *, ui: bool = True, temporal_port: int | None = None, ui_port: int | None = None
    ) -> None:
        self.data = data.absolute()
        self._ui = ui
        self._temporal_port = temporal_port
        self._ui_port = ui_port
        self._open = AsyncExitStack()
        self.postgres: EmbeddedPostgres
        self.temporal: EmbeddedTemporal
        self.state: StackState

    async def __aenter__(self) -> "EmbeddedStack":
        make_private(self.data)
        async with AsyncExitStack() as opening:
            opening.enter_context(private_files())
            lock = await lock_directory(self.data)
            opening.callback(os.close, lock)
            self.postgres = EmbeddedPostgres(self.data / "postgres", keep_open=(lock,))
            self.temporal = EmbeddedTemporal(
                log=self.data / "temporal.log",
                database=self.data / "temporal.db",
                ui=self._ui,
                port=self._temporal_port,
                ui_port=self._ui_port,
                keep_open=(lock,),
            )
            await opening.enter_async_context(self.postgres)
            await opening.enter_async_context(self.temporal)
            await self.postgres.ensure_database(DATABASE)
            self._publish()
            opening.callback(remove_state, self.data)
            self._open = opening.pop_all()
        return self

    async def keep_up(self) -> None:
        """Starts each server again that ends by itself, until cancelled.

        Raises ServerFailed when one doesn't come up, or ends again and again.
        """
        restarts = deque[float](maxlen=RESTARTS_AT_MOST)
        while True:
            await self._any_ended()
            now = asyncio.get_running_loop().time()
            again_and_again = len(restarts) == RESTARTS_AT_MOST and now - restarts[0] < RESTARTS_WITHIN_S
            restarts.append(now)
            for server in (self.postgres, self.temporal):
                if server.pid is None:
                    if again_and_again:
                        raise server.failure()
                    log.warning("server ended, and is started again", server=server.name, log=str(server.log))
                    await server.restart()
            if self.postgres.pid and self.temporal.pid:  # else the one has ended while the other was started
                self._publish()

    async def _any_ended(self) -> None:
        endings = [asyncio.ensure_future(server.ended()) for server in (self.postgres, self.temporal)]
        try:
            await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for ending in endings:
                ending.cancel()

    def _publish(self) -> None:
        """Tells other commands where the servers are."""
        assert self.postgres.pid is not None
        assert self.temporal.pid is not None
        self.state = StackState(
            database_url=self.postgres.dsn(DATABASE),
            temporal_address=self.temporal.address,
            temporal_ui=self.temporal.ui_url,
            pid=os.getpid(),
            postgres_pid=self.postgres.pid,
            temporal_pid=self.temporal.pid,
        )
        write_state(self.data, self.state)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()


async def lock_directory(data: Path) -> int:
    """Takes the data directory for this process; returns the descriptor that holds the lock until closed.

    The servers and their guards inherit it: a directory is free only when they have ended too, even after their
    owner was killed. Raises AlreadyRunning.
    """
    lock = os.open(data / LOCK_FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = asyncio.get_running_loop().time() + TAKE_OVER_TIMEOUT_S
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            except BlockingIOError:
                owner = read_state(data)
                if owner is not None:
                    raise AlreadyRunning(reason="process", directory=data, pid=owner.pid) from None
                if asyncio.get_running_loop().time() > deadline:
                    if pids := left_running(data):
                        raise AlreadyRunning(reason="left", directory=data, pids=pids) from None
                    raise AlreadyRunning(directory=data) from None
            await asyncio.sleep(0.1)
    except BaseException:
        os.close(lock)
        raise
