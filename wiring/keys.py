"""The private keys of the ledger's own: made here, never in the database. Which of them count, the ledger says."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509 import load_pem_x509_certificates

from activities.command_keys import BadKey, PrivateKey
from domain.vocabulary import Purpose
from ledger.errors import BadCheckpointKey
from ledger.log.attestations import TrustedAttestors
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys, write_checkpoint_pair, write_private
from proof.errors import NoteRefused
from proof.note import Verifier
from wiring.errors import NotPossible
from wiring.settings import Settings, SettingsError, private_file


@dataclass(frozen=True, slots=True)
class Made:
    """A new key: its public half, and its own signature that it serves a purpose."""

    key: str
    possession: str


def new_key(settings: Settings, purpose: Purpose) -> Made:
    """Make the first key pair for a purpose. Raises NotPossible when there is one."""
    path = _require_file(settings, purpose)
    if path.exists():
        raise NotPossible("key_exists", file=path, purpose=purpose)
    private = Ed25519PrivateKey.generate()
    put_in_place(settings, purpose, private)
    return made(settings, purpose, private)


def key_beside(settings: Settings, purpose: Purpose, *, anew: bool = False) -> Made:
    """The key beside the present one, in whose place `take_over` puts it: one that was made earlier and may be on its
    way to be published, or a new one where there is none, or `anew`.

    Raises:
        NotPossible: there is no present one.
        OSError, SettingsError, BadKey: the file can't be written, or read.
    """
    path = _require_file(settings, purpose)
    if not path.exists():
        raise NotPossible("no_key", file=path, purpose=purpose)
    if beside(path).exists() and not anew:
        return made(settings, purpose, PrivateKey.from_pem(private_file(beside(path))).private)
    private = Ed25519PrivateKey.generate()
    write_private(private, beside(path))
    return made(settings, purpose, private)


def take_over(settings: Settings, purpose: Purpose) -> None:
    """Sign with the key that was made beside the present one from now on. Raises OSError, BadKey."""
    waiting = beside(private_path(settings, purpose))
    put_in_place(settings, purpose, PrivateKey.from_pem(private_file(waiting)).private)
    waiting.unlink()


def beside(path: Path) -> Path:
    """The file of a key that waits to take the place of the one in that file; no key is ever in a file so named."""
    return path.with_name(f"{path.name}.next")


def made(settings: Settings, purpose: Purpose, private: Ed25519PrivateKey) -> Made:
    """What the ledger is told of a new key."""
    key = PrivateKey(private)
    return Made(key.key, key.possession(settings.log_origin, purpose))


def put_in_place(settings: Settings, purpose: Purpose, private: Ed25519PrivateKey) -> None:
    """Sign for a purpose with this key from now on: its file (mode 0600), in place of an earlier one; of checkpoints
    also the public half, among the others. Raises OSError.
    """
    path = private_path(settings, purpose)
    if purpose is Purpose.CHECKPOINTS:
        write_checkpoint_pair(private, path, settings.checkpoint_keys_directory)
    else:
        write_private(private, path)


def has_key(settings: Settings, purpose: Purpose) -> bool:
    """Whether this process has a private key for a purpose, as a secret or in a file."""
    return _secret(settings, purpose) or private_path(settings, purpose).exists()


def present_key(settings: Settings, purpose: Purpose) -> str | None:
    """The public half of the key that signs here for a purpose; None where there is none, or it can't be read."""
    try:
        if purpose is Purpose.CHECKPOINTS:
            return checkpoint_signer(settings).verifier.raw.hex()
        pem = settings.signing_key_pem() if purpose is Purpose.RECEIPTS else settings.worker_key_pem()
        return PrivateKey.from_pem(pem).key
    except (BadKey, SettingsError, BadCheckpointKey):
        return None


def service_key(settings: Settings) -> PrivateKey:
    """The key by which the service receives acts. Raises SettingsError, BadKey."""
    return PrivateKey.from_pem(settings.signing_key_pem())


def worker_key(settings: Settings) -> PrivateKey:
    """The key by which a worker signs its decisions. Raises SettingsError, BadKey."""
    return PrivateKey.from_pem(settings.worker_key_pem())


def private_path(settings: Settings, purpose: Purpose) -> Path:
    """The file of the private key for a purpose."""
    return {
        Purpose.RECEIPTS: settings.signing_key_path,
        Purpose.DECISIONS: settings.worker_key_path,
        Purpose.CHECKPOINTS: settings.checkpoint_key_path,
    }[purpose]


def possession_of(settings: Settings, purpose: Purpose) -> Made:
    """What the ledger is told of the key that signs here. Raises SettingsError, BadKey, BadCheckpointKey."""
    if purpose is Purpose.CHECKPOINTS:
        return made(settings, purpose, checkpoint_signer(settings).private)
    key = service_key(settings) if purpose is Purpose.RECEIPTS else worker_key(settings)
    return Made(key.key, key.possession(settings.log_origin, purpose))


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


def _secret(settings: Settings, purpose: Purpose) -> bool:
    return bool(
        {
            Purpose.RECEIPTS: settings.signing_key,
            Purpose.DECISIONS: settings.worker_key,
            Purpose.CHECKPOINTS: settings.checkpoint_key,
        }[purpose]
    )


def _require_file(settings: Settings, purpose: Purpose) -> Path:
    """Raises NotPossible for a key given as a secret, which is made and changed where the secret is kept."""
    if _secret(settings, purpose):
        raise NotPossible("key_is_secret", purpose=purpose)
    return private_path(settings, purpose)
