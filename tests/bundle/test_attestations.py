"""A bundle carries what others attest of its checkpoint: a time stamp, as openssl takes it, and a cosignature."""

import json
import re
import shlex
import shutil
import struct
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import SecretStr

from activities.recording import Recorder
from bundle.build import bundler_for
from bundle.replay import check_state
from cli.main import main
from domain.streams import correlation_of
from domain.vocabulary import Purpose
from ledger.db.connect import open_pool
from ledger.errors import NotAttested
from ledger.log.attestations import check_timestamp
from processes.sealing import sealing
from proof.checking import check
from proof.contents import CHECKPOINT
from proof.errors import NoteRefused
from proof.note import COSIGNATURE, Verifier, open_note, signature_line, split_note
from service.verifying import verified
from stack.postgres import EmbeddedPostgres
from tests.activities.office import Office
from tests.bundle.carton import Carton
from tests.bundle.conftest import PATIENCE_S
from tests.bundle.pages import Page
from tests.bundle.test_bundle import ROOT, run_alone
from tests.cli.running import captured
from tests.conftest import execute
from tests.furnished import Service, an_auditor
from tests.ledger.authority import Authority
from tests.ledger.http_fake import Answer, serving
from tests.waiting import until
from texts import text
from wiring.connections import Connections
from wiring.keys import new_key, worker_key
from wiring.settings import Settings

STAMP, COSIGNATURES = "checkpoint.tsr", "checkpoint.cosignatures"
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
WITNESS = Verifier("witness.example/w1", WITNESS_KEY.public_key(), COSIGNATURE)
SEEN_AT = 1_700_000_000


@dataclass(frozen=True, slots=True)
class Attested:
    """A bundle whose checkpoint was stamped and cosigned, and by whom."""

    packed: bytes
    authority: Authority
    settings: Settings
    sealed_from: datetime

    @property
    def carton(self) -> Carton:
        """The bundle, opened, for a test to tamper with."""
        return Carton.opened(self.packed, self.settings)


def cosign(path: str, body: bytes) -> Answer:
    """A witness's answer to add-checkpoint, from one who believes every log."""
    assert path == "/add-checkpoint"
    text, _ = split_note(body.decode().split("\n\n", 1)[1])
    signature = WITNESS_KEY.sign(f"cosignature/v1\ntime {SEEN_AT}\n{text}".encode())
    return 200, "text/plain", signature_line(WITNESS, struct.pack(">Q", SEEN_AT) + signature).encode()


@contextmanager
def attesting(keys: Settings, dsn: str, home: Path, authority: Authority) -> Iterator[Settings]:
    """The settings of a ledger whose checkpoints an authority stamps and a witness cosigns."""
    roots = home / "roots.pem"
    roots.write_bytes(authority.root.public_bytes(Encoding.PEM))
    with serving(authority.answer) as stamps, serving(cosign) as witness:
        yield Settings(
            home=home,
            database_url=SecretStr(dsn),
            log_origin="example.go.id/attested",
            checkpoint_every=0.2,
            timestamp_url=stamps,
            timestamp_roots=roots,
            witness_url=witness,
            witness_key=str(WITNESS),
        )


@pytest.fixture(scope="module")
async def attested(
    postgres: EmbeddedPostgres, furnished: str, keys: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Attested]:
    """The bundle of a proposal, made once its checkpoint was attested by both."""
    name, home, authority = f"attested_{uuid4().hex}", tmp_path_factory.mktemp("log"), Authority()
    await execute(postgres, f"CREATE DATABASE {name} TEMPLATE {furnished}")
    dsn, began = postgres.dsn(name), datetime.now(UTC).replace(microsecond=0)
    async with await open_pool(dsn, role="jejak_worker", min_size=1, max_size=2, application_name="test") as pool:
        office = Office(pool, Recorder(worker_key(keys)), Service(keys))
        innovation = correlation_of(await office.proposed())
    with attesting(keys, dsn, home, authority) as settings:
        new_key(settings, Purpose.CHECKPOINTS)
        packed = b""

        async def both() -> bool:
            nonlocal packed
            reader = await an_auditor(connections)
            bundler = await bundler_for(reader, innovation, since=None, patience_s=PATIENCE_S)
            packed, checked = await bundler.bundle(innovation)
            return {STAMP, COSIGNATURES} <= checked.contents.files.keys()

        async with sealing(settings), Connections(settings) as connections:
            await until(both, "a stamp and a cosignature of the newest checkpoint")
        yield Attested(packed, authority, settings, began)
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def openssl(authority: Authority, carton: Carton, directory: Path) -> subprocess.CompletedProcess[str]:
    """The command that docs/auditing.md gives an auditor, run beside the unpacked bundle."""
    [line] = re.findall("^openssl ts .*$", (ROOT / "docs/auditing.md").read_text(), flags=re.MULTILINE)
    (directory / "authority.pem").write_bytes(authority.root.public_bytes(Encoding.PEM))
    for name in (CHECKPOINT, STAMP):
        (directory / name).write_bytes(carton.files[name])
    return subprocess.run(shlex.split(line), cwd=directory, capture_output=True, text=True, check=False)


async def test_an_attested_bundle_holds_by_its_own_verifier_and_by_the_release_s(
    attested: Attested, bare_python: Path, tmp_path: Path
) -> None:
    key = attested.carton.key
    ran = run_alone(bare_python, attested.packed, tmp_path, "--key", key)
    assert (ran.returncode, ran.stderr) == (0, "")
    for left_to_others in (STAMP, COSIGNATURES):
        assert left_to_others in ran.stdout
    check_state(check(attested.packed, keys=[key]).contents)
    with captured() as (out, _):
        assert await main(["verify", str(tmp_path / "bundle.zip"), "--key", key, "--json"]) == 0
    assert json.loads(out.getvalue())["trusted"]


def test_the_trail_says_that_the_checkpoint_was_stamped_and_cosigned(attested: Attested) -> None:
    told = Page(attested.carton.files["trail.html"]).section("evidence").text("en")
    for left_to_others in (STAMP, COSIGNATURES):
        assert left_to_others in told
    for missing in ("trail.unshown_stamp", "trail.unshown_witness"):
        assert text(missing, "en") not in told


async def test_verification_says_of_how_many_attestations_it_did_not_check_who_made_them(
    attested: Attested, monkeypatch: pytest.MonkeyPatch
) -> None:
    unattributed = []
    for unknown in ((), ("witness_key",), ("witness_key", "timestamp_roots")):
        settings = attested.settings.model_copy(update=dict.fromkeys(unknown))
        async with Connections(settings) as connections:
            report = (await verified(connections, None)).report
        assert report.ok
        unattributed.append(report.unattributed)
    assert 0 == unattributed[0] < unattributed[1] < unattributed[2] == report.attestations
    monkeypatch.setenv("JEJAK_HOME", str(attested.settings.home))
    monkeypatch.setenv("JEJAK_DATABASE_URL", attested.settings.dsn())
    monkeypatch.setenv("JEJAK_LOG_ORIGIN", attested.settings.log_origin)
    with captured() as (out, _):
        assert await main(["verify", "--lang", "en"]) == 0
    assert f"Of {unattributed[2]} of them it wasn't checked who attested" in out.getvalue()


def test_the_stamp_is_of_the_checkpoint_in_the_bundle_and_of_nothing_else(attested: Attested) -> None:
    carton, roots = attested.carton, [attested.authority.root]
    stamped = check_timestamp(carton.files[CHECKPOINT], carton.files[STAMP], roots)
    assert attested.sealed_from <= stamped <= datetime.now(UTC)
    with pytest.raises(NotAttested):
        check_timestamp(carton.files[CHECKPOINT] + b"\n", carton.files[STAMP], roots)


def test_the_cosignature_s_line_makes_the_checkpoint_a_cosigned_note(attested: Attested) -> None:
    carton = attested.carton
    note, lines = carton.files[CHECKPOINT].decode(), carton.files[COSIGNATURES].decode()
    assert open_note(note + lines, [WITNESS])[1] == [WITNESS]
    with pytest.raises(NoteRefused, match="false_signature"):
        open_note(note.replace("\n", "\n1", 1) + lines, [WITNESS])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl isn't installed")
def test_openssl_takes_the_stamp_as_the_documentation_says(attested: Attested, tmp_path: Path) -> None:
    ran = openssl(attested.authority, attested.carton, tmp_path)
    assert (ran.returncode, "Verification: OK" in ran.stdout + ran.stderr) == (0, True), ran
    assert openssl(Authority(), attested.carton, tmp_path).returncode != 0


@pytest.mark.parametrize("name", [STAMP, COSIGNATURES])
def test_an_attestation_that_is_changed_or_left_out_is_no_longer_what_was_signed(attested: Attested, name: str) -> None:
    changed, without = attested.carton, attested.carton
    changed.files[name] = changed.files[name][:-1] + bytes([changed.files[name][-1] ^ 1])
    assert changed.is_refused("manifest") == f"{name} isn't the file that is listed"
    del without.files[name]
    assert without.is_refused("manifest") == f"{name} is missing"


@pytest.mark.parametrize("name", [STAMP, COSIGNATURES])
def test_whoever_signs_the_log_may_leave_an_attestation_out(attested: Attested, name: str) -> None:
    carton = attested.carton
    del carton.files[name]
    carton.sign()
    check(carton.packed(), keys=[carton.key])


def test_an_attestation_that_the_log_s_own_key_covers_is_still_left_to_others(
    attested: Attested, tmp_path: Path
) -> None:
    """The bundle's proofs don't need it, and hold; those whom the auditor asks about it say no."""
    carton, authority = attested.carton, attested.authority
    carton.files[STAMP] = carton.files[STAMP][:-1] + bytes([carton.files[STAMP][-1] ^ 1])
    carton.files[COSIGNATURES] = signature_line(WITNESS, bytes(72)).encode()
    carton.sign()
    check(carton.packed(), keys=[carton.key])
    with pytest.raises(NotAttested):
        check_timestamp(carton.files[CHECKPOINT], carton.files[STAMP], [authority.root])
    with pytest.raises(NoteRefused):
        open_note((carton.files[CHECKPOINT] + carton.files[COSIGNATURES]).decode(), [WITNESS])
    if shutil.which("openssl"):
        assert openssl(authority, carton, tmp_path).returncode != 0
