"""A furnished database with a life in it that a sealer sealed, and the bundle of that life; made once."""

import shutil
import venv
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from activities.recording import Recorder
from bundle.build import bundler_for
from cli.main import main
from domain.streams import correlation_of
from ledger.db.connect import open_pool
from processes.sealing import sealing
from stack.postgres import EmbeddedPostgres
from tests.activities.office import Office
from tests.bundle.carton import Carton
from tests.cli.running import Ran, captured
from tests.conftest import execute
from tests.furnished import BANDUNG, Service, an_auditor, furnished, keys, terse_logs
from tests.workflows.world import aspects
from wiring.connections import Connections
from wiring.keys import log_keys, worker_key
from wiring.settings import Settings

Run = Callable[..., Awaitable[Ran]]

__all__ = ["furnished", "keys", "terse_logs"]

PATIENCE_S = 60.0
STANDALONE = ("cryptography", "cffi", "pycparser")
"""What the verifier needs, and what that needs."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed ledger: where it is, who writes to it, and the ids of an innovation that was adopted and of another."""

    settings: Settings
    office: Office
    adopted: str
    proposed: str

    async def bundle(self, innovation: str, since: str | None = None) -> bytes:
        """A bundle made now."""
        async with Connections(self.settings) as connections:
            reader = await an_auditor(connections)
            bundler = await bundler_for(reader, innovation, since=since, patience_s=PATIENCE_S)
            packed, _ = await bundler.bundle(innovation)
        return packed

    @asynccontextmanager
    async def tampered(self, stream: str, *statements: str) -> AsyncIterator[None]:
        """The ledger after an owner's statements about a stream ($1), whom nothing stops; then as before."""
        connection = await asyncpg.connect(self.settings.dsn())
        tables = ("streams", "events", "leaves")
        await connection.execute("SET session_replication_role = replica")  # no trigger fires
        for table in tables:
            await connection.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM jejak.{table} WHERE false")
            await connection.execute(
                f"INSERT INTO kept_{table} SELECT * FROM jejak.{table} WHERE stream_id = $1", stream
            )
        try:
            for statement in statements:
                await connection.execute(statement, stream)
            yield
        finally:
            for table in tables:
                await connection.execute(f"DELETE FROM jejak.{table} WHERE stream_id = $1", stream)
                await connection.execute(f"INSERT INTO jejak.{table} SELECT * FROM kept_{table}")
            await connection.close()

    @property
    def key(self) -> str:
        """The log's public key, as text."""
        [verifier] = log_keys(self.settings).verifiers
        return str(verifier)


@pytest.fixture(scope="session")
async def sealed(
    postgres: EmbeddedPostgres, furnished: str, keys: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sealed]:
    """A ledger with two innovations, one of them adopted, and a sealer at work."""
    name = f"bundles_{uuid4().hex}"
    await execute(postgres, f"CREATE DATABASE {name} TEMPLATE {furnished}")
    home = tmp_path_factory.mktemp("log")
    settings = Settings(
        home=home,
        database_url=SecretStr(postgres.dsn(name)),
        checkpoint_key_file=keys.checkpoint_key_path,
        checkpoint_keys=keys.checkpoint_keys_directory,
        genesis=keys.pinned_genesis(),
        log_origin="example.go.id/jejak",
        checkpoint_every=0.5,
    )
    async with await open_pool(
        postgres.dsn(name), role="jejak_worker", min_size=1, max_size=4, application_name="test worker"
    ) as pool:
        office = Office(pool, Recorder(worker_key(keys)), Service(keys))
        innovation, adoption = await office.offered(aspects("ringkas"))
        await office.do(f"officer-{BANDUNG}", adoption, "commit_adoption")
        await office.do(
            f"officer-{BANDUNG}", adoption, "report_adoption", phase="adapt", note="Berjalan <baik> &\u2028lancar."
        )
        await office.refused("proposer", innovation, "discontinue")
        proposed = await office.proposed()
        async with sealing(settings):
            yield Sealed(settings, office, correlation_of(innovation), correlation_of(proposed))
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
async def packed(sealed: Sealed) -> bytes:
    """The bundle of the adopted innovation."""
    return await sealed.bundle(sealed.adopted)


@pytest.fixture
def carton(packed: bytes, sealed: Sealed) -> Carton:
    """The same, opened, for a test to tamper with."""
    return Carton.opened(packed, sealed.settings)


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a virtual environment that has `cryptography` and nothing else, not even pip."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=False)
    [site] = (home / "lib").glob("python*/site-packages")
    for name in STANDALONE:
        for file in distribution(name).files or ():
            if ".." not in file.parts:
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), site / file)
    return home / "bin" / "python"


@pytest.fixture
def run(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the sealed ledger as an auditor, in English."""
    settings = sealed.settings
    monkeypatch.setenv("JEJAK_DATABASE_URL", settings.dsn())
    monkeypatch.setenv("JEJAK_HOME", str(settings.home))
    monkeypatch.setenv("JEJAK_PERSON", "auditor")
    monkeypatch.setenv("JEJAK_LOG_ORIGIN", settings.log_origin)
    monkeypatch.setenv("JEJAK_CHECKPOINT_KEY_FILE", str(settings.checkpoint_key_path))
    monkeypatch.setenv("JEJAK_CHECKPOINT_KEYS", str(settings.checkpoint_keys_directory))
    monkeypatch.setenv("JEJAK_GENESIS", str(settings.pinned_genesis()))

    async def running(*arguments: str | Path) -> Ran:
        with captured() as (out, err):
            code = await main([*map(str, arguments), "--lang", "en"])
        return Ran(code, out.getvalue(), err.getvalue())

    return running
