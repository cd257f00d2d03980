"""What a trail is made of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.editions import Edition
from service.auditing import Entry


@dataclass(frozen=True, slots=True)
class Facts:
    """The events in order, the state that they add up to, what things are called, and what the bundle proves it with.

    `places` has the names of regions by their ids, `editions` the editions by the SHA-256 of their text; neither is
    in the bundle. `note` is the checkpoint, `since` the earlier one that it is proved to continue, if any, `attested`
    has the kinds of attestation of the checkpoint that go with it, and `keys` are the log's public keys.
    """

    innovation: str
    entries: Sequence[Entry]
    state: Mapping[str, Any]
    places: Mapping[str, str]
    editions: Mapping[str, Edition]
    closed_at: datetime
    note: str
    since: str | None
    attested: Collection[str]
    keys: Sequence[str]
