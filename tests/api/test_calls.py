"""The command line's own door takes what a command line sends, and nothing that somebody else might."""

from typing import Any
from uuid import uuid4

import pytest

from service.afar import raised
from service.parcels import unpacked
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


@pytest.mark.parametrize("name", ["reading.states_of", "reading.Reader.names", "reading.Reader.titles"])
async def test_no_call_asks_of_any_number_of_things(office: Office, name: str) -> None:
    status, told = await asked(office, name, [f"person/{number}" for number in range(1001)])
    assert (status, told["error"]["code"]) == (400, "too_many_at_once")


@pytest.mark.parametrize("limit", [None, 0, -1, 1001, 1e3, True, "9"])
async def test_no_list_is_as_long_as_its_reader_likes(office: Office, limit: Any) -> None:
    answer = await (await office.of("petugas-bandung")).post(
        "/calls/next_acts.tasks_to_do", json={"args": [], "named": {"after": None, "limit": limit}}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


async def test_of_others_posts_no_more_is_told_than_stands_beside_their_acts(office: Office) -> None:
    async def grants_of(reader: str) -> list[Any]:
        body = {"args": [["person/sekretariat"]], "named": {}}
        answer = (await (await office.of(reader)).post("/calls/reading.states_of", json=body)).json()
        return list(unpacked(answer["value"], trusted=True)["person/sekretariat"].grants.values())

    [closed], [whole] = await grants_of("petugas-bandung"), await grants_of("auditor")
    assert (closed.post.letter, closed.post.title) == ("–", whole.post.title)
    assert whole.post.letter != "–"


@pytest.mark.parametrize("stream", ["ledger/reads", "refusals/person/menteri"])
async def test_where_a_stream_ends_is_told_of_what_one_acts_on_alone(office: Office, stream: str) -> None:
    _, told = await asked(office, "commanding.place_of", stream)
    assert raised(told).code == "wrong_stream"
