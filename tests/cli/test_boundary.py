"""Whatever comes of a command has one exit code, one code, and a sentence in both languages."""

import errno
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from temporalio.service import RPCError, RPCStatusCode

from activities.command_keys import BadKey
from cli.boundary import ending_of
from cli.main import bounded, main
from cli.options import Common
from domain.codec import UnreadableEvent
from domain.refusals import Code, refuse
from domain.vocabulary import Purpose
from ledger.errors import (
    CheckpointInconsistent,
    EarlierSchema,
    MigrationEdited,
    NotSealed,
)
from proof.errors import BundleRefused, Malformed, NothingToCompare, OtherLog, ProofFailed
from service.identities import new_identity
from service.sending import NoAnswer
from stack.errors import AlreadyRunning, ServerFailed, ServerMissing
from tests.cli.running import ROOT, captured
from tests.ledger.disk import full_disk
from texts import LANGUAGES
from wiring.errors import BadRequest, NotPossible
from wiring.settings import NothingRuns, Settings, SettingsError
from wiring.temporal import TemporalUnavailable

ENDINGS: list[tuple[Exception, int, str]] = [
    (refuse(Code.REASON_REQUIRED), 1, "reason_required"),
    (refuse(Code.INTERNAL_ERROR), 70, "internal_error"),
    (NotPossible("short_prefix", given="a", least=4), 1, "short_prefix"),
    (BadRequest("person_needed"), 2, "person_needed"),
    (SettingsError(reason="not_local", server="Temporal", host="x"), 2, "bad_settings"),
    (BadKey(reason="private_not_pem"), 2, "bad_key"),
    (NothingRuns(Path("/x")), 3, "unavailable"),
    (NoAnswer(uuid4(), timedelta(seconds=1)), 3, "unavailable"),
    (TemporalUnavailable("localhost:1", "refused"), 3, "unavailable"),
    (RPCError("no", RPCStatusCode.INTERNAL, b""), 3, "unavailable"),
    (TimeoutError(), 3, "unavailable"),
    (ConnectionRefusedError("no"), 3, "unavailable"),
    (asyncpg.CannotConnectNowError("starting"), 3, "unavailable"),
    (NotADirectoryError(errno.ENOTDIR, "no directory", "/x"), 3, "unavailable"),
    (ProofFailed("path_too_long"), 4, "proof_failed"),
    (OtherLog("a", "b"), 4, "other_log"),
    (BundleRefused(Malformed("no_events"), step="chain"), 4, "bundle_refused"),
    (NothingToCompare("no_key", key="x", option="--key"), 2, "nothing_to_compare"),
    (CheckpointInconsistent(reason="other_leaves", signed=1), 4, "checkpoint_inconsistent"),
    (asyncpg.InvalidPasswordError("no"), 3, "unavailable"),
    (asyncpg.UndefinedTableError("no table"), 3, "database_not_ready"),
    (AlreadyRunning(directory="/x"), 3, "already_running"),
    (ServerFailed(reason="ended", server="Temporal", log="/x", detail="no"), 3, "server_failed"),
    (ServerMissing(server="Temporal", setting="TEMPORAL_ADDRESS"), 3, "server_missing"),
    (asyncpg.InsufficientPrivilegeError("no"), 1, "not_permitted"),
    (EarlierSchema(), 1, "earlier_schema"),
    (MigrationEdited(name="0001"), 1, "migration_edited"),
    (UnreadableEvent("X", 1, "unknown_type"), 4, "unreadable_event"),
    (ZeroDivisionError("x"), 70, "internal_error"),
]


@pytest.mark.parametrize(("error", "exit_code", "code"), ENDINGS, ids=[type(each[0]).__name__ for each in ENDINGS])
async def test_every_error_has_its_exit_code_and_sentences(error: Exception, exit_code: int, code: str) -> None:
    for lang in LANGUAGES:
        ending = await ending_of(error, Common(lang=lang))
        assert (ending.exit, ending.code) == (exit_code, code)
        assert ending.message
        assert ending.hint


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left"),
        OSError(errno.EFBIG, "Too large"),
        NotADirectoryError(errno.ENOTDIR, "no directory", "/x"),
    ],
)
async def test_a_full_or_unfit_disk_is_not_taken_for_the_database(error: OSError) -> None:
    for lang in LANGUAGES:
        ending = await ending_of(error, Common(lang=lang))
        assert "PostgreSQL" not in ending.message
        assert str(error.strerror) not in ending.message
        assert (error.filename or "") in ending.message
        assert ending.more == {"detail": error.strerror}


async def test_who_waits_for_the_sealer_is_sent_to_where_it_says_that_it_refuses() -> None:
    for lang in LANGUAGES:
        assert "/health" in (await ending_of(NotSealed(reason="no_checkpoint"), Common(lang=lang))).hint


async def test_an_error_of_our_own_shows_where_it_happened() -> None:
    async def broken() -> int:
        raise ZeroDivisionError("broken")

    with captured() as (out, err):
        assert await bounded(Common(lang="en"), broken()) == 70
    assert out.getvalue() == ""
    assert "Traceback" in err.getvalue()
    assert "An error of Jejak's own: ZeroDivisionError." in err.getvalue()


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "JSON"])
@pytest.mark.parametrize(("made", "code"), [(True, 3), (False, 1)], ids=["a result", "a refusal"])
def test_what_standard_output_cannot_take_is_shown_on_standard_error(
    tmp_path: Path, form: tuple[str, ...], made: bool, code: int
) -> None:
    if made:
        new_identity(Settings(home=tmp_path), "tono", None)
    command = [sys.executable, "starter.py", "identity", "show", "tono", "--data", str(tmp_path), *form]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"JEJAK_LANG": "en"},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ran.returncode, "Traceback" in ran.stderr) == (code, False), ran.stderr
    assert ("<stdout> can't be read or written: no space is left" if made else "The key of tono isn't in") in ran.stderr


@pytest.mark.parametrize("purpose", Purpose)
async def test_a_key_that_the_disk_has_no_room_for_is_reported_with_its_file(tmp_path: Path, purpose: Purpose) -> None:
    english, indonesian = (
        "can't be read or written: the file would be too large",
        "ditulis: batas ukuran",
    )
    for lang, said in (("en", english), ("id", indonesian)):
        with captured() as (_, err), full_disk():
            assert await main(["keys", "new", "--for", purpose, "--data", str(tmp_path), "--lang", lang]) == 3
        assert said in err.getvalue()
        assert ".pem " in err.getvalue()
        assert str(tmp_path) in err.getvalue()
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]
