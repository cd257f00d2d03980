"""A sealer as a process: what it seals and signs, what it refuses to start with, its health and metrics."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from domain.vocabulary import Purpose
from ledger.db.connect import open_pool
from ledger.errors import BadCheckpointKey, CheckpointInconsistent
from ledger.log.checkpoint_directory import CheckpointDirectory
from ledger.seal.sealer import unsigned
from ledger.store import Ledger
from processes.health import served
from processes.sealing import SealerHealth, attestors, sealer, sealing
from proof.errors import NoteRefused
from stack.postgres import EmbeddedPostgres
from tests.conftest import copied
from tests.ledger.builders import append
from tests.waiting import LIMIT_S, until
from wiring.errors import NotPossible
from wiring.keys import checkpoint_signer, log_keys, new_key, put_in_place
from wiring.settings import Settings, SettingsError


@pytest.fixture
async def database(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[str]:
    """The administrator's DSN of an empty, migrated database of the test's own."""
    async with copied(postgres, template_database) as dsn:
        yield dsn


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings for a sealer on the test's database, whose key and checkpoints are the test's own."""
    made = Settings(home=tmp_path, database_url=SecretStr(database), checkpoint_every=0.2)
    new_key(made, Purpose.CHECKPOINTS)
    return made


@pytest.fixture
async def ledger(database: str) -> AsyncIterator[Ledger]:
    """A ledger with a worker's rights."""
    async with await open_pool(
        database, role="jejak_worker", min_size=1, max_size=1, application_name="test worker"
    ) as pool:
        yield Ledger(pool)


def client_of(address: str) -> httpx.AsyncClient:
    """Whoever asks for a sealer's health."""
    return httpx.AsyncClient(base_url=address, timeout=LIMIT_S)


async def size_outside(settings: Settings) -> int:
    """How many leaves the newest checkpoint has that is kept outside."""
    note = await CheckpointDirectory(settings.checkpoints_directory).latest()
    return log_keys(settings).open(note).size if note else 0


async def test_what_is_appended_is_soon_in_a_checkpoint_outside(settings: Settings, ledger: Ledger) -> None:
    await ledger.append(append("first"))
    async with sealing(settings) as made:

        async def signed() -> bool:
            waiting = await unsigned(made.pool)
            return waiting.events == 0 and await size_outside(settings) == made.status.tree_size > 0

        await until(signed, "a first checkpoint")
        before = await size_outside(settings)
        await ledger.append(append("a"))

        async def longer() -> bool:
            return await size_outside(settings) > before

        await until(longer, "a longer checkpoint")


async def test_sealing_once_seals_signs_and_stops(settings: Settings, ledger: Ledger) -> None:
    await ledger.append(append("a"))
    async with sealer(settings) as made:
        await made.once()
        assert await size_outside(settings) == made.status.tree_size == made.status.signed > 0


async def test_a_second_sealer_stands_by(settings: Settings) -> None:
    async with sealing(settings) as first, sealer(settings) as second:

        async def leads() -> bool:
            return first.status.leads

        await until(leads, "the first sealer")
        with pytest.raises(NotPossible, match="sealer_elsewhere"):
            await second.once()


@pytest.mark.usefixtures("patient_checks")
async def test_a_log_that_contradicts_its_checkpoints_is_not_signed(
    settings: Settings, ledger: Ledger, database: str
) -> None:
    await ledger.append(append("a"))
    async with sealer(settings) as made:
        await made.once()
    before = await size_outside(settings)
    owner = await asyncpg.connect(database)
    await owner.execute("SET session_replication_role = replica")
    await owner.execute("UPDATE jejak.leaves SET chain = sha256('other') WHERE leaf_index = 0")
    await owner.execute(
        "UPDATE jejak.tiles SET hashes = overlay(hashes PLACING sha256('other') FROM 1) WHERE level = 0"
    )
    await owner.close()
    await ledger.append(append("b"))
    async with sealer(settings) as made:
        with pytest.raises(CheckpointInconsistent):
            await made.once()
        health = SealerHealth(made)
        async with served(health.app, "127.0.0.1", 0) as address, client_of(address) as client:
            answer = await client.get("/health")
            assert (answer.status_code, list(answer.json()["problems"])) == (503, ["checkpoint"])
    assert await size_outside(settings) == before


async def test_a_damaged_checkpoint_outside_is_named_and_nothing_is_signed(settings: Settings, ledger: Ledger) -> None:
    await ledger.append(append("a"))
    async with sealer(settings) as made:
        await made.once()
        newest = max(settings.checkpoints_directory.glob("*.checkpoint"))
        newest.write_bytes(newest.read_bytes()[:-2] + b"\xff\n")
        await ledger.append(append("b"))
        with pytest.raises(NoteRefused):
            await made.once()
        assert max(settings.checkpoints_directory.glob("*.checkpoint")) == newest


@pytest.mark.usefixtures("patient_checks")
async def test_health_and_metrics_show_what_waits(settings: Settings, ledger: Ledger) -> None:
    await ledger.append(append("a"))
    async with (
        sealing(settings) as made,
        served(SealerHealth(made).app, "127.0.0.1", 0) as address,
        client_of(address) as client,
    ):

        async def leads() -> bool:
            return made.status.leads and made.status.signed > 0

        await until(leads, "the sealer")
        assert (await client.get("/health")).json() == {"status": "ok", "problems": {}}
        before = made.status.signed
        lines = dict(line.rsplit(" ", 1) for line in (await client.get("/metrics")).text.splitlines() if line[0] != "#")
        assert float(lines["jejak_sealer_leads"]) == 1
        assert before <= float(lines["jejak_log_signed_leaves"]) <= made.status.signed
        assert float(lines["jejak_sealer_refusals"]) == 0
        assert float(lines["jejak_unsigned_oldest_seconds"]) >= 0


async def test_after_a_change_of_keys_the_old_checkpoints_still_hold(settings: Settings, ledger: Ledger) -> None:
    await ledger.append(append("first"))
    async with sealer(settings) as made:
        await made.once()
    old = list(CheckpointDirectory(settings.checkpoints_directory).notes())
    put_in_place(settings, Purpose.CHECKPOINTS, Ed25519PrivateKey.generate())
    await ledger.append(append("a"))
    async with sealer(settings) as made:
        await made.once()
    notes = list(CheckpointDirectory(settings.checkpoints_directory).notes())
    assert notes[: len(old)] == old
    assert len(notes) > len(old)
    for kept in notes:
        log_keys(settings).open(kept.note)


async def test_a_sealer_does_not_start_with_keys_that_cannot_be_right(settings: Settings, tmp_path: Path) -> None:
    settings.checkpoint_key_path.chmod(0o644)
    with pytest.raises(BadCheckpointKey, match="reason='open'"):
        checkpoint_signer(settings)
    settings.checkpoint_key_path.chmod(0o600)
    elsewhere = settings.model_copy(update={"checkpoint_keys": tmp_path / "others"})
    with pytest.raises(BadCheckpointKey, match="reason='none'"):
        async with sealer(elsewhere):
            pass
    new_key(elsewhere.model_copy(update={"checkpoint_key_file": tmp_path / "other.pem"}), Purpose.CHECKPOINTS)
    with pytest.raises(BadCheckpointKey, match="no_public_half"):
        async with sealer(elsewhere):
            pass


def test_a_key_may_be_a_secret(settings: Settings, tmp_path: Path) -> None:
    pem = SecretStr(settings.checkpoint_key_path.read_text())
    secret = settings.model_copy(update={"checkpoint_key": pem, "checkpoint_key_file": tmp_path / "nothing"})
    assert checkpoint_signer(secret).verifier == checkpoint_signer(settings).verifier
    with pytest.raises(NotPossible, match="key_is_secret"):
        new_key(secret, Purpose.CHECKPOINTS)
    broken = secret.model_copy(update={"checkpoint_key": SecretStr("no key")})
    with pytest.raises(BadCheckpointKey, match="private_not_pem"):
        checkpoint_signer(broken)


def test_who_else_gets_checkpoints_is_a_setting(settings: Settings, tmp_path: Path) -> None:
    archive = CheckpointDirectory(settings.checkpoints_directory)
    assert attestors(settings, archive) == []
    key = str(checkpoint_signer(settings).verifier)
    witness = settings.model_copy(update={"witness_url": "https://witness.example", "witness_key": key})
    assert [each.name for each in attestors(witness, archive)] == ["witness"]
    for changes in (
        {"witness_url": "https://witness.example", "witness_key": "nonsense"},
        {"timestamp_url": "https://tsa.example", "timestamp_roots": tmp_path / "nothing"},
    ):
        with pytest.raises(SettingsError):
            attestors(settings.model_copy(update=changes), archive)
