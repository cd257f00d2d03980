"""The record of reads over the API: all of it for auditors, what concerns them for others, page by page."""

from uuid import uuid4

import pytest

from tests.api.calling import Office, problem
from tests.api.test_roles import PEOPLE
from tests.cli.running import Cli


@pytest.fixture(scope="module")
async def read(office: Office) -> str:
    """An innovation that the secretariat read twice."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JEJAK_PERSON", "auditor")
        innovation = await Cli(office.connections.settings.home).proposed()
    client = await office.of("sekretariat")
    for what in ("dossier", "history"):
        assert (await client.get(f"/innovations/{innovation}/{what}")).status_code == 200
    return innovation


@pytest.mark.parametrize("person", PEOPLE)
async def test_who_may_see_which_reads(office: Office, read: str, person: str) -> None:
    client = await office.of(person)
    own = await client.get("/reads", params={"by": person})
    assert own.status_code == 200, own.text
    assert {each["by"] for each in own.json()["items"]} <= {person}
    wanted = {"sekretariat's": ({"by": "sekretariat"}, {"auditor", "sekretariat"}),
              "of one": ({"innovation": read}, {"auditor", "pengusul", "admin-surakarta"}),
              "everything": ({}, {"auditor"})}  # fmt: skip
    for params, allowed in wanted.values():
        answer = await client.get("/reads", params=params)
        if person in allowed:
            assert answer.status_code == 200, (params, answer.text)
        else:
            problem(answer, 403, "not_open")
    days = await client.get("/reads/days")
    if person == "auditor":
        assert days.json()["ok"] is True
    else:
        problem(days, 403, "not_open")


async def test_pages_of_reads_go_on_where_the_last_one_ended(office: Office, read: str) -> None:
    client = await office.of("auditor")
    whole = (await client.get("/reads", params={"innovation": read})).json()
    assert [(each["what"], each["via"]) for each in whole["items"]] == [("history", "api"), ("file", "api")]
    first = (await client.get("/reads", params={"innovation": read, "limit": 1})).json()
    rest = (await client.get("/reads", params={"innovation": read, "after": first["next"]})).json()
    assert first["items"] + rest["items"] == whole["items"]


async def test_a_filter_that_can_not_be_right_is_told(office: Office) -> None:
    client = await office.of("auditor")
    problem(await client.get("/reads", params={"of": "auditor", "innovation": str(uuid4())}), 400, "one_of")
    problem(await client.get("/reads", params={"day": "9999-12-31"}), 400, "bad_instant")
    problem(await client.get("/reads", params={"after": "x"}), 400, "bad_cursor")
    problem(await client.get("/reads", params={"day": "kemarin"}), 422, "invalid_request")
