"""XES (IEEE 1849-2016): an innovation is a case, its events in the order in which they were recorded."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from uuid import UUID
from xml.sax.saxutils import quoteattr

from domain.streams import ADOPTION, INNOVATION, REFUSALS
from interchange.exported import Exported, instant
from ledger.scan import Snapshot

KINDS = (INNOVATION, ADOPTION, REFUSALS)
"""The kinds of streams with events of innovations."""

EXTENSIONS = {"Concept": "concept", "Lifecycle": "lifecycle", "Organizational": "org", "Time": "time", "ID": "identity"}
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)

Value = str | int | bool | datetime | UUID


async def xes(snapshot: Snapshot, innovation: str | None) -> AsyncIterator[str]:
    """Every innovation's events, without those of people, editions and reference data."""
    yield "".join(_beginning())
    case: str | None = None
    async for placed in snapshot.events(innovation, kinds=KINDS):
        exported = Exported(placed)
        if exported.innovation is None:  # a refusal that concerns a person or an edition
            continue
        if exported.innovation != case:
            if case is not None:
                yield "</trace>\n"
            case = exported.innovation
            yield f"<trace>\n{_attribute('concept:name', case)}"
        yield f"<event>{''.join(_event(exported))}</event>\n"
    yield "</trace>\n</log>\n" if case is not None else "</log>\n"


def _beginning() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for name, prefix in EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
    always: dict[str, Value] = {
        "concept:name": "",
        "lifecycle:transition": "complete",
        "org:resource": "",
        "time:timestamp": NOTHING_YET,
        "event_hash": "",
    }
    yield f'<global scope="trace">{_attribute("concept:name", "")}</global>\n'
    yield f'<global scope="event">{"".join(_attribute(key, value) for key, value in always.items())}</global>\n'
    yield '<classifier name="Event" keys="concept:name lifecycle:transition"/>\n'
    yield '<classifier name="Resource" keys="org:resource"/>\n'
    yield _attribute("lifecycle:model", "standard")


def _event(exported: Exported) -> Iterator[str]:
    stored = exported.stored
    attributes: dict[str, Value | None] = {
        "concept:name": stored.type,
        "lifecycle:transition": "complete",
        "time:timestamp": stored.occurred_at,
        "org:resource": exported.actor,
        "org:role": exported.role,
        "identity:id": stored.event_id,
        "stream": stored.stream_id,
        "version": stored.version,
        "recorded_at": stored.recorded_at,
        "reason": exported.reason,
        "command_id": exported.command_id,
        "leaf_index": exported.leaf_index,
        "event_hash": exported.event_hash,
        "chain": exported.chain,
        "data": stored.data.decode(),
    }
    return (_attribute(key, value) for key, value in attributes.items() if value is not None)


def _attribute(key: str, value: Value) -> str:
    match value:
        case datetime():
            tag, text = "date", instant(value)
        case UUID():
            tag, text = "id", str(value)
        case int():
            tag, text = "int", str(value)
        case _:
            tag, text = "string", NOT_XML.sub("\ufffd", value)
    return f"<{tag} key={quoteattr(key)} value={quoteattr(text)}/>"
