"""The servers verify their ledger for whoever is elsewhere, who is told that it is the servers' own word."""

import json
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from ledger.verify.report import Problem, Report, value
from proof.errors import ProofFailed
from service.verifying import Verified
from tests.cli.elsewhere import Elsewhere
from tests.cli.running import Cli
from tests.waiting import until


async def test_the_outcome_is_that_of_the_servers_and_says_so(
    elsewhere: Elsewhere, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    innovation = await cli.proposed()
    await elsewhere.of("auditor")
    there = await elsewhere("verify", innovation[:8])
    assert there.code == 0, there
    assert "what the servers at http://" in there.out
    whole = await elsewhere.done("verify")
    assert (whole["ok"], whole["genesis_pinned"]) == (True, False)
    assert whole["said_by"].startswith("http://")
    pinned = await elsewhere.done("verify", innovation, "--genesis", whole["genesis"])
    assert pinned["genesis_pinned"] is True
    other = await elsewhere("verify", innovation, "--genesis", "0" * 64, "--json")
    assert (other.code, json.loads(other.out)["ok"]) == (4, False)
    await elsewhere.refused(1, "unknown_innovation", "verify", str(uuid4()))  # of which there is no refusal either
    await (await elsewhere.of("sekretariat")).refused(1, "not_open", "verify")


async def test_closed_days_are_checked_by_the_servers_and_that_is_said(elsewhere: Elsewhere, cli: Cli) -> None:
    await elsewhere.of("auditor")
    for command in (("access", "check"), ("access", "day", "2026-11-01")):
        assert "what the servers at http://" in (await elsewhere(*command)).out

        async def the_same(*asked: str) -> bool:
            there = await elsewhere.done(*asked)
            assert there.pop("said_by").startswith("http://")
            return bool(there == await cli.done(*asked, "--as", "auditor"))

        await until(partial(the_same, *command), "the same there and here")  # a day may end, or be closed, in between


async def test_what_is_found_there_is_shown_here_in_full(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = [
        Problem("innovation/x", 3, "chain", value("hash", hash="00" * 32), value("nothing")),
        Problem("checkpoints", 7, "checkpoint", value("signed_checkpoint", origin="log"), ProofFailed("no_checkpoint")),
    ]

    async def verified(*_: object, shown: Any, **__: object) -> Verified:
        shown("hashes", 1, 2)
        return Verified(Report(events=9, problems=wrong), 0, None, True, "00" * 32, False)

    monkeypatch.setattr("service.verification_runs.verified", verified)
    await elsewhere.of("auditor")
    ran = await elsewhere("verify", "--json")
    assert ran.code == 4
    found = [
        (each["layer"], each["expected"]["code"], each["found"]["code"]) for each in json.loads(ran.out)["problems"]
    ]
    assert found == [("chain", "hash", "nothing"), ("checkpoint", "signed_checkpoint", "proof_failed")]
    shown = await elsewhere("verify")
    assert shown.code == 4
    assert "?" not in shown.out
