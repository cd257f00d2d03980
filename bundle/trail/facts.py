"""What a trail is made of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.editions import Edition
from domain.names import Names
from service.auditing import Entry


@dataclass(frozen=True, slots=True)
class Facts:
    """The events in order, the state that they add up to, what things are called, and what the bundle proves it with.

    `names` are those that the basis in the bundle has, of regions and agencies and of no people; `editions` has the
    editions by the SHA-256 of their text. `note` is the checkpoint, `since` the earlier one that it is proved to
    continue, if any, `attested` has the kinds of attestation of the checkpoint that go with it, and `keys` are the
    log's public keys.
    """

    innovation: str
    entries: Sequence[Entry]
    state: Mapping[str, Any]
    names: Names
    editions: Mapping[str, Edition]
    closed_at: datetime
    note: str
    since: str | None
    attested: Collection[str]
    keys: Sequence[str]
