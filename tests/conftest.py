"""Real servers for the tests, started once; every test that asks gets a database of its own."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from temporalio.worker._workflow import _WorkflowWorker

from ledger.db.migrate import migrate
from processes.process import end_process
from stack.postgres import EmbeddedPostgres
from stack.temporal import EmbeddedTemporal
from tests.waiting import LIMIT_S

SERVED = ("console", "cli", "api")
"""Folders whose tests share a stack and take longest: they come first, so that no process is left alone with one."""

TEMPLATE = "jejak_template"
EXIT_CODE = pytest.StashKey[int]()

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # else a generated case that a loaded machine takes long for would be an error


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folders that are served a stack come first, and in them what takes minutes.

    Files are handed out in this order, so that a process starts few stacks, and short files fill what is left.
    """

    def rank(item: pytest.Item) -> tuple[int, bool]:
        folder = item.path.parent.name
        return SERVED.index(folder) if folder in SERVED else len(SERVED), item.get_closest_marker("minutes") is None

    items.sort(key=rank)


@pytest.fixture(scope="session", autouse=True)
def patient_workers() -> Iterator[None]:
    """Workers that take no workflow for one that hangs: Temporal's do once it has computed for two seconds, and on a
    loaded machine any may.
    """
    made = _WorkflowWorker.__init__

    def patient(worker: Any, *given: Any, **named: Any) -> None:
        made(worker, *given, **named)
        worker._deadlock_timeout_seconds = LIMIT_S

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_WorkflowWorker, "__init__", patient)
        yield


@pytest.fixture
def data() -> Iterator[Path]:
    """A directory for servers; not yet there.

    Outside `tmp_path`, because every new run of pytest shuts that off from other users, and PostgreSQL is one
    when the tests run as root.
    """
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        yield Path(parent) / "data"


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[EmbeddedPostgres]:
    """One PostgreSQL server for all tests."""
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        async with EmbeddedPostgres(Path(parent) / "data") as server:
            yield server


@pytest.fixture(scope="session")
async def template_database(postgres: EmbeddedPostgres) -> str:
    """Name of a migrated database that others are copied from; nobody may be connected to it then."""
    await execute(postgres, f"CREATE DATABASE {TEMPLATE}")
    await migrate(postgres.dsn(TEMPLATE))
    return TEMPLATE


@pytest.fixture
async def database(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[str]:
    """The administrator's DSN of a fresh, migrated database."""
    async with copied(postgres, template_database) as dsn:
        yield dsn


@pytest.fixture(scope="session")
async def temporal_address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """host:port of one Temporal development server for all tests, its state in memory."""
    log: Path = tmp_path_factory.mktemp("temporal") / "log"
    async with EmbeddedTemporal(log=log) as server:
        yield server.address


@asynccontextmanager
async def copied(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """The administrator's DSN of a copy of that database, dropped when the block ends."""
    name = f"test_{uuid4().hex}"
    await execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield postgres.dsn(name)
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


async def execute(server: EmbeddedPostgres, statement: str) -> None:
    """Runs one statement as the administrator of `server`."""
    connection = await asyncpg.connect(server.dsn())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def pytest_configure(config: pytest.Config) -> None:
    """Lets pytest end as every process of ours does, after everything else it does when it ends."""

    def end() -> None:
        if EXIT_CODE in config.stash:
            end_process(config.stash[EXIT_CODE])

    config.add_cleanup(end)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remembers pytest's exit code."""
    session.config.stash[EXIT_CODE] = exitstatus
