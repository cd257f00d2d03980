"""The keys of checkpoints, in files."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ledger.errors import BadCheckpointKey
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys, write_checkpoint_pair

from .books import ORIGIN


def test_a_new_key_signs_and_earlier_ones_stay_verifiable(tmp_path: Path) -> None:
    private, public = tmp_path / "keys" / "checkpoint.pem", tmp_path / "keys" / "checkpoints"
    notes = []
    for size in (1, 2):
        write_checkpoint_pair(Ed25519PrivateKey.generate(), private, public)
        assert private.stat().st_mode & 0o777 == 0o600
        notes.append(CheckpointSigner.from_file(ORIGIN, private).sign(size, b"*" * 32))
    keys = LogKeys.from_directory(ORIGIN, public)
    assert len(keys.verifiers) == 2
    assert [keys.open(note).size for note in notes] == [1, 2]


def test_keys_that_are_missing_broken_of_another_kind_or_open_to_others_are_named(tmp_path: Path) -> None:
    private, public = tmp_path / "checkpoint.pem", tmp_path / "checkpoints"
    with pytest.raises(BadCheckpointKey, match="private_unreadable"):
        CheckpointSigner.from_file(ORIGIN, private)
    with pytest.raises(BadCheckpointKey, match="reason='none'"):
        LogKeys.from_directory(ORIGIN, public)
    key = write_checkpoint_pair(Ed25519PrivateKey.generate(), private, public)
    private.chmod(0o640)
    with pytest.raises(BadCheckpointKey, match="reason='open'"):
        CheckpointSigner.from_file(ORIGIN, private)
    with pytest.raises(BadCheckpointKey, match="private_not_pem"):
        CheckpointSigner.from_pem(ORIGIN, b"nonsense")
    with pytest.raises(BadCheckpointKey, match="private_not_ed25519"):
        CheckpointSigner.from_pem(ORIGIN, x25519_pem())
    key.write_bytes(b"nonsense")
    with pytest.raises(BadCheckpointKey, match=key.name):
        LogKeys.from_directory(ORIGIN, public)


def x25519_pem() -> bytes:
    """A private key of another kind."""
    return X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
