"""Forgeries of whoever has the worker's login alone."""

import json
from dataclasses import replace
from uuid import UUID, uuid4

from domain import codec
from ledger.model import NewEvent
from proof import ids
from proof.strict_json import canonical
from tests.bundle.forgeries.table import Table
from tests.bundle.scene import NOTE, Scene
from tests.forging import STRANGER, saying
from tests.furnished import now

FORGERIES = Table()


@FORGERIES.row("an event without a command", "no_act")
async def _(scene: Scene) -> None:
    await scene.forger.record(scene.judged, NewEvent(uuid4(), "NoteMade", 1, now(), b"{}", codec.encode(NOTE)))


@FORGERIES.row("an event under an earlier command, as its next", "no_act")
async def _(scene: Scene) -> None:
    last = (await scene.forger.ledger.read(scene.judged))[-1]
    command = json.loads(last.metadata)["act"]["id"]
    metadata = canonical({"command_id": command, "n": 1})
    event_id = ids.event_id(UUID(command), 1)
    await scene.forger.record(scene.judged, NewEvent(event_id, "NoteMade", 1, now(), metadata, codec.encode(NOTE)))


@FORGERIES.row("a decision of another innovation, copied", "other_stream", of="decided")
async def _(scene: Scene) -> None:
    last = (await scene.forger.ledger.read(scene.judged))[-1]
    fields = (last.event_id, last.type, last.schema_version, last.occurred_at, last.metadata, last.data)
    await scene.forger.record(scene.decided, NewEvent(*fields))


@FORGERIES.row("a decision signed with a key that isn't the ledger's", "decided_by_other")
async def _(scene: Scene) -> None:
    await scene.noted(by_key=STRANGER)


@FORGERIES.row("a genuine act under a false decision", "decision_false")
async def _(scene: Scene) -> None:
    await scene.noted(by_key=STRANGER, change=saying(worker=scene.recorder.key))


@FORGERIES.row("metadata that isn't in its one writing", "no_act")
async def _(scene: Scene) -> None:
    await scene.noted(change=lambda event: replace(event, metadata=event.metadata.replace(b":", b": ", 1)))


@FORGERIES.row("a decision whose last event was removed before it was sealed", "cut_off", of="decided")
async def _(scene: Scene) -> None:
    for evaluator in ("evaluator-1", "evaluator-2"):  # the second loses the quorum, which reopens the evaluation
        await scene.office.do(evaluator, scene.decided, "declare_conflict")
    *_, previous, last = await scene.forger.ledger.read(scene.decided)
    await scene.owner.execute("SET session_replication_role = replica")
    for table in ("events", "unsealed"):
        delete = f"DELETE FROM jejak.{table} WHERE stream_id = $1 AND version = $2"
        await scene.owner.execute(delete, scene.decided, last.version)
    head = "UPDATE jejak.streams SET version = $2, head = $3 WHERE stream_id = $1"
    await scene.owner.execute(head, scene.decided, previous.version, previous.chain)
