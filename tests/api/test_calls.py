"""The command line's own door takes what a command line sends, and nothing that somebody else might."""

from typing import Any
from uuid import uuid4

import pytest

from service.afar import raised
from tests.api.calling import Office, problem

SETTINGS = {"$": "object", "class": "service.identities:Settings", "of": {}}


async def asked(office: Office, name: str, *args: Any) -> tuple[int, Any]:
    """What is answered to a call."""
    answer = await (await office.of("petugas-bandung")).post(f"/calls/{name}", json={"args": args, "named": {}})
    return answer.status_code, answer.json()


async def test_nobody_writes_into_the_record_of_reads_what_they_like(office: Office) -> None:
    reading = {"$": "enum", "class": "domain.readings:Reading", "of": "keys"}
    answer = await (await office.of("petugas-bandung")).post(
        "/calls/reading.Reader.record", json={"args": [reading, "person/menteri"], "named": {}}
    )
    problem(answer, 404, "no_such_address")
    assert await asked(office, "reading.Reader.record_list") == (200, {"value": None})


@pytest.mark.parametrize("name", ["reading.Reader.innovation_id", "reading.Reader.titles"])
async def test_nothing_is_made_but_what_parcels_are_for(office: Office, name: str) -> None:
    status, told = await asked(office, name, SETTINGS)
    assert (status, told["error"]["code"]) == (409, "other_release")


async def test_whoever_calls_is_told_the_refusal_and_not_that_there_is_another_release(office: Office) -> None:
    nowhere = str(uuid4())
    status, told = await asked(office, "reading.Reader.standing", nowhere)
    error = raised(told)
    assert (status, error.code, error.facts) == (404, "unknown_innovation", {"innovation": nowhere})
    assert raised((await (await office.of("auditor")).post("/calls/none", json={})).json()).code == "other_release"
