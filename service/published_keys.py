"""The keys of the ledger's own, which are published for everybody: to see them nobody signs in."""

from domain.keys import Keys
from engine.states import States
from ledger.store import Ledger
from proof.streams import KEYS
from wiring.connections import READER, Connections


async def published_keys(connections: Connections) -> Keys:
    """The keys that the ledger records as its own, in use and retired, and what it is known by."""
    return await States(Ledger(await connections.pool(READER))).get(Keys, KEYS)
