"""The settings by which others attest checkpoints are those by which `verify` trusts them."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import SecretStr

from domain.vocabulary import Purpose
from ledger.db.connect import open_pool
from ledger.store import Ledger
from processes.sealing import sealing
from service.verifying import verified
from stack.postgres import EmbeddedPostgres
from tests.conftest import execute
from tests.ledger.attesting import WITNESS, cosign
from tests.ledger.authority import Authority
from tests.ledger.books import KEYS
from tests.ledger.builders import append
from tests.ledger.http_fake import Answer, serving
from tests.waiting import until
from wiring.connections import Connections
from wiring.keys import new_key
from wiring.settings import Settings, SettingsError


def believe(path: str, body: bytes) -> Answer:
    """A witness's answer, from one who believes every log."""
    return 200, "text/plain", cosign(body.decode().split("\n\n", 1)[1])


def roots(path: Path, *authorities: Authority) -> Path:
    """A file of certificates by which these are trusted."""
    path.write_bytes(b"".join(each.root.public_bytes(Encoding.PEM) for each in authorities))
    return path


@pytest.fixture
async def attested(postgres: EmbeddedPostgres, template_database: str, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of a ledger whose first checkpoint an authority stamped and a witness cosigned."""
    name, authority = f"test_{uuid4().hex}", Authority()
    await execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template_database}")
    dsn = postgres.dsn(name)
    with serving(authority.answer) as stamps, serving(believe) as witness:
        settings = Settings(
            home=tmp_path,
            database_url=SecretStr(dsn),
            checkpoint_every=0.2,
            timestamp_url=stamps,
            timestamp_roots=roots(tmp_path / "roots.pem", authority),
            witness_url=witness,
            witness_key=str(WITNESS),
        )
        new_key(settings, Purpose.CHECKPOINTS)
        async with await open_pool(dsn, role="jejak_worker", min_size=1, max_size=1, application_name="test") as pool:
            await Ledger(pool).append(append("first"))
        async with sealing(settings) as made:

            async def both() -> bool:
                return len(made.status.attested) == 2

            await until(both, "a stamp and a cosignature")
    yield settings
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


async def accused(settings: Settings, **changes: object) -> tuple[int, set[str]]:
    """How many attestations `verify` checks by these settings, and whose it finds wanting."""
    async with Connections(settings.model_copy(update=changes)) as connections:
        report = (await verified(connections, None)).report
    return report.attestations, {each.stream_id for each in report.problems if each.layer == "attestation"}


async def test_verify_trusts_the_sealers_attestors_and_without_any_trusts_what_fits(
    attested: Settings,
) -> None:
    count, wanting = await accused(attested)
    assert count >= 2
    assert wanting == set()
    assert await accused(attested, timestamp_roots=None, witness_key=None) == (count, set())


async def test_what_others_than_those_named_attested_is_found(attested: Settings, tmp_path: Path) -> None:
    other = roots(tmp_path / "other.pem", Authority())
    assert (await accused(attested, timestamp_roots=other))[1] == {"attestations/rfc3161"}
    assert (await accused(attested, witness_key=str(KEYS.verifiers[0])))[1] == {"attestations/witness"}


async def test_after_a_change_of_authority_and_witness_the_earlier_ones_are_named_beside(
    attested: Settings, tmp_path: Path
) -> None:
    authority = tmp_path / "both.pem"
    authority.write_bytes(roots(tmp_path / "new.pem", Authority()).read_bytes() + (tmp_path / "roots.pem").read_bytes())
    keys = f"{KEYS.verifiers[0]} {WITNESS}"
    assert (await accused(attested, timestamp_roots=authority, witness_key=keys))[1] == set()


async def test_trusted_keys_and_certificates_must_be_readable(attested: Settings, tmp_path: Path) -> None:
    for changes in ({"timestamp_roots": tmp_path / "nothing"}, {"witness_key": "nonsense"}):
        with pytest.raises(SettingsError):
            await accused(attested, **changes)
