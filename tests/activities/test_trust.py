"""Whom a worker trusts, and what it answers to everybody else."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import ValidationError

from activities.command_keys import BadKey, KeyRing, Signer, key_id
from activities.contract import LARGEST_ENVELOPE, AdoptionStream, Envelope, RefusedCommand
from domain.progress import Progress
from domain.refusals import Code
from tests.activities.office import PROPOSAL, Office
from wiring.keys import new_signing_key
from wiring.settings import Settings


def test_a_key_that_gave_way_is_still_trusted(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    names = [new_signing_key(settings) for _ in range(2)]
    ring = KeyRing.from_directory(settings.trusted_keys_directory)
    assert set(ring.keys) == set(names)
    assert Signer.from_pem(settings.signing_key_pem()).key_id == names[1]


def test_a_key_that_is_made_while_a_worker_runs_is_trusted(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    new_signing_key(settings)
    ring = KeyRing.from_directory(settings.trusted_keys_directory)
    new_signing_key(settings)
    assert ring.trusts(Signer.from_pem(settings.signing_key_pem()).sign("{}"))


def test_a_key_under_another_keys_name_is_not_trusted(tmp_path: Path) -> None:
    trusted, forger = Settings(home=tmp_path / "trusted"), Settings(home=tmp_path / "forger")
    new_signing_key(trusted)
    new_signing_key(forger)
    ring = KeyRing.from_directory(trusted.trusted_keys_directory)
    envelope = Signer.from_pem(forger.signing_key_pem()).sign("{}")
    for name in (envelope.key_id, f"../../forger/keys/trusted/{envelope.key_id}"):
        assert not ring.trusts(envelope.model_copy(update={"key_id": name}))


def test_a_signature_holds_for_exactly_its_bytes_and_its_key() -> None:
    private, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    ring = KeyRing({key_id(key.public_key()): key.public_key() for key in (private, other)})
    envelope = Signer(private).sign('{"a": 1}')
    assert ring.trusts(envelope)
    changes = (
        {"command": '{"a": 1} '},
        {"key_id": Signer(other).key_id},
        {"key_id": "unknown"},
        {"signature": ""},
        {"signature": "é"},
        {"signature": envelope.signature[:-4]},
    )
    assert not any(ring.trusts(envelope.model_copy(update=change)) for change in changes)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_directory_with_an_unreadable_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.pem").write_bytes(content)
    with pytest.raises(BadKey, match="public_not_pem"):
        KeyRing.from_directory(tmp_path)


def test_a_directory_without_keys_or_with_keys_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="reason='none'"):
        KeyRing.from_directory(tmp_path / "missing")
    public = generate_private_key(SECP256R1()).public_key()
    (tmp_path / "x.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(BadKey, match="public_not_ed25519"):
        KeyRing.from_directory(tmp_path)


def test_a_signing_key_that_is_unreadable_or_of_another_kind_is_refused() -> None:
    with pytest.raises(BadKey, match="private_not_pem"):
        Signer.from_pem(b"x")
    private = generate_private_key(SECP256R1())
    with pytest.raises(BadKey, match="private_not_ed25519"):
        Signer.from_pem(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def test_an_envelope_too_large_to_be_handed_on_is_none() -> None:
    Envelope(command="x" * (LARGEST_ENVELOPE - 100), key_id="", signature="")
    for fields in (
        {"command": '"' * (LARGEST_ENVELOPE // 2)},
        {"command": "", "key_id": "x" * 65},
        {"command": "", "signature": "x" * 129},
    ):
        with pytest.raises(ValidationError):
            Envelope(**({"key_id": "", "signature": ""} | fields))


def test_only_the_name_of_an_adoption_is_one() -> None:
    AdoptionStream("adoption/6d572b8a-9f3c-5a10-8b60-1f2e3d4c5b6a/wny3nes5d")
    for name in ("", "adoption/x/y", "innovation/6d572b8a-9f3c-5a10-8b60-1f2e3d4c5b6a", "a\x00b", "x" * 10_000):
        with pytest.raises(ValidationError):
            AdoptionStream(name)


@pytest.mark.parametrize("stream", ["", "/", "innovation", "innovation/", "nobody/x", "adoption/a", "a/b/c/d"])
async def test_a_stream_that_cannot_be_has_no_progress_and_takes_no_command(office: Office, stream: str) -> None:
    empty = Progress(stream=stream)
    assert (await office.handler.load(stream)).progress == empty
    assert (await office.work(stream)).progress == empty
    command, envelope = office.sealed("operator", stream, "admit")
    handled = await office.work(stream, envelope=envelope)
    assert handled.progress == empty
    assert isinstance(handled.outcome, RefusedCommand)
    assert (handled.outcome.command_id, handled.outcome.refusal.code) == (command.id, Code.WRONG_STREAM)


async def test_a_proposal_must_begin_the_innovation_that_its_id_means(office: Office) -> None:
    innovation = await office.proposed()
    elsewhere = innovation[:-1] + ("0" if innovation[-1] != "0" else "1")
    fields = {"edition": "ringkas", "agency": "kota-surakarta", "region": "33.72", "proposal": PROPOSAL}
    assert await office.refused("proposer", elsewhere, "propose", **fields) is Code.WRONG_STREAM
    assert not await office.types(elsewhere)
