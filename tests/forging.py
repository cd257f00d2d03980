"""Somebody with the worker's login of the database, and with whichever keys a test gives them, who records lies."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg

from activities.command_keys import PrivateKey
from activities.recording import Origin, Recorder
from domain.commands import SYSTEM, Command
from domain.events import Event
from domain.innovation.impartiality import OF_ROLE
from domain.keys import Keys
from domain.model import By
from domain.streams import AGENCIES, correlation_of
from domain.vocabulary import Role
from engine.states import States
from ledger.model import Append, NewEvent
from ledger.store import Ledger
from proof import ids
from proof.hashes import GENESIS
from proof.streams import KEYS
from proof.strict_json import canonical
from service.meaning import read_page

REASON = "Sesuai rapat."

STRANGER = Recorder(PrivateKey.generate())
"""Whose key isn't the ledger's."""


class Forger:
    """Appends whatever events."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self.ledger = Ledger(pool)

    async def append(
        self,
        stream: str,
        origin: Origin,
        *events: Event,
        command: Command,
        by: Recorder,
        basis: dict[str, int] | None = None,
        change: Callable[[NewEvent], NewEvent] = lambda event: event,
        first_id: UUID | None = None,
    ) -> None:
        """Append whatever events, as the next of a stream, signed with a key."""
        head = await self.ledger.head(stream)
        version, chain = (head.version, head.chain) if head else (0, GENESIS)
        keys = await States(self.ledger).get(Keys, KEYS)
        id_of = ids.caused_id if command.actor == SYSTEM else ids.event_id
        drafts = [(first_id or id_of(command.id, n), event) for n, event in enumerate(events)]
        read = {name: at for name, at in {KEYS: 1, **(basis or {})}.items() if name != stream}
        new = by.events(stream, version, chain, keys, drafts, command, origin, read)
        await self.record(stream, *map(change, new))

    async def record(self, stream: str, *events: NewEvent) -> None:
        """Append these very events, as the next of a stream."""
        head = await self.ledger.head(stream)
        await self.ledger.append(
            Append(stream, correlation_of(stream).removeprefix("refusals/"), head.version if head else 0, events)
        )

    async def found(self, *streams: str) -> list[tuple[int, str, str]]:
        """What a verification finds in streams: version, layer and why."""
        report = await read_page(list(streams), self._pool)
        return [
            (each.version, each.layer, getattr(each.found, "facts", {}).get("reason", each.found.code))
            for each in report.problems
        ]


def basis_of(person: str, version: int = 2) -> dict[str, int]:
    """What a decision on that person's command is made on."""
    tables = {AGENCIES: 1, "reference/regions": 1, "reference/calendar": 1}
    return {f"person/{person}": version, "edition/ringkas": 1, **tables}


def by(person: str, role: Role, person_version: int = 2) -> dict[str, Any]:
    """Who did it and why, as an event says it."""
    acting = By(person=person, role=role, grant=f"{role}-1", person_version=person_version, capacity=OF_ROLE.get(role))
    return {"by": acting, "reason": REASON}


def saying(**members: Any) -> Callable[[NewEvent], NewEvent]:
    """Changes members of an event's metadata, so that the decision's signature is no longer true."""
    return lambda event: replace(event, metadata=canonical({**json.loads(event.metadata), **members}))
