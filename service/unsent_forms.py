"""Unsent forms: what somebody typed into a form of an act and left, to go on with it later, on any browser."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from ledger import unsent_forms
from ledger.unsent_forms import UnsentForm
from wiring.connections import DRAFTS, Connections
from wiring.errors import BadRequest, NotPossible

Typed = dict[str, list[str]]
"""What was typed, by field."""

LONGEST = 200_000
"""Characters of a form's JSON."""

MOST = 100
"""Of a person's, how many are kept."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form as somebody left it."""

    form: str
    version: int
    saved_at: datetime
    typed: Typed

    @classmethod
    def of(cls, kept: UnsentForm) -> Self:
        """The form that was kept."""
        return cls(kept.form, kept.version, kept.saved_at, json.loads(kept.typed))


async def find(connections: Connections, person: str, form: str) -> Unsent | None:
    """What a person left in the form at an address, if anything."""
    found = await unsent_forms.get(await connections.pool(DRAFTS), person, form)
    return Unsent.of(found) if found else None


async def of(connections: Connections, person: str) -> list[Unsent]:
    """A person's unsent forms, the latest first."""
    return [Unsent.of(each) for each in await unsent_forms.of(await connections.pool(DRAFTS), person, MOST)]


async def leave(connections: Connections, person: str, form: str, typed: Typed, *, seen: int) -> bool:
    """Keep what was typed in place of the version that was seen (0: of none); False, if that isn't the last any more.

    Raises:
        BadRequest: it is too long.
        NotPossible: the person has left as many as anybody may.
    """
    text = json.dumps(typed, ensure_ascii=False)
    if len(text) > LONGEST:
        raise BadRequest("too_large")
    put = await unsent_forms.put(await connections.pool(DRAFTS), person, form, seen + 1, text, MOST)
    if put is None:
        raise NotPossible("too_many_unsent_forms", most=MOST)
    return put


async def discard(connections: Connections, person: str, form: str) -> None:
    """Remove a form that was sent, or isn't wanted any more."""
    await unsent_forms.discard(await connections.pool(DRAFTS), person, form)
