"""The ledger as it stands: how far it is sealed and signed, and one event as it is stored, with its proof."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from console import problems
from console.visit import Visit
from proof.errors import JejakError
from service.ledger_state import ledger_state
from service.proving import KeptReceipt, prove
from service.roles import require_auditor
from service.searching import exactly

LATE_S = 120.0
"""From when on what isn't sealed or signed yet is called late."""


async def show(visit: Visit) -> Response:
    """How far it is."""
    require_auditor(visit.reader)
    found = await ledger_state(visit.connections)
    late = max(found.oldest_unsealed_s, found.oldest_unsigned_s) > LATE_S
    return await visit.page("audit/ledger", state=found, late=late)


async def show_event(visit: Visit) -> Response:
    """One event, byte for byte."""
    stream, given = (visit.request.query_params.get(name, "") for name in ("riwayat", "versi"))
    if not (given.isascii() and given.isdecimal() and len(given) < 16):
        raise HTTPException(404)
    found = await exactly(visit.reader, stream, int(given))
    if found is None:
        raise HTTPException(404)
    event = found.stored
    proof: dict[str, Any] | None = None
    unproved = ""
    try:
        proof = await prove(
            visit.connections, KeptReceipt(stream=stream, version=event.version, chain=event.chain.hex())
        )
    except JejakError as error:
        unproved = problems.of_error(error, visit.lang).message
    return await visit.page(
        "audit/event",
        event=event,
        hash=found.hash,
        before=found.before.hex() if found.before else "–",
        data=event.data.decode(errors="replace"),
        metadata=event.metadata.decode(errors="replace"),
        proof=proof,
        unproved=unproved,
    )
