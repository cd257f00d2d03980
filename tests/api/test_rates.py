"""Whoever asks too often is told when to ask again."""

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from api.app import PATH, api
from service.rates import WEIGHED
from tests.api.calling import Office, problem


def _narrow(office: Office) -> Office:
    """The API where a token may ask twice, and an address eight times."""
    mounted = Starlette(routes=[Mount(PATH, api(office.connections, at_once=2, per_second=0.001))])
    return Office(office.connections, httpx.ASGITransport(mounted), office.address)


async def test_a_token_that_asks_too_often_waits_and_no_other_does(office: Office) -> None:
    narrow = _narrow(office)
    client = await narrow.of("auditor")
    for _ in range(2):
        assert (await client.get("/me")).status_code == 200
    answer = await client.get("/me")
    problem(answer, 429, "too_often")
    assert int(answer.headers["retry-after"]) > 1
    assert (await (await narrow.of("sekretariat")).get("/me")).status_code == 200


async def test_another_token_lets_nobody_ask_more_often(office: Office) -> None:
    narrow = _narrow(office)
    for _ in range(2):
        assert (await narrow.client(await office.token("deputi")).get("/me")).status_code == 200
    problem(await narrow.client(await office.token("deputi")).get("/me"), 429, "too_often")


async def test_a_large_body_counts_as_several_requests(office: Office) -> None:
    client = await _narrow(office).of("auditor")
    refused = await client.post("/drafts", json={"title": "a" * WEIGHED})
    assert refused.status_code == 403
    problem(await client.get("/me"), 429, "too_often")


async def test_an_address_without_a_token_waits_too(office: Office) -> None:
    nobody = _narrow(office).client(None)
    for _ in range(8):
        problem(await nobody.get("/me"), 401, "no_valid_token")
    problem(await nobody.get("/me"), 429, "too_often")
    problem(await nobody.get("/public/innovations", params={"stage": "pilot"}), 429, "too_often")
