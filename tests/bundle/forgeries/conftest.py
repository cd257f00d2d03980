"""A ledger with three lives in it, and a copy of it for each forger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from activities.recording import Recorder
from ledger.db.connect import open_pool
from stack.postgres import EmbeddedPostgres
from tests.activities.office import Office
from tests.bundle.scene import EDITION, Scene
from tests.conftest import copied, execute
from tests.forging import Forger
from tests.furnished import BANDUNG, Service
from tests.workflows.world import aspects
from wiring.keys import worker_key
from wiring.settings import Settings

Lived = tuple[str, tuple[str, str, str, str]]


@pytest.fixture(scope="package")
async def lived(postgres: EmbeddedPostgres, furnished: str, keys: Settings) -> AsyncIterator[Lived]:
    """A database with three lives in it, to be copied, and the streams of these lives."""
    name = f"lived_{uuid4().hex}"
    await execute(postgres, f"CREATE DATABASE {name} TEMPLATE {furnished}")
    async with opened(postgres.dsn(name), keys) as office:
        every = aspects("ringkas")
        judged = await office.evaluating(EDITION)
        decided = await office.evaluating(EDITION)
        await office.scored(decided, 90, every)
        await office.do("minister", decided, "decide", choice="scale_regions", adopters=[BANDUNG], instrument="SK 1")
        adopted, adoption = await office.offered(every, EDITION)
        await office.do(f"officer-{BANDUNG}", adoption, "commit_adoption")
        await office.report(adopted, adoption)
    yield name, (judged, decided, adopted, adoption)
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def opened(dsn: str, keys: Settings) -> AsyncIterator[Office]:
    """An office that records in a database."""
    async with await open_pool(
        dsn, role="jejak_worker", min_size=1, max_size=3, application_name="test worker"
    ) as pool:
        yield Office(pool, Recorder(worker_key(keys)), Service(keys))


@pytest.fixture
async def database(postgres: EmbeddedPostgres, lived: Lived) -> AsyncIterator[str]:
    """A database of each test's own."""
    async with copied(postgres, lived[0]) as dsn:
        yield dsn


@pytest.fixture
def settings(database: str, keys: Settings, tmp_path: Path) -> Settings:
    """What leads an auditor and a sealer to it."""
    return Settings(
        home=tmp_path / "home",
        database_url=SecretStr(database),
        checkpoint_key_file=keys.checkpoint_key_path,
        checkpoint_keys=keys.checkpoint_keys_directory,
        genesis=keys.pinned_genesis(),
        log_origin=keys.log_origin,
        checkpoint_every=0.5,
    )


@pytest.fixture
async def scene(database: str, keys: Settings, lived: Lived) -> AsyncIterator[Scene]:
    """The forger's stage."""
    owner = await asyncpg.connect(database)
    async with await open_pool(
        database, role="jejak_worker", min_size=1, max_size=3, application_name="test worker"
    ) as pool:
        recorder, signer = Recorder(worker_key(keys)), Service(keys)
        office = Office(pool, recorder, signer)
        yield Scene(office, Forger(pool), signer, recorder, owner, *lived[1], tuple(aspects("ringkas")))
    await owner.close()
