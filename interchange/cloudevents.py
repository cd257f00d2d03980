"""CloudEvents 1.0 in the JSON format, one event a line."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from interchange.exported import Exported, instant
from ledger.scan import Snapshot


async def cloudevents(snapshot: Snapshot, innovation: str | None) -> AsyncIterator[str]:
    """Every event; `data` is what the ledger holds."""
    async for placed in snapshot.events(innovation):
        yield json.dumps(cloudevent(Exported(placed)), ensure_ascii=False, separators=(",", ":")) + "\n"


def cloudevent(exported: Exported) -> dict[str, Any]:
    """One event. Attributes that have no value are left out, as the format wants it."""
    stored = exported.stored
    attributes = {
        "specversion": "1.0",
        "id": str(stored.event_id),
        "source": f"/jejak/{quote(stored.stream_id)}",  # an event id is unique within its stream
        "type": f"jejak.{stored.type}.v{stored.schema_version}",
        "subject": exported.innovation,
        "time": instant(stored.occurred_at),
        "datacontenttype": "application/json",
        "recordedat": instant(stored.recorded_at),
        "streamversion": stored.version,
        "leafindex": exported.leaf_index,
        "eventhash": exported.event_hash,
        "chainhash": exported.chain,
        "actor": exported.actor,
        "actorrole": exported.role,
        "commandid": exported.command_id,
        "data": exported.data,
    }
    return {name: value for name, value in attributes.items() if value is not None}
