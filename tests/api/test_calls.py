"""The command line's own door takes what a command line sends, and nothing that somebody else might."""

import json
from datetime import UTC, datetime
from inspect import signature
from typing import Any
from uuid import uuid4

import pytest

from ledger.drafts import StoredDraft
from service.afar import USE_CASES, raised
from service.parcels import packed, unpacked
from tests.api.calling import Office, problem

UNFIT: tuple[Any, ...] = (2**70, "\x00", "\ud800", {"$": "bytes", "of": ""}, [["x"]])
"""What no use-case takes anywhere."""
STRANGE: tuple[Any, ...] = (
    1, True, None, "", "x", "%", "x" * 3000, [], {}, {"$": "map", "of": [["x", "y"]]}, {"$": "?"},
    {"$": "instant", "of": "0001-01-01T00:00:00+07:00"}, {"$": "uuid", "of": "x"},
    {"$": "object", "class": "service.access:Wanted", "of": {}},
    {"$": "object", "class": "service.access:Wanted", "of": {"day": 7}},
    {"$": "object", "class": "service.time_travel:Moment", "of": {"occurred_by": "x"}},
)  # fmt: skip

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
    problem(answer, 422, "invalid_request")


async def test_of_others_posts_no_more_is_told_than_stands_beside_their_acts(office: Office) -> None:
    async def grants_of(reader: str) -> list[Any]:
        body = {"args": [["person/sekretariat"]], "named": {}}
        answer = (await (await office.of(reader)).post("/calls/reading.states_of", json=body)).json()
        return list(unpacked(answer["value"], trusted=True)["person/sekretariat"].grants.values())

    [closed], [whole] = await grants_of("petugas-bandung"), await grants_of("auditor")
    assert (closed.post.letter, closed.post.title) == ("–", whole.post.title)
    assert whole.post.letter != "–"


async def test_an_instant_is_no_day(office: Office) -> None:
    instant = {"$": "instant", "of": "2026-01-01T00:00:00+00:00"}
    wanted = {"$": "object", "class": "service.listing:Wanted", "of": {"proposed_from": instant}}
    body = {"args": [wanted], "named": {"after": None, "limit": 1}}
    answer = await (await office.of("petugas-bandung")).post("/calls/listing.innovations", json=body)
    problem(answer, 422, "invalid_request")


@pytest.mark.parametrize("content", ["{", "[" * 100_000])
async def test_a_draft_that_somebody_made_up_is_no_error_of_ours(office: Office, content: str) -> None:
    made_up = StoredDraft(uuid4(), 1, "x", "x", "x", datetime.now(UTC), content, command_id=uuid4())
    status, told = await asked(office, "drafts.Desk.refusals_of", packed([made_up]))
    assert (status, told["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    "given", [{"$": "decimal", "of": "1E+9"}, {"$": "set", "of": []}, {"$": "command", "of": "admit"}]
)
async def test_what_is_asked_is_json_all_through(office: Office, given: Any) -> None:
    content = {"$": "map", "of": [["title", [given]]]}
    body = {"args": [content, None], "named": {}}
    problem(await (await office.of("pengusul")).post("/calls/drafts.Desk.save", json=body), 422, "invalid_request")


@pytest.mark.parametrize("given", ["NaN", "1e999", '"\\ud800"'])
async def test_nobody_keeps_a_draft_that_others_cannot_read(office: Office, given: str) -> None:
    client = await office.of("pengusul")
    problem(await client.post("/drafts", content=f'{{"title": {given}}}'), 422, "invalid_request")


@pytest.mark.parametrize("stream", ["ledger/reads", "refusals/person/menteri"])
async def test_where_a_stream_ends_is_told_of_what_one_acts_on_alone(office: Office, stream: str) -> None:
    _, told = await asked(office, "commanding.place_of", stream)
    assert raised(told).code == "wrong_stream"


@pytest.mark.parametrize("name", sorted(USE_CASES))
async def test_arguments_that_fit_nothing_are_told_and_are_no_error_of_ours(office: Office, name: str) -> None:
    """Each parameter gets each of these, whatever it takes."""
    client = await office.of("auditor")
    _, *parameters = signature(USE_CASES[name].function).parameters.values()
    for given in (*UNFIT, *STRANGE):
        args = [given for each in parameters if each.kind is not each.KEYWORD_ONLY]
        named = {each.name: given for each in parameters if each.kind is each.KEYWORD_ONLY}
        answer = await client.post(f"/calls/{name}", content=json.dumps({"args": args, "named": named}))
        assert answer.status_code < 500, (given, answer.text)
        if parameters and given in UNFIT:
            problem(answer, 422, "invalid_request")
    bodies: tuple[Any, ...] = ({"args": ["x"] * 9}, {"named": {"other": 1}}, {"args": 1}, {"named": []}, [], "x", None)
    for body in bodies:
        problem(await client.post(f"/calls/{name}", json=body), 422, "invalid_request")
