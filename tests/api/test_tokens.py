"""A token is its person's, for what it was issued for, until it ends."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
import structlog
from structlog.testing import capture_logs

from ledger import tokens as ledger_tokens
from service import tokens
from service.tokens import Scope
from tests.api.calling import BOTH, Office, problem
from tests.cli.conftest import unheard
from wiring.connections import CONSOLE

PRIVATE = ["/innovations", "/tasks", "/people", "/agencies", "/drafts", "/tokens", "/me", "/log/checkpoint"]


@pytest.mark.parametrize("path", PRIVATE)
async def test_nothing_private_is_told_without_a_token(office: Office, path: str) -> None:
    answer = await office.client(None).get(path)
    problem(answer, 401, "no_valid_token")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("given", ["jejak_x", "x" * 5000, "jejak_" + "A" * 43, "\x00", "é"])
async def test_what_is_no_token_is_none(office: Office, given: str) -> None:
    answer = await office.client(None).get("/me", headers={b"Authorization": f"Bearer {given}".encode()})
    problem(answer, 401, "no_valid_token")


async def test_a_token_that_was_revoked_or_has_expired_is_none(office: Office) -> None:
    revoked = await office.token("pengusul")
    client = office.client(revoked)
    assert (await client.get("/me")).json()["person"] == "pengusul"
    found = await tokens.find(office.connections, revoked)
    assert found is not None
    assert (await client.delete(f"/tokens/{found.token_id}")).status_code == 204
    problem(await client.get("/me"), 401, "no_valid_token")
    pool = await office.connections.pool(CONSOLE)
    expired = tokens.PREFIX + "x" * 43
    hashed = sha256(expired.encode()).digest()
    await ledger_tokens.issue(pool, uuid4(), hashed, "pengusul", "uji", ["read"], timedelta(seconds=-1), 9)
    problem(await office.client(expired).get("/me"), 401, "no_valid_token")


async def test_one_that_only_reads_does_nothing(office: Office) -> None:
    client = office.client(await office.token("sekretariat", [Scope.READ]))
    assert (await client.get("/innovations")).status_code == 200
    for path in (f"/innovations/{uuid4()}/acts/admit", "/acts"):
        answer = await client.post(path, json={"stream": "a/b", "type": "admit", "key": "0" * 64})
        problem(answer, 403, "scope_missing")
    only_acts = office.client(await office.token("sekretariat", [Scope.ACT]))
    problem(await only_acts.get("/innovations"), 403, "scope_missing")


async def test_nobody_sees_or_revokes_anothers(office: Office) -> None:
    token = await office.token("pengusul")
    found = await tokens.find(office.connections, token)
    assert found is not None
    other = await office.of("evaluator-1")
    problem(await other.delete(f"/tokens/{found.token_id}"), 404, "unknown_token")
    problem(await other.get("/people/pengusul/tokens"), 403, "not_own_tokens")
    problem(await other.delete("/people/pengusul/tokens"), 403, "not_own_tokens")
    assert str(found.token_id) not in (await other.get("/tokens")).text
    assert (await office.client(token).get("/me")).status_code == 200
    administrator = await office.of("administrator")
    listed = (await administrator.get("/people/pengusul/tokens")).json()
    assert str(found.token_id) in [each["id"] for each in listed]
    assert (await administrator.delete(f"/tokens/{found.token_id}")).status_code == 204
    problem(await office.client(token).get("/me"), 401, "no_valid_token")


async def test_all_of_a_persons_are_revoked_at_once(office: Office) -> None:
    mine, other = [await office.token("evaluator-4") for _ in range(2)], await office.token("evaluator-3")
    assert (await office.client(mine[0]).delete("/people/evaluator-4/tokens")).status_code == 204
    for token in mine:
        problem(await office.client(token).get("/me"), 401, "no_valid_token")
    assert (await office.client(other).get("/me")).status_code == 200


async def test_a_token_issues_none_for_more_or_longer_than_itself(office: Office) -> None:
    client = await office.of("sekretariat")
    issued = await client.post("/tokens", json={"label": "laporan", "scopes": ["read"], "days": 366})
    assert issued.status_code == 201, issued.text
    new = office.client(issued.json()["token"])
    me = (await new.get("/me")).json()
    assert me["scopes"] == ["read"]
    assert datetime.fromisoformat(me["expires_at"]) <= datetime.now(UTC) + timedelta(days=1, minutes=1)
    problem(await new.post("/tokens", json={"label": "x", "scopes": ["act"], "days": 1}), 403, "scope_missing")
    only_acts = office.client(await office.token("sekretariat", [Scope.ACT]))
    answer = await only_acts.post("/tokens", json={"label": "x", "scopes": ["read"], "days": 1})
    problem(answer, 403, "scope_missing")
    for label in ("", "a\nb", "x" * 101):
        assert (await client.post("/tokens", json={"label": label, "scopes": ["read"], "days": 1})).status_code in (
            400,
            422,
        )


async def test_whose_role_has_ended_reads_nothing(office: Office) -> None:
    nobody = office.client(
        await tokens.issue(office.connections, "tak-dikenal", label="uji", scopes=BOTH, lasts=timedelta(hours=1))
    )
    problem(await nobody.get("/innovations"), 409, "unknown_person")


async def test_no_token_stands_in_a_log(office: Office) -> None:
    token = await office.token("pengusul")
    structlog.reset_defaults()
    try:
        with capture_logs() as lines:
            await office.client(token).get("/me", params={"access_token": "x"})
            await office.client(token).post("/innovations", json={})
            await office.client("jejak_false").get("/me")
    finally:
        structlog.configure(processors=[unheard])
    shown = json.dumps(lines, default=str)
    assert token not in shown
    assert "jejak_false" not in shown
    assert [each["status"] for each in lines if each["event"] == "api"] == [200, 422, 401]


async def test_a_request_has_an_id_which_the_log_has_too(office: Office) -> None:
    client = await office.of("auditor")
    given = await client.get("/me", headers={"X-Request-Id": "abc-123"})
    assert given.headers["x-request-id"] == "abc-123"
    forged = await client.get("/me", headers={"X-Request-Id": "a b; c"})
    assert forged.headers["x-request-id"] != "a b; c"
    assert given.headers["x-content-type-options"] == "nosniff"
