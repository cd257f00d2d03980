"""What is asked: done once under its key, on the version that was seen, and refused in a way that programs read."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.sending import InFlight
from domain.commands import PAYLOADS
from tests.api.calling import Office, problem
from tests.cli.running import PROPOSAL, Cli
from wiring.errors import BadRequest, NotPossible


def proposal(title: str = "Kartu Insentif Anak") -> dict[str, Any]:
    """The sample proposal as a payload."""
    from cli.input.files import read_payload

    found = read_payload(PROPOSAL, PAYLOADS["propose"])
    return json.loads(json.dumps(found | {"proposal": found["proposal"] | {"title": title}}, default=str))  # type: ignore[no-any-return]


async def proposed(office: Office, key: str | None = None, title: str = "Kartu Insentif Anak") -> httpx.Response:
    """The answer to a proposal."""
    headers = {"Idempotency-Key": key} if key else {}
    return await (await office.of("pengusul")).post("/innovations", json={"payload": proposal(title)}, headers=headers)


async def test_an_innovation_is_proposed_admitted_and_planned(office: Office, cli: Cli) -> None:
    answer = await proposed(office)
    assert answer.status_code == 200, answer.text
    innovation = answer.json()["innovation"]
    secretariat = await office.of("sekretariat")
    admitted = await secretariat.post(f"/innovations/{innovation}/acts/admit", json={})
    assert admitted.status_code == 200, admitted.text
    assert (await cli.done("show", innovation))["stage"] == "pilot"
    assert admitted.json()["stream"] == f"innovation/{innovation}"
    assert admitted.headers["etag"] == f'"{admitted.json()["version"]}"'


async def test_the_same_key_is_done_once_and_names_nothing_else(office: Office) -> None:
    key = str(uuid4())
    first, again = await proposed(office, key), await proposed(office, key)
    assert first.json() == again.json()
    problem(await proposed(office, key, "Judul lain"), 422, "command_id_reused")
    other = await (await office.of("sekretariat")).post(
        f"/innovations/{first.json()['innovation']}/acts/admit", json={}, headers={"Idempotency-Key": key}
    )
    problem(other, 422, "command_id_reused")


async def test_of_many_at_once_under_one_key_one_is_done(office: Office, cli: Cli) -> None:
    key = str(uuid4())
    answers = await asyncio.gather(*(proposed(office, key) for _ in range(5)))
    assert {each.status_code for each in answers} <= {200, 409}
    receipts = [each.json() for each in answers if each.status_code == 200]
    assert receipts
    assert all(each == receipts[0] for each in receipts)
    for each in answers:
        if each.status_code == 409:
            problem(each, 409, "in_flight")
    history = await cli.done("history", receipts[0]["innovation"])
    assert [each["type"] for each in history].count("InnovationProposed") == 1


def test_another_request_under_a_key_is_told_so_before_that_the_key_is_in_use() -> None:
    under_way, key = InFlight(), UUID(int=1)
    under_way.begin(key, b"one")
    with pytest.raises(BadRequest) as other:
        under_way.begin(key, b"other")
    assert other.value.code == "other_request"
    with pytest.raises(NotPossible) as same:
        under_way.begin(key, b"one")
    assert same.value.code == "in_flight"
    under_way.end(key)
    under_way.begin(key, b"other")


async def test_who_changed_it_is_named_where_the_version_has_moved(office: Office) -> None:
    innovation = (await proposed(office)).json()["innovation"]
    secretariat = await office.of("sekretariat")
    seen = (await secretariat.get(f"/innovations/{innovation}")).headers["etag"]
    done = await secretariat.post(f"/innovations/{innovation}/acts/admit", json={}, headers={"If-Match": seen})
    assert done.status_code == 200, done.text
    late = await secretariat.post(
        f"/innovations/{innovation}/acts/note", json={"payload": {"text": "Catatan."}}, headers={"If-Match": seen}
    )
    found = problem(late, 412, "version_moved")
    assert {each["actor"] for each in found["changed_by"]} == {"sekretariat"}


@pytest.mark.parametrize("tag", ["1", '"x"', '"-1"', "*", '"99999999999999999999"'])
async def test_a_tag_that_is_none_is_refused(office: Office, tag: str) -> None:
    answer = await (await office.of("sekretariat")).post(
        f"/innovations/{uuid4()}/acts/admit", json={}, headers={"If-Match": tag}
    )
    problem(answer, 422, "invalid_request")


async def test_everything_that_is_wrong_is_named_at_once_by_pointers(office: Office) -> None:
    wrong = proposal() | {"agency": "Kota Surakarta", "edition": 7}
    wrong["proposal"]["started_on"] = "kemarin"
    answer = await (await office.of("pengusul")).post("/innovations", json={"payload": wrong, "more": 1})
    found = problem(answer, 422, "invalid_request")
    pointers = {each["pointer"] for each in found["errors"]}
    assert pointers == {"/payload/agency", "/payload/edition", "/payload/proposal/started_on", "/more"}
    assert all(each["detail"] for each in found["errors"])


@pytest.mark.parametrize(
    ("content", "code"), [(b"{", "invalid_request"), (b"\xff", "invalid_request"), (b"[]", "invalid_request")]
)
async def test_a_body_that_is_none_is_refused(office: Office, content: bytes, code: str) -> None:
    answer = await (await office.of("pengusul")).post(
        "/innovations", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["code"] in (code, "unreadable_body")


async def test_a_body_that_is_too_large_is_not_read(office: Office) -> None:
    answer = await (await office.of("pengusul")).post("/innovations", content=b"x" * 2_500_001)
    problem(answer, 413, "body_too_large")

    async def parts() -> Any:
        for _ in range(30):
            yield b"x" * 100_000

    answer = await (await office.of("pengusul")).post("/innovations", content=parts())
    problem(answer, 413, "body_too_large")


async def test_a_refusal_is_said_in_the_language_that_is_asked_for(office: Office) -> None:
    innovation = (await proposed(office)).json()["innovation"]
    said = {}
    for lang in ("id", "en", "fr, en;q=0.5", "fr", "en;q=0, id"):
        answer = await (await office.of("pengusul")).post(
            f"/innovations/{innovation}/acts/admit", json={}, headers={"Accept-Language": lang}
        )
        said[lang] = problem(answer, 403, "role_missing")["detail"]
    assert said["en"] == said["fr, en;q=0.5"] != said["id"] == said["fr"] == said["en;q=0, id"]


async def test_what_is_left_in_the_queue_is_done_all_the_same(office: Office, cli: Cli) -> None:
    innovation = (await proposed(office)).json()["innovation"]
    answer = await (await office.of("sekretariat")).post(
        f"/innovations/{innovation}/acts/admit", json={}, headers={"Prefer": "respond-async"}
    )
    assert answer.status_code == 202
    await cli.comes_to(innovation, "pilot")


async def test_an_adoption_is_asked_of_its_region(office: Office, cli: Cli) -> None:
    innovation = await cli.in_scaling()
    committed = await (await office.of("petugas-bandung")).post(
        f"/innovations/{innovation}/adoptions/32.73/acts/commit_adoption", json={}
    )
    assert committed.status_code == 200, committed.text
    other = await (await office.of("petugas-bandung")).post(
        f"/innovations/{innovation}/adoptions/73.71/acts/commit_adoption", json={}
    )
    problem(other, 409, "other_region")
    nowhere = await (await office.of("petugas-bandung")).post(
        f"/innovations/{innovation}/adoptions/99.99/acts/commit_adoption", json={}
    )
    problem(nowhere, 409, "unknown_region")


async def test_a_draft_is_its_authors_alone(office: Office) -> None:
    client = await office.of("pengusul")
    saved = await client.post("/drafts", json={"proposal": {"title": "Kebun Raya"}})
    assert saved.status_code == 201, saved.text
    draft = saved.json()["id"]
    changed = await client.put(f"/drafts/{draft}", json={"proposal": {"title": "Kebun Kota"}})
    assert changed.json()["content"]["proposal"]["title"] == "Kebun Kota"
    stranger = await office.of("evaluator-1")
    assert (await stranger.get("/drafts")).json() == []
    for answer in (
        await stranger.get(f"/drafts/{draft}"),
        await stranger.put(f"/drafts/{draft}", json={}),
        await stranger.delete(f"/drafts/{draft}"),
    ):
        assert answer.status_code in (403, 404, 409), answer.text
        assert "Kebun" not in answer.text
    assert (await client.delete(f"/drafts/{draft}")).status_code == 204
    problem(await client.get(f"/drafts/{draft}"), 404, "unknown_draft")
