"""Every forgery of the table is found: in the ledger, in the innovation, and in its bundle, which is made all the same.

The true sealer has sealed and signed them all. What takes no rules is found by the bundle's own verifier, too, in an
environment that has nothing of ours.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from activities.contract import Receipt
from activities.recording import Recorder
from bundle.build import bundler_for
from bundle.replay import check_decisions, check_state
from domain.streams import correlation_of
from ledger.db.connect import open_pool
from processes.sealing import sealing
from proof.checking import check
from proof.errors import BundleRefused
from proof.origin import check_origin
from service.verifying import Verified, verified
from stack.postgres import EmbeddedPostgres
from tests.activities.office import Office
from tests.bundle.conftest import PATIENCE_S, Sealed
from tests.bundle.forgeries import FORGERIES, PASSKEY, Forgery, enrolled
from tests.bundle.scene import EDITION, Scene
from tests.bundle.test_bundle import run_alone
from tests.conftest import copied, execute
from tests.forging import Forger
from tests.furnished import BANDUNG, Service, an_auditor
from tests.workflows.world import aspects
from wiring.connections import Connections
from wiring.keys import log_keys, worker_key
from wiring.settings import Settings

Lived = tuple[str, tuple[str, str, str, str]]


@pytest.fixture(scope="module")
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


def reasons(found: Verified) -> set[str]:
    """Why, of all that a verification found."""
    assert {each.layer for each in found.report.problems} <= {"origin"}, found.report.problems
    return {getattr(each.found, "facts", {}).get("reason", each.found.code) for each in found.report.problems}


def why(error: BundleRefused) -> str:
    """The innermost reason."""
    cause = error.facts.get("cause")
    return str(getattr(cause, "facts", {}).get("reason", cause)) if cause else str(error.facts["reason"])


def key_of_log(settings: Settings) -> str:
    """The log's public key."""
    [key] = log_keys(settings).verifiers
    return str(key)


def unfounded(packed: bytes, settings: Settings) -> str | None:
    """Why a bundle whose proofs hold isn't founded, without the rules."""
    try:
        check_origin(check(packed, keys=[key_of_log(settings)]), genesis=settings.genesis)
    except BundleRefused as error:
        return why(error)
    return None


@pytest.mark.parametrize("forgery", FORGERIES, ids=str)
async def test_a_forgery_is_found_by_every_layer_that_can_find_it(
    forgery: Forgery, scene: Scene, settings: Settings, bare_python: Path, tmp_path: Path
) -> None:
    await forgery.forge(scene)
    innovation = correlation_of(getattr(scene, forgery.of))
    async with sealing(settings), Connections(settings) as connections:
        reader = await an_auditor(connections)
        bundler = await bundler_for(reader, innovation, since=None, patience_s=PATIENCE_S)
        packed, checked = await bundler.bundle(innovation)
        assert forgery.reason in reasons(await verified(connections, None))
        assert forgery.reason in reasons(await verified(connections, innovation))
    assert unfounded(packed, settings) == forgery.bare
    with pytest.raises(BundleRefused) as refused:
        await check_decisions(checked)
    assert (refused.value.facts["step"], why(refused.value)) == ("decisions", forgery.reason)
    ran = run_alone(bare_python, packed, tmp_path, "--key", key_of_log(settings), "--genesis", str(settings.genesis))
    assert (ran.returncode, "GAGAL  origin" in ran.stdout) == ((4, True) if forgery.bare else (0, False)), ran


async def test_what_was_not_forged_is_found_by_none(
    scene: Scene, settings: Settings, bare_python: Path, tmp_path: Path
) -> None:
    await scene.accepted(await scene.amended())
    await enrolled(scene, "operator")
    _, envelope = scene.sealed("operator", scene.judged, "note", text="x")
    by_passkey = scene.received(envelope, PASSKEY.signs("operator", envelope.act.encode()))
    assert isinstance((await scene.office.work(scene.judged, envelope=by_passkey)).outcome, Receipt)
    async with sealing(settings), Connections(settings) as connections:
        for stream in (scene.judged, scene.decided, scene.adopted):
            innovation = correlation_of(stream)
            reader = await an_auditor(connections)
            bundler = await bundler_for(reader, innovation, since=None, patience_s=PATIENCE_S)
            packed, checked = await bundler.bundle(innovation)
            assert unfounded(packed, settings) is None
            await check_decisions(checked)
            check_state(checked.contents)
            assert run_alone(bare_python, packed, tmp_path, "--key", key_of_log(settings)).returncode == 0
            assert reasons(await verified(connections, innovation)) == set()
        assert reasons(await verified(connections, None)) == set()


def test_without_the_genesis_that_is_known_a_bundle_is_not_founded(packed: bytes, sealed: Sealed) -> None:
    checked = check(packed)
    assert check_origin(checked, genesis=sealed.settings.genesis).pinned
    with pytest.raises(BundleRefused, match="other_genesis"):
        check_origin(checked, genesis="0" * 64)
