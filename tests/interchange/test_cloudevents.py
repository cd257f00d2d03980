"""Each line is a CloudEvent 1.0 by the rules of its specification (context attributes, JSON format)."""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from interchange.cloudevents import cloudevents
from ledger.scan import Snapshot
from tests.interchange.conftest import BITING, FORMULA, Recorded

ATTRIBUTE = re.compile(r"[a-z0-9]{1,20}")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


async def exported(read: Snapshot, innovation: str | None) -> list[dict[str, Any]]:
    """The lines of an export, each a JSON document."""
    text = "".join([part async for part in cloudevents(read, innovation)])
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


async def test_every_event_is_a_cloudevent_with_its_leaf_and_hash(recorded: Recorded, read: Snapshot) -> None:
    events = await exported(read, None)
    assert [(event.get("leafindex"), event["eventhash"]) for event in events] == recorded.hashes()
    for event, placed in zip(events, recorded.placed, strict=True):
        assert event["specversion"] == "1.0"
        for name in ("id", "source", "type", "eventhash", "chainhash"):
            assert isinstance(event[name], str)
            assert event[name]
        assert urlsplit(event["source"]).path == event["source"]
        assert RFC3339.fullmatch(event["time"])
        assert datetime.fromisoformat(event["time"]) == placed.event.occurred_at
        assert datetime.fromisoformat(event["recordedat"]) == placed.event.recorded_at
        for name, value in event.items():
            assert ATTRIBUTE.fullmatch(name)
            assert name == "data" or isinstance(value, str | int)
    assert len({(event["source"], event["id"]) for event in events}) == len(events)


async def test_an_innovations_events_carry_what_was_said_and_its_author(recorded: Recorded, read: Snapshot) -> None:
    events = await exported(read, recorded.biting)
    assert {event["subject"] for event in events} == {recorded.biting}
    returned = events[1]
    assert (returned["type"], returned["actor"], returned["actorrole"]) == (
        "jejak.ProposalReturned.v1",
        "operator",
        "operator",
    )
    assert returned["data"]["reason"] == FORMULA
    refused = next(event for event in events if event["type"] == "jejak.CommandRefused.v1")
    assert (refused["actor"], refused["data"]["reason"]) == ("minister", BITING)
    assert "leafindex" not in events[-1]
