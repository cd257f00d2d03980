"""Keys as the rules see them: the ledger's own with their purposes, and the administrators that it began with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Protocol

from pydantic import StringConstraints

from domain.model import Frozen, Key
from domain.vocabulary import Purpose
from proof.acts import possession_bytes
from proof.passkeys import signed_by_person

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""An Ed25519 public key as 64 hex digits, or a passkey's fingerprint."""

Signature = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]
"""The base64 of 64 bytes."""


class Passkey(Frozen):
    """A key in a person's authenticator (WebAuthn); `proof/passkeys.py` says what its members are."""

    credential: str
    origin: str
    public: str
    rp: str
    synced: bool


class Assertion(Frozen):
    """What a passkey signed, with everything that it takes to check it."""

    authenticator_data: str
    client_data: str
    nonce: Hash
    passkey: Passkey
    signature: str


PersonsSignature = Signature | Assertion
"""By a person's own key, whichever kind that is."""


class ServiceKey(Frozen):
    """A key of the ledger's own; `possession` is its signature that it serves that purpose."""

    purpose: Purpose
    key: Hash
    possession: Signature


class Founder(Frozen):
    """One of the administrators that a ledger begins with."""

    person: Key
    agency: Key
    key: Hash
    possession: Signature


class Owned(Protocol):
    """A key with its own signature that it is somebody's."""

    @property
    def key(self) -> str: ...
    @property
    def possession(self) -> PersonsSignature: ...


def is_owned_by(owned: Owned, log: str, owner: str) -> bool:
    """Whether a key signed, for that log, that it is that person's, or serves that purpose."""
    said = owned.possession
    signature = said if isinstance(said, str) else said.model_dump()
    return signed_by_person(owned.key, signature, possession_bytes(owned.key, log, owner))


@dataclass(frozen=True, slots=True)
class Keys:
    """The ledger's own keys; before its first event there are none, and no genesis."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    log: str = ""
    genesis: str = ""
    """What the ledger is known by."""
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    """The keys that are in use, each with its purpose."""
    retired: Mapping[str, Purpose] = field(default_factory=dict)
    """Those that were, each with what it served."""
    founders: Mapping[str, Founder] = field(default_factory=dict)

    def serves(self, key: str, purpose: Purpose) -> bool:
        """Whether a key is in use for that purpose."""
        return self.purposes.get(key) is purpose
