"""The embedded stack: PostgreSQL and Temporal together on one data directory."""

import asyncio
import fcntl
import os
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType

from stack.errors import AlreadyRunning
from stack.postgres import EmbeddedPostgres
from stack.state import LOCK_FILE_NAME, StackState, read_state, remove_state, write_state
from stack.temporal import EmbeddedTemporal

DATABASE = "jejak"
# How long the servers of a killed owner may take to end.
TAKE_OVER_TIMEOUT_S = 35.0


class EmbeddedStack:
    """PostgreSQL and Temporal on the data directory `data`, running while the context is open.

    The directory keeps everything between runs. Other commands find the running stack by
    `stack.state.read_state`. Ports are free ones unless given. Entering raises AlreadyRunning when another
    process runs a stack there, ServerMissing or ServerFailed when a server cannot be started.
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
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with AsyncExitStack() as opening:
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
            opening.callback(remove_state, self.data)
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()


async def lock_directory(data: Path) -> int:
    """Takes the data directory for this process; returns the descriptor that holds the lock until closed.

    The servers' guards inherit it: a directory is free only when they have ended too, even after their owner
    was killed. Raises AlreadyRunning.
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
                    raise AlreadyRunning(directory=data) from None
            await asyncio.sleep(0.1)
    except BaseException:
        os.close(lock)
        raise
