"""People's own keys: made and kept where the person is, one file each; only its public half ever leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from activities.command_keys import BadKey, PrivateKey
from ledger.log.checkpoint_keys import write_private
from service.reading import Reader
from wiring.errors import NotPossible
from wiring.keys import beside
from wiring.settings import Settings, private_file


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What administrators are given to enrol a person's key: the key, and its signature that it is theirs."""

    person: str
    key: str
    possession: str | dict[str, Any]
    """Of a passkey an object, as the page on which it was made shows it."""


def identity_path(settings: Settings, person: str) -> Path:
    """The file of a person's private key."""
    return settings.identities_directory / f"{person}.pem"


def require_no_identity(settings: Settings, person: str) -> None:
    """Raises NotPossible where a person's key is here."""
    path = identity_path(settings, person)
    if path.exists():
        raise NotPossible("identity_exists", file=path, person=person)


def put_aside(settings: Settings, person: str) -> None:
    """Keep a person's key under another name, if it is here; it signs no more from here. Raises OSError."""
    path = identity_path(settings, person)
    if path.exists():
        path.replace(path.with_name(f"{path.name}.old"))


def new_identity(settings: Settings, person: str, passphrase: str | None, *, replacing: bool = False) -> Enrolment:
    """Make a person's key; `replacing`: beside the present one, in whose place `take_over` puts it.

    Raises:
        NotPossible: they have one here, or (`replacing`) none.
        OSError: the file can't be written.
    """
    path = identity_path(settings, person)
    if path.exists() is not replacing:
        raise NotPossible("identity_exists" if path.exists() else "no_identity", file=path, person=person)
    private = Ed25519PrivateKey.generate()
    write_private(private, beside(path) if replacing else path, passphrase)
    return _enrolment_of(settings, person, PrivateKey(private))


def take_over(settings: Settings, person: str) -> None:
    """Put the key that was made beside the present one in its place. Raises OSError."""
    path = identity_path(settings, person)
    beside(path).replace(path)


Passphrase = Callable[[str], str | None]
"""Asks for the passphrase of a person's key; None where nobody can be asked."""


def unasked(_person: str) -> None:
    """Nobody can be asked."""


def identity(settings: Settings, person: str, passphrase: Passphrase) -> PrivateKey | None:
    """A person's key, if it is here; where it is locked and the settings have no passphrase, that is asked for.

    Raises:
        SettingsError, OpenKey: its file can't be read, or others may read it.
        BadKey: it is no key, or locked with another passphrase.
    """
    return _key_in(settings, identity_path(settings, person), person, passphrase)


def _key_in(settings: Settings, path: Path, person: str, passphrase: Passphrase) -> PrivateKey | None:
    if not path.exists():
        return None
    pem = private_file(path)
    known = settings.passphrase.get_secret_value() if settings.passphrase else None
    try:
        return PrivateKey.from_pem(pem, known)
    except BadKey as error:
        # Two people's keys may have two passphrases, of which the settings know one.
        given = passphrase(person) if error.facts["reason"] in ("locked", "other_passphrase") else None
        if given is None:
            raise
        return PrivateKey.from_pem(pem, given)


def key_here(reader: Reader) -> str | None:
    """The reader's key that is here and counts; None where there is none, or it is locked."""
    settings, person = reader.connections.settings, reader.who
    try:
        found = identity(settings, person.id, unasked)
    except BadKey:
        return None
    return found.key if found and found.key in person.keys and person.keys[found.key] is None else None


def own_key(settings: Settings, person: str, passphrase: Passphrase) -> PrivateKey:
    """A person's key, which has to be here. Raises as `identity`, and NotPossible: none is."""
    key = identity(settings, person, passphrase)
    if key is None:
        raise NotPossible("no_identity", file=identity_path(settings, person), person=person)
    return key


def enrolment(settings: Settings, person: str, passphrase: Passphrase = unasked) -> Enrolment:
    """The enrolment of the key that is stored here. Raises as `identity`, and NotPossible: none is."""
    return _enrolment_of(settings, person, own_key(settings, person, passphrase))


def enrolment_beside(settings: Settings, person: str, passphrase: Passphrase = unasked) -> Enrolment | None:
    """The same of the key that was made beside the present one and hasn't taken its place; None where none was."""
    key = _key_in(settings, beside(identity_path(settings, person)), person, passphrase)
    return _enrolment_of(settings, person, key) if key else None


def _enrolment_of(settings: Settings, person: str, key: PrivateKey) -> Enrolment:
    return Enrolment(person, key.key, key.possession(settings.log_origin, person))
