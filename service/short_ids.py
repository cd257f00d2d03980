"""An innovation by the beginning of its id, as people type it."""

from domain.refusals import Code, require
from domain.streams import innovation_stream
from ledger.store import Ledger
from proof.ids import whole_id
from wiring.errors import NotPossible

LEAST_PREFIX = 4
NAMED = 5
"""How many of the innovations that share a prefix are named."""


async def innovation_beginning(ledger: Ledger, given: str) -> str:
    """The id of the innovation that begins with what is given, at least four characters.

    A whole id is taken as it is; whether it exists is seen when it is used.

    Raises:
        Refused: none begins so.
        NotPossible: several do, or less is given.
    """
    if whole := whole_id(given):
        return whole
    prefix = given.lower()
    if len(prefix) < LEAST_PREFIX:
        raise NotPossible("short_prefix", given=given, least=LEAST_PREFIX)
    heads = await ledger.streams_like(innovation_stream(prefix), limit=NAMED + 1)
    require(heads, Code.UNKNOWN_INNOVATION, innovation=given)
    found = [head.correlation_id for head in heads]
    if len(found) > 1:
        named = ", ".join(found[:NAMED]) + (", …" if len(found) > NAMED else "")
        raise NotPossible("ambiguous_innovation", given=given, found=named)
    return found[0]
