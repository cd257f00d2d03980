"""Starting and stopping one guarded server process, and starting it again."""

import asyncio
import os
import sys
from abc import ABC, abstractmethod
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, Signals
from types import TracebackType
from typing import Self

from stack import guard
from stack.errors import ServerFailed
from stack.state import is_alive

LOG_TAIL_LINES = 15
KILL_TIMEOUT_S = 5.0


class GuardedServer:
    """A running server process that ends with its owner (see `stack.guard`)."""

    def __init__(self, guarding: Process, pid: int, name: str, log: Path) -> None:
        self._guarding = guarding
        self.pid = pid
        self._name = name
        self._log = log

    @classmethod
    async def launch(
        cls,
        name: str,
        command: list[str],
        *,
        log: Path,
        stop_signal: Signals,
        user: str = "",
        keep_open: tuple[int, ...] = (),
    ) -> "GuardedServer":
        """Starts `command`, its output appended to the file `log`, without waiting until it serves.

        `keep_open` are file descriptors that stay open as long as the guard or the server lives.
        """
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
            guarding = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", guard.__file__, str(int(stop_signal)), user, *command),
                stdin=PIPE,
                stdout=PIPE,
                stderr=output,
                start_new_session=True,
                pass_fds=keep_open,
            )
        assert guarding.stdout is not None
        first_line = await guarding.stdout.readline()
        server = cls(guarding, int(first_line or 0), name, log)
        if not first_line:
            await server.stop()
            raise server.failure()
        return server

    @property
    def running(self) -> bool:
        """Whether the server process has not ended."""
        return self._guarding.returncode is None

    async def ended(self) -> None:
        """Returns when the server, or its guard, has ended."""
        await self._guarding.wait()

    async def stop(self) -> None:
        """Asks the server to stop and returns when it has ended; harmless when it already has."""
        assert self._guarding.stdin is not None
        self._guarding.stdin.close()
        await self._guarding.communicate()
        if self._guarding.returncode == -SIGKILL:  # the guard itself was killed, and may have left the server
            with suppress(ProcessLookupError, TimeoutError):
                os.kill(self.pid, SIGKILL)
                async with asyncio.timeout(KILL_TIMEOUT_S):
                    while is_alive(self.pid):
                        await asyncio.sleep(0.02)

    def failure(self) -> ServerFailed:
        """The error for a server that ended or never became ready, with the end of its log."""
        tail = self._log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        return ServerFailed(reason="ended", server=self._name, log=self._log, detail="\n".join(tail))


class EmbeddedServer(ABC):
    """A server of our own that is started and stopped again and again; PostgreSQL and Temporal are such."""

    name: str
    log: Path
    """The file with everything the server says."""
    _server: GuardedServer | None = None

    @abstractmethod
    async def start(self) -> None:
        """Starts the server and returns when it serves; does nothing when it runs."""

    @property
    def pid(self) -> int | None:
        """The server's process id, or None when it is stopped."""
        return self._server.pid if self._server and self._server.running else None

    async def stop(self) -> None:
        """Stops the server after it has written everything to disk; harmless when it is stopped."""
        if self._server is not None:
            await self._server.stop()

    async def ended(self) -> None:
        """Returns when the server has ended; at once when it was never started."""
        if self._server is not None:
            await self._server.ended()

    def failure(self) -> ServerFailed:
        """The error for a server that has ended, with the end of its log."""
        assert self._server is not None
        return self._server.failure()

    async def restart(self) -> None:
        """Starts the server again after it has ended by itself. Raises as `start`."""
        await self.stop()
        await self.start()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
