"""The XES has the shape that IEEE 1849-2016 gives it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from xml.etree import ElementTree as ET

from interchange.xes import xes
from ledger.scan import Snapshot
from tests.interchange.conftest import FORMULA, Recorded

NAMESPACE = "{http://www.xes-standard.org/}"
TYPES: dict[str, Callable[[str], object]] = {"string": str, "date": datetime.fromisoformat, "int": int, "id": UUID}
STANDARD = {"concept", "lifecycle", "org", "time", "identity"}


async def exported(read: Snapshot, innovation: str | None) -> ET.Element:
    """The log of an export."""
    return ET.fromstring("".join([part async for part in xes(read, innovation)]))  # noqa: S314 (it is our own)


def tag(element: ET.Element) -> str:
    """An element's name, which must be in the standard's namespace."""
    assert element.tag.startswith(NAMESPACE)
    return element.tag.removeprefix(NAMESPACE)


def attributes(element: ET.Element) -> dict[str, object]:
    """The attributes of an element, which must be typed, and each there once."""
    found = {}
    for child in element:
        if tag(child) in TYPES:
            assert set(child.attrib) == {"key", "value"}
            assert child.attrib["key"] not in found
            found[child.attrib["key"]] = TYPES[tag(child)](child.attrib["value"])
    return found


async def test_the_log_is_made_as_the_standard_has_it(recorded: Recorded, read: Snapshot) -> None:
    log = await exported(read, None)
    assert (tag(log), log.attrib["xes.version"]) == ("log", "1849-2016")
    order = ["extension", "global", "classifier", "string", "trace"]
    places = [order.index(tag(child)) for child in log]
    assert places == sorted(places)
    assert {child.attrib["prefix"] for child in log.iter(f"{NAMESPACE}extension")} == STANDARD
    assert [child.attrib["scope"] for child in log.iter(f"{NAMESPACE}global")] == ["trace", "event"]
    always = {scope.attrib["scope"]: set(attributes(scope)) for scope in log.iter(f"{NAMESPACE}global")}
    for trace in log.iter(f"{NAMESPACE}trace"):
        assert always["trace"] <= set(attributes(trace))
        kinds = [tag(child) == "event" for child in trace]
        assert kinds == sorted(kinds)
    for event in log.iter(f"{NAMESPACE}event"):
        keys = set(attributes(event))
        assert always["event"] <= keys
        assert {key.split(":")[0] for key in keys if ":" in key} <= STANDARD
    for classifier in log.iter(f"{NAMESPACE}classifier"):
        assert set(classifier.attrib["keys"].split()) <= always["event"]


async def test_every_innovation_is_a_case_and_every_event_has_its_leaf_and_hash(
    recorded: Recorded, read: Snapshot
) -> None:
    log = await exported(read, None)
    cases = {attributes(trace)["concept:name"]: trace for trace in log.iter(f"{NAMESPACE}trace")}
    assert {recorded.adopted, recorded.biting} <= set(cases)
    for innovation, trace in cases.items():
        events = [attributes(event) for event in trace.iter(f"{NAMESPACE}event")]
        assert [(event.get("leaf_index"), event["event_hash"]) for event in events] == recorded.hashes(str(innovation))
        assert {event["lifecycle:transition"] for event in events} == {"complete"}


async def test_texts_that_xml_cannot_hold_are_still_xml(recorded: Recorded, read: Snapshot) -> None:
    [trace] = (await exported(read, recorded.biting)).iter(f"{NAMESPACE}trace")
    events = [attributes(event) for event in trace.iter(f"{NAMESPACE}event")]
    assert (events[1]["reason"], events[1]["org:resource"]) == (FORMULA, "operator")
    refused = next(event for event in events if event["concept:name"] == "CommandRefused")
    assert refused["reason"] == 'a\ufffdb <&> "é" \' 👍\r\ndua\t; ]]>'
    assert refused["org:resource"] == "minister"


async def test_a_log_without_innovations_is_whole(read: Snapshot) -> None:
    assert not list((await exported(read, "nothing")).iter(f"{NAMESPACE}trace"))
