"""The keys that sign commands and the keys that sign checkpoints: made here, never in the database.

The public half of a replaced key stays trusted, so whatever it signed still verifies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificates

from activities.command_keys import BadKey, KeyRing, Signer, key_id
from ledger.errors import BadCheckpointKey
from ledger.log.attestations import TrustedAttestors
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys, load_public, new_key_pair, write_pair
from proof.errors import JejakError, NoteRefused
from proof.note import Verifier
from wiring.errors import NotPossible
from wiring.settings import Settings, SettingsError


class Purpose(StrEnum):
    """What a key signs."""

    COMMANDS = "commands"
    CHECKPOINTS = "checkpoints"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its id (of checkpoints its fingerprint), and whether it is the one that this process signs with.

    `text` is the whole key, for people to compare: its PEM in a line, or of checkpoints `NAME+ID+BASE64`.
    """

    key_id: str
    file: str
    signs: bool
    text: str


def new_key(settings: Settings, purpose: Purpose) -> str:
    """Make the first key pair for a purpose; returns its id. Raises NotPossible when there is one."""
    _require_file(settings, purpose)
    path = _private_path(settings, purpose)
    if path.exists():
        raise NotPossible("key_exists", file=path, purpose=purpose)
    return _MAKE[purpose](settings)


def rotate_key(settings: Settings, purpose: Purpose) -> str:
    """Replace the present key pair, which stays trusted; returns the new id. Raises NotPossible: there is none."""
    _require_file(settings, purpose)
    path = _private_path(settings, purpose)
    if not path.exists():
        raise NotPossible("no_key", file=path, purpose=purpose)
    return _MAKE[purpose](settings)


def public_keys(settings: Settings, purpose: Purpose) -> list[PublicKey]:
    """Every public key that is trusted for a purpose. Raises BadKey or BadCheckpointKey: none, or an unreadable one."""
    return trusted_keys(settings) if purpose is Purpose.COMMANDS else checkpoint_keys(settings)


def why_unsigned(settings: Settings, purpose: Purpose, found: Sequence[PublicKey]) -> JejakError | None:
    """Why none of the public keys found for a purpose belongs to the private key here; None when one does, or without a
    private key."""
    if any(key.signs for key in found):
        return None
    signer = _signer if purpose is Purpose.COMMANDS else checkpoint_signer
    try:
        signer(settings)
    except (BadKey, SettingsError, BadCheckpointKey) as error:
        return None if isinstance(error.__context__, FileNotFoundError) else error
    if purpose is Purpose.COMMANDS:
        return BadKey(reason="no_public_half", directory=settings.trusted_keys_directory)
    return BadCheckpointKey(reason="no_public_half", directory=settings.checkpoint_keys_directory)


def new_signing_key(settings: Settings) -> str:
    """Make a key pair that signs commands: the private half at `signing_key_path` (mode 0600), the public half among
    the trusted ones. An earlier private key is replaced. Returns the key id.
    """
    private = Ed25519PrivateKey.generate()
    name = key_id(private.public_key())
    write_pair(private, settings.signing_key_path, settings.trusted_keys_directory / f"{name}.pem")
    return name


def new_checkpoint_key(settings: Settings) -> str:
    """Make a key pair that signs checkpoints; an earlier private key is replaced. Returns the fingerprint."""
    path = new_key_pair(settings.checkpoint_key_path, settings.checkpoint_keys_directory)
    return Verifier(settings.log_origin, load_public(path)).fingerprint


def trusted_keys(settings: Settings) -> list[PublicKey]:
    """Every public key whose commands workers accept, by key id. Raises BadKey."""
    directory = settings.trusted_keys_directory
    ring = KeyRing.from_directory(directory)
    try:
        signing = _signer(settings).key_id
    except (BadKey, SettingsError):
        signing = ""
    return [
        PublicKey(name, str(directory / f"{name}.pem"), name == signing, _raw(ring, name)) for name in sorted(ring.keys)
    ]


def checkpoint_keys(settings: Settings) -> list[PublicKey]:
    """Every public key of the log. Raises BadCheckpointKey."""
    log_keys(settings)  # none is an error
    try:
        signing = str(checkpoint_signer(settings).verifier)
    except BadCheckpointKey:
        signing = ""
    verifiers = {
        path: Verifier(settings.log_origin, load_public(path))
        for path in sorted(settings.checkpoint_keys_directory.glob("*.pem"))
    }
    return [
        PublicKey(verifier.fingerprint, str(path), str(verifier) == signing, str(verifier))
        for path, verifier in verifiers.items()
    ]


def log_keys(settings: Settings) -> LogKeys:
    """The public keys of this ledger's log. Raises BadCheckpointKey."""
    return LogKeys.from_directory(settings.log_origin, settings.checkpoint_keys_directory)


def known_log_keys(settings: Settings) -> LogKeys | None:
    """The public keys of this ledger's log, if it has any here. Raises BadCheckpointKey: one can't be read."""
    return log_keys(settings) if any(settings.checkpoint_keys_directory.glob("*.pem")) else None


def trusted_attestors(settings: Settings) -> TrustedAttestors:
    """The attestors that are trusted to attest checkpoints. Raises SettingsError: certificates or keys are bad."""
    roots = witnesses = None
    if settings.timestamp_roots:
        try:
            roots = load_pem_x509_certificates(settings.timestamp_roots.read_bytes())
        except OSError as error:
            raise SettingsError(reason="roots_unreadable", file=settings.timestamp_roots, cause=error) from None
        except ValueError:
            raise SettingsError(reason="roots_not_pem", file=settings.timestamp_roots) from None
    if settings.witness_key:
        try:
            witnesses = [Verifier.parse(text) for text in settings.witness_key.split()]
        except NoteRefused as error:
            raise SettingsError(reason="witness_key", cause=error) from None
    return TrustedAttestors(roots, witnesses)


def checkpoint_signer(settings: Settings) -> CheckpointSigner:
    """The signer of checkpoints. Raises BadCheckpointKey: no key, an unreadable one, or a file open to others."""
    if settings.checkpoint_key:
        return CheckpointSigner.from_pem(settings.log_origin, settings.checkpoint_key.get_secret_value().encode())
    return CheckpointSigner.from_file(settings.log_origin, settings.checkpoint_key_path)


_MAKE: dict[Purpose, Callable[[Settings], str]] = {
    Purpose.COMMANDS: new_signing_key,
    Purpose.CHECKPOINTS: new_checkpoint_key,
}


def _signer(settings: Settings) -> Signer:
    return Signer.from_pem(settings.signing_key_pem())


def _private_path(settings: Settings, purpose: Purpose) -> Path:
    return settings.signing_key_path if purpose is Purpose.COMMANDS else settings.checkpoint_key_path


def _require_file(settings: Settings, purpose: Purpose) -> None:
    """Raises NotPossible for a key given as a secret, which is made and changed where the secret is kept."""
    if settings.signing_key if purpose is Purpose.COMMANDS else settings.checkpoint_key:
        raise NotPossible("key_is_secret", purpose=purpose)


def _raw(ring: KeyRing, name: str) -> str:
    return ring.keys[name].public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
