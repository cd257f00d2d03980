"""Every event that was ever written can be read for good: golden files of every type and schema version."""

import json
from typing import Any

import pytest

from domain.codec import decode, encode
from domain.events import EVENTS
from tests.domain.golden.write import EVENTS_DIRECTORY
from tests.domain.walk import one_of_each

GOLDEN: list[dict[str, Any]] = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted(EVENTS_DIRECTORY.glob("*.json"))
]
PRESENT = [golden for golden in GOLDEN if golden["schema_version"] == EVENTS[golden["type"]].SCHEMA_VERSION]


def named(golden: dict[str, Any]) -> str:
    """What a golden event is called in the report of the tests."""
    return f"{golden['type']}-v{golden['schema_version']}"


def test_every_event_type_has_a_golden_file_of_each_of_its_versions() -> None:
    expected = {(name, version) for name, cls in EVENTS.items() for version in range(1, cls.SCHEMA_VERSION + 1)}
    assert {(golden["type"], golden["schema_version"]) for golden in GOLDEN} == expected


def test_the_lives_that_golden_files_come_from_record_every_event_type() -> None:
    assert set(one_of_each()) == set(EVENTS)


@pytest.mark.parametrize("golden", GOLDEN, ids=named)
def test_a_golden_event_still_decodes_to_the_same_event(golden: dict[str, Any]) -> None:
    stored = decode(golden["type"], golden["schema_version"], golden["data"].encode())
    in_full = decode(golden["type"], golden["schema_version"], json.dumps(golden["event"]).encode())
    assert stored == in_full


@pytest.mark.parametrize("golden", PRESENT, ids=named)
def test_a_golden_event_of_the_present_schema_encodes_to_the_same_bytes(golden: dict[str, Any]) -> None:
    event = decode(golden["type"], golden["schema_version"], golden["data"].encode())
    assert encode(event) == golden["data"].encode()
