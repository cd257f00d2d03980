"""What a person asks, as the act that is signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from activities.command_keys import PrivateKey
from proof.acts import LONGEST_LIFE, instant_text
from proof.hashes import GENESIS
from proof.strict_json import canonical

Signer = tuple[str, PrivateKey]
"""A person, and their own key."""

End = tuple[int, bytes]
"""Where a stream ends: its version, and its chain hash there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a person asks of a stream."""

    id: UUID
    stream: str
    type: str
    payload: dict[str, Any]
    actor: str
    reason: str | None = None
    on_version: int | None = None
    grant: str | None = None
    """The id of the grant under which they act, where they choose one."""


def act_of(asked: Asked, genesis: str, *, signed_at: datetime | None, seen: End | None) -> bytes:
    """An act as canonical JSON, bound to the ledger with this genesis.

    Where a person signs it (`signed_at`) it says on which end of the stream (None: there is no such stream), and counts
    for `LONGEST_LIFE`.
    """
    act: dict[str, Any] = {
        "id": str(asked.id),
        "stream": asked.stream,
        "type": asked.type,
        "payload": _without_fractions(asked.payload),
        "actor": asked.actor,
        "log": genesis,
    }
    if asked.reason is not None:
        act["reason"] = asked.reason
    if asked.on_version is not None:
        act["on_version"] = asked.on_version
    if asked.grant is not None:
        act["grant"] = asked.grant
    if signed_at is not None:
        version, chain = seen or (0, GENESIS)
        act |= {
            "seen": {"version": version, "chain": chain.hex()},
            "signed_at": instant_text(signed_at),
            "expires": instant_text(signed_at + LONGEST_LIFE),
        }
    return canonical(act)


def _without_fractions(value: Any) -> Any:
    """The same, fractions as text: JSON has several writings for one of them."""
    match value:
        case dict():
            return {name: _without_fractions(each) for name, each in value.items()}
        case list() | tuple():
            return [_without_fractions(each) for each in value]
        case float():
            return repr(value)
    return value
