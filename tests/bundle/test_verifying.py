"""Nothing that protects the record goes missing unnoticed: checkpoints outside, the log's keys, the schema."""

import shutil
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.streams import correlation_of
from ledger.log.checkpoint_keys import CheckpointSigner, write_checkpoint_pair
from proof.checkpoint import parse_checkpoint
from tests.bundle.conftest import Run, Sealed


async def test_a_bundle_has_no_directory_to_do_without(run: Run, packed: bytes, tmp_path: Path) -> None:
    (tmp_path / "kartu.zip").write_bytes(packed)
    assert (await run("verify", tmp_path / "kartu.zip", "--without-outside")).code == 2


def empty(directory: Path) -> None:
    """Nothing is left."""
    shutil.rmtree(directory)
    directory.mkdir()


def roll_back(directory: Path) -> None:
    """The newest checkpoint is gone, as if it had never been signed."""
    max(directory.glob("*.checkpoint")).unlink()


@pytest.mark.parametrize("whole", [True, False], ids=["the whole ledger", "an innovation"])
@pytest.mark.parametrize("given", ["--genesis", "JEJAK_GENESIS"])
async def test_another_genesis_than_is_known_is_an_alarm(
    run: Run, sealed: Sealed, packed: bytes, monkeypatch: pytest.MonkeyPatch, given: str, whole: bool
) -> None:
    arguments = () if whole else (sealed.adopted,)
    intact = await run("verify", *arguments)
    assert (intact.code, f"Every key follows from the genesis that is pinned here: {sealed.settings.genesis}") == (
        0,
        next(line.rstrip(".") for line in intact.out.splitlines() if "genesis" in line),
    )
    if given == "--genesis":
        arguments = (*arguments, given, "AB" * 32)
    else:
        monkeypatch.setenv(given, "ab" * 32)
    ran = await run("verify", *arguments)
    assert (ran.code, "pinned here" in ran.out) == (4, False)
    [problem] = (await run("verify", *arguments, "--json")).json["problems"]
    assert (problem["layer"], problem["expected"]) == ("origin", {"code": "genesis", "genesis": "ab" * 32})


async def test_a_log_that_began_with_something_else_is_an_alarm(run: Run, sealed: Sealed, packed: bytes) -> None:
    statement = "UPDATE jejak.leaves SET stream_id = 'person/x' WHERE leaf_index = 0 AND $1::text IS NOT NULL"
    async with sealed.tampered("keys/service", statement):
        found = await run("verify", "--json")
        firsts = [each["expected"] for each in found.json["problems"] if each["layer"] == "origin"]
        assert {"code": "first_leaf", "stream": "keys/service"} in firsts
        owner = await asyncpg.connect(sealed.settings.dsn())
        await owner.execute("SET session_replication_role = replica")
        await owner.execute("DELETE FROM jejak.leaves WHERE stream_id = 'person/x'")
        await owner.close()


@pytest.mark.parametrize("damage", [shutil.rmtree, empty, roll_back])
@pytest.mark.parametrize("whole", [True, False], ids=["the whole ledger", "an innovation"])
async def test_a_directory_of_checkpoints_without_the_newest_is_an_alarm(
    run: Run,
    sealed: Sealed,
    packed: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    whole: bool,
) -> None:
    await sealed.bundle(correlation_of(await sealed.office.proposed()))  # so that there are two checkpoints at least
    outside = tmp_path / "outside"
    shutil.copytree(sealed.settings.checkpoints_directory, outside)
    monkeypatch.setenv("JEJAK_CHECKPOINTS", str(outside))
    arguments = () if whole else (sealed.adopted,)
    assert (await run("verify", *arguments)).code == 0
    newest = max(outside.glob("*.checkpoint")).name
    damage(outside)
    ran = await run("verify", *arguments, "--json")
    assert (ran.code, [(each["stream"], each["layer"]) for each in ran.json["problems"]]) == (
        4,
        [(f"outside/{newest}", "outside")],
    )
    [problem] = ran.json["problems"]
    assert problem["found"]["directory"] == str(outside)
    assert problem["found"]["code"] == ("newest_in" if damage is roll_back else "none_in")
    assert (await run("verify", *arguments, "--without-outside")).code == 0


@pytest.mark.parametrize("whole", [True, False], ids=["the whole ledger", "an innovation"])
async def test_a_checkpoint_signed_by_a_key_that_nobody_published_is_an_alarm(
    run: Run, sealed: Sealed, packed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(sealed.settings.checkpoints_directory, outside)
    monkeypatch.setenv("JEJAK_CHECKPOINTS", str(outside))
    newest = max(outside.glob("*.checkpoint"))
    origin = sealed.settings.log_origin
    checkpoint = parse_checkpoint(newest.read_text())
    forged = CheckpointSigner(origin, Ed25519PrivateKey.generate()).sign(checkpoint.size, checkpoint.root)
    newest.write_text(forged)
    ran = await run("verify", *(() if whole else (sealed.adopted,)), "--json")
    assert (ran.code, [(each["stream"], each["found"]["code"]) for each in ran.json["problems"]]) == (
        4,
        [(f"outside/{newest.name}", "note_refused")],
    )


@pytest.mark.parametrize("whole", [True, False], ids=["the whole ledger", "an innovation"])
async def test_a_missing_key_of_the_log_is_an_alarm_unless_one_does_without(
    run: Run, sealed: Sealed, packed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    keys = tmp_path / "keys"
    monkeypatch.setenv("JEJAK_CHECKPOINT_KEYS", str(keys))
    arguments = () if whole else (sealed.adopted,)
    ran = await run("verify", *arguments, "--json")
    assert (ran.code, ran.json["signatures_checked"]) == (4, False)
    assert [(each["layer"], each["expected"], each["found"]) for each in ran.json["problems"]] == [
        ("checkpoint", {"code": "log_key"}, {"code": "none_in", "directory": str(keys)})
    ]
    without = await run("verify", *arguments, "--without-outside")
    assert (without.code, "Signatures weren't checked" in without.out) == (0, True)


async def test_an_earlier_key_of_the_log_that_is_missing_is_an_alarm(
    run: Run, sealed: Sealed, packed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_checkpoint_pair(Ed25519PrivateKey.generate(), tmp_path / "private", tmp_path / "keys")
    monkeypatch.setenv("JEJAK_CHECKPOINT_KEYS", str(tmp_path / "keys"))
    ran = await run("verify", "--json")
    assert (ran.code, {each["layer"] for each in ran.json["problems"]}) == (4, {"checkpoint", "outside"})


async def test_a_changed_schema_is_an_alarm_of_every_verification(run: Run, sealed: Sealed, packed: bytes) -> None:
    connection = await asyncpg.connect(sealed.settings.dsn())
    await connection.execute("ALTER TABLE jejak.events DISABLE TRIGGER events_are_final")
    try:
        for arguments in ((), (sealed.adopted,), ("--without-outside",)):
            ran = await run("verify", *arguments, "--json")
            assert (ran.code, ran.json["problems"]) == (
                4,
                [
                    {
                        "stream": "schema/table events",
                        "version": 0,
                        "layer": "schema",
                        "expected": {"code": "nothing"},
                        "found": {
                            "code": "statement",
                            "line": "ALTER TABLE events DISABLE TRIGGER events_are_final;",
                        },
                    }
                ],
            )
        assert "ALTER TABLE events DISABLE TRIGGER" in (await run("verify")).out
    finally:
        await connection.execute("ALTER TABLE jejak.events ENABLE TRIGGER events_are_final")
        await connection.close()
