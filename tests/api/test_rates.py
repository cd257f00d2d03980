"""Whoever asks too often is told when to ask again."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from api.app import PATH, api
from service.reading import BYTES_OF_A_READ
from tests.api.calling import Office, problem
from tests.api.test_commands import proposed
from tests.cli.running import Cli
from wiring.rates import WEIGHED, Rates


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


async def test_nobody_is_shown_more_of_what_is_confidential_than_can_be_recorded_of_them(
    office: Office, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    innovation = await cli.in_decision()
    monkeypatch.setattr(office.connections, "reads", Rates(BYTES_OF_A_READ, 1.0, clock=lambda: 0.0))
    client, path = await office.of("sekretariat"), f"/innovations/{innovation}"
    assert (await client.get(f"{path}/dossier")).status_code == 200
    answer = await client.get(path)
    assert problem(answer, 429, "share_used")["facts"]["seconds"] == str(BYTES_OF_A_READ + 1)
    assert "Kartu" not in answer.text
    wanted = {"innovation": innovation, "by": "sekretariat"}
    reads = (await (await office.of("auditor")).get("/reads", params=wanted)).json()["items"]
    assert [each["what"] for each in reads if each["via"] == "api"] == ["file"]
    assert (await client.post(f"{path}/acts/note", json={"payload": {"text": "Dibaca."}})).status_code == 200


async def refusals(cli: Cli, innovation: str) -> list[str]:
    """The codes of what was refused of an innovation, as the record has it."""
    found = await cli.done("history", innovation)
    return [each["data"]["code"] for each in found if each["type"] == "CommandRefused"]


async def test_what_is_refused_stays_in_the_record_so_nobody_brings_more_into_it_than_their_share(
    office: Office, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    innovation = (await proposed(office)).json()["innovation"]
    monkeypatch.setattr(office.connections, "shares", Rates(8_000, 0.1))
    client = await office.of("deputi")
    problem(await client.post(f"/innovations/{innovation}/acts/admit", json={}), 403, "role_missing")
    assert await refusals(cli, innovation) == ["role_missing"]
    answer = await client.post(f"/innovations/{innovation}/acts/admit", json={"reason": "a" * 2_000})
    found = problem(answer, 429, "share_used")
    assert answer.headers["retry-after"] == found["facts"]["seconds"]
    assert int(found["facts"]["seconds"]) > 60
    assert await refusals(cli, innovation) == ["role_missing"]
    assert (await client.get(f"/innovations/{innovation}")).status_code == 200
    secretariat = await office.of("sekretariat")
    assert (await secretariat.post(f"/innovations/{innovation}/acts/admit", json={})).status_code == 200
