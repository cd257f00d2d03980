"""Overviews and what auditors look for over the API: as on pages, for the same people, page by page."""

from typing import Any

import httpx
import pytest

from tests.api.calling import Office, problem
from tests.api.test_roles import PEOPLE
from tests.cli.running import Cli
from tests.waiting import until

OPEN_TO = {"events": {"auditor"}, "what-if": {"auditor", "sekretariat"}, "interventions": {"auditor", "administrator"}}
"""Who sees all of it; what would have been, whoever sees all that was."""


@pytest.fixture(scope="module")
async def scaling(office: Office) -> str:
    """An innovation that left several stages."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JEJAK_PERSON", "auditor")
        return await Cli(office.connections.settings.home).in_scaling()


async def every(client: httpx.AsyncClient, path: str, **wanted: Any) -> list[dict[str, Any]]:
    """All items of a list, read in pages of two."""
    found, after = list[dict[str, Any]](), None
    while True:
        page = (await client.get(path, params=wanted | {"limit": 2} | ({"after": after} if after else {}))).json()
        assert len(page["items"]) <= 2
        assert not [each for each in page["items"] if each in found], "what was shown comes again"
        found += page["items"]
        if (after := page["next"]) is None:
            return found


async def test_each_number_of_the_recap_is_how_long_its_list_is(office: Office, scaling: str) -> None:
    client = await office.of("sekretariat")

    async def the_same() -> bool:
        editions = (await client.get("/recap")).json()
        lines = [
            ({"edition": each["edition"], "stage": line["stage"]}, line) for each in editions for line in each["stages"]
        ]
        listed = [len(await every(client, "/innovations", **of)) == line["cases"] for of, line in lines]
        left = [len(await every(client, "/recap/cases", **of)) == line["left"] for of, line in lines]
        return len(lines) > 1 and all(listed) and all(left)

    await until(the_same, "the numbers of the recap to be those of its lists")  # time may move something in between
    took = [each["days"] for each in await every(client, "/recap/cases", edition="ringkas", stage="proposal")]
    assert took == sorted(took, reverse=True)
    assert await every(client, "/recap/cases", edition="ringkas", stage="proposal", days=took[0] + 1) == []
    bad = {"edition": "ringkas", "stage": "pilot", "after": "x"}
    problem(await client.get("/recap/cases", params=bad), 400, "bad_cursor")
    problem(await client.get("/recap/cases", params={"edition": "ringkas", "stage": "x"}), 422, "invalid_request")


async def test_coverage_leads_from_the_country_to_its_regions(office: Office, scaling: str) -> None:
    client = await office.of("pengusul")
    country = (await client.get("/coverage")).json()
    west = {each["code"]: each for each in country["provinces"]}["32"]
    places = {each["code"]: each for each in (await client.get("/coverage/32")).json()}
    assert len(country["provinces"]) == 38
    assert west["pilots"] == sum(each["pilots"] for each in places.values()) > 0
    assert sum(places["32.73"]["adoptions"].values()) > 0
    assert west["covered"] == sum(each["covered"] for each in places.values())
    assert country["waves"]["1"]
    problem(await client.get("/coverage/00"), 409, "unknown_region")


@pytest.mark.parametrize("person", PEOPLE)
async def test_the_whole_record_is_searched_by_whoever_may_see_all_of_it(
    office: Office, scaling: str, person: str
) -> None:
    client = await office.of(person)
    answers = {
        path: await client.get(path, params=params)
        for path, params in (
            ("/events", {"innovation": scaling}),
            (f"/innovations/{scaling}/what-if", {"edition": "kipp-2025"}),
            ("/interventions", {}),
        )
    }
    for path, answer in answers.items():
        if person in OPEN_TO[path.rpartition("/")[2]]:
            assert answer.status_code == 200, (path, answer.text)
        else:
            problem(answer, 403, "not_open")
    own = await client.get("/interventions", params={"concerning": person})
    assert own.status_code == 200, own.text
    assert all(person in (each["person"], each["about"]) for each in own.json()["items"])


async def test_events_are_found_by_type_person_and_innovation_page_by_page(office: Office, scaling: str) -> None:
    client = await office.of("auditor")
    history = (await client.get(f"/innovations/{scaling}/history")).json()
    found = await every(client, "/events", innovation=scaling)
    assert {each["event_id"] for each in history} <= {
        each["event_id"] for each in found
    }  # time may have moved it since
    assert [each["recorded_at"] for each in found] == sorted((each["recorded_at"] for each in found), reverse=True)
    wanted = {"innovation": scaling, "type": ["ProposalAdmitted", "PilotsPlanned"], "by": "sekretariat"}
    assert {each["type"] for each in await every(client, "/events", **wanted)} == {"ProposalAdmitted", "PilotsPlanned"}
    assert await every(client, "/events", innovation=scaling, until="2020-01-01T00:00:00Z") == []
    problem(await client.get("/events", params={"type": "a b"}), 422, "invalid_request")
    await client.get("/events", params={"limit": 1})
    searches: dict[str, str | int] = {"by": "auditor", "what": "search", "limit": 2}
    reads = (await client.get("/reads", params=searches)).json()["items"]
    assert [(each["subject"], each["via"]) for each in reads] == [("ledger", "api"), (f"innovation/{scaling}", "api")]


async def test_what_would_have_been_is_what_was_under_the_same_edition(office: Office, scaling: str) -> None:
    client = await office.of("auditor")
    edition = (await client.get(f"/innovations/{scaling}")).json()["innovation"]["edition"]["name"]
    found = (await client.get(f"/innovations/{scaling}/what-if", params={"edition": edition})).json()
    assert (found["reproduced"], found["first_difference"]) == (True, None)
    assert found["recorded"] == found["otherwise"]
    answer = await client.get(f"/innovations/{scaling}/what-if", params={"edition": "tidak-ada"})
    problem(answer, 409, "unknown_edition")
