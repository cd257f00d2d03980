"""What is read: what the command line shows, as far as it is open to whoever calls."""

from uuid import uuid4

import pytest

from tests.api.calling import Office, problem
from tests.cli.running import Cli

TOPICS = ["/innovations", "/tasks", "/agencies", "/regions", "/editions", "/reference", "/drafts", "/tokens", "/me"]


@pytest.fixture(scope="module")
async def judged(office: Office, stack: object) -> str:
    """An innovation with its panel."""
    return await Cli(office.connections.settings.home).in_evaluation()


@pytest.mark.parametrize("path", TOPICS)
async def test_every_list_is_answered_to_its_reader(office: Office, path: str) -> None:
    answer = await (await office.of("sekretariat")).get(path)
    assert answer.status_code == 200, answer.text


async def test_one_innovation_is_shown_with_what_may_be_done_next(office: Office, judged: str) -> None:
    answer = (await (await office.of("evaluator-1")).get(f"/innovations/{judged}")).json()
    assert answer["innovation"]["id"] == judged
    assert "score" in [each["act"] for each in answer["acts"]]
    tasks = (await (await office.of("evaluator-1")).get("/tasks")).json()["items"]
    assert judged in [each["innovation"] for each in tasks]


async def test_its_history_is_that_of_the_command_line(office: Office, judged: str, cli: Cli) -> None:
    answer = (await (await office.of("auditor")).get(f"/innovations/{judged}/history")).json()
    assert answer == await cli.done("history", judged)
    refused = (await (await office.of("auditor")).get(f"/innovations/{judged}/refusals")).json()
    assert refused == [each for each in answer if each["stream"].startswith("refusals/")]


async def test_its_state_at_a_version_is_that_of_the_command_line(office: Office, judged: str, cli: Cli) -> None:
    client = await office.of("auditor")
    answer = (await client.get(f"/innovations/{judged}/state", params={"version": 2})).json()
    assert answer == await cli.done("replay", judged, "--version", "2")
    problem(await client.get(f"/innovations/{judged}/state", params={"version": 999}), 409, "no_such_version")
    both = {"version": "1", "known_by": "2026-01-01T00:00:00Z"}
    problem(await client.get(f"/innovations/{judged}/state", params=both), 400, "one_of")
    changed = (await client.get(f"/innovations/{judged}/changes", params={"since": 1, "until": 2})).json()
    assert "stage" in [each["path"].rpartition(".")[2] for each in changed]


async def test_what_is_not_open_is_left_out_and_named(office: Office, judged: str) -> None:
    own = (await (await office.of("pengusul")).get(f"/innovations/{judged}/dossier")).json()
    other = (await (await office.of("evaluator-surakarta")).get(f"/innovations/{judged}/dossier")).json()
    assert own["dossier"]["proposal"]["problem"]
    assert set(own["not_open"]) != set(other["not_open"]) or own["dossier"] == other["dossier"]
    problem(await (await office.of("pengusul")).get(f"/innovations/{judged}/bundle"), 403, "not_open")
    problem(await (await office.of("pengusul")).get("/people"), 403, "not_open")


async def test_what_does_not_exist_is_not_found(office: Office) -> None:
    client = await office.of("auditor")
    for path in ("", "/dossier", "/history", "/state", "/refusals", "/events"):
        problem(await client.get(f"/innovations/{uuid4()}{path}"), 404, "unknown_innovation")
    problem(await client.get("/nothing"), 404, "no_such_address")
    problem(await client.delete("/innovations"), 405, "no_such_method")
    problem(await client.get("/innovations/nothing"), 422, "invalid_request")


async def test_a_page_goes_on_where_the_one_before_ended(office: Office, judged: str, cli: Cli) -> None:
    await cli.proposed()
    client = await office.of("auditor")
    whole = (await client.get("/innovations", params={"limit": 200})).json()
    found, after = [], None
    while True:
        page = (await client.get("/innovations", params={"limit": 1} | ({"after": after} if after else {}))).json()
        found += page["items"]
        if (after := page["next"]) is None:
            break
    assert [each["id"] for each in found] == [each["id"] for each in whole["items"]]


@pytest.mark.parametrize("after", ["nothing", "W10", "AAAA", "WyJpZCIsbnVsbCwiYSIsMV0", "é", "=" * 99])
async def test_a_cursor_that_was_tampered_with_is_refused(office: Office, after: str) -> None:
    client = await office.of("sekretariat")
    problem(await client.get("/innovations", params={"after": after}), 400, "bad_cursor")
    problem(await client.get("/tasks", params={"after": after}), 400, "bad_cursor")
    problem(await client.get("/public/innovations", params={"stage": "pilot", "after": after}), 400, "bad_cursor")


async def test_what_has_not_changed_is_not_sent_again(office: Office, judged: str) -> None:
    client = await office.of("auditor")
    first = await client.get(f"/innovations/{judged}")
    again = await client.get(f"/innovations/{judged}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await (await office.of("evaluator-1")).get(
        f"/innovations/{judged}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert other.status_code == 200


async def test_a_bundle_is_downloaded_whole(office: Office, judged: str, cli: Cli) -> None:
    answer = await (await office.of("auditor")).get(f"/innovations/{judged}/bundle")
    assert answer.status_code == 200, answer.text
    file = cli.home / "downloaded.zip"
    file.write_bytes(answer.content)
    assert (await cli.done("verify", file))["innovation"] == judged


async def test_a_receipt_is_proved_and_the_checkpoint_public(office: Office, judged: str) -> None:
    client = await office.of("auditor")
    assert (await client.get(f"/innovations/{judged}/bundle")).status_code == 200  # all of it is sealed then
    [first, *_] = (await client.get(f"/innovations/{judged}/history")).json()
    answer = await client.post("/log/proofs", json={name: first[name] for name in ("stream", "version", "chain")})
    assert answer.status_code == 200, answer.text
    assert answer.json()["proof"]["stream_id"] == first["stream"]
    size = answer.json()["proof"]["tree_size"]
    grown = await client.get("/log/consistency", params={"since": size})
    assert (grown.json()["old_size"], grown.json()["new_size"] >= size) == (size, True)
    problem(await client.get("/log/consistency", params={"since": 2**62}), 400, "beyond_log")
    signed = (await client.get("/log/checkpoint")).text
    assert signed.startswith("localhost") or "\n" in signed
    assert (await office.client(None).get("/public/checkpoint")).status_code == 200


async def test_everybody_reads_what_is_public(office: Office, judged: str) -> None:
    nobody = office.client(None)
    listed = (await nobody.get("/public/innovations", params={"stage": "evaluation"})).json()["items"]
    assert judged in [each["id"] for each in listed]
    shown = (await nobody.get(f"/public/innovations/{judged}")).json()
    assert (shown["id"], shown["stage"]) == (judged, "evaluation")
    assert "problem" not in shown
    problem(await nobody.get("/public/innovations", params={"stage": "rejected"}), 400, "not_public")
