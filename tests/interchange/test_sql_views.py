"""An auditor's own SQL sees what exports say, and every command as it was signed."""

import json

import asyncpg

from interchange.exported import Exported
from proof.acts import read_signed
from proof.strict_json import canonical
from tests.activities.office import Office
from tests.interchange.conftest import BITING, Recorded


async def test_events_have_their_leaf_hash_and_who_did_what_and_why(recorded: Recorded, auditor: asyncpg.Pool) -> None:
    found = {
        (each["stream_id"], each["version"]): each for each in await auditor.fetch("SELECT * FROM jejak.auditor_events")
    }
    assert len(found) == len(recorded.placed)
    for row in map(Exported, recorded.placed):
        each = found[row.stored.stream_id, row.stored.version]
        assert (each["leaf_index"], each["event_hash"], each["chain"]) == (row.leaf_index, row.event_hash, row.chain)
        assert (each["actor"], each["role"], each["reason"]) == (row.actor, row.role, row.reason)
        assert (each["command_id"] and str(each["command_id"])) == row.command_id
        assert json.loads(each["data"]) == row.data


async def test_commands_are_whole_and_their_signatures_can_be_checked(
    recorded: Recorded, auditor: asyncpg.Pool, office: Office
) -> None:
    found = await auditor.fetch("SELECT * FROM jejak.auditor_commands WHERE correlation_id = $1", recorded.biting)
    assert [each["command_type"] for each in found].count("revise") == 1
    for each in found:
        act = json.loads(each["act"])
        signed = read_signed(canonical(act), json.loads(each["signatures"]), json.loads(each["receipt"]))
        signed.check(office.signer.genesis)
        assert act["payload"] == json.loads(each["payload"])
        assert each["received_at"] == signed.received_at
    [refused] = [each for each in found if each["came_to"] == "CommandRefused"]
    assert (refused["actor"], refused["command_type"], refused["reason"]) == ("minister", "admit", BITING)
    assert refused["command_stream"] == f"innovation/{recorded.biting}"


async def test_what_time_and_other_streams_asked_bears_no_signature(recorded: Recorded, auditor: asyncpg.Pool) -> None:
    found = await auditor.fetch(
        "SELECT * FROM jejak.auditor_commands WHERE correlation_id = $1 AND actor = 'system'", recorded.adopted
    )
    assert {each["command_type"] for each in found} == {"follow", "time_reached"}
    assert {each["signatures"] for each in found} == {None}
