"""Whoever may be chosen at sign-in: in the embedded stack, on this machine, everybody who holds a role now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.grants import Person
from domain.streams import PERSON, person_stream
from engine.states import States
from ledger import vault
from ledger.db.paging import Narrowed
from ledger.store import Ledger
from service.reading import ROWS_AT_ONCE
from wiring.connections import READER, VAULT, Connections
from wiring.errors import NotPossible


@dataclass(frozen=True, slots=True)
class Present:
    """Those people, and what they are called."""

    people: tuple[Person, ...]
    names: Mapping[str, str]
    states: States
    at: datetime


async def present(connections: Connections) -> Present:
    """Everybody who holds a role at this instant.

    Raises:
        NotPossible: this isn't the embedded stack's own application.
        SettingsError: the database isn't on this machine.
    """
    if connections.vouched or connections.settings.embedded() is None:
        raise NotPossible("not_embedded")
    connections.settings.require_local_servers()
    ledger = Ledger(await connections.pool(READER))
    states, at = States(ledger), datetime.now(UTC)
    rows = await ledger.rows(Narrowed(PERSON, prefix=person_stream("")), limit=ROWS_AT_ONCE)
    basis = await states.basis([row.stream_id for row in rows])
    people = tuple(person for row in rows if (person := basis.state(Person, row.stream_id)).holds_a_role(at))
    kept = await vault.get(await connections.pool(VAULT), [person.id for person in people])
    names = {person: fields["name"] for person, fields in kept.items() if "name" in fields}
    return Present(people, names, states, at)
