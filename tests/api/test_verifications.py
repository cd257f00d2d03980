"""Auditors have the servers verify the ledger, and watch it."""

from typing import Any
from uuid import uuid4

import pytest

from ledger.verify.report import Report
from service.verifying import Verified
from tests.api.calling import Office, problem
from tests.api.test_roles import PEOPLE
from tests.waiting import until


@pytest.mark.parametrize("person", PEOPLE)
async def test_a_verification_is_begun_and_watched_by_auditors_alone(
    office: Office, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def verified(*_: object, shown: Any, **__: object) -> Verified:
        shown("events", 2, 2)
        return Verified(Report(events=2), 0, None, True, "00" * 32, False)

    monkeypatch.setattr("service.verification_runs.verified", verified)
    client = await office.of(person)
    begun = await client.post("/verifications", json={})
    if person != "auditor":
        problem(begun, 403, "not_open")
        problem(await client.get(f"/verifications/{uuid4()}"), 403, "not_open")
        return
    assert begun.status_code == 202, begun.text
    address = f"/verifications/{begun.json()['id']}"

    async def ended() -> bool:
        return (await client.get(address)).json()["ended_at"] is not None

    await until(ended, "an outcome")
    found = (await client.get(address)).json()
    assert (found["found"]["ok"], found["found"]["events"], found["by"]) == (True, 2, "auditor")
    problem(await client.get(f"/verifications/{uuid4()}"), 404, "unknown_verification")
    problem(await client.post("/verifications", json={"since": "none"}), 400, "nothing_to_compare")
    problem(await client.post("/verifications", json={"innovation": 1}), 422, "invalid_request")
