"""Temporal's development server on this machine: one process, its state in one SQLite file or in memory."""

import asyncio
import shutil
import socket
import sysconfig
from pathlib import Path
from signal import SIGTERM

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from stack.errors import ServerFailed, ServerMissing
from stack.server import EmbeddedServer, GuardedServer

NAME = "Temporal"
LOOPBACK = "127.0.0.1"
NAMESPACE = "default"
ATTEMPTS, TAKEN = 3, "address already in use"
"""Some ports are chosen here, and some by the server itself, and another process may be faster."""

START_TIMEOUT_S = 60.0


class EmbeddedTemporal(EmbeddedServer):
    """A development server on the loopback interface.

    `database` keeps its state, in memory when None. `port` and `ui_port` are free ones unless given; without
    `ui` there is no web UI.
    """

    name = NAME

    def __init__(
        self,
        *,
        log: Path,
        database: Path | None = None,
        ui: bool = False,
        port: int | None = None,
        ui_port: int | None = None,
        keep_open: tuple[int, ...] = (),
    ) -> None:
        self.log = log
        self._database = database
        self._given = port, ui_port
        self._ui = ui
        self._keep_open = keep_open
        self._came_up = False
        self._choose_ports()

    @property
    def address(self) -> str:
        """host:port of the frontend."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def ui_url(self) -> str | None:
        """Address of the web UI, or None without one."""
        return f"http://{LOOPBACK}:{self._ui_port}" if self._ui_port else None

    async def start(self) -> None:
        """Starts the server and returns when its frontend is healthy; does nothing when it runs.

        Raises ServerMissing when the `stack` extra is not installed and ServerFailed, with the end of the
        log, when the server does not come up.
        """
        if self.pid is not None:
            return
        for left in reversed(range(ATTEMPTS)):
            try:
                await self._start_once()
                self._came_up = True
                return
            except ServerFailed as failed:
                if not left or TAKEN not in str(failed.facts.get("detail")):
                    raise
                if not self._came_up:  # afterwards others know where it is
                    self._choose_ports()

    def _choose_ports(self) -> None:
        port, ui_port = self._given
        self._port = port or free_port()
        self._ui_port = (ui_port or free_port()) if self._ui else None

    async def _start_once(self) -> None:
        self._server = await GuardedServer.launch(
            NAME,
            [
                *(find_program(), "server", "start-dev", "--ip", LOOPBACK, "--port", str(self._port)),
                *(["--ui-port", str(self._ui_port)] if self._ui_port else ["--headless"]),
                *(["--db-filename", str(self._database)] if self._database else []),
                *("--log-level", "warn", "--log-format", "json"),
            ],
            log=self.log,
            stop_signal=SIGTERM,
            keep_open=self._keep_open,
        )
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                while not await self._healthy():
                    if not self._server.running:
                        raise self._server.failure()
                    await asyncio.sleep(0.05)
        except TimeoutError:
            await self._server.stop()
            raise ServerFailed(reason="slow", server=NAME, log=self.log, seconds=START_TIMEOUT_S) from None
        except BaseException:
            await self._server.stop()
            raise

    async def _healthy(self) -> bool:
        """Whether the frontend answers and knows the namespace, which it makes a moment after it listens."""
        try:
            client = await Client.connect(self.address)
            await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE))
        except (RuntimeError, RPCError):  # RuntimeError: nobody listens yet
            return False
        return True


def find_program() -> str:
    """The path of the `temporal` program; raises ServerMissing when it is not installed."""
    # Beside this interpreter first: its virtual environment need not be on PATH.
    found = shutil.which("temporal", path=sysconfig.get_path("scripts")) or shutil.which("temporal")
    if found is None:
        raise ServerMissing(server=NAME, setting="TEMPORAL_ADDRESS")
    return found


def free_port() -> int:
    """A TCP port on the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
