"""The OCEL has the shape that version 2.0 of the standard gives its JSON, and its relations lead somewhere."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import asyncpg
import jsonschema

from domain.regions import Regions
from domain.streams import correlation_of
from interchange.ocel import ocel
from ledger.scan import Snapshot, snapshot
from tests.activities.office import INDICATOR, Office
from tests.furnished import BANDUNG, region_id, regions
from tests.interchange.conftest import FORMULA, Recorded

TEXT = {"type": "string", "minLength": 1}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"}


def objects(required: dict[str, Any]) -> dict[str, Any]:
    """An array of objects with exactly these fields."""
    item = {"type": "object", "properties": required, "required": list(required), "additionalProperties": False}
    return {"type": "array", "items": item}


TYPE = {"name": TEXT, "attributes": objects({"name": TEXT, "type": {"enum": ["string", "time", "integer"]}})}
RELATIONS = objects({"objectId": TEXT, "qualifier": TEXT})
OCEL = {
    "type": "object",
    "required": ["objectTypes", "eventTypes", "objects", "events"],
    "additionalProperties": False,
    "properties": {
        "objectTypes": objects(TYPE),
        "eventTypes": objects(TYPE),
        "objects": objects(
            {
                "id": TEXT,
                "type": TEXT,
                "attributes": objects({"name": TEXT, "time": TIME, "value": TEXT}),
                "relationships": RELATIONS,
            }
        ),
        "events": objects(
            {
                "id": TEXT,
                "type": TEXT,
                "time": TIME,
                "attributes": objects({"name": TEXT, "value": {}}),
                "relationships": RELATIONS,
            }
        ),
    },
}
OF_TYPE: dict[str, Callable[[Any], object]] = {"string": str, "time": datetime.fromisoformat, "integer": int}


async def exported(read: Snapshot, innovation: str | None, known: Regions) -> dict[str, Any]:
    """An export, whose shape and references must hold."""
    log: dict[str, Any] = json.loads("".join([part async for part in ocel(read, innovation, known)]))
    jsonschema.validate(log, OCEL)
    ids = [each["id"] for each in log["objects"]]
    assert len(set(ids)) == len(ids)
    assert len({each["id"] for each in log["events"]}) == len(log["events"])
    for kind in ("object", "event"):
        types = {each["name"]: {a["name"]: a["type"] for a in each["attributes"]} for each in log[f"{kind}Types"]}
        for each in log[f"{kind}s"]:
            assert {relation["objectId"] for relation in each["relationships"]} <= set(ids)
            for attribute in each["attributes"]:
                assert OF_TYPE[types[each["type"]][attribute["name"]]](attribute["value"]) is not None
    return log


def attributes(each: dict[str, Any]) -> dict[str, Any]:
    """The attributes of an event or object; of an object the latest."""
    return {attribute["name"]: attribute["value"] for attribute in each["attributes"]}


def related(each: dict[str, Any]) -> set[tuple[str, str]]:
    """What an event or object belongs to, and as what."""
    return {(relation["qualifier"], relation["objectId"]) for relation in each["relationships"]}


async def test_every_event_of_an_innovation_has_its_leaf_and_hash(recorded: Recorded, read: Snapshot) -> None:
    log = await exported(read, None, regions())
    found = {(attributes(each).get("leaf_index"), attributes(each)["event_hash"]) for each in log["events"]}
    assert len(found) == len(log["events"])
    assert {*recorded.hashes(recorded.adopted), *recorded.hashes(recorded.biting)} <= found <= set(recorded.hashes())


async def test_events_and_objects_belong_to_innovations_adoptions_people_and_regions(
    recorded: Recorded, read: Snapshot
) -> None:
    log = await exported(read, recorded.adopted, regions())
    by_id = {each["id"]: each for each in log["objects"]}
    innovation, region = f"innovation/{recorded.adopted}", f"region/{region_id(BANDUNG)}"
    adoption = f"adoption/{recorded.adopted}/{region_id(BANDUNG)}"
    assert related(by_id[adoption]) == {("innovation", innovation), ("adopter", region)}
    assert attributes(by_id[region]) == {"code": BANDUNG, "name": "Kota Bandung"}
    by_type = {each["type"]: each for each in log["events"]}
    committed = by_type["AdoptionCommitted"]
    assert related(committed) == {
        ("innovation", innovation),
        ("adoption", adoption),
        ("actor", f"person/officer-{BANDUNG}"),
    }
    panel = {("evaluators", f"person/evaluator-{number}") for number in (1, 2, 3)}
    assert panel < related(by_type["PanelAssigned"])
    assert ("pilots", region) in related(by_type["PilotsPlanned"])
    assert ("actor", "person/system") in related(by_type["AdoptionOffered"])


async def test_an_amendment_belongs_to_what_it_amends(office: Office, auditor: asyncpg.Pool) -> None:
    innovation = await office.proposed()
    await office.do("operator", innovation, "admit")
    pilot = {"region": BANDUNG, "lasts": "PT50S", "indicators": [INDICATOR]}
    await office.do("operator", innovation, "plan_pilots", pilots=[pilot])
    officer, report = f"officer-{BANDUNG}", {"region": BANDUNG, "values": {"coverage": "40"}}
    await office.do(officer, innovation, "report_measurement", **report)
    await office.do(officer, innovation, "amend_measurement", **report | {"report": 1, "note": "Salah ketik"})
    async with snapshot(auditor) as read:
        log = await exported(read, correlation_of(innovation), regions())
    [proposed] = [each for each in log["events"] if each["type"] == "AmendmentProposed"]
    assert {("region", f"region/{region_id(BANDUNG)}"), ("actor", f"person/{officer}")} < related(proposed)


async def test_an_object_keeps_what_was_said_of_it_with_since_when(recorded: Recorded, read: Snapshot) -> None:
    log = await exported(read, recorded.biting, Regions(()))
    [innovation] = [each for each in log["objects"] if each["type"] == "innovation"]
    titles = [each for each in innovation["attributes"] if each["name"] == "title"]
    assert [each["value"] for each in titles] == ["Kartu Insentif Anak", FORMULA]
    assert titles[0]["time"] <= titles[1]["time"]
    assert attributes(innovation)["edition"] == "kipp-2025"
    assert all(not each["attributes"] for each in log["objects"] if each["type"] == "region")  # no table was at hand
